"""What each kind of document gives."""

from __future__ import annotations

import json
from collections.abc import Iterator

import document_samples as samples
import pytest

from skillpact.errors import InputError
from skillpact.files.documents import Document, DocumentReader, read_documents


@pytest.fixture(scope="module")
def reader() -> Iterator[DocumentReader]:
    with DocumentReader() as shared:
        yield shared
        assert (shared.n_timeouts, shared.n_crashes, shared.n_exceptions) == (0, 0, 0)


def only(reader: DocumentReader, name: str, data: bytes, role: str = "vacancy") -> Document:
    result = reader.read_bytes(data, role=role, name=name)  # type: ignore[arg-type]
    assert result.refusals == ()
    assert len(result.documents) == 1
    return result.documents[0]


def test_a_pdf_gives_its_lines_and_stated_title(reader):
    data = samples.pdf_bytes([samples.JOB_LINES, ["Segunda página"]], title="Soldadora TIG")
    assert only(reader, "ads/ad-1.pdf", data) == Document(
        "ad-1", "pdf", "\n".join(samples.JOB_LINES) + "\n\nSegunda página", "Soldadora TIG", None, {"pages": "2"}
    )


def test_a_pdf_title_that_a_program_wrote_is_no_title(reader):
    for title in ("Microsoft Word - oferta.docx", "untitled", "oferta_final.pdf"):
        assert only(reader, "a.pdf", samples.pdf_bytes([samples.JOB_LINES], title=title)).title is None


def test_a_pdf_made_by_matplotlib_is_read(reader, tmp_path):
    from matplotlib.backends.backend_pdf import FigureCanvasPdf
    from matplotlib.figure import Figure

    figure = Figure()
    FigureCanvasPdf(figure)
    figure.text(0.1, 0.8, "PLC programmer")
    figure.text(0.1, 0.6, "Two years with Siemens S7")
    figure.savefig(tmp_path / "ad.pdf")
    document = read_documents(tmp_path / "ad.pdf", role="vacancy").documents[0]
    assert document.text.split() == ["PLC", "programmer", "Two", "years", "with", "Siemens", "S7"]


def test_words_divided_at_line_ends_of_a_pdf_are_joined_and_compounds_keep_their_hyphen(reader):
    lines = [
        "Se valora exper-",
        "iencia en full-",
        "stack y SQL-",
        "Server",
        "Norma ISO-",
        "9001",
        "Hardware- ",
        "und Software",
    ]
    text = only(reader, "a.pdf", samples.pdf_bytes([lines])).text
    assert text.split() == [
        "Se",
        "valora",
        "experiencia",
        "en",
        "full-stack",
        "y",
        "SQL-Server",
        "Norma",
        "ISO-9001",
        "Hardware-",
        "und",
        "Software",
    ]


def test_a_page_without_text_is_counted(reader):
    data = samples.pdf_bytes([samples.JOB_LINES, []])
    assert only(reader, "a.pdf", data).fields == {"pages": "2", "pages_without_text": "1"}


def test_a_pdf_that_opens_without_a_password_is_read(reader):
    assert only(reader, "a.pdf", samples.pdf_bytes([samples.JOB_LINES], password=b"")).text.startswith("Soldadora TIG")


def test_a_word_document_gives_paragraphs_tables_and_title(reader):
    data = samples.docx_bytes(
        ["Welder wanted", "You weld\tpipes."], rows=[["Process", "TIG"], ["Level", "expert"]], title="Welder"
    )
    expected = "Welder wanted\nYou weld pipes.\nProcess | TIG\nLevel | expert"
    assert only(reader, "w.docx", data) == Document("w", "docx", expected, "Welder", None, {})


def test_a_text_box_is_read_once_and_deleted_text_is_not(reader):
    from docx.oxml import parse_xml

    namespaces = (
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    )
    box = "<w:txbxContent><w:p><w:r><w:t>Kubernetes</w:t></w:r></w:p></w:txbxContent>"
    xml = (
        f"<w:p "
        f"{namespaces}><w:r><w:t>Skills</w:t></w:r><w:del><w:r><w:t>gone</w:t></w:r></w:del><w:r><mc:AlternateContent>"
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    import io

    import docx

    document = docx.Document()
    document.element.body.insert(0, parse_xml(xml))
    out = io.BytesIO()
    document.save(out)
    assert only(reader, "w.docx", out.getvalue()).text == "Skills\nKubernetes"


def test_a_page_gives_what_its_reader_sees(reader):
    document = only(reader, "p.html", samples.PLAIN_PAGE)
    assert (document.kind, document.title, document.language) == ("html", "Técnica de mantenimiento", "es")
    assert document.text.split() == (
        [
            "Técnica",
            "de",
            "mantenimiento",
            "Buscamos",
            "a",
            "una",
            "persona",
            "con",
            "conocimientos",
            "de",
            "hidráulica",
            "y",
            "neumática.",
            "Jornada",
            "completa",
        ]
    )


def test_a_page_in_an_old_encoding_is_read_by_its_declaration_and_without_one(reader):
    page = "<html><meta http-equiv='Content-Type' content='text/html; charset={}'><body><p>{}</p></body></html>"
    polish = "Poszukujemy spawacza z doświadczeniem, znajomość języka angielskiego"
    for charset in ("iso-8859-2", "windows-1250", "utf-16"):
        encoded = page.format(charset, polish).encode(charset)
        assert only(reader, "p.html", encoded).text == polish
    spanish = "<p>Técnico en calderería, señalización y año</p>"
    assert only(reader, "p.html", spanish.encode("latin-1")).text == "Técnico en calderería, señalización y año"


def test_a_job_posting_in_a_page_takes_precedence(reader):
    document = only(reader, "ads/j.html", samples.POSTING_PAGE)
    assert document.kind == "jobposting"
    assert (document.id, document.title, document.language) == ("j", "PLC programmer", "en")
    assert document.text.split("\n") == [
        "PLC programmer", "", "Two years with Siemens S7", "", "You program PLCs for packaging lines.", "",
        "  * TIA Portal", "  * Ladder logic",
    ]  # fmt: skip
    assert document.fields == {
        "hiringOrganization": "Ardazgune Machine Tools",
        "datePosted": "2026-10-01",
        "validThrough": "2026-12-01",
        "totalJobOpenings": "2",
        "employmentType": "FULL_TIME, PART_TIME",
        "occupationalCategory": "2151",
        "addressRegion": "Bizkaia",
        "addressCountry": "ES",
        "identifier": "AD-17",
    }


def test_several_postings_in_one_json_ld_file_get_numbered_ids(reader):
    other = {**samples.POSTING, "@type": ["Thing", "http://schema.org/JobPosting"], "title": "Welder"}
    data = json.dumps([samples.POSTING, {"@graph": [{"mainEntity": other}]}]).encode()
    result = reader.read_bytes(data, role="vacancy", name="two.jsonld")
    assert [(d.id, d.title) for d in result.documents] == [("two", "PLC programmer"), ("two-2", "Welder")]


def test_a_page_whose_json_ld_is_broken_gives_its_own_text(reader):
    page = b"<html><body><script type='application/ld+json'>{broken</script><p>Welder wanted here</p></body></html>"
    assert only(reader, "p.html", page).text == "Welder wanted here"


def test_a_skills_passport_gives_work_education_skills_and_no_person(reader):
    document = only(reader, "cv.xml", samples.PASSPORT_XML, "talent")
    assert (document.kind, document.title, document.language) == ("europass", "Soldatzailea", "eu")
    assert document.text.split("\n\n") == [
        "Soldatzailea", "TIG soldatzailea\n2015-02\nhodiak soldatu ditu", "Soldadura\nEQF 4", "Ingelesa: B1, A2",
    ]  # fmt: skip
    assert json.loads(document.fields["languages"]) == [
        {"language": "en", "label": "Ingelesa", "listening": "B1", "writing": "A2"}
    ]
    assert json.loads(document.fields["driving_licences"]) == ["C"]


def test_a_candidate_gives_work_education_skills_and_no_person(reader):
    document = only(reader, "cv.xml", samples.CANDIDATE_XML, "talent")
    assert document.language == "en"
    assert document.text.split("\n\n") == [
        "plans production.", "Production planner\n2019-01 – 2021-06\n* Capacity planning in SAP",
        "Industrial organisation",
        "baq: native", "eng: C1", "SAP PP",
    ]  # fmt: skip
    assert json.loads(document.fields["skills"]) == [{"name": "SAP PP"}]
    assert json.loads(document.fields["languages"]) == [
        {"language": "baq", "level": "native"}, {"language": "eng", "listening": "C1"},
    ]  # fmt: skip


def test_europass_data_inside_a_pdf_is_used_instead_of_its_pages(reader):
    data = samples.pdf_bytes([["Ainara Lekuonaga", "planner"]], attachments=[("attachment.xml", samples.CANDIDATE_XML)])
    alone = only(reader, "cv.xml", samples.CANDIDATE_XML, "talent")
    assert only(reader, "cv.pdf", data, "talent") == alone


def test_a_damaged_attachment_leaves_the_pages_readable(reader):
    data = samples.pdf_bytes(
        [["Profile", "I plan production."]], attachments=[("attachment.xml", samples.CANDIDATE_XML[:900])]
    )
    assert only(reader, "cv.pdf", data, "talent").text == "Profile\nI plan production."


def test_a_json_resume_gives_what_the_person_can_do_and_not_who_they_are(reader):
    document = only(reader, "cv.json", json.dumps(samples.RESUME).encode(), "talent")
    assert (document.kind, document.title) == ("jsonresume", "Mechatronics student")
    assert document.text.split("\n\n") == [
        "Mechatronics student", "likes machines. Write to for more about .", "Intern\nWired panels\nCommissioned a PLC",
        "VET diploma, Mechatronics", "PLC: TIA Portal", "Basque: Native", "Forklift licence: 2025-05-01",
    ]  # fmt: skip
    assert {key: json.loads(value) for key, value in document.fields.items()} == {
        "skills": [{"name": "PLC", "level": "Intermediate", "keywords": ["TIA Portal"]}],
        "languages": [{"language": "Basque", "level": "Native"}],
        "certificates": [{"name": "Forklift licence", "date": "2025-05-01"}],
    }


def test_a_plain_text_is_read_in_the_encodings_of_european_offices(reader):
    texts = {
        "cp1252": "Schweißer (m/w/d) für unser Werk gesucht. Übliche Öffnungszeiten.",
        "cp1250": "Hledáme svářeče se zkušenostmi, řidičský průkaz výhodou, němčina.",
        "cp1253": "Ζητείται ηλεκτροσυγκολλητής με εμπειρία στη βιομηχανία και γνώση αγγλικών.",
        "cp1251": "Требуется сварщик с опытом работы на заводе и знанием английского языка.",
        "utf-8-sig": "Soldadora TIG",
        "utf-16": "Soldadora TIG",
        "utf-32": "Soldadora TIG",
    }
    for encoding, text in texts.items():
        assert only(reader, "a.txt", text.encode(encoding)) == Document("a", "txt", text)


def test_a_name_that_promises_nothing_leaves_the_kind_to_the_content(reader):
    assert only(reader, "upload", samples.POSTING_PAGE).kind == "jobposting"
    assert only(reader, "Dr. Smith", samples.pdf_bytes([samples.JOB_LINES])).kind == "pdf"


def test_a_text_document_of_a_talent_loses_its_header(reader):
    expected = samples.CV_TEXT[samples.CV_TEXT.index("PERFIL") :].rstrip("\n")
    assert only(reader, "cv.txt", samples.CV_TEXT.encode(), "talent").text == expected
    lines = samples.CV_TEXT.split("\n")
    docx = only(
        reader, "cv.docx", samples.docx_bytes(lines, author="Itziar Mendaroz", title="CV Itziar Mendaroz"), "talent"
    )
    assert (docx.text, docx.title) == (expected, None)
    pdf = only(reader, "cv.pdf", samples.pdf_bytes([lines], title="Itziar Mendaroz Solaun"), "talent")
    assert (pdf.text.split(), pdf.title) == (expected.split(), None)
    rows = json.dumps({"id": "t", "text": samples.CV_TEXT, "title": "Itziar", "name": "Itziar Mendaroz"}).encode()
    assert only(reader, "cvs.jsonl", rows, "talent") == Document("t", "jsonl", expected)


@pytest.mark.shared_data
def test_the_public_samples_are_read_without_their_persons(shared_data):
    folder = shared_data / "inputs" / "cvs"
    gone = {
        "europass_cv_v3.4.0_example.xml": ("chuck", "norris", "strawberry", "@", "1940", "gtalk", "american"),
        "jsonresume_sample.resume.json": (
            "richard",
            "hendriks",
            "912",
            "@",
            "broadway",
            "erlich",
            "bachman",
            "neutralthoughts",
        ),
        "fictional_cv_en_typical.txt": ("jane", "smith", "7700", "@", "greenhill", "linkedin"),
    }
    kept = {
        "europass_cv_v3.4.0_example.xml": ("Martial Arts Instructor", "Teaching classes", "EQF 6", "Japanese: C1"),
        "jsonresume_sample.resume.json": ("optimizing lossless compression schema", "Javascript", "Team lead"),
        "fictional_cv_en_typical.txt": (
            "Databases: MySQL, MongoDB, PostgreSQL",
            "2012 – 2015",
            "Software Engineer (Mid-Level)",
        ),
    }
    with DocumentReader() as reader:
        for name in gone:
            document = reader.read(folder / name, role="talent").documents[0]
            everything = json.dumps([document.text, document.title, dict(document.fields)], ensure_ascii=False).lower()
            assert [word for word in gone[name] if word in everything] == []
            assert [phrase for phrase in kept[name] if phrase not in document.text] == []
        with pytest.raises(InputError, match="found JSON of an unknown form"):
            reader.read(folder / "jsonresume_schema.json", role="talent")
