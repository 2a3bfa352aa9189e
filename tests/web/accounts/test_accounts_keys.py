"""Tokens for programs, and the list of sessions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse
from world import PASSWORD

from skillpact_web import clock
from skillpact_web.accounts import scopes
from skillpact_web.accounts.models import ApiToken, Membership
from skillpact_web.accounts.roles import Role
from skillpact_web.accounts.services import tokens as services
from skillpact_web.accounts.services.people import create_account
from skillpact_web.accounts.tokens import viewer_of_token
from skillpact_web.audit.models import Event
from skillpact_web.errors import DomainError


@pytest.fixture(autouse=True)
def known_scopes(monkeypatch):
    monkeypatch.setattr(scopes, "_SCOPES", {"vacancies:read": "Read vacancies", "vacancies:write": "Write vacancies"})


def create(world, role=Role.COMPANY, days=90):
    return services.create(viewer=world.viewer(role), name="Our system", scopes=["vacancies:read"], days=days)


def test_a_token_acts_for_its_role_within_its_scopes(world):
    token, text = create(world)
    viewer = viewer_of_token(text)
    assert (viewer.membership_id, viewer.role, viewer.scopes) == (
        world.members[Role.COMPANY].pk,
        Role.COMPANY,
        frozenset({"vacancies:read"}),
    )
    token.refresh_from_db()
    assert token.last_used_on == clock.today()


def test_the_text_of_a_token_is_shown_once_and_stored_nowhere(world):
    client = world.client(Role.COMPANY)
    page = client.post(reverse("accounts:create_token"), {"name": "Ours", "scopes": ["vacancies:read"], "days": 5})
    text = page.content.decode().split('id="token">')[1].split("<")[0]
    assert viewer_of_token(text) is not None
    assert "no-store" in page["Cache-Control"]
    listed = client.get(reverse("accounts:tokens")).content.decode()
    assert text.rsplit("_", 1)[0][:12] in listed
    assert text not in listed
    assert text not in str(list(ApiToken.objects.values())) + str(list(Event.objects.values()))


def test_a_token_that_is_over_opens_nothing(world):
    _token, revoked = create(world)
    services.revoke(viewer=world.viewer(Role.COMPANY), token_id=_token.pk)
    ended, expired = create(world)
    ApiToken.objects.filter(pk=ended.pk).update(expires_at=clock.now() - timedelta(seconds=1))
    _third, of_an_ended_role = create(world, Role.PROVIDER)
    Membership.objects.filter(pk=world.members[Role.PROVIDER].pk).update(ends_at=clock.now() - timedelta(seconds=1))
    _fourth, of_an_inactive_person = create(world, Role.FUNDER)
    user = world.members[Role.FUNDER].user
    user.is_active = False
    user.save()
    tried = (revoked, expired, of_an_ended_role, of_an_inactive_person)
    assert [viewer_of_token(text) for text in tried] == [None] * 4


@pytest.mark.parametrize("raw", ["", "skp_", "skp_x_y", "skp_" + "a" * 100_000, "skp_é", "Bearer", "skp_\x00"])
def test_a_made_up_token_opens_nothing(db, raw):
    assert viewer_of_token(raw) is None


@pytest.mark.parametrize(
    ("fields", "blamed"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["vacancies:read", "everything:write"]}, "scopes"),
        ({"days": 0}, "days"),
        ({"days": 367}, "days"),
    ],
)
def test_an_unusable_token_is_refused_beside_its_field(world, fields, blamed):
    wanted = {"name": "Ours", "scopes": ["vacancies:read"], "days": 5} | fields
    with pytest.raises(DomainError) as caught:
        services.create(viewer=world.viewer(Role.COMPANY), **wanted)
    assert list(caught.value.fields) == [blamed]
    assert world.client(Role.COMPANY).post(reverse("accounts:create_token"), wanted).status_code == 422
    assert not ApiToken.objects.exists()


def test_there_is_an_end_to_tokens(world):
    for _ in range(services.MOST_TOKENS):
        create(world)
    with pytest.raises(DomainError, match="20 tokens already"):
        create(world)


def test_one_revokes_ones_own_tokens_only(world):
    token, text = create(world)
    assert world.client(Role.ADMINISTRATOR).post(reverse("accounts:revoke_token", args=[token.pk])).status_code == 404
    assert viewer_of_token(text) is not None
    assert world.client(Role.COMPANY).post(reverse("accounts:revoke_token", args=[token.pk])).status_code == 302
    assert viewer_of_token(text) is None


def test_a_scope_has_one_shape():
    with pytest.raises(ValueError, match="a scope is called"):
        scopes.add_scope("everything", "Everything")


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_of_tokens_takes_a_fixed_number_of_queries(world, django_assert_num_queries, n):
    for _ in range(n):
        create(world)
    client = world.client(Role.COMPANY)
    with django_assert_num_queries(5):
        client.get(reverse("accounts:tokens"))


def signed_in(email):
    client = Client(headers={"User-Agent": "<script>Browser</script>"})
    client.post(reverse("account_login"), {"login": email, "password": PASSWORD})
    return client


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_of_sessions_takes_a_fixed_number_of_queries(db, django_assert_num_queries, n):
    user = create_account(email="ada@people.example", password=PASSWORD)
    clients = [signed_in(user.email) for _ in range(n)]
    with django_assert_num_queries(5):
        page = clients[0].get(reverse("accounts:sessions")).content.decode()
    assert page.count("&lt;script&gt;Browser") == n


def test_one_session_and_all_others_are_ended(db):
    user = create_account(email="ada@people.example", password=PASSWORD)
    here, second, third = (signed_in(user.email) for _ in range(3))
    row = UserSession.objects.get(session_key=second.session.session_key)
    assert here.post(reverse("accounts:end_session", args=[row.pk])).status_code == 302
    assert second.get(reverse("accounts:account")).status_code == 302
    here.post(reverse("accounts:end_other_sessions"))
    assert third.get(reverse("accounts:account")).status_code == 302
    assert here.get(reverse("accounts:account")).status_code == 200
    assert UserSession.objects.count() == 1


def test_the_session_of_somebody_else_does_not_exist(db):
    ada = create_account(email="ada@people.example", password=PASSWORD)
    eve = create_account(email="eve@people.example", password=PASSWORD)
    mine, theirs = signed_in(ada.email), signed_in(eve.email)
    row = UserSession.objects.get(user=ada)
    assert theirs.post(reverse("accounts:end_session", args=[row.pk])).status_code == 404
    assert mine.get(reverse("accounts:account")).status_code == 200


def test_ending_the_session_one_is_in_leads_to_the_sign_in(db):
    user = create_account(email="ada@people.example", password=PASSWORD)
    client = signed_in(user.email)
    row = UserSession.objects.get()
    assert client.post(reverse("accounts:end_session", args=[row.pk]))["Location"] == reverse("account_login")
    assert "_auth_user_id" not in client.session
