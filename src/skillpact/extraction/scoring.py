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
_BLOCK = 32  # texts in one product
_N_NEAREST = 48  # skills looked at closely in an extraction; effect of more: time, hardly a skill more
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
    """

    parts: float
    spelling: float
    prior: float
    window: int
    stride: int
    counts: dict[str, float]
    chances: dict[str, float]

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
        for start in range(0, len(texts), _BLOCK):
            # Always as many rows, so that a row's last bits do not depend on its neighbours.
            asked = np.zeros((_BLOCK, index.vectors.shape[1]), np.float32)
            for place, own in enumerate(vectors[start : start + _BLOCK]):
                asked[place] = own[0]
            wholes = (asked @ index.vectors.T) / np.float32(index.scale)
            for place in range(min(_BLOCK, len(texts) - start)):
                number = start + place
                whole = wholes[place]
                rows = everything if linked is None else _nearest(whole + weights.prior * self.prior, linked[number])
                yield self._one(texts[number], parts[number], vectors[number], rows, whole[rows])

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


def _nearest(scores: npt.NDArray[np.float32], linked: Sequence[int]) -> npt.NDArray[np.int64]:
    """Return the rows of the `_N_NEAREST` highest scores, all of those equal to the last of them, and `linked`."""
    if len(scores) <= _N_NEAREST:
        return np.arange(len(scores))
    floor = np.partition(scores, -_N_NEAREST)[-_N_NEAREST]
    return np.union1d(np.flatnonzero(scores >= floor), np.array(linked, np.int64))


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
