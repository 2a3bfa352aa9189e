"""Signing in: who gets in, what strangers learn, and that nobody locks out anybody else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from world import PASSWORD

from skillpact_web.accounts.models import User
from skillpact_web.accounts.services.people import create_account
from skillpact_web.audit.models import Event

HERE, ELSEWHERE = "192.0.2.10", "192.0.2.20"
ADDRESS = "ada@people.example"


@pytest.fixture
def ada(db: Any) -> User:
    return create_account(email=ADDRESS, display_name="Ada", password=PASSWORD)


def sign_in(client: Client, password: str = PASSWORD, email: str = ADDRESS, **extra: Any) -> Any:
    return client.post(reverse("account_login"), {"login": email, "password": password}, **extra)


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def plain(response: Any, *words: str) -> str:
    """Return a page without what differs from page to page: tokens, and the address that was typed."""
    text = re.sub(r'(X-CSRFToken": "|csrfmiddlewaretoken" value=")\w+', "", response.content.decode())
    for word in words:
        text = text.replace(word, "…")
    return text


def test_an_address_and_its_password_let_in_and_both_ends_are_written_down(ada, client):
    assert sign_in(client, email="ADA@people.example")["Location"] == "/"
    assert is_in(client)
    client.post(reverse("account_logout"))
    assert not is_in(client)
    assert list(Event.objects.order_by("id").values_list("kind", "user_id")) == [
        ("accounts.signed_in", ada.pk),
        ("accounts.signed_out", ada.pk),
    ]


def test_a_wrong_password_is_written_down_without_a_name(ada, client):
    assert sign_in(client, "wrong").status_code == 200
    assert not is_in(client)
    event = Event.objects.get()
    assert (event.kind, event.user_id, event.details) == ("accounts.sign_in_failed", None, {})


def test_an_address_that_was_not_confirmed_does_not_let_in(db, client):
    User.objects.create_user(email=ADDRESS, password=PASSWORD)
    assert sign_in(client)["Location"] == reverse("account_email_verification_sent")
    assert not is_in(client)


def test_a_code_by_mail_lets_in_and_ends_after_three_wrong_ones(ada, client):
    client.post(reverse("account_request_login_code"), {"email": ADDRESS})
    code = re.search(r"^\s*([A-Z0-9-]{6,})\s*$", mail.outbox[0].body, re.MULTILINE).group(1)
    assert client.post(reverse("account_confirm_login_code"), {"code": code})["Location"] == "/"
    assert is_in(client)
    other = Client()
    other.post(reverse("account_request_login_code"), {"email": ADDRESS})
    code = re.search(r"^\s*([A-Z0-9-]{6,})\s*$", mail.outbox[1].body, re.MULTILINE).group(1)
    for _ in range(3):
        other.post(reverse("account_confirm_login_code"), {"code": "XXXX-XXXX"})
    other.post(reverse("account_confirm_login_code"), {"code": code})
    assert not is_in(other)


@pytest.mark.parametrize(
    "onward", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_the_sign_in_leads_to_pages_of_ours_only(ada, client, onward):
    response = client.post(
        f"{reverse('account_login')}?next={onward}", {"login": ADDRESS, "password": PASSWORD, "next": onward}
    )
    assert response["Location"] == "/"


@pytest.mark.parametrize(
    ("page", "field", "extra"),
    [
        ("account_login", "login", {"password": "wrong wrong wrong"}),
        ("account_request_login_code", "email", {}),
        ("account_reset_password", "email", {}),
        ("account_signup", "email", {"password1": "long enough and unknown"}),
    ],
)
def test_strangers_learn_nothing_about_who_has_an_account(ada, settings, page, field, extra):
    settings.SIGNUP = "open"
    answers = []
    for address in (ADDRESS, "who@people.example"):
        client = Client(REMOTE_ADDR=HERE)
        first = client.post(reverse(page), {field: address, **extra})
        final = client.get(first["Location"]) if first.status_code == 302 else first
        answers.append((first.status_code, first.get("Location"), plain(final, address)))
    assert answers[0] == answers[1]


def test_a_known_and_an_unknown_address_cost_one_hash_each(ada, client, monkeypatch):
    from django.contrib.auth.hashers import MD5PasswordHasher

    counted: list[int] = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args, **kw: counted.append(1) or encode(*args, **kw))
    costs = []
    for address in (ADDRESS, "who@people.example"):
        counted.clear()
        sign_in(client, "wrong", address)
        costs.append(len(counted))
    assert costs == [1, 1]


def test_failing_in_somebodys_name_does_not_lock_them_out(ada):
    attacker = Client(REMOTE_ADDR=ELSEWHERE)
    answers = [sign_in(attacker, "wrong").content.decode() for _ in range(12)]
    assert "Too many attempts" in answers[-1]
    owner = Client(REMOTE_ADDR=HERE)
    sign_in(owner)
    assert is_in(owner)


def test_the_attacker_is_held_even_with_the_right_password(ada):
    attacker = Client(REMOTE_ADDR=ELSEWHERE)
    for _ in range(6):
        sign_in(attacker, "wrong")
    sign_in(attacker)
    assert not is_in(attacker)


def test_guessing_at_many_addresses_from_one_place_is_held_as_well(ada):
    attacker = Client(REMOTE_ADDR=ELSEWHERE)
    answers = [sign_in(attacker, "wrong", f"p{number}@people.example") for number in range(21)]
    assert "Too many attempts" in answers[-1].content.decode()


@pytest.mark.parametrize("page", ["account_request_login_code", "account_reset_password"])
def test_mail_is_held_by_place_and_not_by_address(ada, page):
    for _ in range(8):
        Client(REMOTE_ADDR=ELSEWHERE).post(reverse(page), {"email": ADDRESS})
    assert len(mail.outbox) == 3
    Client(REMOTE_ADDR=HERE).post(reverse(page), {"email": ADDRESS})
    assert len(mail.outbox) == 4


def test_mail_to_many_addresses_from_one_place_is_held(db):
    attacker = Client(REMOTE_ADDR=ELSEWHERE)
    answers = [attacker.post(reverse("account_reset_password"), {"email": f"p{n}@people.example"}) for n in range(31)]
    assert (answers[-1].status_code, len(mail.outbox)) == (429, 30)
    assert "Wait a few minutes" in answers[-1].content.decode()


def test_a_forged_address_of_the_client_is_not_believed(ada):
    attacker = Client(REMOTE_ADDR=ELSEWHERE)
    for number in range(8):
        sign_in(attacker, "wrong", headers={"X-Forwarded-For": f"198.51.100.{number}"})
    sign_in(attacker, headers={"X-Forwarded-For": "198.51.100.99"})
    assert not is_in(attacker)


def test_sign_up_is_closed_unless_the_house_opens_it(db, client, settings):
    form = {"email": "new@people.example", "password1": "long enough and unknown"}
    assert "By invitation" in client.post(reverse("account_signup"), form).content.decode()
    assert not User.objects.exists()
    settings.SIGNUP = "open"
    assert client.post(reverse("account_signup"), form).status_code == 302
    assert not is_in(client)
    link = re.search(r"http://testserver(/account/confirm-email/\S+)", mail.outbox[0].body).group(1)
    client.post(link)
    assert EmailAddress.objects.get(email="new@people.example").verified
    sign_in(client, "long enough and unknown", "new@people.example")
    assert is_in(client)
    assert client.get(reverse("accounts:switch")).content.decode().count("You hold no role yet") == 1


@pytest.mark.parametrize("password", ["short", "password1234", "new@people.example", "123456789012"])
def test_a_weak_password_is_refused(db, client, settings, password):
    settings.SIGNUP = "open"
    response = client.post(reverse("account_signup"), {"email": "new@people.example", "password1": password})
    assert response.status_code == 200
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "email", ["", "x", "a" * 400 + "@people.example", "<script>@x", "a\x00@people.example", "'; drop table--@x.example"]
)
def test_hostile_addresses_are_answered_beside_the_field(ada, client, email):
    for page, field in (
        ("account_login", "login"),
        ("account_request_login_code", "email"),
        ("account_reset_password", "email"),
    ):
        response = client.post(reverse(page), {field: email, "password": "x"})
        assert response.status_code == 200, page
        assert "<script>@" not in response.content.decode()
    assert mail.outbox == []


def test_a_new_password_ends_the_sessions_opened_with_the_old_one(ada, client):
    elsewhere = Client()
    sign_in(elsewhere)
    sign_in(client)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    new = "quite another long sentence"
    changed = client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    assert changed.status_code == 302
    assert client.get(reverse("accounts:account")).status_code == 200
    assert elsewhere.get(reverse("accounts:account")).status_code == 302
    assert Event.objects.filter(kind="accounts.changed_password").count() == 1


def test_a_forgotten_password_is_set_by_the_mailed_link_once(ada, client):
    client.post(reverse("account_reset_password"), {"email": ADDRESS})
    link = re.search(r"http://testserver(/account/password/reset/key/\S+/)", mail.outbox[0].body).group(1)
    form = client.get(link)["Location"]
    new = "quite another long sentence"
    assert client.post(form, {"password1": new, "password2": new}).status_code == 302
    sign_in(client, new)
    assert is_in(client)
    assert 'name="password1"' not in Client().get(link, follow=True).content.decode()


def test_the_cookies_are_closed_to_scripts_and_other_sites(ada, client):
    response = sign_in(client)
    cookie = response.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_cookies_travel_encrypted_where_the_address_is_https():
    import os
    import subprocess
    import sys

    environment = os.environ | {"SKILLPACT_BASE_URL": "https://skillpact.example", "PYTHONPATH": "src"}
    code = "from skillpact_web import settings as s; print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0)"
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60)
    assert run.stdout.strip() == "True True True"


def test_the_pages_speak_the_language_of_the_account_from_the_sign_in_on(ada, client):
    User.objects.filter(pk=ada.pk).update(language="es")
    assert sign_in(client).cookies["django_language"].value == "es"


def test_an_address_is_added_after_showing_the_password_once_more(ada, client):
    sign_in(client)
    form = {"email": "more@people.example", "action_add": ""}
    assert client.post(reverse("account_email"), form)["Location"].startswith(reverse("account_reauthenticate"))
    assert EmailAddress.objects.count() == 1
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("account_email"), form)
    assert not EmailAddress.objects.get(email="more@people.example").verified
