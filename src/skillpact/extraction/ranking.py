"""From a short text to the skills of a taxonomy in the order in which they fit it, best first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from skillpact.extraction.language import detect_language, likely_languages
from skillpact.extraction.subwords import LANGUAGES
from skillpact.extraction.tiers import Scorers, label_grams
from skillpact.ordering import tie_break
from skillpact.taxonomy import Taxonomy

# Letters of a text whose language is told from itself. Effect of less: short texts of a supported language are now and
# then taken for one that the taxonomy lacks and get no skills; of more: texts of such a language get English ones.
_SURE_LETTERS = 40


_TEXTS_AT_ONCE = 256


class _Asked(NamedTuple):
    """The language to state, that in which the text is read, those whose labels are compared, or why none."""

    language: str | None
    code: str | None
    spelt: tuple[str, ...]
    reason: str | None


@dataclass(frozen=True, slots=True)
class Ranking:
    """Skills for one text, best first, each (concept URI, score in [0, 1] with 4 decimals).

    language : stated or told from the text, None where it is too short to tell
    reason : why there are no skills, else None
    """

    language: str | None
    reason: str | None
    skills: tuple[tuple[str, float], ...]


class SkillRanker:
    """Ranks all skills of a taxonomy by what a text and their names mean, and how alike they are spelt.

    scorers : default: none are built, so that a language without a dense index is ranked by spelling alone; labels of
    the text's language and of English are compared. Their grams are cut on first use and kept.
    """

    def __init__(self, taxonomy: Taxonomy, scorers: Scorers | None = None):
        self._taxonomy = taxonomy
        self._scorers = Scorers(taxonomy) if scorers is None else scorers
        self._places: npt.NDArray[np.uint64] | None = None

    def rank_many(self, texts: Sequence[tuple[str, str | None]], *, top: int) -> list[Ranking]:
        """Return one ranking of exactly `top` skills for each (text, stated language), in order.

        An empty text gets no skills and a reason, and so does one in a language that neither the taxonomy has labels in
        nor the models read.
        Raises ValueError where `top` is not between 1 and the number of skills.
        """
        if not 1 <= top <= len(self._taxonomy.skills):
            raise ValueError(f"top is {top}, expected 1 to {len(self._taxonomy.skills)}, the number of skills")
        found: list[Ranking] = []
        waiting = iter(texts)
        while block := list(islice(waiting, _TEXTS_AT_ONCE)):
            found += self._rank_block(block, top)
        return found

    def _rank_block(self, texts: Sequence[tuple[str, str | None]], top: int) -> list[Ranking]:
        asked = [self._asked(text, stated) for text, stated in texts]
        by_meaning: dict[int, npt.NDArray[np.float32]] = {}
        for code in sorted({a.code for a in asked if a.code}):
            scorer = self._scorers.of(code)
            rows = [row for row, a in enumerate(asked) if a.code == code]
            if scorer is not None:
                for row, scores in zip(rows, scorer.score([texts[row][0] for row in rows]), strict=True):
                    by_meaning[row] = np.clip(scores.totals, 0, 1)
        found = []
        for row, (text, _) in enumerate(texts):
            own = asked[row]
            if own.reason is not None:
                found.append(Ranking(own.language, own.reason, ()))
            elif row in by_meaning:
                found.append(Ranking(own.language, None, self._best(by_meaning[row], top)))
            elif own.code in self._taxonomy.skills.languages:
                found.append(Ranking(own.language, None, self._best(self._spelling(text, own.spelt), top)))
            else:
                found.append(Ranking(own.language, self._needs_index(own.code), ()))
        return found

    def _asked(self, text: str, stated: str | None) -> _Asked:
        """Return in which language a text is read, or why it is not."""
        language = detect_language(text, stated)
        if not text.strip():
            return _Asked(language.code, None, (), "the text is empty")
        known = self._taxonomy.skills.languages
        is_sure = language.is_stated or sum(map(str.isalpha, text)) >= _SURE_LETTERS
        if language.code is not None and language.code not in (*known, *LANGUAGES) and is_sure:
            return _Asked(language.code, None, (), f"the taxonomy has no labels of skills in {language.code}")
        if language.code is not None and (is_sure or language.code in known):
            likely: tuple[str, ...] = (language.code,)
        else:
            likely = tuple(code for code in likely_languages(text) if code in known)
        spelt = tuple(code for code in dict.fromkeys((*likely, "en")) if code in known) or (known[0],)
        return _Asked(language.code if is_sure else None, (*likely, spelt[0])[0], spelt, None)

    def _needs_index(self, code: str | None) -> str:
        return (
            f"the taxonomy has no labels of skills in {code}, and its dense index for {code} is not built: "
            f"run `skillpact taxonomy index {self._taxonomy.id} --lang {code}`"
        )

    def _spelling(self, text: str, codes: Sequence[str]) -> npt.NDArray[np.float32]:
        scores = label_grams(self._taxonomy, codes[0]).scores(text)
        for code in codes[1:]:
            scores = np.maximum(scores, label_grams(self._taxonomy, code).scores(text))
        return scores

    def _best(self, scores: npt.NDArray[np.float32], top: int) -> tuple[tuple[str, float], ...]:
        """Return the `top` best (URI, score), equals in the order of their tie-break."""
        # In whole ten-thousandths, so that what is equal when it is shown is equal when it is compared.
        points = np.rint(scores.astype(np.float64) * 10_000).astype(np.int64)
        floor = np.partition(points, -top)[-top]
        chosen = np.flatnonzero(points >= floor)
        order = np.lexsort((self._tie_breaks()[chosen], -points[chosen]))[:top]
        return tuple((self._taxonomy.skills.uri(int(row)), int(points[row]) / 10_000) for row in chosen[order])

    def _tie_breaks(self) -> npt.NDArray[np.uint64]:
        if self._places is None:
            self._places = np.array([tie_break(uri) for uri in self._taxonomy.skills], np.uint64)
        return self._places
