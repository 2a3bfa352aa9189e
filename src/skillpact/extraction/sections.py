"""Tells requirements and tasks from self-praise, offers and small print, so that only the first are read as skills."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from skillpact.extraction import cues
from skillpact.extraction.cues import bare_heading, plain
from skillpact.extraction.sentences import Span

SKILL_SECTIONS = frozenset({cues.REQUIREMENTS, cues.TASKS, cues.OTHER})
_MAX_HEADING_WORDS = 7
_MAX_READ = 400  # characters of a sentence in which cues are looked for; effect of more: only time
_SHORTEST_CUE = 3
_MAX_REMEMBERED = 8_192  # sentences, at most 400 characters each; advertisements repeat their headings and small print
_MARKS = re.compile(r"^[\W_]+(?:\d{1,2}[.)]\s+)?|^\d{1,2}[.)]\s+")
_ORDER = (cues.OPTIONAL, cues.TASKS, cues.REQUIREMENTS, cues.BENEFITS, cues.ABOUT, cues.LEGAL)


class SentenceContext(NamedTuple):
    """What surrounds a sentence: its section, and whether it stands under a heading such as "nice to have"."""

    section: str
    is_optional: bool


class _Heading(NamedTuple):
    """What a heading announces, and for how long: `holds` says whether it goes on after its own sentence."""

    section: str
    holds: bool


def classify_sentences(text: str, sentences: Sequence[Span], language: str) -> list[SentenceContext]:
    """Return the context of each sentence.

    A heading holds until the next one; a sentence that begins as an offer, self-praise or small print counts as such
    wherever it stands. Languages without cues of their own use the English ones beside their text.
    """
    contexts: list[SentenceContext] = []
    section, under_optional = cues.OTHER, False
    for start, end in sentences:
        if end - start < _SHORTEST_CUE:
            contexts.append(SentenceContext(section, under_optional))
            continue
        beginning = text[start : min(end, start + _MAX_READ)]
        found, own = _announced(beginning, language)
        if found is not None:
            is_wish = found.section == cues.OPTIONAL
            announced = cues.REQUIREMENTS if is_wish else found.section
            if found.holds:
                section, under_optional = announced, is_wish
            contexts.append(SentenceContext(announced, is_wish))
            continue
        if own == cues.REQUIREMENTS and section not in SKILL_SECTIONS:
            # What asks for something after a list of offers begins a new part.
            section, under_optional = own, False
        elif own is None and section not in (cues.REQUIREMENTS, cues.TASKS):
            own = _said_anywhere(beginning, language)
        if own == cues.REQUIREMENTS and section == cues.TASKS:
            own = None
        contexts.append(SentenceContext(own or section, under_optional))
    return contexts


@lru_cache(maxsize=_MAX_REMEMBERED)
def _announced(beginning: str, language: str) -> tuple[_Heading | None, str | None]:
    """Return the heading that a sentence is or begins with; else the section whose sentences begin as it does."""
    bare = _MARKS.sub("", plain(beginning))
    found = _heading_of(bare, _headings(language))
    if found is not None:
        return found, None
    return None, next((name for name, pattern in _openers(language) if pattern.match(bare)), None)


@lru_cache(maxsize=_MAX_REMEMBERED)
def _said_anywhere(beginning: str, language: str) -> str | None:
    """Return the section that words anywhere in a sentence claim; none where the sentence asks for something."""
    folded, (any_of_them, patterns) = plain(beginning), _anywhere(language)
    if any_of_them is None or not any_of_them.search(folded):
        return None
    asking = _asking(language)
    if asking and asking.search(folded):
        return None
    return next((name for name, pattern in patterns if pattern.search(folded)), None)


def _heading_of(folded: str, headings: Mapping[str, str]) -> _Heading | None:
    """Return what `folded` announces: a short line that is a heading, or "Heading: text"."""
    before_colon, colon, after = folded.partition(":")
    if colon and len(before_colon.split()) <= _MAX_HEADING_WORDS:
        candidate = before_colon
    elif len(folded) <= 60 and len(folded.split()) <= 6 and not folded.endswith((".", ",", ";")):
        candidate = folded
    else:
        return None
    candidate = candidate.strip(" *#_-–—:?!")
    bare = bare_heading(candidate)
    section = headings.get(candidate) or headings.get(bare)
    if section is None and " " in bare:
        section = _joined_headings(bare.split(), headings)
    if section is None and colon:
        section = _heading_at_the_start(candidate, headings)
    if section is None:
        return None
    is_field = candidate in cues.FIELD_HEADINGS or bare in cues.FIELD_HEADINGS
    # "Se valorará: inglés." speaks of its own sentence; "SE VALORARÁ:" alone of the list that follows.
    has_text = bool(after.strip(" -–•*\n"))
    return _Heading(section, holds=not (has_text and (is_field or section == cues.OPTIONAL)))


def _joined_headings(words: Sequence[str], headings: Mapping[str, str]) -> str | None:
    """Return the section of "tareas responsabilidades", two headings in one line."""
    for cut in range(1, len(words)):
        first, second = headings.get(" ".join(words[:cut])), headings.get(" ".join(words[cut:]))
        if first is not None and second is not None:
            # "experience and benefits" is no heading of requirements alone; the weaker claim wins.
            return first if first == second or second in SKILL_SECTIONS or second == cues.OPTIONAL else second
    return None


def _heading_at_the_start(candidate: str, headings: Mapping[str, str]) -> str | None:
    """Return the section of "requisitos para el puesto de soldador", which goes on after the heading."""
    words = candidate.split()
    for n_words in range(min(4, len(words) - 1), 0, -1):
        section = headings.get(" ".join(words[:n_words]))
        # "Company car: yes" is not about the company: one word alone says enough of the reader's own parts only.
        if section is not None and (n_words > 1 or section in (*SKILL_SECTIONS, cues.OPTIONAL)):
            return section
    return None


@lru_cache(maxsize=64)
def _headings(language: str) -> dict[str, str]:
    """Return heading → section; where two sections claim a heading the first of _ORDER has it."""
    found: dict[str, str] = {}
    for code in dict.fromkeys((language, "en")):
        table = cues.HEADINGS.get(code, {})
        for name in _ORDER:
            for heading in table.get(name, "").split("|"):
                if heading:
                    found.setdefault(heading, name)
                    if bare_heading(heading):
                        found.setdefault(bare_heading(heading), name)
    return found


@lru_cache(maxsize=64)
def _openers(language: str) -> list[tuple[str, re.Pattern[str]]]:
    table = cues.OPENERS.get(language, {})
    return [(name, re.compile(rf"(?:{words})\b")) for name, words in table.items()]


@lru_cache(maxsize=64)
def _anywhere(language: str) -> tuple[re.Pattern[str] | None, list[tuple[str, re.Pattern[str]]]]:
    """Return a pattern of all the words, since most sentences hold none, and those of each section in order."""
    table = cues.SENTENCE_SECTIONS.get(language, {})
    if not table:
        return None, []
    patterns = [(name, re.compile(rf"\b(?:{words})\b")) for name, words in table.items()]
    return re.compile(rf"\b(?:{'|'.join(table.values())})\b"), patterns


@lru_cache(maxsize=64)
def _asking(language: str) -> re.Pattern[str] | None:
    words = cues.ASKING.get(language)
    return re.compile(rf"\b(?:{words})\b") if words else None
