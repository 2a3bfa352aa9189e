"""What every answer tells the browser, of whatever kind it is; and what a production adds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from security_pages import addresses, ask

from skillpact_web.accounts.roles import Role

ROOT = Path(__file__).resolve().parents[3]


def check(answer) -> None:
    where = (answer.request["PATH_INFO"], answer.status_code)
    assert answer.status_code < 500, where
    policy = answer["Content-Security-Policy"]
    for part in ("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert part in policy, where
    assert "unsafe" not in policy, where
    assert "form-action 'self'" in policy, where
    assert answer["X-Content-Type-Options"] == "nosniff", where
    assert answer["X-Frame-Options"] == "DENY", where
    assert answer["Referrer-Policy"] == "same-origin", where
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin", where
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin", where
    assert "camera=()" in answer["Permissions-Policy"], where
    # Neither the program nor its packages are named; no other site may read an answer.
    assert not {"Server", "X-Powered-By", "Access-Control-Allow-Origin"} & set(answer.headers), where


@pytest.mark.parametrize("role", [Role.CLUSTER_MANAGER, Role.TALENT, None])
def test_every_answer_carries_the_headers(filled, role):
    client = filled.client(role) if role else Client()
    kinds = set()
    for one in addresses(filled.objects):
        for method in ("get", "post"):
            answer = ask(client, method, one.url)
            check(answer)
            kinds.add((answer.status_code, answer.get("Content-Type", "").partition(";")[0]))
    # Pages, redirects, refusals, tables and REST answers are all among them.
    wanted = {(200, "text/html"), (404, "text/html"), (405, "text/html")}
    if role:
        wanted |= {(403, "text/html"), (200, "application/json"), (403, "application/problem+json")}
    assert wanted <= kinds


def test_what_is_no_page_carries_them_as_well(filled, client):
    for path in ("/no-such-page/", "/api/v1/no-such-operation"):
        check(ask(client, "get", path))
    check(ask(client, "get", "/", headers={"host": "evil.example"}))
    check(ask(client, "get", "/static/skillpact/skillpact.css"))
    assert ask(client, "get", "/health/live")["X-Content-Type-Options"] == "nosniff"


def test_what_a_signed_in_person_sees_is_kept_by_no_store(filled):
    client = filled.client(Role.CLUSTER_MANAGER)
    for one in addresses(filled.objects):
        answer = ask(client, "get", one.url)
        assert "no-store" in answer.get("Cache-Control", ""), one.url


def test_no_method_but_the_usual_ones_is_answered(filled):
    client = filled.client(Role.CLUSTER_MANAGER)
    for path in ("/", "/vacancies/", "/api/v1/vacancies"):
        answer = ask(client, "generic", "TRACE", path)
        assert (answer.status_code, b"Cookie" in answer.whole) == (405, False), path


PRODUCTION = """
import json, django
django.setup()
from django.test import Client
client, found = Client(), {}
for name, options in {"http": {}, "https": {"secure": True}}.items():
    answer = client.get("/account/login/", headers={"host": "skillpact.example.org"}, **options)
    found[name] = [answer.status_code, dict(answer.headers)]
    found[name + " cookies"] = {key: [one["secure"], one["httponly"], one["samesite"]] for key, one in client.cookies.items()}
found["other host"] = client.get("/account/login/", headers={"host": "evil.example"}, secure=True).status_code
found["forwarded host"] = client.get("/account/login/", headers={"host": "skillpact.example.org", "x-forwarded-host": "evil.example"}, secure=True).status_code
from django.conf import settings
found["settings"] = [settings.PASSWORD_HASHERS[0], settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY, settings.DEBUG]
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """Answers of a process with the settings of a production."""
    home = tmp_path_factory.mktemp("production")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SKILLPACT_")} | {
        "SKILLPACT_MODE": "production", "SKILLPACT_SECRET_KEY": "".join(map(chr, range(40, 110))),
        "SKILLPACT_BASE_URL": "https://skillpact.example.org", "SKILLPACT_EMAIL_HOST": "mail.example.org",
        "SKILLPACT_HOME": str(home), "DJANGO_SETTINGS_MODULE": "skillpact_web.settings", "PYTHONPATH": str(ROOT / "src"),
    }  # fmt: skip
    environment.pop("DATABASE_URL", None)
    for command in (["-m", "skillpact_web", "prepare"], ["-c", PRODUCTION]):
        done = subprocess.run([sys.executable, *command], env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_a_production_speaks_https_alone_and_says_so_for_a_year(production):
    status, headers = production["http"]
    assert (status, headers["Location"]) == (301, "https://skillpact.example.org/account/login/")
    status, headers = production["https"]
    assert (status, headers["Strict-Transport-Security"].partition(";")[0]) == (200, "max-age=31536000")


def test_cookies_of_a_production_travel_over_https_alone(production):
    assert production["https cookies"]["csrftoken"] == [True, "", "Lax"]
    assert production["settings"][1:] == [True, True, False]


def test_a_production_answers_to_its_own_name_alone(production):
    assert (production["other host"], production["forwarded host"]) == (400, 200)


def test_passwords_are_kept_by_argon2(production):
    assert production["settings"][0] == "django.contrib.auth.hashers.Argon2PasswordHasher"
