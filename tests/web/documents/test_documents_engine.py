"""The engine's reader behind an upload: text for the program, sentences for people, no person out of a CV."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from skillpact_web.accounts.roles import Role
from skillpact_web.documents import engine, services
from skillpact_web.errors import DomainError

CV = """Chiara Rossi
chiara.rossi@people.example
Born 3 May 1990

Experience
2019 - 2023 Welder at a shipyard: welding steel, reading technical drawings

Skills
Arc welding, quality control
"""
POSTINGS = """[{"@context": "https://schema.org", "@type": "JobPosting", "title": "Welder", "inLanguage": "en",
"description": "You weld steel."}, {"@context": "https://schema.org", "@type": "JobPosting", "title": "Nurse",
"description": "You care for people."}]"""


def upload(world, content, name="document.txt", purpose="cv"):
    data = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile(name, data)
    return services.store_upload(viewer=world.viewer(Role.TALENT), file=file, purpose=purpose)


def refusal(one) -> str:
    with pytest.raises(DomainError) as caught:
        engine.read_upload(one)
    assert caught.value.fields == {"file": caught.value.message}
    return caught.value.message


def test_a_cv_comes_without_its_person(world):
    text = engine.read_upload(upload(world, CV, "Chiara Rossi CV.txt"))
    assert "Arc welding, quality control" in text
    assert "reading technical drawings" in text
    for word in ("Chiara", "Rossi", "people.example", "1990"):
        assert word not in text


def test_a_vacancy_comes_with_what_its_file_states(world):
    reading = engine.read(upload(world, POSTINGS, "jobs.json", "vacancy"))
    assert (reading.title, reading.language, reading.n_documents) == ("Welder", "en", 2)
    assert "You weld steel." in reading.text
    assert "You care for people." in reading.text


def test_a_broken_pdf_is_told_in_plain_words(world):
    message = refusal(upload(world, b"%PDF-1.7\nbroken", "cv.pdf"))
    assert message.startswith("This document could not be read. ")
    assert message.endswith(".")
    assert "/" not in message.replace("PDF/", "")
    assert "Traceback" not in message


def test_a_file_without_text_is_told(world):
    assert refusal(upload(world, " \n \t ")).startswith("This document could not be read. The file is empty")


def test_latin_letters_of_before_unicode_are_read(world):
    text = engine.read_upload(
        upload(world, "Wir suchen eine Schweißerin für Bremsgeräte.".encode("latin-1"), purpose="vacancy")
    )
    assert "Schweißerin" in text


def test_an_erased_document_is_told(world):
    one = upload(world, CV)
    services.erase_upload(viewer=None, upload=one)
    one.refresh_from_db()
    assert refusal(one) == "This document was erased. Upload it again."


def test_a_table_is_no_text(world):
    one = upload(world, "id,text\n1,a\n", "rows.csv", "table")
    with pytest.raises(ValueError, match="not read as text"):
        engine.read_upload(one)
