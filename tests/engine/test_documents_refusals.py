"""What is refused, with which words, and that it costs little."""

from __future__ import annotations

import io
import json
import os
import time
import zipfile
import zlib
from collections.abc import Iterator

import document_samples as samples
import pytest

from skillpact.errors import InputError
from skillpact.files.documents import DocumentReader, ReaderLimits, read_documents


@pytest.fixture(scope="module")
def reader() -> Iterator[DocumentReader]:
    with DocumentReader() as shared:
        yield shared


def refusal(reader: DocumentReader, name: str, data: bytes, role: str = "vacancy") -> str:
    with pytest.raises(InputError) as caught:
        reader.read_bytes(data, role=role, name=name)  # type: ignore[arg-type]
    assert caught.value.file == name
    return caught.value.message


def bomb(n_bytes: int, n_parts: int = 1) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        for number in range(n_parts):
            with archive.open("word/document.xml" if not number else f"word/{number}.xml", "w") as part:
                for _ in range(n_bytes // 1_000_000):
                    part.write(bytes(1_000_000))
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "found", "expected"),
    [
        ("cv.pdf", b"\x89PNG\r\n\x1a\n" + bytes(50), "a PNG image", "a PDF"),
        ("cv.docx", b"MZ\x90\x00" + bytes(90), "a Windows program", "a Word document (DOCX)"),
        ("cv.pdf", samples.PLAIN_PAGE, "an HTML page", "a PDF"),
        ("cv.docx", samples.pdf_bytes([samples.JOB_LINES]), "a PDF", "a Word document (DOCX)"),
        ("cv.txt", samples.PLAIN_PAGE, "an HTML page", "plain text"),
        ("cv.txt", samples.pdf_bytes([samples.JOB_LINES]), "a PDF", "plain text"),
        ("cv.html", samples.docx_bytes(["a"]), "a zip archive", "an HTML page"),
        ("cv.json", b"name,skill\n", "plain text", "a JSON file"),
        ("cv.xml", b"just words", "plain text", "an XML file"),
        ("cv.txt", b"\x7fELF" + bytes(60), "a program", "plain text"),
    ],
)  # fmt: skip
def test_a_disguised_file_is_told_by_its_content(reader, name, data, found, expected):
    assert refusal(reader, name, data).startswith(f"found {found}, expected {expected}: ")


@pytest.mark.parametrize(
    ("part", "found"),
    [("xl/workbook.xml", "an Excel workbook"), ("ppt/a.xml", "a PowerPoint presentation"), ("content.xml",
     "an OpenDocument file"),
     ("a.txt", "a zip archive")],
)  # fmt: skip
def test_another_kind_of_archive_is_named(reader, part, found):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(part, "words")
    assert refusal(reader, "cv.docx", out.getvalue()).startswith(f"found {found}, expected a Word document (DOCX)")


def test_old_and_encrypted_office_files_are_named(reader):
    ole = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
    assert "an old Office document (.doc): save it as DOCX or PDF" in refusal(reader, "cv.docx", ole)
    locked = ole + "EncryptedPackage".encode("utf-16-le")
    assert "an encrypted Office document: remove the password" in refusal(reader, "cv.docx", locked)
    assert "a rich text file (RTF)" in refusal(reader, "cv.txt", rb"{\rtf1 words}")


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.html", "a.txt", "a.csv", "a.json", "a.jsonl", "a.xml", "a"])
def test_an_empty_file_is_refused_whatever_its_name(reader, name):
    for data in (b"", b" \r\n\t ", bytes(100)):
        assert refusal(reader, name, data) == "the file is empty; expected a document with text"


def test_a_scan_an_empty_and_an_encrypted_pdf_are_told_apart(reader):
    scan = samples.pdf_bytes([[]], with_image=True)
    assert refusal(reader, "a.pdf", scan, "talent") == "a scanned PDF without text: run OCR first or send the original"
    assert refusal(reader, "a.pdf", samples.pdf_bytes([[]])).startswith("the PDF holds no text")
    locked = samples.pdf_bytes([samples.JOB_LINES], password=b"secret")
    assert refusal(reader, "a.pdf", locked) == "the PDF is encrypted: remove the password and send it again"


def test_a_broken_file_of_each_kind_is_refused(reader):
    assert refusal(reader, "a.pdf", samples.pdf_bytes([samples.JOB_LINES])[:300]).startswith("the PDF is broken")
    assert "is broken" in refusal(reader, "a.docx", samples.docx_bytes(["words"])[:3000])
    assert "is broken" in refusal(
        reader, "a.docx", samples.with_part(samples.docx_bytes(["a"]), "word/document.xml", b"<w:")
    )
    assert refusal(reader, "a.xml", samples.PASSPORT_XML[:-20], "talent").startswith("the XML is broken (line ")
    assert refusal(reader, "a.json", b'{"id": 1, "text": ').startswith("found no valid JSON")


def test_a_macro_document_is_refused(reader):
    data = samples.docx_bytes(["words"])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        types = archive.read("[Content_Types].xml")
    wanted = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    macro = samples.with_part(
        data, "[Content_Types].xml", types.replace(wanted, b"application/vnd.ms-word.document.macroEnabled.main+xml")
    )
    assert refusal(reader, "a.docx", macro).startswith("found a Word template or macro document")


def test_zip_bombs_are_refused_before_they_unpack(reader):
    started = time.perf_counter()
    assert "(a zip bomb)" in refusal(reader, "a.docx", bomb(50_000_000))
    assert "(a zip bomb)" in refusal(reader, "a.docx", bomb(5_000_000, n_parts=50))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(2_001):
            archive.writestr(f"word/{number}", "")
    assert "2,001 parts, more than 2,000 allowed" in refusal(reader, "a.docx", out.getvalue())
    assert time.perf_counter() - started < 10


def test_an_archive_that_lies_about_its_sizes_is_refused(reader):
    data = bytearray(bomb(20_000_000))
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    assert refusal(reader, "a.docx", bytes(data))


def test_entity_bombs_and_dtds_are_refused_everywhere(reader):
    entities = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(10))
    dtd = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "ha">{entities}]>'
    passport = samples.PASSPORT_XML.decode().replace('<?xml version="1.0" encoding="UTF-8"?>', dtd)
    passport = passport.replace("Soldadura", "&e10;")
    for encoding in ("utf-8", "utf-16"):
        assert "DTD" in refusal(reader, "a.xml", passport.encode(encoding), "talent")
    outside = '<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/hostname"><SkillsPassport>&x;</SkillsPassport>'
    assert "DTD" in refusal(reader, "a.xml", outside.encode(), "talent")
    document = (
        f"{dtd}<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>&e10;</w:document>"
    )
    for encoding in ("utf-8", "utf-16"):
        data = samples.with_part(samples.docx_bytes(["a"]), "word/document.xml", document.encode(encoding))
        assert "DTD" in refusal(reader, "a.docx", data)


def test_a_large_file_is_refused_from_its_size_alone(tmp_path):
    path = tmp_path / "cv.pdf"
    with open(path, "wb") as stream:
        stream.truncate(200_000_000)
    os.chmod(path, 0)  # nobody may open it: nobody has to
    started = time.perf_counter()
    with pytest.raises(InputError, match=r"^cv.pdf: the file has 200.0 MB, more than 50 MB allowed"):
        read_documents(path, role="talent")
    assert time.perf_counter() - started < 0.5


def test_what_is_no_file_is_refused(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        read_documents(tmp_path / "none.pdf", role="vacancy")
    with pytest.raises(InputError, match="found a folder or device"):
        read_documents(tmp_path, role="vacancy")
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(InputError, match="found a folder or device"):
        read_documents(tmp_path / "pipe.txt", role="vacancy")


def test_a_message_names_the_file_as_the_user_does_and_no_path(tmp_path):
    (tmp_path / "a1b2").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(20))
    with pytest.raises(InputError) as caught:
        read_documents(tmp_path / "a1b2", role="talent", name="talents/cv.pdf")
    assert caught.value.file == "talents/cv.pdf"
    assert str(tmp_path) not in str(caught.value)


def test_too_many_pages_rows_and_letters_are_refused():
    limits = ReaderLimits(pages=2, characters=1000, rows=2, row_bytes=500)
    with DocumentReader(limits) as reader:
        assert "3 pages, more than 2" in refusal(reader, "a.pdf", samples.pdf_bytes([["a"]] * 3))
        assert "longer than 1,000 characters" in refusal(reader, "a.pdf", samples.pdf_bytes([["word " * 15] * 40]))
        assert "longer than 1,000 characters" in refusal(reader, "a.txt", b"word " * 300)
        assert "longer than 1,000 characters" in refusal(reader, "a.html", b"<p>" + b"word " * 300 + b"</p>")
        assert "longer than 1,000 characters" in refusal(reader, "a.docx", samples.docx_bytes(["word " * 300]))
        assert "more than 2 rows" in refusal(reader, "a.jsonl", samples.ROWS + b'{"id": "c", "text": "x"}\n')
        rows = reader.read_bytes(b'{"id": "a", "text": "' + b"x" * 600 + b'"}', role="course", name="a.jsonl")
        assert [r.message for r in rows.refusals] == ["the line is longer than 500 bytes: split the text"]


def test_a_page_stream_that_unpacks_to_gigabytes_ends_in_bounded_time():
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"q " * 500_000) for _ in range(400)) + packer.flush()
    pdf = samples.pdf_bytes([["Words"]])
    at = pdf.index(b"10 0 obj")
    end = pdf.index(b"endobj", at)
    body = b"10 0 obj\n<</Filter/FlateDecode/Length %d>>stream\n" % len(packed) + packed + b"\nendstream\n"
    started = time.perf_counter()
    with DocumentReader(ReaderLimits(seconds=3)) as reader:
        refusal(reader, "a.pdf", pdf[:at] + body + pdf[end:])
        assert (
            reader.read_bytes(samples.pdf_bytes([["Words"]]), role="vacancy", name="b.pdf").documents[0].text == "Words"
        )
    assert time.perf_counter() - started < 15


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.json", b"[" * 200_000 + b"]" * 200_000),
        ("a.json", b'{"a":' * 200_000 + b"1" + b"}" * 200_000),
        ("a.json", b'[{"text": NaN}]' * 2),
        ("a.json", b'{"x": ' + b"9" * 10_000 + b"}"),
        ("a.html", b"<div>" * 200_000),
        ("a.html", b"<table><tr><td>" * 20_000),
        ("a.xml", b"<SkillsPassport>" + b"<a>" * 100_000),
        ("a.html", b"<" * 1_000_000),
    ],
)
def test_endless_nesting_ends_quickly(reader, name, data):
    started = time.perf_counter()
    refusal(reader, name, data)
    assert time.perf_counter() - started < 10


def test_a_document_in_the_wrong_place_is_refused(reader):
    resume = json.dumps(samples.RESUME).encode()
    assert refusal(reader, "a.json", resume, "vacancy").startswith("found a CV (JSON Resume), expected a vacancy")
    assert refusal(reader, "a.xml", samples.PASSPORT_XML, "course").startswith("found a Europass CV, expected a course")
    assert refusal(reader, "a.html", samples.POSTING_PAGE, "talent").startswith("found a job advertisement")
    assert refusal(reader, "a.jsonld", json.dumps(samples.POSTING).encode(), "talent").startswith(
        "found a job advertisement"
    )
    assert "root 'note'" in refusal(reader, "a.xml", b"<?xml version='1.0'?><note>words</note>", "talent")
    assert "unknown form" in refusal(reader, "a.json", b'{"basics": 1, "work": "x"}', "talent")


@pytest.mark.parametrize("role", ["vacancy", "talent", "course"])
def test_what_skillpact_wrote_is_no_document(reader, role):
    page = b'<!doctype html><html><head><meta name="generator" content="%s"></head><body><p>TIG welding</p></body>'
    for generator in (b"skillpact", b"Skillpact 0.1.0"):
        assert refusal(reader, "report.html", page % generator, role).startswith(
            "found a report that Skillpact wrote, expected a"
        )
    written = json.dumps({"format": "skillpact.plan/1", "text": "TIG welding"}).encode()
    assert refusal(reader, "plan.json", written, role).startswith("found a file that Skillpact wrote, expected a")
    other = reader.read_bytes(page % b"skillpactor 2", role="vacancy", name="a.html")
    assert [d.text for d in other.documents] == ["TIG welding"]


def test_a_cv_in_which_nothing_is_left_never_becomes_a_person(reader):
    text = "Itziar Mendaroz\nitziar@mail.example\n+34 612 34 56 78\n"
    assert refusal(reader, "a.txt", text.encode(), "talent").startswith("found no text beyond personal data")
    empty = {"basics": {"name": "Itziar Mendaroz", "summary": "Itziar Mendaroz"}, "work": []}
    assert refusal(reader, "a.json", json.dumps(empty).encode(), "talent").startswith(
        "found no text beyond personal data"
    )
    nobody = b"<SkillsPassport xmlns='http://europass.cedefop.europa.eu/Europass'><LearnerInfo/></SkillsPassport>"
    assert refusal(reader, "a.xml", nobody, "talent").startswith("found no text beyond personal data")


def test_control_characters_in_a_page_are_spaces(reader):
    page = b"<p>TIG<script>x</script>\x0b\x01 we&#x1;ld<nav>menu</nav>&#2;ing</p>"
    assert reader.read_bytes(page, role="vacancy", name="a.html").documents[0].text.split() == [
        "TIG",
        "we",
        "ld",
        "ing",
    ]


def test_binary_data_named_as_text_is_refused(reader):
    assert refusal(reader, "a.txt", bytes(range(1, 256)) * 40)
    assert refusal(reader, "a.txt", b"words\x00words").startswith("found binary data")
    assert refusal(reader, "a.txt", b"\x01\x02\x03\x04 words" * 20).startswith("found binary data")


def test_a_pdf_whose_signs_are_no_letters_is_refused(reader):
    pdf = samples.pdf_bytes([["ABCDEFGHIJ"]])
    cmap = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <00> <FF> "
        b"endcodespacerange "
        b"1 beginbfrange <41> <5A> <E041> endbfrange endcmap end end"
    )
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 7 0 R>>"
    old = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
    extra = b"7 0 obj\n<</Length %d>>stream\n%s\nendstream\nendobj\n" % (len(cmap), cmap)
    data = pdf.replace(old, font).replace(b"xref\n0", extra + b"xref\n0", 1)
    assert refusal(reader, "a.pdf", data).startswith("the PDF shows signs but does not say which letters")


def test_an_unknown_role_is_a_bug_of_the_caller(reader):
    with pytest.raises(ValueError, match="role is 'person', expected one of vacancy, talent, course"):
        reader.read_bytes(b"words", role="person", name="a.txt")
