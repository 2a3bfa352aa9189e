"""From a job title to an occupation, by the words of occupation labels. None where no label stands in the title."""

from __future__ import annotations

import re
from typing import NamedTuple

from skillpact.extraction.language import detect_language
from skillpact.extraction.phrases import PhraseLinker, PhraseMatch
from skillpact.taxonomy import Taxonomy

_MIN_SCORE = 0.6
# "(m/w/d)", "(H/F)", "/in", "-in", "/a", "/o", "*in": how titles say "any gender".
_GENDER = re.compile(
    r"\((?:[mwfhdx](?:\s*[/|,]\s*[mwfhdx]){1,3})\)|(?<=\w)[/*:_-](?:innen|in|a|as|o|e|ne|euse|rice|ra)\b", re.IGNORECASE
)


class OccupationLink(NamedTuple):
    """An occupation found in a title, with the trust put in it in [0, 1]."""

    uri: str
    score: float


class OccupationLinker:
    """Links job titles to a taxonomy's occupations."""

    def __init__(self, taxonomy: Taxonomy):
        self._taxonomy = taxonomy
        self._linkers: dict[str, list[PhraseLinker]] = {}

    def link(self, title: str, *, language: str | None = None) -> OccupationLink | None:
        """Return the occupation that most of the title names; the longest phrase wins, then the best score."""
        plain = _GENDER.sub("", title).strip()
        if plain.isupper():
            plain = plain.lower()
        if not plain:
            return None
        code = detect_language(plain, language).code or "en"
        matches: list[PhraseMatch] = []
        for linker in self._linkers_for(code):
            matches += linker.matches(plain, 0, min(len(plain), 300))
        usable = [match for match in matches if match.score >= _MIN_SCORE]
        if not usable:
            return None
        best = min(usable, key=lambda m: (-(m.end - m.start), -m.score, m.start, m.row))
        return OccupationLink(self._taxonomy.occupations.uri(best.row), best.score)

    def _linkers_for(self, language: str) -> list[PhraseLinker]:
        if language not in self._linkers:
            self._linkers[language] = [
                PhraseLinker(self._taxonomy.occupations, index, is_foreign=code != language)
                for code in dict.fromkeys((language, "en"))
                if (index := self._taxonomy.phrases("occupations", code)) is not None
            ]
        return self._linkers[language]
