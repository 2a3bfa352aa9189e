"""Sections: what a heading, an opening or a field says of the sentences that follow."""

from __future__ import annotations

import pytest

from skillpact.extraction.sections import SentenceContext, classify_sentences
from skillpact.extraction.sentences import split_sentences


def sections(text: str, language: str) -> list[str]:
    return [context.section for context in contexts(text, language)]


def contexts(text: str, language: str) -> list[SentenceContext]:
    return classify_sentences(text, split_sentences(text), language)


@pytest.mark.parametrize(
    ("language", "heading", "section"),
    [
        ("en", "Requirements", "requirements"),
        ("en", "Who we are", "about"),
        ("en", "WHAT WE OFFER:", "benefits"),
        ("en", "Key responsibilities", "tasks"),
        ("en", "Tasks and responsibilities", "tasks"),
        ("en", "** Your profile **", "requirements"),
        ("en", "How to apply", "legal"),
        ("es", "REQUISITOS MINIMOS", "requirements"),
        ("es", "Funciones del puesto:", "tasks"),
        ("es", "¿Qué ofrecemos?", "benefits"),
        ("es", "¿Quiénes somos?", "about"),
        ("es", "Protección de datos", "legal"),
        ("fr", "Vos missions :", "tasks"),
        ("fr", "Profil recherché", "requirements"),
        ("fr", "Qui sommes-nous ?", "about"),
        ("fr", "Nous offrons", "benefits"),
        ("de", "Ihre Aufgaben", "tasks"),
        ("de", "Das bringen Sie mit", "requirements"),
        ("de", "Wir bieten Ihnen", "benefits"),
        ("de", "Über uns", "about"),
        ("eu", "Eskakizunak", "requirements"),
        ("it", "Mansioni principali", "tasks"),
        ("nl", "Wij bieden:", "benefits"),
        ("pl", "Wykształcenie", "requirements"),
        ("pt", "Quem somos", "about"),
        ("sv", "Vi söker dig", "requirements"),
        ("da", "Ansøgning", "legal"),
        ("no", "Vi søker", "requirements"),
        ("no", "Nice to have", "requirements"),
    ],
)
def test_heading_names_the_section_of_what_follows(language: str, heading: str, section: str) -> None:
    assert sections(f"{heading}\n- Python", language) == [section, section]


def test_text_without_a_heading_is_other() -> None:
    assert sections("Python and SQL.", "en") == ["other"]


def test_a_long_line_that_only_holds_a_heading_word_is_no_heading() -> None:
    assert sections("You will describe the requirements of our customers in daily meetings.\n- Python", "en") == [
        "other",
        "other",
    ]


def test_a_field_with_a_value_leaves_the_section_as_it_was() -> None:
    assert sections("Requisitos: SQL\nSalario: alto\nPython", "es") == ["requirements", "benefits", "requirements"]


def test_company_car_is_not_about_the_company() -> None:
    assert sections("Requirements\n- SQL\n- Company car: yes\n- Python", "en")[-1] == "requirements"


def test_offers_and_praise_count_for_their_sentence_wherever_they_stand() -> None:
    text = "Requirements\n- SQL\nWe are a leading firm.\nWe offer courses.\n- Python"
    assert sections(text, "en") == ["requirements", "requirements", "about", "benefits", "requirements"]


def test_what_asks_after_a_list_of_offers_begins_a_new_part() -> None:
    assert sections("Ofrecemos:\n- cursos\nImprescindible SQL\nPython", "es") == [
        "benefits",
        "benefits",
        "requirements",
        "requirements",
    ]


def test_years_of_experience_are_no_praise() -> None:
    assert sections("Soldador con más de 5 años de experiencia en TIG", "es") == ["other"]


def test_wishes_hold_until_the_next_heading() -> None:
    text = "Se valorará:\n- SQL\nRequisitos\n- Python"
    assert [context.is_optional for context in contexts(text, "es")] == [True, True, False, False]


def test_a_wish_with_text_holds_for_its_sentence() -> None:
    assert [context.is_optional for context in contexts("Se valorará: SQL.\nPython", "es")] == [True, False]


def test_a_language_without_cues_uses_english_headings() -> None:
    assert sections("About us\nPython", "fi") == ["about", "about"]
