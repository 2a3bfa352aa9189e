"""Roles that see other people's data show a second factor; others may."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter as mfa_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from world import PASSWORD

from skillpact_web.accounts.access import for_roles
from skillpact_web.accounts.middleware import find_viewer
from skillpact_web.accounts.roles import ROLES_SEEING_PEOPLE, Role
from skillpact_web.accounts.services.people import create_account
from skillpact_web.audit.models import Event

EVERY_ROLE = [pytest.param(role, id=role.value) for role in Role]
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_of(secret: str = SECRET) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def client_of(membership: Any) -> Client:
    """Return a browser signed in by password alone."""
    client = Client()
    client.force_login(membership.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["membership_id"] = membership.pk
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "reauthenticated": True, "email": membership.user.email}
    ]
    session["account_authentication_methods_user"] = str(membership.user.pk)
    session.save()
    return client


def open_page(rf: Any, client: Client, **rule: Any) -> HttpResponse:
    request: Any = rf.get("/somewhere/?a=1")
    request.session = client.session
    from django.contrib.auth import get_user

    request.user = get_user(request)
    request.viewer = find_viewer(request)
    return for_roles(*Role, **rule)(lambda request: HttpResponse("seen"))(request)


@pytest.mark.parametrize("role", EVERY_ROLE)
def test_a_password_alone_opens_a_page_to_roles_that_see_no_people(world, rf, role):
    response = open_page(rf, client_of(world.members[role]))
    if role in ROLES_SEEING_PEOPLE:
        assert response.status_code == 302
        assert response["Location"] == "/account/second-factor/?next=%2Fsomewhere%2F%3Fa%3D1"
    else:
        assert response.content == b"seen"


@pytest.mark.parametrize("role", EVERY_ROLE)
def test_a_second_factor_opens_a_page_to_every_role(world, rf, role):
    assert open_page(rf, world.client(role)).content == b"seen"


@pytest.mark.parametrize("role", EVERY_ROLE)
def test_a_page_without_people_opens_with_a_password_alone(world, rf, role):
    assert open_page(rf, client_of(world.members[role]), needs_second_factor=False).content == b"seen"


def test_a_page_may_ask_every_role_for_a_second_factor(world, rf):
    assert open_page(rf, client_of(world.members[Role.TALENT]), needs_second_factor=True).status_code == 302


def test_the_second_factor_of_somebody_else_in_the_same_session_counts_for_nothing(world, rf):
    client = world.client(Role.AUDITOR)
    session = client.session
    session["account_authentication_methods_user"] = str(world.members[Role.TALENT].user.pk)
    session.save()
    assert open_page(rf, client).status_code == 302


def test_on_ones_own_machine_it_may_be_left_out(world, rf, settings):
    settings.MFA_POLICY = "offered"
    assert open_page(rf, client_of(world.members[Role.AUDITOR])).content == b"seen"


def test_production_refuses_to_leave_it_out():
    import os
    import subprocess
    import sys

    environment = os.environ | {"SKILLPACT_MODE": "production", "SKILLPACT_MFA": "offered", "PYTHONPATH": "src"}
    run = subprocess.run(
        [sys.executable, "-c", "import skillpact_web.settings"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "SKILLPACT_MFA=offered is for one's own machine" in run.stderr


@pytest.mark.django_db(transaction=True)
def test_somebody_without_one_is_led_to_set_one_up_and_back(world):
    client = client_of(world.members[Role.CLUSTER_MANAGER])
    asked = client.get(reverse("accounts:people"))
    assert asked["Location"] == "/account/second-factor/?next=%2Faccount%2Fpeople%2F"
    page = client.get(asked["Location"]).content.decode()
    assert reverse("mfa_activate_totp") in page
    assert reverse("mfa_add_webauthn") in page
    shown = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r'value="([A-Z2-7]{32})"', shown).group(1)
    done = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert done.status_code == 302
    assert "Continue to the page you came for" in client.get(done["Location"]).content.decode()
    assert client.get(reverse("accounts:second_factor"))["Location"] == "/account/people/"
    assert client.get(reverse("accounts:people")).status_code == 200
    assert Event.objects.filter(kind="accounts.added_second_factor").count() == 2  # the app and its recovery codes


def test_somebody_who_has_one_is_asked_to_show_it(world):
    member = world.members[Role.AUDITOR]
    TOTP.activate(member.user, SECRET)
    client = client_of(member)
    asked = client.get(reverse("accounts:second_factor"), {"next": "/account/tokens/"})
    assert asked["Location"] == "/account/2fa/reauthenticate/?next=%2Faccount%2Ftokens%2F"
    assert client.post(asked["Location"], {"code": "000000", "next": "/account/tokens/"}).status_code == 200
    assert (
        client.post(asked["Location"], {"code": code_of(), "next": "/account/tokens/"})["Location"]
        == "/account/tokens/"
    )
    assert client.get(reverse("accounts:tokens")).status_code == 200


@pytest.mark.parametrize(
    "onward", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a\nb"]
)
def test_the_way_back_leads_nowhere_else(world, onward):
    response = world.client(Role.AUDITOR).get(reverse("accounts:second_factor"), {"next": onward})
    assert response["Location"] == "/"


def test_signing_in_asks_for_the_code_of_the_app_and_counts_it(db, client):
    user = create_account(email="ada@people.example", password=PASSWORD)
    TOTP.activate(user, SECRET)
    first = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert first["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    assert client.post(reverse("mfa_authenticate"), {"code": "123"}).status_code == 200
    assert client.post(reverse("mfa_authenticate"), {"code": code_of()})["Location"] == "/"
    assert [one["method"] for one in client.session["account_authentication_methods"]] == ["password", "mfa"]
    assert Event.objects.get(kind="accounts.signed_in").details == {"methods": ["password", "mfa"]}


def test_a_recovery_code_is_good_once(db):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    user = create_account(email="ada@people.example", password=PASSWORD)
    TOTP.activate(user, SECRET)
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    for expected in (302, 200):
        client = Client()
        client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
        assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == expected


def test_a_removed_factor_is_written_down(world):
    member = world.members[Role.TALENT]
    TOTP.activate(member.user, SECRET)
    assert mfa_adapter().is_mfa_enabled(member.user)
    client = client_of(member)
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert not Authenticator.objects.exists()
    assert Event.objects.filter(kind="accounts.removed_second_factor", user_id=member.user.pk).exists()


def test_an_administrator_takes_away_lost_factors_and_the_person_is_told(world, mailoutbox):
    member = world.members[Role.AUDITOR]
    TOTP.activate(member.user, SECRET)
    url = reverse("accounts:reset_second_factors", args=[member.pk])
    assert world.client(Role.CLUSTER_MANAGER).post(url).status_code == 403
    assert world.foreign_client(Role.ADMINISTRATOR).post(url).status_code == 403
    assert Authenticator.objects.filter(user=member.user).exists()
    assert world.client(Role.ADMINISTRATOR).post(url).status_code == 302
    assert not Authenticator.objects.filter(user=member.user).exists()
    assert [mail.to for mail in mailoutbox] == [[member.user.email]]
    assert Event.objects.get(kind="accounts.removed_second_factor").details == {"type": "all"}
