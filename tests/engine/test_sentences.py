"""Sentences: where they end, and that they cover a text whatever stands in it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillpact.extraction.sentences import split_sentences


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


def test_full_stops_end_sentences_and_abbreviations_do_not() -> None:
    text = "Manejo de Excel, p.ej. tablas. Se requiere inglés (mín. B2). Kenntnisse z.B. Docker. Etc."
    assert sentences(text) == [
        "Manejo de Excel, p.ej. tablas.",
        "Se requiere inglés (mín. B2).",
        "Kenntnisse z.B. Docker.",
        "Etc.",
    ]


def test_bullets_and_numbers_begin_sentences() -> None:
    assert sentences("Requirements\n- SQL\n• Docker\n1. Python\n2) Java") == [
        "Requirements",
        "- SQL",
        "• Docker",
        "1. Python",
        "2) Java",
    ]


def test_bullets_in_one_line_begin_sentences() -> None:
    assert sentences("Pedimos: - Inglés - Contabilidad • SQL") == ["Pedimos:", "- Inglés", "- Contabilidad", "• SQL"]


def test_wrapped_lines_are_one_sentence() -> None:
    text = "You bring several years of experience with continuous\nintegration and project\nmanagement.\n\nWe offer"
    assert sentences(text) == [text[:-10], "We offer"]


def test_short_lines_in_small_letters_are_entries_of_a_list() -> None:
    assert sentences("skills\ndocker and kubernetes\nenglish") == ["skills", "docker and kubernetes", "english"]


def test_a_short_line_that_ends_in_a_comma_or_a_little_word_goes_on() -> None:
    assert sentences("control de\ncalidad") == ["control de\ncalidad"]
    assert sentences("SQL,\ndocker") == ["SQL,\ndocker"]


def test_known_heading_in_the_middle_of_a_paragraph_begins_a_sentence() -> None:
    assert sentences("SOLDADOR CON CARNET REQUISITOS MINIMOS: TIG") == [
        "SOLDADOR CON CARNET",
        "REQUISITOS MINIMOS: TIG",
    ]


def test_unknown_words_before_a_colon_stay_in_their_sentence() -> None:
    assert sentences("EXPERIENCIA EN LA INSTALACION DE EQUIPOS: BOMBAS") == [
        "EXPERIENCIA EN LA INSTALACION DE EQUIPOS: BOMBAS"
    ]


def test_a_name_with_a_stop_inside_is_not_cut() -> None:
    assert sentences("We use Node.js and ASP.NET daily. Then Vue.js") == [
        "We use Node.js and ASP.NET daily.",
        "Then Vue.js",
    ]


def test_a_wall_of_words_is_cut_at_blanks() -> None:
    text = "word " * 1000
    pieces = sentences(text)
    assert max(map(len, pieces)) <= 1500
    assert " ".join(pieces) == text.strip()


def test_an_empty_text_has_no_sentences() -> None:
    assert split_sentences("") == []
    assert split_sentences(" \n\t ") == []


@settings(deadline=None, max_examples=300)
@given(
    st.text()
    | st.text(alphabet=' \n\t.:;-•AaBÉéñß1)!?("»', max_size=200)
    | st.lists(st.sampled_from(["REQUISITOS:", "Nice to have:", "- ", "\n", " ", "SQL", "p.ej.", "1. ", "…", "a"])).map(
        "".join
    )
)
def test_sentences_cover_all_but_blanks_without_overlap(text: str) -> None:
    spans = split_sentences(text)
    end_before = 0
    for start, end in spans:
        assert end_before <= start < end <= len(text)
        assert text[end_before:start].strip() == ""
        assert text[start:end] == text[start:end].strip()
        end_before = end
    assert text[end_before:].strip() == ""


@pytest.mark.parametrize(
    "unit",
    [" ", "\n", "\n ", ".", "!?", '."', ". A", "- ", "• A", "A:", "A: ", "ABCDE ", "1) ", "x.", "+", "''", "\t\n", "é"],
)
def test_no_run_of_marks_takes_more_than_linear_time(unit: str) -> None:
    text = "a" + unit * (300_000 // len(unit))
    started = time.perf_counter()
    split_sentences(text)
    assert time.perf_counter() - started < 5
