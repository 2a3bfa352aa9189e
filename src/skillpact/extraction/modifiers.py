"""What the words around a mention say of it: denied, nice to have, or at which level it is asked or held."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from skillpact.extraction import cues
from skillpact.taxonomy.words import fold

# CEFR levels in quarters: A1/A2 basic, B1 intermediate, B2 advanced, C1/C2 expert (docs/guide/levels.md).
CEFR_LEVELS = {"a1": 0.25, "a2": 0.25, "b1": 0.5, "b2": 0.75, "c1": 1.0, "c2": 1.0}
_CEFR = re.compile(r"\b([abc][12])\b")
_CLAUSE = re.compile(
    r"[.;:!?()\n]|,\s+(?:but|pero|mais|aber|sondern|sino|ma|maar)\b|\s+(?:but|pero|mais|aber|sondern|sino)\s"
)
_WINDOW = 28  # characters on either side in which a level word counts; effect of more: words of the neighbour count


def is_negated(sentence: str, start: int, end: int, language: str) -> bool:
    """Say whether the clause around sentence[start:end] denies it."""
    pattern = _negations(language)
    if pattern is None:
        return False
    first, last = 0, len(sentence)
    for match in _CLAUSE.finditer(sentence):
        if match.end() <= start:
            first = match.end()
        elif match.start() >= end:
            last = match.start()
            break
    return bool(pattern.search(fold(sentence[first:last])))


def is_optional(sentence: str, start: int, end: int, language: str) -> bool:
    """Say whether the words around sentence[start:end] make it nice to have.

    "Se valorará inglés y SQL" speaks of all that follows up to the end of the clause; "SQL required, Docker a plus"
    only of what stands between the comma and the phrase.
    """
    pattern = _optional(language)
    if pattern is None:
        return False
    for clause_start, clause_end in _clauses(sentence):
        if clause_start <= start and end <= clause_end:
            before = sentence[clause_start:start]
            after = re.split(r",", sentence[end:clause_end])[0]
            # "Docker preferred, SQL needed": a phrase that closed its own part says nothing of the next one.
            opening = [part for part in before.split(",") if pattern.search(fold(part))]
            if opening and (pattern.match(fold(opening[-1]).strip(" -–•*·")) or opening[-1] == before.split(",")[-1]):
                return True
            return bool(pattern.search(fold(after)))
    return False


def _clauses(sentence: str) -> list[tuple[int, int]]:
    edges = [0]
    for match in re.finditer(r"[;.!?\n](?=\s|$)", sentence):
        edges.append(match.end())
    edges.append(len(sentence))
    return list(pairwise(edges))


def stated_level(sentence: str, start: int, end: int, language: str, *, is_language_skill: bool) -> float | None:
    """Return the level (quarters in [0.25, 1]) that the words next to sentence[start:end] state, or None.

    Languages take a CEFR level from the words after the mention; others take grading words on either side, unless
    a comma or another mark of enumeration stands between.
    """
    before = re.split(r"[,;:.()•/]", sentence[max(0, start - _WINDOW) : start])[-1]
    after = sentence[end : end + _WINDOW]
    if is_language_skill:
        found = _CEFR.search(fold(after)) or _CEFR.search(fold(before))
        if found:
            return CEFR_LEVELS[found.group(1)]
    after = re.split(r"[,;:.•/]| y | and | und | et | e | eta ", after)[0]
    for pattern, level in _levels(language):
        if pattern.search(fold(before)) or pattern.search(fold(after)):
            return level
    return None


@lru_cache(maxsize=64)
def _negations(language: str) -> re.Pattern[str] | None:
    words = cues.NEGATIONS.get(language)
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)") if words else None


@lru_cache(maxsize=64)
def _optional(language: str) -> re.Pattern[str] | None:
    words = cues.OPTIONAL_PHRASES.get(language)
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)") if words else None


@lru_cache(maxsize=64)
def _levels(language: str) -> list[tuple[re.Pattern[str], float]]:
    # Strongest first: "sehr gute" holds "gute".
    by_level = cues.LEVEL_WORDS.get(language, {})
    return [(re.compile(rf"\b(?:{by_level[level]})\b"), level) for level in sorted(by_level, reverse=True)]
