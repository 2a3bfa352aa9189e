"""Job titles as advertisements write them, linked to the starter taxonomy's occupations."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillpact.extraction import OccupationLinker
from skillpact.extraction.titles import label_forms
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


class Opinion:
    """A second scorer that is sure of one occupation."""

    def __init__(self, row: int, n_occupations: int):
        self.row, self.n_occupations = row, n_occupations

    def cosines(self, titles: Sequence[str]) -> npt.NDArray[np.float32]:
        found = np.zeros((len(titles), self.n_occupations), np.float32)
        found[:, self.row] = 1
        return found


def test_a_second_opinion_moves_an_occupation_up() -> None:
    taxonomy = TaxonomyStore().starter()
    wanted = linker().suggest("técnico de mantenimiento", language="es", limit=6)[-1].uri
    row = taxonomy.occupations.row(wanted)
    second = OccupationLinker(taxonomy, second_scorer=Opinion(row, len(taxonomy.occupations)))
    moved = [found.uri for found in second.suggest("técnico de mantenimiento", language="es", limit=6)]
    assert moved.index(wanted) < 5
