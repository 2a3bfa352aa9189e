"""What people write stays words: in pages, in queries and in the tables that others open."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import openpyxl
import pytest
from django.urls import reverse
from hostile_rows import put_everywhere
from security_pages import addresses, ask, page_of

from skillpact_web.accounts.models import Organisation
from skillpact_web.accounts.roles import Role

SCRIPT = "#\"'><img src=x onerror=alert(1)>{{7*7}}"
MARK = "onerror=alert(1)"
ROLES = [
    Role.TALENT,
    Role.COUNSELLOR,
    Role.COMPANY,
    Role.PROVIDER,
    Role.CLUSTER_MANAGER,
    Role.PRIVACY_OFFICER,
    Role.ADMINISTRATOR,
]
SIGNS = ("=", "+", "-", "@", "\t", "\r")
RUNNING = ["javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "JaVaScRiPt:alert(1)//https://x.example"]
# All at once in every parameter, by several roles.
HOSTILE_WORDS = [
    "' OR '1'='1", "'; DROP TABLE vacancies_vacancy; --", "1) UNION SELECT password FROM accounts_user --", '"', "%_*",
    "NEAR(a b)", "a:* AND (", "\x00", "../../etc/passwd", "9" * 30, "x" * 5000, "__class__",
]  # fmt: skip
# In one parameter after the other.
ALONE = ["' OR '1'='1", "\x00", "2026-99-99"]
SEARCHERS = [Role.COMPANY, Role.CLUSTER_MANAGER]


@pytest.fixture
def hostile(filled: Any) -> Any:
    """The world with a script in every text that people write."""
    columns = put_everywhere(SCRIPT)
    for wanted in ("vacancies.Vacancy.title", "vacancies.Vacancy.text", "vacancies.Requirement.label", "courses.Course.title",
                   "courses.LearningOutcome.sentence", "talents.Talent.nickname", "talents.Talent.wishes", "talents.Claim.label",
                   "talents.Dispute.reason", "accounts.Organisation.name", "accounts.User.display_name", "studies.Study.name",
                   "jobs.Job.label", "documents.Upload.filename"):  # fmt: skip
        assert columns.get(wanted), (wanted, sorted(columns))
    return filled


@pytest.mark.parametrize("role", ROLES)
def test_a_script_in_any_text_is_shown_as_words_on_every_page(hostile, role):
    client, n_shown = hostile.client(role), 0
    for one in addresses(hostile.objects):
        answer = ask(client, "get", one.url)
        assert answer.status_code < 500, one.url
        page = page_of(answer)
        if page is None:
            # A browser that is told the type, and not to guess, draws nothing of it.
            assert answer["X-Content-Type-Options"] == "nosniff"
            continue
        assert (
            page.xpath(
                "//script[not(@src or @type='application/json')] | //style | //@style | //iframe | //object | //embed"
            )
            == []
        ), one.url
        assert [name for name in page.xpath("//@*") if name.attrname.startswith("on")] == [], one.url
        assert page.xpath("//img[not(starts-with(@src, '/'))]") == [], one.url
        # 49: a text that was taken for a template.
        assert "onerror=alert(1)>49" not in page.text_content(), one.url
        n_shown += MARK in page.text_content()
    assert n_shown >= 3  # it was there to be shown


@pytest.mark.parametrize("role", [Role.COMPANY, Role.PROVIDER, Role.CLUSTER_MANAGER, Role.COUNSELLOR])
def test_an_address_in_a_text_becomes_no_link_that_runs(filled, role):
    put_everywhere("javascript:alert(#)")
    client = filled.client(role)
    for one in addresses(filled.objects):
        answer = ask(client, "get", one.url)
        page = page_of(answer)
        if page is not None:
            addressed = page.xpath("//@href | //@src | //@action | //@formaction | //@hx-get | //@hx-post")
            assert [text for text in addressed if re.match(r"\s*(javascript|data|vbscript):", text, re.I)] == [], (
                one.url
            )


@pytest.mark.parametrize("address", RUNNING)
def test_a_website_that_runs_is_refused_by_form_and_by_rest(filled, address):
    client = filled.client(Role.CLUSTER_MANAGER)
    answer = client.post(reverse("organisations:create"), {"name": "Zubi", "kind": "company", "website": address})
    assert answer.status_code == 422
    body = {"name": "Zubi", "kind": "company", "website": address}
    assert client.post("/api/v1/organisations", body, content_type="application/json").status_code == 422
    assert not Organisation.objects.filter(name="Zubi").exists()


@pytest.mark.parametrize("role", SEARCHERS)
def test_hostile_words_in_any_parameter_are_no_error_and_open_nothing(filled, role):
    client, n_parameters = filled.client(role), 0
    for one in addresses(filled.objects):
        if not _takes_words(one):
            continue
        plain = ask(client, "get", one.url)
        if plain.status_code != 200:
            continue
        names = _parameters(plain, one.is_rest)
        n_parameters += len(names)
        for words in HOSTILE_WORDS:
            answer = ask(client, "get", one.url, dict.fromkeys(names, words))
            _is_fine(answer, one.url, words)
    assert n_parameters > 20


@pytest.mark.parametrize("words", ALONE)
def test_each_parameter_alone_bears_hostile_words(filled, words):
    client = filled.client(Role.CLUSTER_MANAGER)
    for one in addresses(filled.objects):
        if _takes_words(one) and one.name != "api:list_rows":
            plain = ask(client, "get", one.url)
            if plain.status_code != 200:
                continue
            for name in _parameters(plain, one.is_rest):
                _is_fine(ask(client, "get", one.url, {name: words}), one.url, words)


def _takes_words(one: Any) -> bool:
    """Lists, tables and searches; a form that is filled in takes a POST."""
    if one.is_rest:
        return one.name.startswith(("api:list_", "api:search_"))
    return not one.name.startswith(("account_", "mfa_", "socialaccount_")) and not one.name.endswith(
        (":create", ":change", ":import", ":cancel", ":undo", ":decide", ":download")
    )


def _parameters(answer: Any, is_rest: bool) -> set[str]:
    common = {"q", "words", "page", "sort", "order", "format", "limit", "offset"}
    if is_rest or b"<form" not in answer.whole:
        return common | {"status", "nuts", "skill", "language"}
    page = page_of(answer)
    named = page.xpath("//form[not(@method) or translate(@method,'GET','get')='get']//*[@name]/@name")
    linked = re.findall(r"[?&]([a-z_]+)=", " ".join(page.xpath("//a/@href")))
    return common | set(named) | set(linked)


def _is_fine(answer: Any, url: str, words: str) -> None:
    assert answer.status_code in (200, 204, 302, 400, 403, 404, 422), (url, words, answer.status_code)
    text = answer.whole.decode(errors="replace")
    assert "Foreign welder" not in text, (url, words)
    assert "argon2" not in text, (url, words)
    assert "md5$" not in text, (url, words)


@pytest.mark.parametrize("role", [Role.COMPANY, Role.PROVIDER, Role.CLUSTER_MANAGER, Role.COUNSELLOR, Role.AUDITOR])
@pytest.mark.parametrize("formula", ['=HYPERLINK("http://evil.example","#")', "+cmd|' /C calc'!A#", "\t=1+#"])
def test_no_cell_of_any_export_is_a_formula(filled, role, formula):
    assert put_everywhere(formula)["vacancies.Vacancy.title"]
    client, n_tables = filled.client(role), 0
    for one in addresses(filled.objects):
        if not one.name.endswith((":export", ":download")) or one.name == "documents:download":
            continue
        for form in ("csv", "xlsx", "json"):
            answer = ask(client, "get", one.url, {"format": form})
            if answer.status_code != 200 or answer["Content-Type"].startswith("text/html"):
                continue
            n_tables += 1
            assert "attachment" in answer["Content-Disposition"], one.url
            if form == "csv":
                _is_plain_csv(answer.whole, one.url)
            elif form == "xlsx":
                book = openpyxl.load_workbook(io.BytesIO(answer.whole))
                kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
                assert "f" not in kinds, one.url
                assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.hyperlink], (
                    one.url
                )
            else:
                json.loads(answer.whole)
    assert n_tables


def _is_plain_csv(content: bytes, url: str) -> None:
    text = content.decode("utf-8-sig")
    for row in csv.reader(io.StringIO(text), csv.Sniffer().sniff(text.splitlines()[0] + "\n", ",;\t")):
        for cell in row:
            # A plain negative number is a number and no formula.
            assert not cell.startswith(SIGNS) or re.fullmatch(r"-\d+([.,]\d+)?", cell), (url, cell)
