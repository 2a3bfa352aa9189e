"""Extraction: from text to mentions of skills, with sentence, section, level and offsets."""

from skillpact.extraction.extractor import DEFAULT_THRESHOLD, Extraction, Extractor, LexicalExtractor, required_uris
from skillpact.extraction.occupations import OccupationLink, OccupationLinker
from skillpact.extraction.unmatched import UnmatchedCollector, UnmatchedTerm

__all__ = [
    "DEFAULT_THRESHOLD", "Extraction", "Extractor", "LexicalExtractor", "OccupationLink", "OccupationLinker",
    "UnmatchedCollector", "UnmatchedTerm", "required_uris",
]  # fmt: skip
