"""The web with its invented world in a process of its own, and pages of Debian's Chromium that look at it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from keyboard import tab_to
from playwright.sync_api import Browser, Page

HERE = Path(__file__).resolve().parent
PASSWORD = "correct horse battery staple"


@dataclass
class Site:
    """The running web. sessions : role → session key; objects : keyword of an address → id of a row of one's own"""

    url: str
    sessions: dict[str, str]
    objects: dict[str, Any]


@dataclass
class Visits:
    """Opens pages, and keeps what they asked for and complained about. Without a role: a visitor."""

    browser: Browser
    site: Site
    contexts: list[Any] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(
        self, path: str, role: str | None = None, *, width: int = 1280, colours: str = "light", has_script: bool = True
    ) -> Page:
        context = self.browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=colours,
            java_script_enabled=has_script,
            locale="en-GB",
        )
        self.contexts.append(context)
        if role:
            context.add_cookies([{"name": "sessionid", "value": self.site.sessions[role], "url": self.site.url}])
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda said: said.type in ("error", "warning") and self.complaints.append(said.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(self.site.url + path)
        return page

    def ask(self, path: str, role: str) -> Any:
        """Return the bare answer to a GET, redirects not followed."""
        context = self.browser.new_context()
        self.contexts.append(context)
        context.add_cookies([{"name": "sessionid", "value": self.site.sessions[role], "url": self.site.url}])
        self.requests.append(self.site.url + path)
        return context.request.get(self.site.url + path, max_redirects=0)

    def forgive(self, words: str) -> None:
        """Drop complaints of the browser that hold these words: a page that is asked to be missing is missing."""
        self.complaints = [said for said in self.complaints if words not in said]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The web on a free port, its database in a folder of its own."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, str(HERE / "serve_world.py"), str(folder)]
    with (
        (folder / "log").open("w+", encoding="utf-8") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True) as process,
    ):
        line = process.stdout.readline()
        if line:
            yield Site(**json.loads(line))
        process.terminate()
        process.wait(timeout=20)
        log.seek(0)
        assert line, f"the web did not start: {log.read()[-2000:]}"


@pytest.fixture
def visits(browser: Browser, site: Site) -> Iterator[Visits]:
    """Pages of one test; afterwards: nothing was asked of another host, and no page complained."""
    found = Visits(browser, site)
    yield found
    for context in found.contexts:
        context.close()
    assert found.requests
    assert [url for url in found.requests if not url.startswith((site.url, "data:"))] == []
    assert found.complaints == []


@pytest.fixture
def sign_in_by_keyboard(visits: Visits) -> Callable[[str], Page]:
    """Sign a person of the cast in by typing only; for roles that need no second factor."""

    def sign_in(address: str) -> Page:
        page = visits.open("/account/login/")
        tab_to(page, "input[name=login]")
        page.keyboard.type(address)
        tab_to(page, "input[name=password]")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/login/" not in url)
        return page

    return sign_in
