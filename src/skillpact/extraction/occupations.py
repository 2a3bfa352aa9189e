"""From a job title to the occupations of a taxonomy that it may mean, each with the chance that it is the right one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from skillpact.extraction.subwords import SubwordEncoder
from skillpact.extraction.titlegrams import LabelForm, TitleGrams
from skillpact.extraction.titlelanguages import title_languages
from skillpact.extraction.titlemeaning import TitleMeaning
from skillpact.extraction.titles import label_forms, title_parts
from skillpact.extraction.titlespelling import TitleSpelling
from skillpact.ordering import tie_break
from skillpact.taxonomy import Taxonomy

# Chance of being right that a vacancy's occupation must have. Effect of more: fewer vacancies get one, more of them
# the right one; docs/decisions/0012-occupations-by-spelling.md has the figures.
MIN_SCORE = 0.25
# How much each likeness counts, in the order of KINDS. Fitted by training/fit_occupations.py.
_WEIGHTS = np.array([3.4, 0.5, 2.5, 2.7, 5.1, 4.1])
# The same for titles in a language that the taxonomy has no labels in, which are compared with others' labels.
_FOREIGN_WEIGHTS = np.array([0.0, 0.0, 3.1, 3.2, 14.7, 0.0])
# The power of likeness of spelling that counts. Effect of more: only labels that are nearly the title count.
_SPELLING_POWER = 4
# Likeness from which a label of another language counts as one of the title's own, where none of those is as near:
# "Software developer" in a Spanish advertisement. Effect of less: words that two languages share mislead.
_OTHER_FITS = 0.8
_SHARPNESS = 1.0  # turns points into chances; on titles that nothing was fitted on, 0.8 and 1.2 were worse
_NOTHING = 7.0  # points of the answer "none of these", set by hand: what a title of unrelated words may reach
_MAX_REMEMBERED = 50_000  # titles; a corpus repeats them
_MAX_LANGUAGES = 16  # kept in memory, about 40 MB each

# The likenesses: the nearest label, the preferred label and those of the ISCO unit group, cleaned of what titles add;
# the nearest label as it is spelt; the meaning of the labels in the title's language, and in English.
KINDS = ("label", "preferred", "group", "spelling", "meaning", "meaning in English")

Floats = npt.NDArray[np.float64]


class OccupationLink(NamedTuple):
    """An occupation that a title may mean, and the chance in [0, 1] that it is the right one."""

    uri: str
    score: float


class Likenesses(NamedTuple):
    """How alike a title and all occupations are.

    table : (n_occupations, 6) in [0, 1], columns as in KINDS
    is_foreign : the taxonomy has no labels in the title's language
    """

    table: Floats
    is_foreign: bool

    @property
    def points(self) -> Floats:
        """Return the weighted sum for each occupation, (n_occupations,)."""
        found: Floats = self.table @ (_FOREIGN_WEIGHTS if self.is_foreign else _WEIGHTS)
        return found


class OccupationLinker:
    """Links job titles to a taxonomy's occupations by how alike titles and labels are, in spelling and in meaning.

    Labels of a language are read on first use and kept. Chances of all occupations add up to 1 at most.
    subwords : what reads meanings; default: the encoder that comes with the package
    """

    def __init__(self, taxonomy: Taxonomy, *, subwords: SubwordEncoder | None = None):
        self._taxonomy = taxonomy
        self._meaning = TitleMeaning(taxonomy, subwords)
        self._grams: dict[str, tuple[TitleGrams, TitleSpelling]] = {}
        self._seen: dict[tuple[str, str | None], OccupationLink | None] = {}
        self._unit_groups: npt.NDArray[np.int64] | None = None

    def link(self, title: str, *, language: str | None = None) -> OccupationLink | None:
        """Return the likeliest occupation of a title, None where its chance is below MIN_SCORE."""
        key = (title, language)
        if key not in self._seen:
            if len(self._seen) >= _MAX_REMEMBERED:
                self._seen.clear()
            best = self.suggest(title, language=language, limit=1)
            self._seen[key] = best[0] if best and best[0].score >= MIN_SCORE else None
        return self._seen[key]

    def suggest(self, title: str, *, language: str | None = None, limit: int = 10) -> list[OccupationLink]:
        """Return at most `limit` occupations, best first, however little they share with the title.

        Labels of the title's language and of English are compared, in languages near to it where the taxonomy has none
        in its own; those of the likeliest languages where a short title does not tell. None come where neither
        letters nor meaning have anything to do with any label.
        """
        return self.suggest_many([title], language=language, limit=limit)[0]

    def suggest_many(
        self, titles: Sequence[str], *, language: str | None = None, limit: int = 10
    ) -> list[list[OccupationLink]]:
        """Return what `suggest` returns for each title, in order; a title's result does not depend on the others."""
        if limit < 1:
            raise ValueError(f"limit is {limit}, expected at least 1")
        found = []
        for title in titles:
            likenesses = self.likenesses(title, language)
            found.append([] if likenesses is None else self._best(likenesses.points, limit))
        return found

    def likenesses(self, title: str, language: str | None = None) -> Likenesses | None:
        """Return how alike a title and all occupations are, None where they share nothing."""
        main, side = title_parts(title)
        languages = title_languages(title, language, self._taxonomy)
        table = np.zeros((len(self._taxonomy.occupations), len(KINDS)))
        shares_any = False
        for code in (*languages.own, *languages.others):
            cleaned, spelt = self._grams_of(code)
            scores = cleaned.scores(main, side)
            if scores is None:
                continue
            shares_any = True
            nearest = float(scores.label.max(initial=0.0))
            if code in languages.own or not languages.own or nearest > max(_OTHER_FITS, float(table[:, 0].max())):
                spelling = spelt.scores(title) ** _SPELLING_POWER
                table[:, :4] = np.maximum(table[:, :4], np.stack([*scores, spelling], axis=1))
        vector = self._meaning.vector(f"{main} {main} {side}") if languages.is_read else None
        if vector is not None:
            for code in languages.own:
                table[:, 4] = np.maximum(table[:, 4], self._meaning.cosines(vector, code))
            table[:, 5] = self._meaning.cosines(vector, languages.pivot)
            if not languages.own:
                table[:, 4] = table[:, 5]
        if not shares_any and not table.any():
            return None
        return Likenesses(table, is_foreign=not languages.own)

    def _best(self, points: Floats, limit: int) -> list[OccupationLink]:
        """Return the best occupations with their chances, equals in the order of their tie-break."""
        rounded = np.round(points, 4)
        highest = max(float(rounded.max(initial=0.0)), _NOTHING)
        powers = np.exp(_SHARPNESS * (rounded - highest))
        whole = float(powers.sum()) + float(np.exp(_SHARPNESS * (_NOTHING - highest)))
        n_wanted = min(limit, int(np.count_nonzero(rounded > 0)))
        if not n_wanted:
            return []
        floor = np.partition(rounded, -n_wanted)[-n_wanted]
        chosen = [
            (-float(rounded[row]), tie_break(uri), OccupationLink(uri, round(float(powers[row]) / whole, 4)))
            for row in np.flatnonzero(rounded >= floor)
            for uri in (self._taxonomy.occupations.uri(int(row)),)
        ]
        return [link for _points, _tie, link in sorted(chosen)[:n_wanted]]

    def _grams_of(self, language: str) -> tuple[TitleGrams, TitleSpelling]:
        found = self._grams.pop(language, None)
        if found is None:
            if len(self._grams) >= _MAX_LANGUAGES:
                del self._grams[next(iter(self._grams))]  # the one whose last use lies furthest back
            found = (
                TitleGrams(_forms(self._taxonomy, language), self._groups(), language),
                TitleSpelling(self._taxonomy, language),
            )
        self._grams[language] = found
        return found

    def _groups(self) -> npt.NDArray[np.int64]:
        """Return the number of each occupation's ISCO unit group, -1 where the taxonomy names none."""
        if self._unit_groups is None:
            occupations = self._taxonomy.occupations
            codes = [occupations.fact(row, "isco") for row in range(len(occupations))]
            numbers = {code: number for number, code in enumerate(sorted({*codes} - {""}))}
            self._unit_groups = np.array([numbers.get(code, -1) for code in codes], np.int64)
        return self._unit_groups


def _forms(taxonomy: Taxonomy, language: str) -> list[LabelForm]:
    """Return every way to write the labels of one language, by row, each once an occupation."""
    occupations = taxonomy.occupations
    found: dict[tuple[int, str], bool] = {}
    for row in range(len(occupations)):
        if occupations.has_label(row, language):
            for form in label_forms(occupations.label(row, language)):
                found[row, form] = True
            for label in occupations.alternatives(row, language):
                for form in label_forms(label):
                    found.setdefault((row, form), False)
    return [LabelForm(text, row, is_preferred) for (row, text), is_preferred in found.items()]
