"""Where the web leads and what it fetches: never out of the house because somebody asked; ids that cannot be."""

from __future__ import annotations

import ast
import http.server
import io
import re
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from security_pages import addresses, ask, page_of

import skillpact_web
from skillpact_web.accounts.roles import Role
from skillpact_web.accounts.services.people import create_account

WEB = Path(skillpact_web.__file__).parent
OUTSIDE = ["https://evil.example/x", "//evil.example/x", "/\\\\evil.example/x", "javascript:alert(1)"]
ONWARD = ("next", "url", "to", "back", "return", "redirect", "target", "continue", "cancel_url", "back_url")


@pytest.mark.parametrize("outside", OUTSIDE[:2])
def test_no_page_leads_out_of_the_house(filled, outside):
    client = filled.client(Role.CLUSTER_MANAGER)
    for one in addresses(filled.objects):
        for answer in (
            ask(client, "get", one.url, dict.fromkeys(ONWARD, outside), headers={"referer": "https://evil.example/x"}),
            ask(client, "post", one.url, dict.fromkeys(ONWARD, outside), headers={"referer": "https://evil.example/x"}),
        ):
            target = answer.get("Location", "") + answer.get("HX-Redirect", "")
            assert not re.match(r"(https?:)?//|[/\\\\]{2}|javascript:", target), one.url
            page = page_of(answer)
            if page is not None:
                links = page.xpath("//@href | //form/@action | //@formaction")
                assert [
                    link for link in links if "evil.example" in link.partition("?")[0] or link.startswith("javascript")
                ] == []


NETWORK = {"urllib.request", "http.client", "socket", "requests", "httpx", "urllib3", "aiohttp", "ftplib", "smtplib"}


# Modules of ours that know the network, and with whom they speak: nobody whom a request names.
SPEAKERS = {
    "accounts/adapter.py": "the identity provider of the settings",
    "accounts/mail.py": "errors of the mail server",
    "notices/outbox.py": "errors of the mail server",
    "jobs/management/commands/work.py": "the name of this machine",
}


def test_no_module_of_the_pages_can_fetch_an_address():
    found = set()
    for path in sorted(WEB.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or "", *(f"{node.module}.{one.name}" for one in node.names)]
            if NETWORK & set(names):
                found.add(path.relative_to(WEB).as_posix())
    # Commands of the operator look whether a port is free.
    assert {path for path in found if not path.startswith("commands/")} == set(SPEAKERS)


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine that notes who asks it."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_words: Any) -> None:
            """Say nothing."""

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
        thread.join()


def docx(address: str) -> bytes:
    """Return a document whose entity, picture and template lie at an address."""
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as book:
        book.writestr("[Content_Types].xml", '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>')  # fmt: skip
        book.writestr("_rels/.rels", f'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{relations}/officeDocument" Target="word/document.xml"/></Relationships>')  # fmt: skip
        book.writestr("word/_rels/document.xml.rels", f'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r2" Type="{relations}/attachedTemplate" Target="{address}/template" TargetMode="External"/></Relationships>')  # fmt: skip
        book.writestr("word/document.xml", f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY file SYSTEM "file:///etc/passwd"><!ENTITY far SYSTEM "{address}/entity">]><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>TIG welding &file; &far; end</w:t></w:r></w:p></w:body></w:document>')  # fmt: skip
    return packed.getvalue()


def test_what_an_upload_or_text_names_is_neither_fetched_nor_read(filled, listener, django_capture_on_commit_callbacks):
    from skillpact_web.vacancies.models import Vacancy

    address, asked = listener
    client = filled.client(Role.COMPANY)
    form = {"organisation": filled.company.pk, "openings": "1", "audience": "talents"}
    page = f'<html><head><link rel="stylesheet" href="{address}/css"><base href="{address}/"></head><body><img src="{address}/img"><iframe src="{address}/frame"></iframe><p>You know TIG welding.</p></body></html>'
    sent = {
        "page.html": page.encode(),
        "advert.docx": docx(address),
        "advert.txt": f"You know TIG welding. See {address}/text".encode(),
    }
    for name, content in sent.items():
        with django_capture_on_commit_callbacks(execute=True):
            data = form | {"title": name, "text": "", "file": SimpleUploadedFile(name, content)}
            answer = client.post(reverse("vacancies:create"), data)
        assert answer.status_code in (302, 422), name
    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            reverse("vacancies:create"), form | {"title": "text", "text": f"{address}/ TIG welding {address}/x"}
        )
    assert asked == []
    assert "root:" not in repr(list(Vacancy.objects.values_list("text", "reading_note")))
    assert Vacancy.objects.get(title="page.html").requirements.filter(label="TIG welding").exists()


BOMB = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        f'<!DOCTYPE x [<!ENTITY a0 "boom">{BOMB}<!ENTITY e "&a9;">]>',
    ],
)
def test_a_workbook_with_entities_reads_no_file_and_grows_into_nothing(filled, head):
    import openpyxl

    plain, hostile = io.BytesIO(), io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["title", "company"])
    book.active.append(["SECRET", "x"])
    book.save(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(hostile, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            if name in ("xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"):
                text = (head + re.sub(r"<\?xml.*?\?>", "", text.decode())).replace("SECRET", "&e;").encode()
            target.writestr(name, text)
    client = filled.client(Role.COMPANY)
    answer = client.post(reverse("vacancies:import"), {"file": SimpleUploadedFile("t.xlsx", hostile.getvalue())})
    assert answer.status_code in (200, 422)
    page = answer.content.decode()
    assert "root:" not in page
    assert "boomboom" not in page


def test_the_mailed_link_names_our_own_host_whatever_the_request_says(db, client):
    create_account(email="ada@people.example", display_name="Ada", password="correct horse battery staple")
    said = {"x-forwarded-host": "evil.example", "x-forwarded-server": "evil.example", "forwarded": "host=evil.example"}
    client.post(reverse("account_reset_password"), {"email": "ada@people.example"}, headers=said)
    assert len(mail.outbox) == 1
    assert "evil.example" not in mail.outbox[0].body
    assert client.post(
        reverse("account_reset_password"), {"email": "ada@people.example"}, headers={"host": "evil.example"}
    ).status_code == 400  # fmt: skip
    assert len(mail.outbox) == 1


# Pages of secrets and keys that answer everybody alike, whether what they name exists or not.
ALIKE = ("account_", "mfa_", "notices:unsubscribe", "accounts:open_invitation", "accounts:renew_invitation")
NOT_FOUND = (302, 400, 401, 403, 404, 405, 410, 415, 422)


@pytest.mark.parametrize("role", [Role.COMPANY, Role.CLUSTER_MANAGER])
def test_an_id_that_cannot_be_is_not_found(filled, role):
    client = filled.client(role)
    for number in (0, 2**63, 10**40, "%00"):
        for one in addresses(every=number):
            for method in ("get", "post") if one.kwargs else ():
                status = ask(client, method, one.url).status_code
                assert status in NOT_FOUND or (status == 200 and one.name.startswith(ALIKE)), (one.url, status)


def test_a_zero_character_in_an_address_is_refused_before_the_database_sees_it(filled):
    client = filled.client(Role.CLUSTER_MANAGER)
    for address in ("/vacancies/?q=%00", "/figures/?whatever=a%00b"):
        assert ask(client, "get", address).status_code == 400, address
    for address in ("/talents/a%00b/", "/api/v1/talents/a%00b"):
        assert ask(client, "get", address).status_code == 404, address
    for address in ("/api/v1/vacancies?words=%00", "/api/v1/talents?words=%00"):
        assert ask(client, "get", address).status_code == 422, address
