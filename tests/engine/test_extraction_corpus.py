"""Invented advertisements in twelve languages, read with the starter taxonomy."""

from __future__ import annotations

import pytest
from extraction_corpus import ADS, Case, describe, starter_extractor


@pytest.mark.parametrize("case", ADS, ids=lambda case: case.name)
def test_advertisement_gives_the_skills_a_reader_finds(case: Case) -> None:
    mentions = starter_extractor().extract(case.text, language=case.language).mentions
    assert sorted(describe(m, case.expected) for m in mentions) == sorted(case.expected.split())
