"""Tells requirements and tasks from self-praise, offers and small print, so that only the first are read as skills."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from skillpact.extraction import cues
from skillpact.extraction.sentences import Span
from skillpact.taxonomy.words import fold

SKILL_SECTIONS = frozenset({cues.REQUIREMENTS, cues.TASKS, cues.OTHER})
_MAX_HEADING_WORDS = 7
_MARKS = re.compile(r"^[\W\d_]+")


class SentenceContext(NamedTuple):
    """What surrounds a sentence: its section, and whether it stands under a heading such as "nice to have"."""

    section: str
    is_optional: bool


def classify_sentences(text: str, sentences: Sequence[Span], language: str) -> list[SentenceContext]:
    """Return the context of each sentence.

    A heading holds until the next one; a sentence of self-praise or small print counts as such wherever it stands.
    Languages without cues of their own use the English ones beside their text.
    """
    headings = _headings(language)
    own_sections = _sentence_sections(language)
    contexts: list[SentenceContext] = []
    section, under_optional = cues.OTHER, False
    for start, end in sentences:
        # Headings are near the start; folding more would be wasted on walls of text.
        folded = fold(text[start : min(end, start + 400)])
        bare = _MARKS.sub("", folded)
        found = _heading_of(bare, headings)
        if found is not None:
            section = cues.REQUIREMENTS if found == cues.OPTIONAL else found
            under_optional = found == cues.OPTIONAL
        own = section
        if section not in (cues.REQUIREMENTS, cues.TASKS):
            own = next((name for name, pattern in own_sections if pattern.search(folded)), section)
        contexts.append(SentenceContext(own, under_optional))
    return contexts


def _heading_of(folded: str, headings: Sequence[tuple[str, re.Pattern[str]]]) -> str | None:
    """Return the section that `folded` announces: a short line that is a heading, or "Heading: text"."""
    before_colon, colon, _after = folded.partition(":")
    if colon and len(before_colon.split()) <= _MAX_HEADING_WORDS:
        candidate = before_colon
    elif len(folded.split()) <= 4 and not folded.endswith((".", ",", ";")):
        candidate = folded
    else:
        return None
    candidate = candidate.strip(" *#_-–—:")
    for name, pattern in headings:
        if pattern.fullmatch(candidate):
            return name
    if colon:
        for name, pattern in headings:
            if pattern.search(candidate):
                return name
    return None


@lru_cache(maxsize=64)
def _headings(language: str) -> list[tuple[str, re.Pattern[str]]]:
    order = (cues.OPTIONAL, cues.TASKS, cues.REQUIREMENTS, cues.BENEFITS, cues.ABOUT, cues.LEGAL)
    by_section = {name: [] for name in order}  # type: dict[str, list[str]]
    for code in dict.fromkeys((language, "en")):
        for name, alternatives in cues.HEADINGS.get(code, {}).items():
            by_section[name].append(alternatives)
    return [(name, re.compile(rf"\b(?:{'|'.join(parts)})\b")) for name, parts in by_section.items() if parts]


@lru_cache(maxsize=64)
def _sentence_sections(language: str) -> list[tuple[str, re.Pattern[str]]]:
    table = cues.SENTENCE_SECTIONS.get(language, {})
    return [(name, re.compile(rf"\b(?:{words})\b")) for name, words in table.items()]
