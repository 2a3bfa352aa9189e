"""Passkeys: added, used to sign in, used as a second factor, refused when anything is off."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from software_passkey import SoftwarePasskey
from world import PASSWORD

from skillpact_web.accounts.models import Membership
from skillpact_web.accounts.roles import Role
from skillpact_web.accounts.services.people import create_account


@pytest.fixture
def ada(world: Any) -> Any:
    user = create_account(email="ada@new.example", password=PASSWORD)
    Membership.objects.create(user=user, role=Role.CLUSTER_MANAGER, organisation=world.cluster)
    return user


def options_of(page: Any) -> dict[str, Any]:
    found = re.search(r'<script id="js_data" type="application/json">(.*?)</script>', page.content.decode(), re.DOTALL)
    data = json.loads(found.group(1))
    return data.get("creation_options") or data.get("request_options") or data


def by_password(user: Any) -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    return client


def add_passkey(client: Client, passkey: SoftwarePasskey) -> Any:
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    options = options_of(client.get(reverse("mfa_add_webauthn")))
    form = {"name": "Telephone", "passwordless": "on", "credential": json.dumps(passkey.create(options))}
    return client.post(reverse("mfa_add_webauthn"), form)


def sign_in(passkey: SoftwarePasskey, client: Client | None = None, change: Any = None) -> Client:
    client = client or Client()
    options = client.get(reverse("mfa_login_webauthn"), headers={"X-Requested-With": "XMLHttpRequest"}).json()
    credential = passkey.get(options.get("request_options", options))
    if change:
        change(credential)
    client.post(reverse("mfa_login_webauthn"), {"credential": json.dumps(credential)})
    return client


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_passkey_is_added_and_opens_the_pages_with_people_at_once(ada):
    client = by_password(ada)
    assert client.get(reverse("accounts:people")).status_code == 302
    assert add_passkey(client, SoftwarePasskey()).status_code == 302
    assert Authenticator.objects.filter(user=ada, type="webauthn").count() == 1
    assert client.get(reverse("accounts:people")).status_code == 200


def test_a_passkey_alone_lets_in_and_is_the_second_factor_as_well(ada):
    passkey = SoftwarePasskey()
    add_passkey(by_password(ada), passkey)
    client = sign_in(passkey)
    assert client.session["_auth_user_id"] == str(ada.pk)
    assert client.get(reverse("accounts:people")).status_code == 200


def test_a_passkey_is_the_second_factor_after_a_password(ada):
    passkey = SoftwarePasskey()
    add_passkey(by_password(ada), passkey)
    client = by_password(ada)
    assert not is_in(client)
    options = options_of(client.get(reverse("mfa_authenticate")))
    client.post(reverse("mfa_authenticate"), {"credential": json.dumps(passkey.get(options))})
    assert is_in(client)


def of_another_key(credential: dict[str, Any]) -> None:
    credential["response"]["signature"] = SoftwarePasskey().get({"publicKey": {"challenge": "AAAA"}})["response"][
        "signature"
    ]


def of_nobody(credential: dict[str, Any]) -> None:
    credential["response"]["userHandle"] = "OTk5OTk"


@pytest.mark.parametrize("change", [of_another_key, of_nobody])
def test_a_changed_answer_lets_nobody_in(ada, change):
    passkey = SoftwarePasskey()
    add_passkey(by_password(ada), passkey)
    assert not is_in(sign_in(passkey, change=change))


def test_an_answer_meant_for_another_site_lets_nobody_in(ada):
    passkey = SoftwarePasskey()
    add_passkey(by_password(ada), passkey)
    passkey.rp_id = "evil.example"
    assert not is_in(sign_in(passkey))


BROKEN = ["", "{}", "[]", "null", "x", '{"response": 1}', '{"id": "' + "A" * 100_000 + '"}']


@pytest.mark.parametrize("credential", BROKEN)
def test_a_broken_key_is_not_added(ada, credential):
    client = by_password(ada)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.get(reverse("mfa_add_webauthn"))
    response = client.post(reverse("mfa_add_webauthn"), {"name": "x", "credential": credential})
    assert response.status_code == 200
    assert not Authenticator.objects.exists()


def test_the_name_of_a_key_is_cut_and_stays_text(ada):
    client = by_password(ada)
    passkey = SoftwarePasskey()
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    credential = json.dumps(passkey.create(options_of(client.get(reverse("mfa_add_webauthn")))))
    form = {"name": "<script>alert(1)</script>" * 10_000, "credential": credential}
    client.post(reverse("mfa_add_webauthn"), form)
    assert len(Authenticator.objects.get(type="webauthn").data["name"]) == 60
    assert "<script>alert" not in client.get(reverse("mfa_list_webauthn")).content.decode()


@pytest.mark.parametrize("credential", BROKEN)
def test_broken_answers_are_refused_quietly(ada, client, credential):
    client.get(reverse("mfa_login_webauthn"), headers={"X-Requested-With": "XMLHttpRequest"})
    response = client.post(reverse("mfa_login_webauthn"), {"credential": credential})
    assert response.status_code in (200, 302, 400)
    assert not is_in(client)
