"""Search: exact before inflected before partial, preferred before alternative, tolerant of beginnings and one typo."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from tinytaxonomy import occupation, skill, write_tiny

from skillpact.errors import TaxonomyError
from skillpact.taxonomy import Taxonomy, TaxonomyStore
from skillpact.taxonomy.search import SearchHit, search_concepts


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Taxonomy:
    folder = tmp_path_factory.mktemp("search")
    return TaxonomyStore(folder).import_source([write_tiny(folder / "tiny-1.0")])


def uris(hits: list[SearchHit]) -> list[str]:
    return [hit.uri for hit in hits]


def test_the_preferred_label_itself_comes_first_with_score_one(tiny: Taxonomy) -> None:
    first = search_concepts(tiny, "Welding", language="en")[0]
    assert first == SearchHit(skill("welding"), "welding", "skill", "welding", "en", 1.0)


def test_an_exact_alternative_label_stands_before_labels_that_only_hold_the_words(tiny: Taxonomy) -> None:
    hits = search_concepts(tiny, "gas tungsten arc welding")
    assert uris(hits) == [skill("tig-welding")]
    assert (hits[0].label, hits[0].matched_label) == ("TIG welding", "gas tungsten arc welding")
    assert uris(search_concepts(tiny, "welding"))[:3] == [
        skill("welding"), skill("mig-welding"), skill("tig-welding"),
    ]  # fmt: skip


def test_a_preferred_label_beats_an_alternative_one_that_holds_as_much(tmp_path: Path) -> None:
    # "metal joining" is an alternative label of welding.
    folder = write_tiny(tmp_path / "tiny-1.0", more={"forming": "metal forming"})
    hits = search_concepts(TaxonomyStore(tmp_path).import_source([folder]), "metal", language="en")
    assert [hit.matched_label for hit in hits] == ["metal forming", "metal joining", "gas metal arc welding"]
    assert hits[0].score > hits[1].score > hits[2].score


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("manage project", "project-management"),
        ("managing the projects", "project-management"),
        ("operates forklift", "forklift-operation"),
        ("forkl", "forklift-operation"),
        ("proj manag", "project-management"),
        ("forkilft", "forklift-operation"),
        ("projct management", "project-management"),
        ("java", "java"),
        ("GESTION DE PROYECTOS", "project-management"),
        ("equipo", "teamwork"),
        ("tiny.example", None),
        ("xyzzy", None),
        ("", None),
        ("!?", None),
        ("x" * 5000, None),
    ],
)
def test_inflections_beginnings_and_one_typo_are_tolerated(tiny: Taxonomy, words: str, found: str | None) -> None:
    assert uris(search_concepts(tiny, words))[:1] == ([skill(found)] if found else [])


def test_words_that_no_label_holds_together_give_what_holds_some(tiny: Taxonomy) -> None:
    hits = search_concepts(tiny, "TIG xyzzy")
    assert uris(hits) == [skill("tig-welding")]
    assert hits[0].score < 0.5


def test_a_concept_uri_finds_its_concept(tiny: Taxonomy) -> None:
    assert search_concepts(tiny, skill("welding"), language="es")[0].label == "soldadura"


def test_the_label_is_given_in_the_language_asked_for(tiny: Taxonomy) -> None:
    hit = search_concepts(tiny, "soldadura tig", language="es")[0]
    assert (hit.label, hit.language) == ("soldadura TIG", "es")
    with pytest.raises(TaxonomyError, match=r"has no labels of occupations in language 'es' \(it has: en\)"):
        search_concepts(tiny, "soldador", language="es", table="occupations")


def test_occupations_are_searched_in_their_own_table(tiny: Taxonomy) -> None:
    hits = search_concepts(tiny, "developers", table="occupations")
    assert uris(hits) == [occupation("developer")]
    assert hits[0].kind == "occupation"


def test_hits_are_ordered_limited_and_the_same_every_time(tiny: Taxonomy) -> None:
    first = search_concepts(tiny, "manage", limit=10)
    assert first == search_concepts(tiny, "manage", limit=10)
    assert [hit.score for hit in first] == sorted((hit.score for hit in first), reverse=True)
    assert len(set(uris(first))) == len(first)
    assert search_concepts(tiny, "manage", limit=1) == first[:1]


def test_wrong_arguments_are_named(tiny: Taxonomy) -> None:
    with pytest.raises(ValueError, match="table is 'groups'"):
        search_concepts(tiny, "x", table="groups")
    with pytest.raises(ValueError, match="limit is 0"):
        search_concepts(tiny, "x", limit=0)


@pytest.mark.shared_data
def test_search_in_all_of_esco_is_quick_and_finds_the_label_first(esco: Taxonomy) -> None:
    rows = range(0, len(esco.skills), 97)
    search_concepts(esco, "warm")
    for row in rows:
        label = esco.skills.label(row)
        started = time.perf_counter()
        hits = search_concepts(esco, label, limit=5)
        assert time.perf_counter() - started < 0.3
        assert hits[0].score == 1.0
        assert hits[0].label == label
    for words in ("m", "ma", "manage", "maintainance", "operate machines and tools of the workshop"):
        started = time.perf_counter()
        search_concepts(esco, words)
        assert time.perf_counter() - started < 0.3
    assert search_concepts(esco, "maintainance of machines")[0].label == "maintain machinery"


@pytest.fixture(scope="session")
def esco(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Taxonomy:
    store = TaxonomyStore(tmp_path_factory.mktemp("esco"))
    return store.import_source([shared_data / "esco" / "v1.1.1"])
