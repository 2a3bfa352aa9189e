"""Whole texts with skills that were not marked in them: what their occupation needs, or what an editor listed."""

from __future__ import annotations

from dataclasses import dataclass

from skillpact.evaluation.material import LabelledData
from skillpact.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class WeakText:
    """A text with skills that it may well leave unsaid.

    wanted : skills counted for recall; allowed : skills counted as right for precision, `wanted` among them
    """

    data: str
    language: str
    text: str
    wanted: frozenset[str]
    allowed: frozenset[str]


def read_spanish_adverts(data: LabelledData, taxonomy: Taxonomy) -> list[WeakText]:
    """Return Spanish advertisements with the essential skills of their occupation; optional ones are allowed."""
    rows = data.rows("inputs/vacancies/eures_es_2025.csv.gz", "description", "esco_occupation_uri")
    adverts = [(text, uri) for _row, (text, uri) in rows if uri in taxonomy.occupations]
    needs = {uri: _needs(taxonomy, uri) for uri in sorted({uri for _text, uri in adverts})}
    return [WeakText("eures", "es", text, *needs[uri]) for text, uri in adverts if needs[uri][0]]


def _needs(taxonomy: Taxonomy, uri: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the essential skills of an occupation, and these with the optional ones."""
    row = taxonomy.occupations.row(uri)
    wanted = frozenset(taxonomy.skills.uri(int(skill)) for skill in taxonomy.occupation_essential[row])
    return wanted, wanted | {taxonomy.skills.uri(int(skill)) for skill in taxonomy.occupation_optional[row]}


def read_german_courses(data: LabelledData, taxonomy: Taxonomy) -> list[WeakText]:
    """Return German courses with the skills that their editors listed."""
    found = []
    columns = ("Title", "ShortDescription", "LearningOutcomes", "Skills")
    for _row, (*texts, cell) in data.rows("inputs/courses/hdbw_courses_de.csv", *columns):
        # Addresses of ESCO's portal, each with the concept URI as its last parameter.
        named = (address.strip().rpartition("uri=")[2] for address in cell.split("|"))
        uris = frozenset(uri for uri in named if uri in taxonomy.skills)
        if uris:
            found.append(WeakText("hdbw", "de", "\n".join(texts), uris, uris))
    return found


def read_norwegian_adverts(data: LabelledData) -> list[str]:
    """Return Norwegian advertisements, of which nothing is labelled."""
    return [str(value.get("text", "")) for _row, value in data.objects("inputs/vacancies/nav_no.jsonl")]
