"""What holds for every text: offsets, scores, order, and that a text's result is its own."""

from __future__ import annotations

import random
import time

import pytest
from extraction_corpus import ADS, starter_extractor
from hypothesis import given, settings
from hypothesis import strategies as st

from skillpact.extraction import Extraction, LexicalExtractor, required_uris
from skillpact.taxonomy import TaxonomyStore

FRAGMENTS = st.sampled_from(
    [
        "soldadura TIG", "SOLDADURA TIG Y MIG-MAG", "C++", "C#", ".NET", "Node.js", "CI/CD", "inglés B2", "no se requiere",
        "REQUISITOS:", "Nice to have:", "se valorará", "We offer", ",", ".", ";", "\n", "\n- ", " ", " y ", " and ", "(", ")", "ß", "İ",
        "ﬁ", "\u0301", "\u200f", "\u202e", "שלום", "🙂", "\x00", "\u0085", "Ⅷ", "ǅ", "ŉ", "１", "ﾞ", "ͺ", "’", "avanzado", "not required",
    ]
)  # fmt: skip
LANGUAGES = st.sampled_from([None, "en", "es", "fr", "de", "eu", "it", "pl", "no", "xx"])


def check(text: str, extraction: Extraction) -> None:
    end_before = 0
    for mention in extraction.mentions:
        assert 0 <= mention.sentence_start <= mention.start < mention.end <= mention.sentence_end <= len(text)
        assert text[mention.start : mention.end].strip()
        assert mention.start >= end_before
        end_before = mention.end
        assert 0 <= mention.score <= 1
        assert mention.score == round(mention.score, 4)
        assert mention.level in (None, 0.25, 0.5, 0.75, 1.0)
        assert mention.section in ("requirements", "tasks", "other")
        assert mention.method == "lexical"


@settings(deadline=None, max_examples=200)
@given(text=st.text(max_size=300) | st.lists(FRAGMENTS, max_size=30).map("".join), language=LANGUAGES)
def test_mentions_lie_in_their_text_and_never_overlap(text: str, language: str | None) -> None:
    extraction = starter_extractor().extract(text, language=language)
    check(text, extraction)
    assert extraction == starter_extractor().extract(text, language=language)


@settings(deadline=None, max_examples=30)
@given(texts=st.lists(st.lists(FRAGMENTS, max_size=8).map("".join), max_size=6), seed=st.integers(0, 1000))
def test_a_texts_result_does_not_depend_on_its_neighbours(texts: list[str], seed: int) -> None:
    pairs: list[tuple[str, str | None]] = [(text, None) for text in texts]
    shuffled = list(pairs)
    random.Random(seed).shuffle(shuffled)
    alone = {text: starter_extractor().extract(text) for text in texts}
    assert [alone[text] for text, _language in shuffled] == list(starter_extractor().extract_many(shuffled))


def test_a_fresh_extractor_reads_as_one_that_has_read_much() -> None:
    fresh = LexicalExtractor(TaxonomyStore().starter())
    pairs = [(case.text, case.language) for case in ADS]
    assert list(fresh.extract_many(reversed(pairs)))[::-1] == list(starter_extractor().extract_many(pairs))


@pytest.mark.parametrize(
    "unit",
    [
        "soldadura TIG, ",
        "a",
        ".",
        "!?",
        " ",
        "- ",
        "REQUISITOS: ",
        "no se requiere SQL, ",
        "TIG y ",
        "(",
        "C++",
        "e\u0301",
    ],
)
def test_time_grows_with_length_and_no_faster(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    started = time.perf_counter()
    check(text, starter_extractor().extract(text, language="es"))
    assert time.perf_counter() - started < 10


def test_ten_megabytes_in_one_line_are_read_in_bounded_time() -> None:
    text = "Buscamos persona con soldadura TIG e inglés, lorem ipsum dolor sit amet consectetur " * 120_000
    started = time.perf_counter()
    extraction = starter_extractor().extract(text, language="es")
    assert time.perf_counter() - started < 60
    assert len(extraction.mentions) > 200_000


def test_threshold_drops_what_is_trusted_less() -> None:
    strict = LexicalExtractor(TaxonomyStore().starter(), threshold=0.9)
    assert [m.score for m in strict.extract("Python, SAP", language="en").mentions] == [0.95]
    with pytest.raises(ValueError, match=r"threshold is 1.5, expected a number in \[0, 1\]"):
        LexicalExtractor(TaxonomyStore().starter(), threshold=1.5)


def test_reasons_say_what_was_read() -> None:
    extract = starter_extractor().extract
    assert extract(" \n").reason == "the text is empty"
    assert extract("Wymagania: Python", language="pl").reason == (
        "the taxonomy has no labels in pl: only English names are found"
    )
    short = extract("soldadura TIG")
    assert short.reason == "the language cannot be told from the text: labels of all languages are looked for"
    assert [m.uri.rsplit("/", 1)[1] for m in short.mentions] == ["tig-welding"]
    assert extract("Buscamos persona con experiencia en Python y SQL para nuestro equipo").reason is None


def test_a_skill_needed_once_is_needed() -> None:
    text = "Se valorará SQL. SQL avanzado imprescindible. No se requiere Docker."
    required = required_uris(starter_extractor().extract(text, language="es"))
    assert {uri.rsplit("/", 1)[1]: found for uri, found in required.items()} == {"sql": (True, 0.75, 0.95)}
