"""Job titles whose occupation is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from skillpact.errors import ConfigurationError
from skillpact.evaluation.material import LabelledData
from skillpact.ordering import tie_break
from skillpact.taxonomy import Taxonomy

# language → file of related titles
_PAIRS: Mapping[str, str] = {
    "de": "benchmarks/talentclef2025_taskA/training/german/taskA_training_de.tsv.gz",
    "es": "benchmarks/talentclef2025_taskA/training/spanish/taskA_training_es.tsv.gz",
}
# A version drops some occupations of another; more than this share means another taxonomy.
_MAX_UNKNOWN = 0.1


@dataclass(frozen=True, slots=True)
class LabelledTitle:
    """A job title and the concept URIs of its occupations; the same title may stand for several."""

    title: str
    gold: frozenset[str]


def read_eures(data: LabelledData) -> list[LabelledTitle]:
    """Return the distinct titles of Spanish public advertisements with the occupations that EURES gives them."""
    rows = data.rows("inputs/vacancies/eures_es_2025.csv.gz", "title", "esco_occupation_uri")
    return _grouped((title, uri) for _row, (title, uri) in rows)


def read_jobbert(data: LabelledData) -> list[LabelledTitle]:
    """Return the distinct English titles of a Malaysian job board."""
    rows = data.rows("benchmarks/jobbert_titles/titles_validation.csv.gz", "vacancyTitle", "conceptUri")
    return _grouped((title, uri) for _row, (title, uri) in rows)


def read_talentclef(data: LabelledData, language: str) -> list[LabelledTitle]:
    """Return the distinct titles of TalentCLEF's related titles in "de" or "es"."""
    rows = data.tabbed(_PAIRS[language], 4)
    return _grouped((title, cells[1]) for _row, cells in rows if cells for title in cells[2:])


def known_titles(titles: Sequence[LabelledTitle], taxonomy: Taxonomy, name: str) -> list[LabelledTitle]:
    """Return titles with the occupations that the taxonomy has; those left without one are left out.

    Raises ConfigurationError where it lacks so many that it cannot be the one that the titles are labelled with.
    """
    uris = frozenset(taxonomy.occupations)
    known = [LabelledTitle(title.title, title.gold & uris) for title in titles]
    kept = [title for title in known if title.gold]
    if len(titles) - len(kept) > _MAX_UNKNOWN * len(titles):
        raise ConfigurationError(
            f"taxonomy {taxonomy.id} lacks the occupations of {len(titles) - len(kept):,} of {len(titles):,} titles of "
            f"{name}, expected ESCO 1.1: import it and name it with --taxonomy"
        )
    return kept


def is_fitted_on(uri: str) -> bool:
    """Say whether the linker's weights were fitted on titles of an occupation: every second one, by a hash."""
    return tie_break(uri) % 2 == 0


def unseen_titles(titles: Iterable[LabelledTitle]) -> list[LabelledTitle]:
    """Return the titles of occupations that no weight was fitted on; without those that may also mean another."""
    return [title for title in titles if not any(map(is_fitted_on, title.gold))]


def sample(titles: Sequence[LabelledTitle], n: int, seed: int) -> list[LabelledTitle]:
    """Return at most `n` titles, chosen by a seeded hash, whatever their order."""
    return sorted(titles, key=lambda title: tie_break(title.title, seed))[:n]


def _grouped(pairs: Iterable[tuple[str, str]]) -> list[LabelledTitle]:
    """Return one entry for each title, whatever its case, in the order of their first row."""
    found: dict[str, tuple[str, set[str]]] = {}
    for title, uri in pairs:
        if title and uri:
            found.setdefault(" ".join(title.casefold().split()), (title, set()))[1].add(uri)
    return [LabelledTitle(title, frozenset(uris)) for title, uris in found.values()]
