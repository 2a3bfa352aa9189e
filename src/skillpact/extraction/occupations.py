"""From a job title to the occupations of a taxonomy that it may mean, each with the chance that it is the right one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from skillpact.extraction.titlegrams import LabelForm, TitleGrams
from skillpact.extraction.titlelanguages import title_languages
from skillpact.extraction.titles import label_forms, title_parts
from skillpact.ordering import tie_break
from skillpact.taxonomy import Taxonomy

# Chance of being right that a vacancy's occupation must have. Effect of more: fewer vacancies get one, more of them
# the right one; docs/decisions/0012-occupations-by-spelling.md has the figures.
MIN_SCORE = 0.15
# How much each likeness counts: nearest label, preferred label, all labels together, labels of the ISCO unit group,
# nearest label in English or a related language. Fitted (listwise softmax) on 1,889 EURES titles and 640 of ESCO's own
# alternative labels, held out in six languages; rounded.
_WEIGHTS = np.array([5.5, 2.0, 2.5, 4.5, 3.0])
_SECOND_WEIGHT = 8.0  # of a second scorer's cosine, beside the weights above; not fitted, since none is used yet
# Likeness from which a label of another language counts as one of the title's own, where none of those is as near:
# "Software developer" in a Spanish advertisement. Effect of less: words that two languages share mislead.
_OTHER_FITS = 0.8
_SHARPNESS = 1.0  # turns points into chances; four of five folds of the EURES titles gave 0.99 to 1.06
_NOTHING = 5.0  # points of the answer "none of these", set by hand: what a title of unrelated words may reach
_MAX_REMEMBERED = 50_000  # titles; a corpus repeats them
_MAX_LANGUAGES = 16  # kept in memory, about 20 MB each

Floats = npt.NDArray[np.float64]


class OccupationLink(NamedTuple):
    """An occupation that a title may mean, and the chance in [0, 1] that it is the right one."""

    uri: str
    score: float


class SecondScorer(Protocol):
    """A second opinion on what titles mean, such as a sentence encoder's."""

    def cosines(self, titles: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return (n_titles, n_occupations) in [-1, 1]; columns are the rows of the taxonomy's occupations."""
        ...


class OccupationLinker:
    """Links job titles to a taxonomy's occupations by how alike titles and labels are spelt.

    Labels of a language are cut into grams on first use and kept. Chances of all occupations add up to 1 at most.
    """

    def __init__(self, taxonomy: Taxonomy, *, second_scorer: SecondScorer | None = None):
        self._taxonomy = taxonomy
        self._second = second_scorer
        self._grams: dict[str, TitleGrams] = {}
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

        Labels of the title's language, of English and of languages near to it are compared; of the likeliest languages
        where a short title does not tell. None come where it shares no letters with any label.
        """
        return self.suggest_many([title], language=language, limit=limit)[0]

    def suggest_many(
        self, titles: Sequence[str], *, language: str | None = None, limit: int = 10
    ) -> list[list[OccupationLink]]:
        """Return what `suggest` returns for each title, in order; a title's result does not depend on the others."""
        if limit < 1:
            raise ValueError(f"limit is {limit}, expected at least 1")
        points = [self._points(title, language) for title in titles]
        if self._second is not None and titles:
            for own, cosines in zip(points, self._second.cosines(titles), strict=True):
                if own is not None:
                    own += _SECOND_WEIGHT * cosines.astype(np.float64)
        return [self._best(own, limit) if own is not None else [] for own in points]

    def likenesses(self, title: str, language: str | None = None) -> Floats | None:
        """Return (n_occupations, 5), how alike in [0, 1] the title and each occupation are, by kind of likeness.

        None where title and labels share nothing. The columns are those of the fitted weights.
        """
        main, side = title_parts(title)
        languages = title_languages(title, language, self._taxonomy)
        found = np.zeros((len(self._taxonomy.occupations), len(_WEIGHTS)))
        shares_any = False
        for code in (*languages.own, *languages.others):
            scores = self._grams_of(code).scores(main, side)
            if scores is None:
                continue
            shares_any = True
            nearest = float(scores.label.max(initial=0.0))
            if code in languages.own or not languages.own or nearest > max(_OTHER_FITS, float(found[:, 0].max())):
                found[:, :4] = np.maximum(found[:, :4], np.stack(scores, axis=1))
            if code in languages.others or code == "en":
                found[:, 4] = np.maximum(found[:, 4], scores.label)
        return found if shares_any else None

    def _points(self, title: str, language: str | None) -> Floats | None:
        likenesses = self.likenesses(title, language)
        return None if likenesses is None else likenesses @ _WEIGHTS

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

    def _grams_of(self, language: str) -> TitleGrams:
        found = self._grams.pop(language, None)
        if found is None:
            if len(self._grams) >= _MAX_LANGUAGES:
                del self._grams[next(iter(self._grams))]  # the one whose last use lies furthest back
            found = TitleGrams(_forms(self._taxonomy, language), self._groups(), language)
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
