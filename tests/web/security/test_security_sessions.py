"""Sessions: a new key at each sign-in, nothing left after the sign-out, and none made up by a stranger."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from world import PASSWORD

from skillpact_web.accounts.services.people import create_account

ADDRESS = "ada@people.example"


@pytest.fixture
def ada(db: Any) -> Any:
    return create_account(email=ADDRESS, display_name="Ada", password=PASSWORD)


def sign_in(client: Client) -> Any:
    return client.post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD})


def test_a_session_from_before_the_sign_in_is_not_the_one_after_it(ada, client):
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    sign_in(client)
    after = client.cookies["sessionid"].value
    assert after != before
    thief = Client()
    thief.cookies["sessionid"] = before
    assert thief.get(reverse("accounts:account")).status_code == 302
    assert not Session.objects.filter(session_key=before).exists()


def test_a_key_of_the_clients_own_making_becomes_no_session(ada, client):
    client.cookies["sessionid"] = "a" * 32
    sign_in(client)
    assert client.cookies["sessionid"].value != "a" * 32
    assert not Session.objects.filter(session_key="a" * 32).exists()


def test_the_guard_of_forms_changes_at_the_sign_in(ada, client):
    client.get(reverse("account_login"))
    before = client.cookies["csrftoken"].value
    sign_in(client)
    assert client.cookies["csrftoken"].value != before


def test_after_the_sign_out_the_old_cookie_opens_nothing(ada, client):
    sign_in(client)
    key = client.cookies["sessionid"].value
    client.post(reverse("account_logout"))
    assert not Session.objects.filter(session_key=key).exists()
    again = Client()
    again.cookies["sessionid"] = key
    assert again.get(reverse("accounts:account")).status_code == 302


def test_a_link_signs_nobody_out(ada, client):
    sign_in(client)
    client.get(reverse("account_logout"))
    assert client.get(reverse("accounts:account")).status_code == 200


def test_a_session_stands_in_no_address(ada, client):
    sign_in(client)
    key = client.cookies["sessionid"].value
    assert Client().get(reverse("accounts:account"), {"sessionid": key}).status_code == 302
    assert key not in client.get("/").content.decode()


def test_too_many_attempts_are_answered_429(ada, client):
    answers = [
        client.post(reverse("account_login"), {"login": f"nobody{n}@people.example", "password": "wrong"}).status_code
        for n in range(70)
    ]
    assert answers[-1] == 429
    assert client.post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD}).status_code == 429
