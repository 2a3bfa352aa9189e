"""Uploads: stored once, told by content, refused with one clear sentence, and never half."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from skillpact_web.accounts.roles import Role
from skillpact_web.audit.models import Event
from skillpact_web.documents import collecting, queries, services
from skillpact_web.documents.models import Blob, Upload
from skillpact_web.errors import DomainError

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"


def upload(world, content=PDF, name="cv.pdf", purpose="cv", role=Role.TALENT):
    file = SimpleUploadedFile(name, content)
    return services.store_upload(viewer=world.viewer(role), file=file, purpose=purpose)


def files() -> list[Path]:
    root = Path(settings.SKILLPACT_DOCUMENTS)
    return sorted(path for path in root.rglob("*") if path.is_file()) if root.exists() else []


def zipped(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def refusal(world, content, name="cv.pdf", purpose="cv") -> str:
    with pytest.raises(DomainError) as caught:
        upload(world, content, name, purpose)
    assert caught.value.fields == {"file": caught.value.message}
    assert (Upload.objects.count(), Blob.objects.count(), files()) == (0, 0, [])
    return caught.value.message


def test_an_upload_is_kept_under_its_hash_and_audited_without_its_name(world):
    one = upload(world)
    assert files() == [one.blob.path]
    assert one.blob.path.read_bytes() == PDF
    assert (one.kind, one.filename, one.blob.size_bytes, one.blob.media_type) == (
        "pdf",
        "cv.pdf",
        len(PDF),
        "application/pdf",
    )
    event = Event.objects.get(kind="documents.stored")
    assert event.details == {"purpose": "cv", "kind": "pdf"}
    assert one.blob.path.stat().st_mode & 0o077 == 0


def test_the_same_content_is_stored_once_whoever_brings_it(world):
    first, second = upload(world), upload(world, name="other.pdf", purpose="vacancy", role=Role.COMPANY)
    assert first.blob_id == second.blob_id
    assert len(files()) == 1
    assert Upload.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (PDF, "cv.exe", "pdf"),
        (b"\xef\xbb\xbf<!DOCTYPE html><html><body>Hi</body></html>", "cv.txt", "html"),
        (b'<?xml version="1.0"?><SkillsPassport/>', "cv.xml", "xml"),
        (b'{"basics": {}}', "cv.json", "json"),
        ("Señora Ibañez".encode("latin-1"), "cv.txt", "txt"),
        ("text in UTF-16".encode("utf-16"), "cv.txt", "txt"),
        (zipped({"word/document.xml": b"<w/>"}), "cv.pdf", "docx"),
    ],
)
def test_the_kind_is_told_by_the_content(world, content, name, kind):
    assert upload(world, content, name).kind == kind


def test_text_is_a_table_where_a_table_is_expected(world):
    assert upload(world, b"id;text\n1;a\n", "rows.txt", "table").kind == "csv"
    assert upload(world, zipped({"xl/workbook.xml": b"<x/>"}), "rows.csv", "table").kind == "xlsx"


def test_an_empty_file_is_refused(world):
    assert refusal(world, b"") == "This file is empty. Choose a file with something in it."


def test_a_missing_file_is_refused(world):
    with pytest.raises(DomainError, match="No file came with the form"):
        services.store_upload(viewer=world.viewer(Role.TALENT), file=None, purpose="cv")


def test_a_cv_of_50_mb_is_refused_with_both_sizes(world):
    message = refusal(world, PDF + bytes(50_000_000 - len(PDF)))
    assert message == "This file has 50.0 MB, and at most 20 MB can be uploaded. Leave out images, or split it."


def test_a_file_that_lies_about_its_size_is_cut_off_while_it_comes(world, settings):
    settings.SKILLPACT_UPLOAD_LIMIT = 1_000_000
    file = SimpleUploadedFile("cv.pdf", PDF + bytes(2_000_000))
    file.size = 10
    with pytest.raises(DomainError, match="at most 1 MB"):
        services.store_upload(viewer=world.viewer(Role.TALENT), file=file, purpose="cv")
    assert files() == []


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"\x7fELF\x02\x01\x01" + bytes(60), "another kind of file"),
        (b"MZ\x90\x00" + bytes(60), "another kind of file"),
        (b"\x89PNG\r\n\x1a\n" + bytes(60), "PNG"),
        (zipped({"a.txt": b"a"}), "a ZIP archive"),
        (b"PK\x03\x04 broken", "a damaged archive"),
        (zipped({"word/document.xml": b"<w/>", "word/vbaProject.bin": b"x"}), "an Office document with macros"),
        (bytes(100), "another kind of file"),
    ],
)
def test_what_only_calls_itself_a_cv_is_refused(world, content, found):
    message = refusal(world, content)
    assert message.startswith(f"This file is {found}")
    assert message.endswith("we need one of: PDF, DOCX, HTML, plain text, JSON, XML. Choose the original document.")


def test_a_zip_bomb_is_not_opened(world):
    bomb = zipped({"word/document.xml": bytes(30_000_000)})
    assert "would unpack to 30 MB" in refusal(world, bomb, "cv.docx")


def test_an_archive_of_thousands_of_parts_is_not_opened(world):
    many = zipped({"word/document.xml": b"", **{f"word/{n}.xml": b"" for n in range(2_000)}})
    assert "an archive of 2001 parts" in refusal(world, many, "cv.docx")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\temp\\My CV<b>.pdf", "My CVb.pdf"),
        ("../../etc/passwd", "passwd"),
        ('x"; rm -rf \r\n\x00.pdf', "x rm -rf .pdf"),
        ("Curriculum Ñandú €.pdf", "Curriculum Ñandú .pdf"),
        ("", "document"),
        ("...", "document"),
        ("a" * 300 + ".pdf", "a" * 116 + ".pdf"),
        ("\u202efdp.exe", "fdp.exe"),
    ],
)
def test_a_file_name_keeps_only_what_is_harmless(given, kept):
    assert services.clean_filename(given) == kept


def test_an_upload_is_seen_by_the_person_in_that_role_only(world):
    one = upload(world)
    assert list(queries.uploads(world.viewer(Role.TALENT))) == [one]
    for role in Role:
        if role != Role.TALENT:
            assert list(queries.uploads(world.viewer(role))) == []
        assert list(queries.uploads(world.foreign_viewer(role))) == []


def test_an_unknown_purpose_is_a_mistake_of_the_program(world):
    with pytest.raises(ValueError, match="purpose is 'tax'"):
        upload(world, purpose="tax")


def test_an_erased_upload_is_gone_at_once_and_its_content_with_the_next_round(world):
    first, second = upload(world), upload(world)
    services.erase_upload(viewer=world.viewer(Role.TALENT), upload=first)
    first.refresh_from_db()
    assert (first.is_erased, first.filename) == (True, "")
    assert list(queries.uploads(world.viewer(Role.TALENT))) == [second]
    age_everything()
    assert collecting.collect() == 0
    services.erase_upload(viewer=world.viewer(Role.TALENT), upload=second)
    assert collecting.collect() == 1
    assert (files(), Blob.objects.count()) == ([], 0)


def test_what_a_broken_off_upload_left_behind_is_collected_and_what_is_under_way_is_not(world):
    kept = upload(world)
    root = Path(settings.SKILLPACT_DOCUMENTS)
    half, orphan, present = root / "incoming" / "half", root / "ab" / ("ab" + "0" * 62), root / "incoming" / "present"
    orphan.parent.mkdir()
    for path in (half, orphan):
        path.write_bytes(b"x")
    age_everything()
    present.write_bytes(b"x")
    assert collecting.collect() == 2
    assert sorted(files()) == sorted([kept.blob.path, present])


def age_everything() -> None:
    import os
    from datetime import timedelta

    from skillpact_web import clock

    Blob.objects.update(created_at=clock.now() - timedelta(hours=2))
    for path in files():
        os.utime(path, (0, 0))
