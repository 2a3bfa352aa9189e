"""How well each skill of a taxonomy fits a short text: what it means, how its parts mean, how it is spelt, how common.

    score = (t · v + PARTS max_p(p · l) + SPELLING c + PRIOR log n) / (sum of the weights)

with t the text's vector, p those of its parts, v and l the skill's (see denseindex), c the highest cosine of character
grams with one of its labels, and n how often it was named in advertisements that were labelled for this purpose.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from skillpact.errors import ConfigurationError
from skillpact.extraction.denseindex import DenseIndex
from skillpact.extraction.encoder import Span, Vectors
from skillpact.extraction.labelgrams import LabelGrams
from skillpact.extraction.modelfiles import REMEDY, default_folder, read_model_file
from skillpact.taxonomy import Taxonomy

RANKER_FILE = "ranker.json"
_BLOCK = 64  # texts in one product
# Skills that an extraction looks for among all of them, and at closely; effect of more: time, hardly a skill more. The
# first are the nearest on the axes along which the vectors of skills differ most: of SkillSpan's sentences, 9,999 in
# 10,000 of the second are among them.
_N_NEAR, _N_AXES = 64, 64
_RUN = 64  # scores whose highest is looked at first
_N_NEAREST = 16
_MAX_PARTS = 64  # of a text; a wall of keywords has no end
_CLAUSE = re.compile(
    r"[,;()•:/|]|\.\s|\s(?:and|or|as well as|und|oder|sowie|y|e|o|et|ou|og|och|eller|en|of|i|lub|oraz|eta)\s"
)
_WORD = re.compile(r"\S+")


class TextModel(Protocol):
    """Whatever gives texts and their parts vectors in one space."""

    def encode_parts(self, texts: Sequence[str], parts: Sequence[Sequence[Span]]) -> list[Vectors]:
        """Return for each text the unit vectors of the whole and of its parts, (1 + n_parts, n_dimensions)."""
        ...


@dataclass(frozen=True, slots=True)
class ScoringWeights:
    """The weights of the sum, and what turns scores and their surroundings into probabilities; see training/.

    parts, spelling, prior : factors beside 1 for the meaning of the whole
    window, stride : words of a part, and words between the beginnings of two
    counts : concept URI → log of how often it was named, above that of skills never named
    chances : names of features → coefficients of the logistic function, "bias" among them
    link_chances : the same for links in sentences that are not read for their meaning
    """

    parts: float
    spelling: float
    prior: float
    window: int
    stride: int
    counts: dict[str, float]
    chances: dict[str, float]
    link_chances: dict[str, float]

    @classmethod
    def load(cls, folder: Path | None = None) -> ScoringWeights:
        """Return the weights that come with the model. Raises ConfigurationError where they cannot be read."""
        data = read_model_file(default_folder() if folder is None else folder, RANKER_FILE)
        try:
            found = json.loads(data)
            return cls(
                parts=float(found["parts"]),
                spelling=float(found["spelling"]),
                prior=float(found["prior"]),
                window=int(found["window"]),
                stride=int(found["stride"]),
                counts={str(uri): float(value) for uri, value in found["counts"].items()},
                chances={str(name): float(value) for name, value in found["chances"].items()},
                link_chances={str(name): float(value) for name, value in found["link_chances"].items()},
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ConfigurationError(f"the model file {RANKER_FILE} cannot be read; {REMEDY}") from error


@dataclass(frozen=True, slots=True)
class TextScores:
    """How well some skills fit one text.

    rows : taxonomy rows of the skills, ascending; the arrays below are (n_rows,)
    totals : the weighted sum, about [0, 1]
    whole, part, spelling : cosines with the text, with its best part, and of the spelling
    parts, best_part : the parts as (start, end), and which of them is meant, -1 where the text has none
    """

    rows: npt.NDArray[np.int64]
    totals: npt.NDArray[np.float32]
    whole: npt.NDArray[np.float32]
    part: npt.NDArray[np.float32]
    spelling: npt.NDArray[np.float32]
    parts: tuple[Span, ...]
    best_part: npt.NDArray[np.int64]


class SkillScorer:
    """Scores the skills of a taxonomy for texts of one language.

    prior : how often each skill is named, as a logarithm, (n_skills,) float32
    """

    def __init__(
        self,
        taxonomy: Taxonomy,
        model: TextModel,
        index: DenseIndex,
        grams: Sequence[LabelGrams],
        weights: ScoringWeights,
    ):
        self._model = model
        self._index = index
        self._grams = grams
        self._weights = weights
        self.prior: npt.NDArray[np.float32] = np.array(
            [weights.counts.get(uri, 0.0) for uri in taxonomy.skills], np.float32
        )
        self._main: tuple[Vectors, Vectors] | None = None

    def prepare(self) -> tuple[Vectors, Vectors]:
        """Return the axes along which skills differ most, and the skills along them, found on first use."""
        if self._main is None:
            self._main = _main_axes(self._index.vectors, _N_AXES)
        return self._main

    def score(self, texts: Sequence[str]) -> list[TextScores]:
        """Return the scores of all skills for each text; they depend on nothing but the text."""
        return list(self._scores(texts, None))

    def score_nearest(self, texts: Sequence[str], linked: Sequence[Sequence[int]]) -> list[TextScores]:
        """Return the scores of the skills nearest in meaning to each text, and of those that its labels link.

        linked : taxonomy rows for each text. Several times faster than `score`, which looks at everything.
        """
        return list(self._scores(texts, linked))

    def _scores(self, texts: Sequence[str], linked: Sequence[Sequence[int]] | None) -> Iterator[TextScores]:
        weights, index = self._weights, self._index
        parts = [parts_of(text, weights.window, weights.stride) for text in texts]
        vectors = self._model.encode_parts(texts, parts)
        everything = np.arange(len(index.vectors))
        scale = np.float32(index.scale)
        for start in range(0, len(texts), _BLOCK):
            # Always as many rows, so that a row's last bits do not depend on its neighbours.
            asked = np.zeros((_BLOCK, index.vectors.shape[1]), np.float32)
            for place, own in enumerate(vectors[start : start + _BLOCK]):
                asked[place] = own[0] / scale
            wholes = asked @ index.vectors.T if linked is None else self._near(asked)
            for place in range(min(_BLOCK, len(texts) - start)):
                number = start + place
                rows, whole = everything, wholes[place]
                if linked is not None:
                    rows, whole = self._nearest(whole, asked[place], linked[number])
                yield self._one(texts[number], parts[number], vectors[number], rows, whole)

    def _nearest(
        self, near: npt.NDArray[np.float32], vector: npt.NDArray[np.float32], linked: Sequence[int]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """Return the rows of the nearest skills and of the linked ones, ascending, and how near they are."""
        rows = _about_highest(near, _N_NEAR, linked)
        whole: npt.NDArray[np.float32] = self._index.vectors[rows] @ vector
        known = np.searchsorted(rows, np.array(linked, np.int64))
        chosen = _highest(whole + np.float32(self._weights.prior) * self.prior[rows], _N_NEAREST, known)
        return rows[chosen], whole[chosen]

    def _near(self, asked: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Return about how near each skill is to each text, and how common, (n_texts, n_skills)."""
        axes, along = self.prepare()
        found: Vectors = np.asarray((asked @ axes) @ along, np.float32)
        found += np.float32(self._weights.prior) * self.prior
        return found

    def _one(
        self,
        text: str,
        parts: Sequence[Span],
        vectors: Vectors,
        rows: npt.NDArray[np.int64],
        whole: npt.NDArray[np.float32],
    ) -> TextScores:
        weights = self._weights
        # The same skills by the same parts whatever stands beside them: one product of fixed shape a text.
        labels = self._index.labels if len(rows) == len(self._index.labels) else self._index.labels[rows]
        if parts:
            by_part = labels @ vectors[1:].T
            best = by_part.argmax(axis=1)
            part = by_part[np.arange(len(rows)), best]
        else:
            best = np.full(len(rows), -1)
            part = whole
        spelling = np.zeros(len(rows), np.float32)
        for grams in self._grams:
            spelling = np.maximum(
                spelling, grams.scores(text) if labels is self._index.labels else grams.scores_of(text, rows)
            )
        prior = self.prior[rows]
        totals = whole + weights.parts * part + weights.spelling * spelling + weights.prior * prior
        return TextScores(
            rows=rows,
            totals=(totals / (1 + weights.parts + weights.spelling)).astype(np.float32),
            whole=whole, part=part, spelling=spelling, parts=tuple(parts), best_part=best,
        )  # fmt: skip


def _main_axes(vectors: Vectors, n_axes: int) -> tuple[Vectors, Vectors]:
    """Return the axes along which the vectors differ most, (n_dimensions, n_axes), and the vectors along them.

    The latter lie as (n_axes, n_vectors).
    """
    _lengths, axes = np.linalg.eigh(vectors.T @ vectors)  # ascending
    chosen: Vectors = np.ascontiguousarray(axes[:, -n_axes:], np.float32)
    along: Vectors = np.ascontiguousarray((vectors @ chosen).T)
    return chosen, along


def _highest(
    scores: npt.NDArray[np.float32], n: int, linked: Sequence[int] | npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:  # fmt: skip
    """Return the places of the `n` highest scores, all of those equal to the last of them, and `linked`, ascending."""
    if len(scores) <= n:
        return np.arange(len(scores))
    return _at_least(scores, np.partition(scores, -n)[-n], linked)


def _about_highest(scores: npt.NDArray[np.float32], n: int, linked: Sequence[int]) -> npt.NDArray[np.int64]:
    """Return the places of at least the `n` highest scores, and `linked`, ascending; for many scores much faster."""
    n_runs = len(scores) // _RUN
    if n_runs <= n:
        return _highest(scores, n, linked)
    # The n-th of the highest of each run is at most the n-th of all.
    highest = scores[: n_runs * _RUN].reshape(n_runs, _RUN).max(axis=1)
    return _at_least(scores, np.partition(highest, -n)[-n], linked)


def _at_least(
    scores: npt.NDArray[np.float32], floor: np.float32, linked: Sequence[int] | npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:  # fmt: skip
    is_chosen = scores >= floor
    is_chosen[np.asarray(linked, np.int64)] = True
    return np.flatnonzero(is_chosen)


def parts_of(text: str, window: int, stride: int) -> list[Span]:
    """Return the clauses of a text and its windows of words, at most `_MAX_PARTS`, without repeats."""
    found: dict[Span, None] = {}
    start = 0
    for match in _CLAUSE.finditer(text):
        if len(found) >= _MAX_PARTS:
            break
        if text[start : match.start()].strip():
            found[_stripped(text, start, match.start())] = None
        start = match.end()
    if text[start:].strip():
        found[_stripped(text, start, len(text))] = None
    # No more words than the parts that are kept can hold.
    words = [match.span() for match in islice(_WORD.finditer(text), stride * _MAX_PARTS + window)]
    for first in range(0, max(len(words) - window + 1, 1) if words else 0, stride):
        found[words[first][0], words[min(first + window, len(words)) - 1][1]] = None
    return list(found)[:_MAX_PARTS]


def _stripped(text: str, start: int, end: int) -> Span:
    own = text[start:end]
    return start + len(own) - len(own.lstrip()), end - (len(own) - len(own.rstrip()))
