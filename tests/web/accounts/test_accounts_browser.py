"""Passkeys in a real browser under our content security policy, and what axe says of the pages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright
from world import PASSWORD

from skillpact_web.accounts.models import Membership, Organisation
from skillpact_web.accounts.roles import Role
from skillpact_web.accounts.services.people import create_account

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = (
    "",
    "roles/",
    "sessions/",
    "tokens/",
    "tokens/new/",
    "people/",
    "invitations/",
    "invitations/new/",
    "2fa/",
    "email/",
)
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch, live_server: Any) -> Iterator[Page]:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser's driver runs a loop of its own
    path = shutil.which("chromium")
    assert path, "no chromium here: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        context = browser.new_context()
        opened = context.new_page()
        opened.complaints = []  # type: ignore[attr-defined]
        opened.on("console", lambda said: opened.complaints.append(said.text) if said.type == "error" else None)
        session = context.new_cdp_session(opened)
        session.send("WebAuthn.enable")
        session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        yield opened
        browser.close()


def sign_in(page: Page, base: str) -> None:
    page.goto(f"{base}/account/login/")
    page.get_by_label("Email").fill("ada@people.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/login/" not in url)


def serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']} at {one['nodes'][0]['target']}" for one in found if one["impact"] in ("serious", "critical")]


def test_a_passkey_is_added_and_signs_in_and_nothing_is_wrong_with_the_pages(page, live_server):
    base = live_server.url
    ada = create_account(email="ada@people.example", display_name="Ada", password=PASSWORD)
    cluster = Organisation.objects.create(name="Hiruzubi", kind="cluster")
    Membership.objects.create(user=ada, role=Role.CLUSTER_MANAGER, organisation=cluster)
    page.goto(f"{base}/account/login/")
    problems = {"login": serious(page)}
    sign_in(page, base)
    page.goto(f"{base}/account/people/")
    assert page.title().startswith("A second factor")
    problems["second factor"] = serious(page)
    page.get_by_role("link", name="Passkey or security key").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/2fa/webauthn/add/")
    problems["add"] = serious(page)
    page.get_by_label("Name").fill("Telephone")
    page.get_by_label("Passwordless").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(lambda url: "/add/" not in url)
    problems["recovery codes"] = serious(page)
    page.get_by_role("link", name="Continue to the page you came for").click()
    page.wait_for_url("**/account/people/")
    for address in PAGES:
        page.goto(f"{base}/account/{address}")
        problems[address] = serious(page)
    page.context.clear_cookies()
    page.goto(f"{base}/account/login/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(lambda url: "/login/" not in url)
    page.goto(f"{base}/account/people/")
    assert page.title().startswith("People and roles")
    assert {name: found for name, found in problems.items() if found} == {}
    assert page.complaints == []  # type: ignore[attr-defined]
