"""The weights of the ranker's sum, chosen from a grid: whole text, best part, spelling and how common a skill is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from skillpact.extraction.scoring import SkillScorer

WINDOWS = ((3, 1), (5, 2))  # words of a part, and words between the beginnings of two
_PARTS, _SPELLING, _PRIOR = (0, 0.5, 1, 1.5, 2), (0.4, 0.6, 0.8), (0.02, 0.035, 0.05, 0.065)
_FIRST_RANK_WEIGHT = 50  # of the reciprocal rank of the first right skill beside R-precision at 5 in percent
_AT_ONCE = 64

Labelled = tuple[str, set[int]]  # a sentence, and the taxonomy rows of its skills
Numbers = npt.NDArray[np.floating]


class Seen(NamedTuple):
    """What the scorer makes of the skills of one sentence that may come first under any weights."""

    rows: npt.NDArray[np.int64]
    whole: Numbers
    part: Numbers
    spelling: Numbers
    prior: Numbers
    right: set[int]


class Choice(NamedTuple):
    """Weights of the sum, as in scoring.ScoringWeights."""

    parts: float
    spelling: float
    prior: float


def look(scorer: SkillScorer, sentences: Sequence[Labelled]) -> list[Seen]:
    """Return what the scorer finds in the sentences; only the first few hundred skills of each are kept."""
    found = []
    for start in range(0, len(sentences), _AT_ONCE):
        chosen = sentences[start : start + _AT_ONCE]
        for (_text, right), scores in zip(chosen, scorer.score([text for text, _ in chosen]), strict=True):
            # Under other weights another skill may be on top: the best by the sum and by each of its parts.
            rows = np.unique(
                np.concatenate(
                    [
                        np.argpartition(-values, n)[:n]
                        for values, n in (
                            (scores.totals, 100), (scores.whole, 60), (scores.part, 60), (scores.spelling, 40),
                        )
                    ]
                )
            )  # fmt: skip
            prior = scorer.prior[rows]
            found.append(Seen(rows, scores.whole[rows], scores.part[rows], scores.spelling[rows], prior, right))
    return found


def choose(sets: Mapping[str, Sequence[Seen]]) -> tuple[float, Choice, dict[str, tuple[float, float]]]:
    """Return the best figure of merit, its weights, and of each set (R-precision at 5 in percent, reciprocal rank)."""
    best: tuple[float, Choice, dict[str, tuple[float, float]]] | None = None
    for choice in map(Choice._make, product(_PARTS, _SPELLING, _PRIOR)):
        figures = {name: _figures(seen, choice) for name, seen in sets.items()}
        precisions, ranks = zip(*figures.values(), strict=True)
        merit = float(np.mean(precisions) + _FIRST_RANK_WEIGHT * np.mean(ranks))
        if best is None or merit > best[0]:
            best = merit, choice, figures
    assert best is not None
    return best


def _figures(sentences: Sequence[Seen], choice: Choice) -> tuple[float, float]:
    precisions, ranks = [], []
    for own in sentences:
        if own.right:
            total = own.whole + choice.parts * own.part + choice.spelling * own.spelling + choice.prior * own.prior
            order = own.rows[np.lexsort((own.rows, -total))].tolist()
            precisions.append(len(own.right & set(order[:5])) / min(5, len(own.right)))
            ranks.append(next((1 / rank for rank, row in enumerate(order, 1) if row in own.right), 0.0))
    return 100 * float(np.mean(precisions)), float(np.mean(ranks))
