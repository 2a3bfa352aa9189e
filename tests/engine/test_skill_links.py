"""Cells of skills as catalogues write them: links of ESCO's website, and bars between entries."""

from __future__ import annotations

import pytest

from skillpact.files.skillcells import SkillCells
from skillpact.files.tables import Row, RowError
from skillpact.records import Outcome, Place

SKILL = "http://data.europa.eu/esco/skill/53b12b36-d27d-4ae9-8681-36d1cf697939"
OTHER = "http://data.europa.eu/esco/skill/3c73898b-04a6-4e3a-b84a-3a032277c916"
LINK = "https://esco.ec.europa.eu/de/classification/skills?uri="


def outcomes(cell: str) -> tuple[Outcome, ...]:
    cells = SkillCells(lambda text: text if text in (SKILL, OTHER) else None)
    return cells.outcomes(Row(Place("courses.csv", 2), {"skills": cell}))


@pytest.mark.parametrize(
    "cell",
    [
        SKILL,
        LINK + SKILL,
        LINK.replace("/de/", "/en/") + SKILL.replace(":", "%3A").replace("/", "%2F"),
        f"https://esco.ec.europa.eu/en/classification/skills?version=1.1.1&uri={SKILL}&x=1",
    ],
)
def test_a_link_of_the_esco_website_means_the_concept_it_shows(cell):
    assert outcomes(cell) == (Outcome(SKILL, None),)
    assert outcomes(f"{cell} = advanced") == (Outcome(SKILL, 0.75),)


@pytest.mark.parametrize("between", ["; ", " | ", "|", ";|"])
def test_entries_are_separated_by_semicolons_or_bars(between):
    assert outcomes(LINK + SKILL + between + LINK + OTHER) == (Outcome(OTHER, None), Outcome(SKILL, None))


def test_a_uri_that_the_taxonomy_lacks_is_named_whole_so_that_it_can_be_looked_up():
    unknown = SKILL.replace("53b1", "0000")
    with pytest.raises(RowError) as refused:
        outcomes(LINK + unknown)
    assert refused.value.message == (
        f'names the skill "{unknown}", which the taxonomy lacks (`skillpact taxonomy search` shows what there is)'
    )
