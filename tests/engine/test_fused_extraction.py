"""Extraction by labels and meaning: exact places, chances, and a result that is the text's own. Holds for any weights."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from densetaxonomy import dense_taxonomy, extractor_of
from tinytaxonomy import skill

from skillpact.extraction import Extraction, Extractor, LexicalExtractor
from skillpact.extraction.fused import FUSED_THRESHOLD, FusedExtractor
from skillpact.extraction.tiers import make_extractor

ADVERT = """About us
We are a leading company that operates forklifts all over the world.

Requirements:
- Proven experience in TIG welding and MIG welding
- You repair clocks and manage projects on your own
- No experience with Java is required

We offer
- Free training in forklift operation
"""
SPANISH = "Requisitos: experiencia en soldadura TIG y gestión de proyectos. Se valorará el trabajo en equipo."
TEXTS: list[tuple[str, str | None]] = [
    (ADVERT, "en"),
    (ADVERT, None),
    (SPANISH, None),
    (SPANISH, "es"),
    ("soldadura TIG", None),
    ("soldadura TIG", "en"),
    ("soldadura TIG", "es"),
    ("", None),
    ("Requirements: TIG welding. Requirements: TIG welding.", "en"),
    ("Wymagania: spawanie metodą TIG oraz praca w zespole.", "pl"),
    ("要求：TIG溶接の経験", "ja"),
]
STRANGE = {
    "emoji": "🙂👩‍🔧 TIG welding 🇪🇺🙂, 🙂 manage projects",
    "right to left": "\u202eRequirements: TIG welding\u202c דרישות לחאם",
    "control characters": "Requirements:\x00 TIG\x07 welding\x1b[31m and\x7f Java\u0085",
    "half of a pair": "Requirements: TIG welding \ud800 and Java",
    "markup": '<div class="r"><ul><li>TIG&nbsp;welding</li><li>&lt;b&gt;manage projects</li></ul><script>x=1</script>'
    * 20,
    "a wall of keywords": "TIG, MIG, Java, welding, GTAW, forklift, teamwork, data, " * 200,
    "many languages": "TIG welding. Soldadura TIG. Spawanie TIG. WIG-Schweißen. Soudage TIG. 溶接. لحام. Сварка.",
    "one endless word": "x" * 100_000,
    "a combining storm": "welding e" + "\u0301" * 3_000,
    "blanks": " \n\t\u00a0" * 500,
}


@pytest.fixture(params=["fast", "default"])
def extractor(request: pytest.FixtureRequest) -> Extractor:
    """Every extractor keeps the promises of the protocol."""
    return extractor_of(request.param)


@pytest.fixture
def fused() -> FusedExtractor:
    found = extractor_of("default")
    assert isinstance(found, FusedExtractor)
    return found


def check(text: str, extraction: Extraction) -> None:
    uris = set(dense_taxonomy().skills)
    places = [(mention.start, mention.end) for mention in extraction.mentions]
    assert places == sorted(places)
    for mention in extraction.mentions:
        assert 0 <= mention.sentence_start <= mention.start < mention.end <= mention.sentence_end <= len(text)
        said = text[mention.start : mention.end]
        assert said.strip() == said
        assert said
        assert mention.uri in uris
        assert mention.section in ("requirements", "tasks", "other")
        assert mention.level in (None, 0.25, 0.5, 0.75, 1.0)
        assert mention.score == round(mention.score, 4)
        lowest = FUSED_THRESHOLD if mention.method == "fused" else 0.6
        assert lowest <= mention.score <= 1


def found_in(text: str, extraction: Extraction) -> list[tuple[str, str]]:
    return [(mention.uri.rsplit("/", 1)[1], text[mention.start : mention.end]) for mention in extraction.mentions]


# What every extractor promises.


@pytest.mark.parametrize(("text", "language"), TEXTS)
def test_mentions_lie_in_their_sentence_and_are_scored(extractor: Extractor, text: str, language: str | None):
    extraction = extractor.extract(text, language=language)
    check(text, extraction)
    assert extraction == extractor.extract(text, language=language)


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE)
@pytest.mark.parametrize("language", [None, "en", "es", "pl", "ar"])
def test_strange_texts_are_read_without_harm(extractor: Extractor, text: str, language: str | None):
    check(text, extractor.extract(text, language=language))


def test_a_texts_result_depends_on_nothing_but_the_text(extractor: Extractor):
    alone = {pair: extractor.extract(pair[0], language=pair[1]) for pair in TEXTS}
    many = TEXTS * 12
    random.Random(3).shuffle(many)
    assert list(extractor.extract_many(many)) == [alone[pair] for pair in many]


@pytest.mark.parametrize("tier", ["fast", "default"])
def test_a_fresh_extractor_reads_as_one_that_has_read_much(tier):
    fresh = make_extractor(dense_taxonomy(), tier=tier)
    assert list(fresh.extract_many(reversed(TEXTS)))[::-1] == list(extractor_of(tier).extract_many(TEXTS))


def test_extraction_is_lazy_and_keeps_the_order(extractor: Extractor):
    n_asked = 0

    def texts() -> Iterator[tuple[str, str | None]]:
        nonlocal n_asked
        for number in range(1_000):
            n_asked += 1
            yield f"Requirements: TIG welding in room {number}", "en"

    found = iter(extractor.extract_many(texts()))
    first = next(found)
    assert n_asked < 200
    check("Requirements: TIG welding in room 0", first)
    assert list(extractor.extract_many([])) == []


def test_a_label_in_a_requirement_is_found_at_its_place(extractor: Extractor):
    text = "Requirements: experience in TIG welding."
    extraction = extractor.extract(text, language="en")
    assert ("tig-welding", "TIG welding") in found_in(text, extraction)
    assert (extraction.language, extraction.is_language_stated, extraction.reason) == ("en", True, None)


def test_sections_that_ask_for_nothing_give_nothing(extractor: Extractor):
    found = extractor.extract(ADVERT, language="en").mentions
    asked, offered = ADVERT.index("Requirements"), ADVERT.index("We offer")
    assert found
    assert all(asked <= mention.start < mention.end <= offered for mention in found)


def test_what_a_sentence_says_twice_in_two_places_is_found_twice(extractor: Extractor):
    text = "Requirements:\n- TIG welding of pipes\n- teamwork\n- TIG welding of pipes\n"
    places = [m.start for m in extractor.extract(text, language="en").mentions if m.uri == skill("tig-welding")]
    assert places == [text.index("TIG"), text.rindex("TIG")]


def test_a_denied_skill_is_marked_as_denied(extractor: Extractor):
    text = "Requirements:\n- TIG welding\n- No experience with Java is required\n"
    said = {m.uri: m.is_negated for m in extractor.extract(text, language="en").mentions}
    assert said[skill("tig-welding")] is False
    assert said.get(skill("java"), True) is True


def test_an_empty_text_says_so(extractor: Extractor):
    for text in ("", " \n"):
        extraction = extractor.extract(text)
        assert (extraction.mentions, extraction.reason) == ((), "the text is empty")


@pytest.mark.parametrize("threshold", [-0.1, 1.1, float("nan")])
@pytest.mark.parametrize("tier", ["fast", "default"])
def test_a_threshold_that_no_score_can_have_is_a_wrong_value(tier, threshold: float):
    with pytest.raises(ValueError, match=r"expected a number in \[0, 1\]"):
        make_extractor(dense_taxonomy(), tier=tier, threshold=threshold)


# What is said of meaning.


def test_a_skill_that_no_label_names_is_found_by_what_is_meant(fused: FusedExtractor):
    text = "Requirements: experience with driving a forklift truck."
    assert LexicalExtractor(dense_taxonomy()).extract(text, language="en").mentions == ()
    lowest = make_extractor(dense_taxonomy(), threshold=0.0).extract(text, language="en")
    best = max(lowest.mentions, key=lambda mention: mention.score)
    assert best.uri == skill("forklift-operation")
    assert (best.method, best.label_kind) == ("fused", "meaning")


def test_a_spanish_text_reaches_a_skill_that_has_an_english_name_only(fused: FusedExtractor):
    text = "Requisitos: manejo de datos."
    lowest = make_extractor(dense_taxonomy(), threshold=0.0).extract(text, language="es")
    assert skill("manage-data") in {mention.uri for mention in lowest.mentions}
    assert lowest.reason is None


def test_a_higher_threshold_only_leaves_mentions_out():
    scores = []
    before: set[tuple[str, int]] | None = None
    for threshold in (0.0, 0.2, 0.5, 0.8, 1.0):
        found = make_extractor(dense_taxonomy(), threshold=threshold).extract(ADVERT, language="en")
        assert all(mention.score >= threshold for mention in found.mentions)
        own = {(mention.uri, mention.start) for mention in found.mentions}
        assert before is None or own <= before
        before = own
        scores.append(len(own))
    assert scores[0] > scores[-1]


def test_what_was_forgotten_is_read_again_alike(fused: FusedExtractor, monkeypatch: pytest.MonkeyPatch):
    before = list(fused.extract_many(TEXTS))
    monkeypatch.setattr("skillpact.extraction.fused._MAX_REMEMBERED", 1)
    assert list(fused.extract_many(TEXTS)) == before
    assert list(fused.extract_many(TEXTS[::-1]))[::-1] == before


def test_the_language_told_decides_and_not_the_text_that_came_before():
    pairs = [("soldadura TIG", "en"), ("soldadura TIG", None), ("soldadura TIG", "es")]
    for order in (pairs, pairs[::-1]):
        found = list(make_extractor(dense_taxonomy()).extract_many(order))
        alone = [make_extractor(dense_taxonomy()).extract(*p[:1], language=p[1]) for p in order]
        assert found == alone


def test_a_long_line_without_an_end_is_read_to_its_end(fused: FusedExtractor):
    unit = "Requirements TIG welding and manage projects, lorem ipsum dolor sit amet consectetur "
    text = unit * (300_000 // len(unit))
    extraction = fused.extract(text, language="en")
    check(text, extraction)
    for uri in (skill("tig-welding"), skill("project-management")):
        places = [mention.start for mention in extraction.mentions if mention.uri == uri]
        assert len(places) >= len(text) // 1_500
        assert places[-1] > len(text) - 3_000
