"""What the words around a mention say of it: denied, nice to have, or at which level it is asked or held."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from skillpact.extraction import grading
from skillpact.extraction.cues import plain

# CEFR levels in quarters: A1/A2 basic, B1 intermediate, B2 advanced, C1/C2 expert (docs/guide/levels.md).
CEFR_LEVELS = {"a1": 0.25, "a2": 0.25, "b1": 0.5, "b2": 0.75, "c1": 1.0, "c2": 1.0}
_CEFR = re.compile(r"\b([abc][12])\b")
_BUT = r"\b(?:but|however|pero|sino|mais|aber|sondern|jedoch|ma|maar|mas|ale|men|baina)\b"
_CLAUSE_END = re.compile(rf"[;:!?()\n]|\.(?=\s|$)|{_BUT}", re.IGNORECASE)
_SENTENCE_END = re.compile(rf"[;!?\n](?=\s|$)|\.(?=\s|$)|{_BUT}", re.IGNORECASE)
_NEXT = re.compile(r"[,;.•/]|:(?=\s*\S+\s*[,;])|\b(?:y|e|and|und|et|eta|en|og|och|i|ed)\b")
_BEFORE = re.compile(r"[,;:.()•/]")
_CEFR_BEFORE = re.compile(r"[,;.()•/]|\b(?:y|e|and|und|et|eta|og|och)\b")
_BRACKET = re.compile(r"\s?\(([^()]{1,60})\)")
_LIST_WORDS = re.compile(
    r"\s*(?:(?:\S+\s+){0,2}(?:and|or|nor|y|e|o|u|ni|et|ou|und|oder|noch|ed|en|of|eller|och|og|eta|edo|i|"
    r"lub|ani)\s+)?"
)
_PLURAL = re.compile(
    r"\b(?:are|aren't|son|seran?|sont|sind|werden|sono|zijn|sao|sa|dira|requieren|necesitan|exigen|precisan|er|"
    r"ar|kravs|kreves)\b"
)
_REACH = 300  # characters on either side in which a clause is looked for; effect of more: time in walls of words
_WINDOW = 28  # characters on either side in which a level word counts; effect of more: words of the neighbour count


class _Surroundings(NamedTuple):
    """The clause before and after a mention, plain."""

    before: str
    after: str


def said_in(sentence: str, language: str) -> tuple[bool, bool]:
    """Return whether anything in `sentence` denies, and whether anything says "nice to have"."""
    words = plain(sentence)
    either, denial, wish = _sayings(language)
    if either is None or not either.search(words):
        return False, False
    return bool(denial and denial.search(words)), bool(wish and wish.search(words))


def is_negated(sentence: str, start: int, end: int, language: str) -> bool:
    """Say whether the clause around sentence[start:end] denies it.

    In an enumeration a part that asks for its own skill is not denied by the next one: "SQL required, Docker not".
    """
    both_ways, forward, assertion = _negations(language)
    if both_ways is None or forward is None or assertion is None:
        return False
    before, after = _around(sentence, start, end, _CLAUSE_END)
    denied_before = both_ways.search(before) or forward.search(before)
    denied_after = both_ways.search(after)
    if not denied_before and not denied_after:
        # "Docker (not required)": a bracket right after the mention speaks of it.
        bracket = _BRACKET.match(sentence, end)
        return bool(bracket and both_ways.search(plain(bracket.group(1))))
    own_before, own_after = before.rpartition(",")[2], after.partition(",")[0]
    if both_ways.search(own_before) or forward.search(own_before) or both_ways.search(own_after):
        return True
    if assertion.search(own_before) or assertion.search(own_after):
        return False
    if denied_before:
        # "No English, French nor German needed": the list goes on while nothing but "nor" stands before its members.
        return _LIST_WORDS.fullmatch(own_before) is not None
    # "SQL, Docker and Helm are not required": the list that leads to a verb in the plural.
    return denied_after is not None and _PLURAL.search(after[: denied_after.end()]) is not None


def is_optional(sentence: str, start: int, end: int, language: str) -> bool:
    """Say whether the words around sentence[start:end] make it nice to have.

    "Se valorará inglés y SQL" speaks of all that follows up to the end of the clause; "SQL required, Docker a plus"
    only of what stands between the comma and the phrase.
    """
    pattern = _optional(language)
    if pattern is None:
        return False
    before, after = _around(sentence, start, end, _SENTENCE_END)
    if not pattern.search(before) and not pattern.search(after):
        return False
    assertion = _negations(language)[2]
    parts = before.split(",")
    own_before, own_after = parts[-1], after.partition(",")[0]
    if pattern.search(own_before) or pattern.search(own_after):
        return True
    if assertion is not None and (assertion.search(own_before) or assertion.search(own_after)):
        return False
    # "Docker preferred, SQL needed": a phrase that closed its part says nothing of the next; one that opens it does.
    opening = [part for part in parts if pattern.search(part)]
    if opening:
        return pattern.match(opening[-1].strip(" -–•*·¡¿")) is not None
    # "Docker, Kubernetes and Helm are a plus": the list that leads to a verb in the plural.
    return _PLURAL.search(after[: _position(pattern, after)]) is not None


def _position(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.search(text)
    return found.start() if found else len(text)


def stated_level(sentence: str, start: int, end: int, language: str, *, is_language_skill: bool) -> float | None:
    """Return the level (quarters in [0.25, 1]) that the words next to sentence[start:end] state, or None.

    Languages take a CEFR level from the words after the mention; others take grading words on either side, unless
    a comma or another mark of enumeration stands between.
    """
    raw_before = plain(sentence[max(0, start - _WINDOW) : start])
    raw_after = plain(sentence[end : end + _WINDOW])
    if is_language_skill:
        found = _CEFR.search(re.split(r"[,;•]", raw_after)[0]) or _CEFR.search(_CEFR_BEFORE.split(raw_before)[-1])
        if found:
            return CEFR_LEVELS[found.group(1)]
    graded = _graded(language)
    if graded is None or not (graded.search(raw_before) or graded.search(raw_after)):
        return None
    before = _BEFORE.split(raw_before)[-1]
    after = _NEXT.split(raw_after)[0]
    for pattern, level in _levels(language):
        if pattern.search(after):
            return level
    for pattern, level in _levels(language):
        if pattern.search(before):
            return level
    return None


def _around(sentence: str, start: int, end: int, edge: re.Pattern[str]) -> _Surroundings:
    """Return the plain text before and after sentence[start:end] up to the edges of its clause."""
    first, last = max(0, start - _REACH), min(len(sentence), end + _REACH)
    for match in edge.finditer(sentence, first, last):
        if match.end() <= start:
            first = match.end()
        elif match.start() >= end:
            last = match.start()
            break
    return _Surroundings(plain(sentence[first:start]), plain(sentence[end:last]))


@lru_cache(maxsize=64)
def _negations(
    language: str,
) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None, re.Pattern[str] | None]:
    """Return the patterns that deny both ways, that deny what follows, and that ask."""
    return (
        _words(grading.NEGATIONS.get(language)),
        _words(grading.FORWARD_NEGATIONS.get(language)),
        _words(grading.ASSERTIONS.get(language)),
    )


@lru_cache(maxsize=64)
def _sayings(language: str) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None, re.Pattern[str] | None]:
    """Return the patterns of what denies or makes nice to have, of what denies, and of what makes nice to have."""
    denials = [table[language] for table in (grading.NEGATIONS, grading.FORWARD_NEGATIONS) if language in table]
    wishes = [grading.OPTIONAL_PHRASES[language]] if language in grading.OPTIONAL_PHRASES else []
    return _words("|".join(denials + wishes)), _words("|".join(denials)), _words("|".join(wishes))


@lru_cache(maxsize=64)
def _optional(language: str) -> re.Pattern[str] | None:
    return _words(grading.OPTIONAL_PHRASES.get(language))


def _words(alternatives: str | None) -> re.Pattern[str] | None:
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)") if alternatives else None


@lru_cache(maxsize=64)
def _levels(language: str) -> list[tuple[re.Pattern[str], float]]:
    # Strongest first: "sehr gute" holds "gute".
    by_level = grading.LEVEL_WORDS.get(language, {})
    return [(re.compile(rf"\b(?:{by_level[level]})\b"), level) for level in sorted(by_level, reverse=True)]


@lru_cache(maxsize=64)
def _graded(language: str) -> re.Pattern[str] | None:
    by_level = grading.LEVEL_WORDS.get(language)
    return re.compile(rf"\b(?:{'|'.join(by_level.values())})\b") if by_level else None
