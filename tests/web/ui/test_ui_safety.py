"""What a page may load and keep, how heavy it is, and what it says when something goes wrong."""

from __future__ import annotations

import gzip
import json
import logging
import re
from pathlib import Path

import lxml.html
import pytest
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

import skillpact_web
from skillpact_web.accounts.roles import Role
from skillpact_web.errors import ConflictError, DomainError
from skillpact_web.ui import errorpages
from skillpact_web.ui.logs import JsonFormatter
from skillpact_web.ui.middleware import DomainErrorMiddleware, PageHeadersMiddleware

WEB = Path(skillpact_web.__file__).parent
TEMPLATES = sorted(path for path in WEB.rglob("templates/**/*") if path.suffix in (".html", ".svg"))
# An attribute named style or on…, or an element with its own style or script.
INLINE = re.compile(r"""<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*["']|javascript:|<script(?![^>]*\bsrc=)""", re.IGNORECASE)
FOREIGN = re.compile(r"""(?:src|href|action|hx-[a-z]+)\s*=\s*["'](?:https?:)?//""", re.IGNORECASE)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(WEB)))
def test_no_template_holds_an_inline_style_or_script_or_loads_from_elsewhere(path):
    text = re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert INLINE.findall(text) == []
    assert FOREIGN.findall(text) == []


@pytest.mark.parametrize("path", ["/", "/your-data/", "/no-such-page/", "/account/login/"])
def test_the_policy_of_every_page_allows_nothing_inline_and_no_other_host(client, db, path):
    response = client.get(path)
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy + ";"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "camera=()" in response["Permissions-Policy"]
    for address in lxml.html.fromstring(response.content).xpath("//@src | //link/@href | //form/@action"):
        assert address.startswith("/")
        assert not address.startswith("//")


def test_the_first_page_weighs_under_100_kb_compressed(client, db):
    content = client.get("/").content
    total = len(gzip.compress(content))
    for address in lxml.html.fromstring(content).xpath("//script/@src | //link/@href | //img/@src"):
        found = finders.find(address.removeprefix("/static/"))
        assert found, address
        total += len(gzip.compress(Path(found).read_bytes()))
    assert total < 100_000
    assert total < 40_000, "of which little is used today: htmx 17 kB, our own 10"


def test_our_own_script_evaluates_nothing_and_writes_no_markup():
    ours = (WEB / "ui/static/skillpact/skillpact.js").read_text(encoding="utf-8")
    for forbidden in ("eval(", "innerHTML", "document.write", "http:", "https:", "setAttribute('on", "new Function"):
        assert forbidden not in ours


def test_htmx_is_told_to_evaluate_nothing_and_to_keep_nothing(client, db):
    page = lxml.html.fromstring(client.get("/").content)
    settings = json.loads(page.xpath("//meta[@name='htmx-config']/@content")[0])
    assert settings["allowEval"] is False
    assert settings["includeIndicatorStyles"] is False
    assert settings["historyCacheSize"] == 0
    assert settings["selfRequestsOnly"] is True
    assert list(json.loads(page.xpath("//body/@hx-headers")[0])) == ["X-CSRFToken"]


def test_a_signed_in_page_is_kept_by_no_browser(world, client):
    assert world.client(Role.TALENT).get("/")["Cache-Control"] == "no-store, private"
    assert "Cache-Control" not in client.get("/your-data/").headers


def test_a_fragment_asked_after_the_session_ended_leads_to_the_sign_in_as_a_whole_page(db):
    answer = HttpResponse(status=302, headers={"Location": f"{reverse('account_login')}?next=/x/"})
    sent = PageHeadersMiddleware(lambda _request: answer)(RequestFactory().get("/x/", headers={"HX-Request": "true"}))
    assert (sent.status_code, sent["HX-Redirect"]) == (204, reverse("account_login"))
    kept = PageHeadersMiddleware(lambda _request: answer)(RequestFactory().get("/x/"))
    assert kept.status_code == 302


def test_the_language_changes_by_a_form_that_works_without_a_script(client, db):
    page = lxml.html.fromstring(client.get("/").content)
    assert page.xpath("/html/@lang") == ["en"]
    assert page.xpath("//form[@class='languages']//button[@aria-pressed='true']/@value") == ["en"]
    answer = client.post(reverse("set_language"), {"language": "es", "next": "/your-data/"})
    assert answer.url == "/your-data/"
    page = lxml.html.fromstring(client.get("/").content)
    assert page.xpath("/html/@lang") == ["es"]


def test_the_language_form_leads_to_no_other_host(client, db):
    answer = client.post(reverse("set_language"), {"language": "es", "next": "https://elsewhere.example/"})
    assert answer.url == "/"


def test_every_page_names_esco_and_where_ones_data_go(client, db):
    page = client.get("/").content.decode()
    assert "This service uses the ESCO classification of the European Commission." in page
    assert f'href="{reverse("home:about_data")}"' in page
    uses = lxml.html.fromstring(client.get(reverse("home:about_data")).content).xpath("//tbody/tr/th")
    assert len(uses) >= 1


def test_in_a_demo_every_page_says_that_all_is_invented(client, db, settings):
    assert "everything here is invented" not in client.get("/").content.decode()
    settings.MODE = "demo"
    assert "everything here is invented" in client.get("/").content.decode()


def asked(path="/vacancies/7/"):
    request = RequestFactory().get(path)
    request.id = "abc123"
    return request


ANSWERS = [
    (errorpages.bad_request, ValueError(), 400, "What was sent cannot be read."),
    (errorpages.bad_request, RequestDataTooBig(), 413, "More was sent than can be taken at once."),
    (errorpages.forbidden, PermissionDenied(), 403, "Your role may not do this."),
    (errorpages.not_found, ValueError(), 404, "There is nothing here for you."),
    (errorpages.csrf_failure, "no cookie", 403, "The form is too old or came from another page."),
]


@pytest.mark.parametrize(("answer", "error", "status", "title"), ANSWERS)
def test_what_went_wrong_is_said_to_people_with_the_number_to_ask_about(answer, error, status, title):
    response = answer(asked(), error)
    page = lxml.html.fromstring(response.content)
    assert response.status_code == status
    assert page.xpath("//h1")[0].text == title
    assert page.xpath("//code")[0].text == "abc123"
    assert page.xpath("//main//a/@href") == ["/"]


@pytest.mark.parametrize(("answer", "error", "status", "title"), ANSWERS[:4])
def test_rest_gets_the_same_as_a_problem(answer, error, status, title):
    response = answer(asked("/api/v1/vacancies/"), error)
    assert response["Content-Type"] == "application/problem+json"
    said = json.loads(response.content)
    assert (said["status"], said["title"], said["request_id"]) == (status, title, "abc123")


def test_a_fault_of_ours_shows_its_number_also_where_the_database_is_away(django_db_blocker):
    with django_db_blocker.block(), translation.override("en"):
        response = errorpages.server_error(asked())
    assert response.status_code == 500
    assert "<code>abc123</code>" in response.content.decode()
    assert "Traceback" not in response.content.decode()


def test_a_page_that_is_not_there_is_a_page_and_says_nothing_about_why(client, db):
    response = client.get("/vacancies/no/such/")
    assert response.status_code == 404
    assert response["X-Request-ID"] in response.content.decode()


def test_a_form_without_its_guard_is_refused_in_words(db):
    response = Client(enforce_csrf_checks=True).post(reverse("set_language"), {"language": "es"})
    assert response.status_code == 403
    assert "The form is too old or came from another page." in response.content.decode()


@pytest.mark.parametrize(
    ("error", "status"), [(DomainError("No <b>seat</b> is left."), 422), (ConflictError("Changed."), 409)]
)
def test_a_refused_write_is_a_sentence_as_a_page_and_as_a_fragment(rf, error, status):
    middleware = DomainErrorMiddleware(lambda request: HttpResponse())
    page = middleware.process_exception(rf.post("/x/"), error)
    assert page.status_code == status
    assert "<b>seat" not in page.content.decode()
    fragment = middleware.process_exception(rf.post("/x/", headers={"HX-Request": "true"}), error)
    assert fragment["HX-Retarget"] == "#messages"
    assert "<html" not in fragment.content.decode()
    assert middleware.process_exception(rf.post("/x/"), ValueError()) is None


def test_the_log_names_the_error_and_its_place_but_not_its_words(rf):
    try:
        raise ValueError("chiara@people.example is taken")
    except ValueError as error:
        record = logging.getLogger("x").makeRecord(
            "django.request", logging.ERROR, "x.py", 1, "Internal Server Error: %s", ("/x/",),
            (type(error), error, error.__traceback__), extra={"request": asked()},
        )  # fmt: skip
    line = JsonFormatter().format(record)
    assert "chiara" not in line
    said = json.loads(line)
    assert (said["error"], said["request_id"]) == ("ValueError", "abc123")
    assert said["trace"][-1].startswith("test_ui_safety.py:")


def test_a_request_is_logged_by_its_route_without_names_or_what_was_sent(world, caplog):
    with caplog.at_level(logging.INFO, logger="skillpact.web"):
        world.client(Role.TALENT).get("/your-data/?q=Chiara")
    [record] = [one for one in caplog.records if one.name == "skillpact.web"]
    line = JsonFormatter().format(record)
    assert "Chiara" not in line
    said = json.loads(line)
    assert (said["route"], said["status"], said["method"]) == ("home:about_data", 200, "GET")


def test_more_than_can_be_taken_is_told_as_such(client, db):
    response = client.post(reverse("set_language"), {"language": "x" * 3_000_000})
    assert response.status_code == 413
    assert "Send a smaller file" in response.content.decode()


def test_a_host_that_is_not_ours_is_refused_without_repeating_it(client, db):
    response = client.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "evil" not in response.content.decode()
    assert "cannot be read" in response.content.decode()


def test_names_with_markup_in_them_stay_words_in_the_frame_of_every_page(world):
    hostile = "<script>alert(1)</script>"
    member = world.members[Role.COMPANY]
    type(member.user).objects.filter(pk=member.user_id).update(display_name=hostile)
    type(member.organisation).objects.filter(pk=member.organisation_id).update(name=f'"><img src=x>{hostile}')
    page = lxml.html.fromstring(world.client(Role.COMPANY).get("/").content)
    assert [script.text for script in page.xpath("//script") if script.text] == []
    assert page.xpath("//img[@src='x']") == []
    assert page.xpath("//*[@class='name']")[0].text == hostile
    assert hostile in page.xpath("//*[@class='role']")[0].text
