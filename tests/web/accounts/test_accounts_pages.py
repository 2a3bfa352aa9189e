"""The pages of the accounts: who opens them, what of foreign ids, how many queries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from skillpact_web import clock
from skillpact_web.accounts.granting import ROLES_INVITING, ROLES_MANAGING_ROLES
from skillpact_web.accounts.models import Invitation, Membership
from skillpact_web.accounts.roles import Role
from skillpact_web.audit.models import Event

OWN_PAGES = ("accounts:account", "accounts:switch", "accounts:sessions", "accounts:tokens", "accounts:create_token")


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", OWN_PAGES)
def test_everybody_opens_their_own_account(world, role, name):
    assert world.client(role).get(reverse(name)).status_code == 200


@pytest.mark.parametrize("role", list(Role))
def test_people_are_managed_by_the_roles_that_may(world, role):
    found = {name: world.client(role).get(reverse(name)).status_code for name in ("accounts:people", "accounts:invite")}
    assert found == {
        "accounts:people": 200 if role in ROLES_MANAGING_ROLES else 403,
        "accounts:invite": 200 if role in ROLES_INVITING else 403,
    }


@pytest.mark.parametrize("name", [*OWN_PAGES, "accounts:people", "accounts:invitations", "accounts:second_factor"])
def test_nobody_signed_in_is_led_to_the_sign_in_and_back(client, db, name):
    response = client.get(reverse(name))
    assert (response.status_code, response["Location"]) == (
        302,
        f"/account/login/?next={reverse(name).replace('/', '%2F')}",
    )


def test_the_list_of_people_holds_the_own_cluster_without_its_talents(world):
    page = world.client(Role.CLUSTER_MANAGER).get(reverse("accounts:people")).content.decode()
    assert "Bruno" in page
    assert "Foreign" not in page
    assert "Chiara" not in page


def test_the_list_of_people_filters_by_words_and_role(world):
    client = world.client(Role.CLUSTER_MANAGER)
    assert "Bruno" in client.get(reverse("accounts:people"), {"q": "olatuna"}).content.decode()
    assert "Bruno" not in client.get(reverse("accounts:people"), {"role": "training_provider"}).content.decode()
    assert (
        client.get(reverse("accounts:people"), {"q": "x" * 5000, "role": "<script>", "page": "-1"}).status_code == 200
    )
    assert client.get(reverse("accounts:people"), {"q": "a\x01b", "page": "9" * 40}).status_code == 200


def add_people(world, n: int) -> None:
    from world import person

    for number in range(n):
        person(f"Extra {number}", Role.COMPANY, world.company)


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_of_people_takes_a_fixed_number_of_queries(world, django_assert_num_queries, n):
    add_people(world, n)
    client = world.client(Role.CLUSTER_MANAGER)
    with django_assert_num_queries(6):
        client.get(reverse("accounts:people"), {"q": "Extra"})


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_of_invitations_takes_a_fixed_number_of_queries(world, django_assert_num_queries, n):
    for number in range(n):
        Invitation.objects.create(
            email=f"a{number}@people.example", role=Role.COMPANY, organisation=world.company, token_hash=str(number),
            expires_at=clock.now(), invited_by=world.members[Role.COMPANY].user,
        )  # fmt: skip
    client = world.client(Role.COMPANY)
    with django_assert_num_queries(5):
        assert client.get(reverse("accounts:invitations")).content.decode().count("ran out") == n


@pytest.mark.parametrize("path_of", ["people/{}/grant/", "people/{}/end/", "invitations/{}/revoke/"])
def test_what_is_foreign_does_not_exist(world, path_of):
    foreign = world.foreign_members[Role.COMPANY]
    invitation = Invitation.objects.create(
        email="f@people.example",
        role=Role.COMPANY,
        organisation=world.foreign_company,
        token_hash="f",
        expires_at=clock.now(),
    )
    number = invitation.pk if "invitations" in path_of else foreign.pk
    client = world.client(Role.CLUSTER_MANAGER)
    assert client.post("/account/" + path_of.format(number)).status_code == 404
    for unknown in (0, 10**17, 10**40):
        assert client.post("/account/" + path_of.format(unknown)).status_code == 404
    assert Membership.objects.get(pk=foreign.pk).ends_at is None


def test_a_role_is_given_and_ended_with_an_event_each(world):
    client = world.client(Role.CLUSTER_MANAGER)
    bruno = world.members[Role.COMPANY]
    url = reverse("accounts:grant_role", args=[bruno.pk])
    client.post(url, {"organisation": world.provider.pk, "role": Role.PROVIDER})
    given = Membership.objects.get(user=bruno.user, role=Role.PROVIDER)
    assert given.organisation == world.provider
    client.post(reverse("accounts:end_role", args=[given.pk]))
    given.refresh_from_db()
    assert given.ends_at is not None
    kinds = [event.kind for event in Event.objects.filter(object_id=str(given.pk)).order_by("id")]
    assert kinds == ["accounts.granted_role", "accounts.ended_role"]


@pytest.mark.parametrize(
    ("role", "where"),
    [("administrator", "cluster"), ("auditor", "cluster"), ("company", "provider"), ("company", "foreign_company")],
)
def test_a_role_that_is_not_theirs_to_give_is_refused_beside_the_form(world, role, where):
    before = Membership.objects.count()
    response = world.client(Role.CLUSTER_MANAGER).post(
        reverse("accounts:grant_role", args=[world.members[Role.COMPANY].pk]),
        {"organisation": getattr(world, where).pk, "role": role},
    )
    assert response.status_code == 422
    assert Membership.objects.count() == before


def test_the_last_administrator_stays(world):
    from world import person

    other = person("Second", Role.ADMINISTRATOR, None)
    client = world.client(Role.ADMINISTRATOR)
    mine = world.members[Role.ADMINISTRATOR]
    assert client.post(reverse("accounts:end_role", args=[mine.pk])).status_code == 422
    assert client.post(reverse("accounts:end_role", args=[other.pk])).status_code == 302
    mine.refresh_from_db()
    assert mine.ends_at is None


def test_a_person_acts_in_another_of_their_roles(world):
    bruno = world.members[Role.COMPANY]
    more = Membership.objects.create(user=bruno.user, role=Role.PROVIDER, organisation=world.provider)
    client = world.client(Role.COMPANY)
    assert client.post(reverse("accounts:switch"), {"membership_id": more.pk}).status_code == 302
    assert client.session["membership_id"] == more.pk
    assert Event.objects.get(kind="accounts.changed_role").role == "training_provider"


@pytest.mark.parametrize("chosen", ["", "x", "-1", "９", "9" * 60, "foreign", "ended"])
def test_a_role_that_is_not_held_cannot_be_chosen(world, chosen):
    if chosen == "foreign":
        chosen = str(world.foreign_members[Role.COMPANY].pk)
    if chosen == "ended":
        ended = Membership.objects.create(
            user=world.members[Role.COMPANY].user, role=Role.PROVIDER, ends_at=clock.now() - timedelta(days=1)
        )
        chosen = str(ended.pk)
    assert world.client(Role.COMPANY).post(reverse("accounts:switch"), {"membership_id": chosen}).status_code == 404


def test_name_and_language_are_changed_and_a_script_stays_text(world):
    client = world.client(Role.TALENT)
    client.post(reverse("accounts:account"), {"display_name": " <script>alert(1)</script>  X ", "language": "es"})
    user = world.members[Role.TALENT].user
    user.refresh_from_db()
    assert (user.display_name, user.language) == ("<script>alert(1)</script> X", "es")
    assert client.cookies["django_language"].value == "es"
    assert "<script>alert" not in client.get(reverse("accounts:account")).content.decode()


@pytest.mark.parametrize("fields", [{"display_name": "x" * 151}, {"display_name": "a\x00b"}, {"language": "klingon"}])
def test_an_unusable_account_form_changes_nothing(world, fields):
    response = world.client(Role.TALENT).post(reverse("accounts:account"), fields)
    assert response.status_code == 422
    world.members[Role.TALENT].user.refresh_from_db()
    assert world.members[Role.TALENT].user.display_name == "Chiara"


def test_no_page_of_allauth_is_left_without_the_frame_of_the_house(world, client):
    for name in ("account_login", "account_reset_password", "account_request_login_code", "account_signup"):
        assert 'id="main"' in client.get(reverse(name)).content.decode(), name
    inside: Client = world.client(Role.TALENT)
    for name in ("account_email", "account_change_password", "mfa_index", "account_logout", "account_reauthenticate"):
        page = inside.get(reverse(name), follow=True).content.decode()
        assert 'id="main"' in page, name
        assert "style=" not in page, name
