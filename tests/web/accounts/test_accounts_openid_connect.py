"""Sign-in by an identity provider: the authorization code flow with PKCE against a real provider on loopback."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client
from django.urls import reverse
from oidc_provider import CLIENT_ID, CLIENT_SECRET, PASSWORD

from skillpact_web.accounts.models import User
from skillpact_web.accounts.services.people import create_account
from skillpact_web.audit.models import Event

START, CALLBACK = "/account/oidc/house/login/", "http://testserver/account/oidc/house/login/callback/"


@pytest.fixture(scope="module")
def provider_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    script = Path(__file__).parent / "oidc_provider.py"
    process = subprocess.Popen(
        [sys.executable, str(script), str(tmp_path_factory.mktemp("provider")), CALLBACK],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    process.terminate()
    process.wait(timeout=20)
    process.stdout.close()


@pytest.fixture
def provider(provider_url: str, settings: Any) -> str:
    app = {
        "provider_id": "house",
        "name": "House of Keys",
        "client_id": CLIENT_ID,
        "secret": CLIENT_SECRET,
        "settings": {"server_url": provider_url, "oauth_pkce_enabled": True},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    return provider_url


def authorize(url: str, email: str) -> str:
    """Sign in at the provider as a browser would and return the address it sends the browser back to."""
    with requests.Session() as browser:
        response = browser.get(url, allow_redirects=False, timeout=20)
        for _ in range(8):
            if response.is_redirect:
                url = urljoin(url, response.headers["Location"])
                if url.startswith("http://testserver/"):
                    return url
                response = browser.get(url, allow_redirects=False, timeout=20)
                continue
            token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', response.text)
            assert token, response.text
            onward = parse_qs(urlsplit(url).query).get("next", [""])[0]
            form = {"csrfmiddlewaretoken": token[1], "login": email, "password": PASSWORD, "next": onward}
            response = browser.post(url, data=form, allow_redirects=False, timeout=20)
    raise AssertionError("the provider sent nobody back")


def start(client: Client) -> str:
    return client.post(START)["Location"]


def come_back(client: Client, url: str) -> Any:
    parts = urlsplit(url)
    return client.get(f"{parts.path}?{parts.query}")


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_the_sign_in_page_offers_the_provider_and_leaves_by_a_form(db, client, provider):
    assert "Continue with House of Keys" in client.get(reverse("account_login")).content.decode()
    page = client.get(START).content.decode()
    assert "You leave for House of Keys" in page
    assert not is_in(client)


def test_the_request_carries_a_challenge_a_state_and_asks_for_little(db, client, provider):
    query = parse_qs(urlsplit(start(client)).query)
    assert query["code_challenge_method"] == ["S256"]
    assert len(query["code_challenge"][0]) == 43
    assert sorted(query["scope"][0].split()) == ["email", "openid", "profile"]
    assert len(query["state"][0]) >= 16


def test_an_account_is_found_by_the_address_that_the_provider_verified(db, client, provider):
    ada = create_account(email="ada@people.example", display_name="Ada")
    response = come_back(client, authorize(start(client), "ada@people.example"))
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(ada.pk)
    assert SocialAccount.objects.get().user == ada
    assert not SocialToken.objects.exists()
    assert set(Event.objects.values_list("kind", flat=True)) >= {"accounts.signed_in", "accounts.linked_identity"}


def test_the_second_time_the_person_is_known_by_the_providers_own_key(db, provider):
    ada = create_account(email="ada@people.example")
    come_back(first := Client(), authorize(start(first), "ada@people.example"))
    EmailAddress.objects.filter(user=ada).update(email="moved@people.example")
    User.objects.filter(pk=ada.pk).update(email="moved@people.example")
    come_back(again := Client(), authorize(start(again), "ada@people.example"))
    assert again.session["_auth_user_id"] == str(ada.pk)


def test_an_address_that_the_provider_did_not_verify_opens_nothing(db, client, provider):
    create_account(email="claimed@people.example", password=PASSWORD)
    response = come_back(client, authorize(start(client), "claimed@people.example"))
    assert not is_in(client)
    assert not SocialAccount.objects.exists()
    assert "By invitation" in response.content.decode()


def test_nor_where_sign_up_is_open(db, client, provider, settings):
    settings.SIGNUP = "open"
    owner = create_account(email="claimed@people.example", password=PASSWORD)
    come_back(client, authorize(start(client), "claimed@people.example"))
    assert not is_in(client)
    assert list(User.objects.all()) == [owner]


def test_a_stranger_gets_no_account_unless_sign_up_is_open(db, client, provider, settings):
    assert "By invitation" in come_back(client, authorize(start(client), "new@people.example")).content.decode()
    assert not User.objects.exists()
    settings.SIGNUP = "open"
    come_back(other := Client(), authorize(start(other), "new@people.example"))
    assert is_in(other)
    user = User.objects.get()
    assert (user.email, user.display_name, user.has_usable_password()) == ("new@people.example", "Ada <b>L</b>", False)


def test_a_second_factor_of_the_house_is_still_asked_for(db, client, provider):
    TOTP.activate(create_account(email="ada@people.example"), "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    response = come_back(client, authorize(start(client), "ada@people.example"))
    assert response["Location"] == reverse("mfa_authenticate")
    assert not is_in(client)


def test_an_answer_is_good_once_and_only_in_the_browser_that_asked(db, client, provider):
    create_account(email="ada@people.example")
    answer = authorize(start(client), "ada@people.example")
    stranger = Client()
    come_back(stranger, answer)
    assert not is_in(stranger)
    come_back(client, answer)
    assert is_in(client)
    client.post(reverse("account_logout"))
    come_back(client, answer)
    assert not is_in(client)


def test_an_answer_stolen_before_it_was_used_fails_for_want_of_the_verifier(db, provider):
    create_account(email="ada@people.example")
    code = parse_qs(urlsplit(authorize(start(Client()), "ada@people.example")).query)["code"][0]
    thief = Client()
    state = parse_qs(urlsplit(start(thief)).query)["state"][0]
    come_back(thief, f"{CALLBACK}?code={code}&state={state}")
    assert not is_in(thief)


@pytest.mark.parametrize(
    "query", ["", "error=access_denied", "code=x&state=y", "code=%00&state=" + "x" * 5000, "state[]=1"]
)
def test_a_broken_answer_is_a_page_and_no_sign_in(db, client, provider, query):
    start(client)
    response = come_back(client, f"{CALLBACK}?{query}")
    assert response.status_code in (200, 302, 400, 401)
    assert not is_in(client)


def test_a_provider_that_is_down_is_a_page_of_ours(db, client, provider, settings):
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = "http://127.0.0.1:9"
    response = client.post(START)
    assert response.status_code == 503
    assert "does not answer just now" in response.content.decode()
    assert not is_in(client)


def test_a_verified_claim_counts_when_it_is_true_and_nothing_else(rf, db):
    from allauth.socialaccount.models import SocialLogin

    from skillpact_web.accounts.adapter import SocialAccountAdapter

    create_account(email="ada@people.example")
    for said in ("false", "true", 1, None):
        address = EmailAddress(email="ada@people.example", verified=said, primary=True)
        login = SocialLogin(account=SocialAccount(provider="house"), email_addresses=[address])
        assert SocialAccountAdapter(rf.get("/")).authenticate_by_email(login) is None
        assert address.verified is False
