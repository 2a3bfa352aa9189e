"""Invitations: sent by those who may, good once, and silent about who has an account."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.db import IntegrityError, transaction
from django.http import Http404
from django.test import Client
from django.urls import reverse

from skillpact_web import clock
from skillpact_web.accounts.models import Invitation, Membership, User
from skillpact_web.accounts.roles import Role
from skillpact_web.accounts.services import invitations as services
from skillpact_web.accounts.services.people import create_account
from skillpact_web.audit.models import Event
from skillpact_web.errors import DomainError, NotAllowedError


def send(
    world, *, by=Role.COMPANY, email="New@People.example", role="company", at="company", target="/account/tokens/new/"
):
    organisation = getattr(world, at) if at else None
    return services.invite(
        viewer=world.viewer(by),
        email=email,
        role=role,
        organisation_id=organisation.pk if organisation else None,
        target=target,
    )


def plain(response) -> str:
    """Return a page without the tokens that differ from page to page."""
    return re.sub(r'(X-CSRFToken": "|csrfmiddlewaretoken" value=")\w+', "", response.content.decode())


def link() -> str:
    return re.search(r"http://\S+(/account/invitation/\S+/)", mail.outbox[-1].body).group(1)


def test_opening_the_link_opens_an_account_and_the_page_at_once(world, client):
    send(world, target="/account/sessions/")
    assert mail.outbox[0].to == ["new@people.example"]
    response = client.get(link())
    assert (response.status_code, response["Location"]) == (302, "/account/sessions/")
    assert client.get("/account/sessions/").status_code == 200
    user = User.objects.get(email="new@people.example")
    assert not user.has_usable_password()
    assert EmailAddress.objects.get(user=user).verified
    membership = Membership.objects.get(user=user)
    assert (membership.role, membership.organisation) == ("company", world.company)
    assert client.session["membership_id"] == membership.pk
    kinds = list(Event.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == ["accounts.invited", "accounts.accepted_invitation", "accounts.signed_in"]


def test_the_link_stands_nowhere_but_in_the_mail(world):
    invitation = send(world)
    secret = link().split("/")[-2]
    row = Invitation.objects.filter(pk=invitation.pk).values().get()
    assert secret not in str(row)
    assert secret not in str(list(Event.objects.values()))


def test_the_link_is_good_once(world, client):
    send(world)
    client.get(link())
    again = Client()
    response = again.get(link())
    assert response.status_code == 410
    assert "This invitation is no longer valid" in response.content.decode()
    assert "_auth_user_id" not in again.session


def test_an_expired_invitation_used_twice_lets_nobody_in_and_can_be_had_anew(world, client):
    invitation = send(world)
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=clock.now() - timedelta(seconds=1))
    old = link()
    assert [client.get(old).status_code, client.get(old).status_code] == [410, 410]
    assert not User.objects.filter(email="new@people.example").exists()
    assert client.post(f"{old}renew/").status_code == 200
    assert link() != old
    assert mail.outbox[-1].to == ["new@people.example"]
    assert client.get(link()).status_code == 302


def test_asking_anew_answers_alike_whatever_the_link_was(world, client):
    revoked = send(world)
    old = link()
    services.revoke(viewer=world.viewer(Role.COMPANY), invitation_id=revoked.pk)
    n_mails = len(mail.outbox)
    answers = {plain(client.post(f"{url}renew/")).replace(url, "…") for url in (old, "/account/invitation/nothing/")}
    assert len(answers) == 1
    assert len(mail.outbox) == n_mails


def test_a_used_link_does_not_bring_back_a_role_that_was_ended(world, client):
    send(world)
    old = link()
    client.get(old)
    Membership.objects.filter(user__email="new@people.example").update(ends_at=clock.now() - timedelta(days=1))
    n_mails = len(mail.outbox)
    Client().post(f"{old}renew/")
    assert len(mail.outbox) == n_mails


def test_looking_at_the_link_does_not_use_it_up(world, client):
    send(world)
    assert client.head(link()).status_code == 200
    assert client.get(link(), headers={"Sec-Purpose": "prefetch"}).status_code == 200
    assert client.get(link()).status_code == 302


def test_an_account_that_is_there_gets_the_role_and_its_second_factor_is_asked_for(world, client):
    user = create_account(email="new@people.example", password="correct horse battery staple")
    TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    send(world)
    assert client.get(link())["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    assert Membership.objects.get(user=user).role == "company"


def test_an_account_opened_with_the_address_by_somebody_else_is_taken_from_them(world, client):
    user = User.objects.create_user(email="new@people.example", password="correct horse battery staple")
    EmailAddress.objects.create(user=user, email=user.email, verified=False, primary=True)
    EmailAddress.objects.create(user=user, email="thief@people.example", verified=True)
    send(world)
    client.get(link())
    user.refresh_from_db()
    assert not user.has_usable_password()
    assert list(EmailAddress.objects.values_list("email", "verified")) == [("new@people.example", True)]


def test_somebody_else_signed_in_is_asked_before_they_are_signed_out(world):
    send(world)
    client = world.client(Role.TALENT)
    page = client.get(link())
    assert page.status_code == 200
    assert "not yours" in page.content.decode()
    assert Invitation.objects.get().accepted_at is None
    assert client.post(link())["Location"] == "/account/tokens/new/"
    assert client.session["_auth_user_id"] == str(User.objects.get(email="new@people.example").pk)


def test_the_person_themselves_signed_in_takes_the_new_role_at_once(world):
    send(world, email=world.members[Role.PROVIDER].user.email)
    client = world.client(Role.PROVIDER)
    assert client.get(link())["Location"] == "/account/tokens/new/"
    assert Membership.objects.get(pk=client.session["membership_id"]).role == "company"


def test_an_inactive_account_is_not_let_in(world, client):
    user = create_account(email="new@people.example")
    User.objects.filter(pk=user.pk).update(is_active=False)
    send(world)
    assert client.get(link()).status_code == 410


ALLOWED = [
    (Role.COMPANY, "company", "company"),
    (Role.PROVIDER, "training_provider", "provider"),
    (Role.CLUSTER_MANAGER, "company", "other_company"),
    (Role.CLUSTER_MANAGER, "talent", "cluster"),
    (Role.COUNSELLOR, "talent", "cluster"),
    (Role.ADMINISTRATOR, "administrator", None),
    (Role.ADMINISTRATOR, "company", "foreign_company"),
    (Role.AUTHORITY, "authority", "authority"),
]
REFUSED = [
    (Role.COMPANY, "company", "other_company", Http404),
    (Role.COMPANY, "company", "foreign_company", Http404),
    (Role.COMPANY, "administrator", "company", DomainError),
    (Role.COMPANY, "administrator", None, DomainError),
    (Role.CLUSTER_MANAGER, "company", "foreign_company", Http404),
    (Role.CLUSTER_MANAGER, "administrator", "cluster", DomainError),
    (Role.CLUSTER_MANAGER, "auditor", None, DomainError),
    (Role.COUNSELLOR, "counsellor", "cluster", DomainError),
    (Role.TALENT, "talent", "cluster", NotAllowedError),
    (Role.AUDITOR, "auditor", "cluster", NotAllowedError),
    (Role.ADMINISTRATOR, "talent", "company", DomainError),
    (Role.ADMINISTRATOR, "wizard", "company", DomainError),
]


@pytest.mark.parametrize(("by", "role", "at"), ALLOWED)
def test_who_may_invite_into_what(world, by, role, at):
    assert send(world, by=by, role=role, at=at).is_open


@pytest.mark.parametrize(("by", "role", "at", "error"), REFUSED)
def test_who_may_not(world, by, role, at, error):
    with pytest.raises(error):
        send(world, by=by, role=role, at=at)
    assert (Invitation.objects.count(), len(mail.outbox)) == (0, 0)


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "javascript:alert(1)",
        "/no/such/page/",
        "/" + "a" * 400,
        "/\x00",
        "account/",
    ],
)
def test_an_invitation_opens_pages_of_ours_only(world, target):
    with pytest.raises(DomainError) as caught:
        send(world, target=target)
    assert list(caught.value.fields) == ["target"]


@pytest.mark.parametrize(
    "email", ["", "x", "a@b", "a b@people.example", "<script>@people.example\n", "x" * 300 + "@people.example"]
)
def test_an_unusable_address_is_said_beside_its_field(world, email):
    response = world.client(Role.COMPANY).post(
        reverse("accounts:invite"), {"email": email, "organisation": world.company.pk, "role": "company"}
    )
    assert response.status_code == 422
    assert "id_email" in response.content.decode()
    assert Invitation.objects.count() == 0


def test_inviting_an_account_and_a_stranger_answers_alike(world):
    client = world.client(Role.COMPANY)
    answers = []
    for email in ("stranger@people.example", world.foreign_members[Role.TALENT].user.email):
        form = {"email": email, "organisation": world.company.pk, "role": "company"}
        response = client.post(reverse("accounts:invite"), form, follow=True)
        answers.append(plain(response).count("The invitation is on its way."))
    assert answers == [1, 1]
    assert len(mail.outbox) == 2


def test_the_same_form_sent_twice_sends_one_mail(world):
    client = world.client(Role.COMPANY)
    form = {"email": "twice@people.example", "organisation": world.company.pk, "role": "company"}
    assert [client.post(reverse("accounts:invite"), form).status_code for _ in range(2)] == [302, 302]
    assert (Invitation.objects.count(), len(mail.outbox)) == (1, 1)


def test_a_revoked_invitation_opens_nothing(world, client):
    invitation = send(world)
    world.client(Role.COMPANY).post(reverse("accounts:revoke_invitation", args=[invitation.pk]))
    assert client.get(link()).status_code == 410


def test_one_sees_and_revokes_ones_own_invitations_only(world):
    invitation = send(world)
    for stranger in (world.foreign_client(Role.COMPANY), world.client(Role.PROVIDER)):
        assert stranger.post(reverse("accounts:revoke_invitation", args=[invitation.pk])).status_code == 404
        assert "new@people.example" not in stranger.get(reverse("accounts:invitations")).content.decode()
    assert (
        "new@people.example" in world.client(Role.CLUSTER_MANAGER).get(reverse("accounts:invitations")).content.decode()
    )


def test_a_mail_server_that_does_not_answer_is_said_in_one_sentence(world, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with pytest.raises(DomainError, match="The mail could not be sent just now"):
        send(world)


def test_an_organisation_with_a_script_in_its_name_stays_text_in_the_mail(world):
    world.company.name = "<b>O & L</b>\r\nBcc: x@evil.example"
    world.company.save()
    send(world)
    assert "\n" not in mail.outbox[0].subject
    assert mail.outbox[0].bcc == []
    assert "<b>O & L</b>" in mail.outbox[0].body


@pytest.mark.parametrize("secret", ["x", "x" * 5000, "%01", "é" * 40, "<script>"])
def test_a_made_up_link_is_gone(db, client, secret):
    assert client.get(f"/account/invitation/{secret}/").status_code == 410


def test_a_person_holds_a_role_of_the_house_once(world):
    user = world.members[Role.ADMINISTRATOR].user
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=user, role=Role.ADMINISTRATOR)
