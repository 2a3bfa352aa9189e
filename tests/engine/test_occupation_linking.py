"""Job titles as advertisements write them, linked to the starter taxonomy's occupations."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillpact.extraction import OccupationLinker
from skillpact.extraction.titlemeaning import TitleMeaning
from skillpact.extraction.titles import label_forms
from skillpact.extraction.titlespelling import TitleSpelling
from skillpact.taxonomy import TaxonomyStore


@cache
def linker() -> OccupationLinker:
    return OccupationLinker(TaxonomyStore().starter())


def link(title: str, language: str | None) -> str | None:
    found = linker().link(title, language=language)
    return found.uri.rsplit("/", 1)[1] if found else None


@pytest.mark.parametrize(
    ("title", "language", "occupation"),
    [
        ("Welder", "en", "welder"),
        ("Senior Welder (m/f/d)", "en", "welder"),
        ("Welders wanted - Bilbao", "en", "welder"),
        ("Soldador", "es", "welder"),
        ("SOLDADOR/A", "es", "welder"),
        ("SOLDADORES, EN GENERAL", "es", "welder"),
        ("Soldador (a)", "es", "welder"),
        ("SOLDADORES/AS", "es", "welder"),
        ("Se busca soldador para taller en Burgos (REF. 3447)", "es", "welder"),
        ("Soldadora", "es", "welder"),
        ("Schweißer (m/w/d)", "de", "welder"),
        ("Schweißer*in", "de", "welder"),
        ("Schweisser/-in", "de", "welder"),
        ("Soudeur (H/F)", "fr", "welder"),
        ("Soudeur/euse", "fr", "welder"),
        ("soldatzailea", "eu", "welder"),
        ("Soldador", None, "welder"),
        ("Welder", "es", "welder"),
    ],
)
def test_title_is_linked(title: str, language: str | None, occupation: str) -> None:
    assert link(title, language) == occupation


@pytest.mark.parametrize("title", ["", " ", "???", "12345", "Oferta de empleo", "zzz qqq", "(m/w/d)"])
def test_a_title_without_an_occupation_is_linked_to_none(title: str) -> None:
    assert link(title, "es") is None


def test_the_head_of_a_title_decides() -> None:
    kitchen = link("Ayudante de cocina", "es")
    assert kitchen is not None
    assert kitchen != link("Jefe de cocina", "es")


def test_suggestions_come_best_first_and_at_most_as_many_as_asked() -> None:
    links = linker().suggest("técnico de mantenimiento", language="es", limit=5)
    assert len(links) == 5
    assert [found.score for found in links] == sorted((found.score for found in links), reverse=True)
    assert len({found.uri for found in links}) == 5
    with pytest.raises(ValueError, match="limit is 0, expected at least 1"):
        linker().suggest("welder", limit=0)


@settings(deadline=None, max_examples=100)
@given(title=st.text(max_size=400), language=st.sampled_from([None, "en", "es", "de", "xx"]))
def test_any_title_gives_scores_from_0_to_1_and_the_same_twice(title: str, language: str | None) -> None:
    links = linker().suggest(title, language=language, limit=3)
    assert all(0 <= found.score <= 1 and found.score == round(found.score, 4) for found in links)
    assert links == linker().suggest(title, language=language, limit=3)


def test_chances_add_up_to_one_at_most() -> None:
    everything = linker().suggest("técnico de mantenimiento", language="es", limit=10_000)
    assert sum(found.score for found in everything) <= 1.01  # each is rounded to four decimals


def test_titles_are_linked_alike_alone_and_together() -> None:
    titles = ["Welder", "SOLDADOR/A", "", "Koch (m/w/d)"]
    together = linker().suggest_many(titles, limit=3)
    assert together == [linker().suggest(title, limit=3) for title in titles]


@pytest.mark.parametrize(
    ("label", "forms"),
    [
        ("jefe de cocina/jefa de cocina", ["jefe de cocina", "jefa de cocina"]),
        ("técnico/técnica de sonido", ["tecnico de sonido", "tecnica de sonido"]),
        ("soldador/soldadora", ["soldador", "soldadora"]),
        ("enfermero/a de urgencias", ["enfermero de urgencias"]),
        ("Java developer (web)", ["java developer (web)", "java developer"]),
        ("welder", ["welder"]),
    ],
)
def test_a_label_is_read_in_all_its_forms(label: str, forms: list[str]) -> None:
    assert label_forms(label) == forms


def test_a_title_in_a_language_without_labels_is_linked_by_its_meaning() -> None:
    assert linker().suggest("hitsaaja", language="fi", limit=1)[0].uri.endswith("/welder")
    assert linker().suggest("spawacz", language="pl", limit=1)[0].uri.endswith("/welder")


def test_a_language_that_nothing_reads_is_compared_by_letters_alone() -> None:
    assert linker().suggest("сварщик", language="ru") == []


def test_a_label_as_it_is_spelt_comes_before_one_that_differs_in_its_ending() -> None:
    spelling = TitleSpelling(TaxonomyStore().starter(), "es")
    row = TaxonomyStore().starter().occupations.row("https://starter.skillpact.example/occupation/welder")
    assert spelling.scores("soldador")[row] == pytest.approx(1)
    assert 0 < spelling.scores("soldadores")[row] < 1


def test_vectors_are_kept_and_made_again_where_they_are_damaged(tmp_path: Path) -> None:
    store = TaxonomyStore(tmp_path)
    taxonomy = store.starter()
    meaning = TitleMeaning(taxonomy)
    vector = meaning.vector("Schweißer")
    assert vector is not None
    made = meaning.cosines(vector, "de")
    (path,) = (taxonomy.folder / "dense").glob("occupations-de-*.npz")
    whole = path.read_bytes()
    assert np.array_equal(TitleMeaning(taxonomy).cosines(vector, "de"), made)
    for damaged in (b"", whole[:200], whole[:-500] + b"x" * 500, whole[:5000] + b"x" + whole[5001:]):
        path.write_bytes(damaged)
        assert np.array_equal(TitleMeaning(taxonomy).cosines(vector, "de"), made)
        assert path.read_bytes() == whole


def test_a_title_without_a_known_part_of_a_word_has_no_meaning() -> None:
    assert TitleMeaning(TaxonomyStore().starter()).vector("12 ???") is None
