"""Scores talents against vacancies and keeps the best, each with an explanation whose parts add up to the score."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from skillpact.ordering import tie_break
from skillpact.profiles import Profiles, served_levels
from skillpact.profiles.levels import LOWEST_ASKED, QUARTERS

POINTS = 10_000  # scores have 4 decimals; inside, they are whole points of 1/10,000
_CHUNK_CELLS = (
    4_000_000  # talent × vacancy pairs scored at once; effect of more: memory (about 24 bytes each), little speed
)


@dataclass(frozen=True, slots=True)
class MatchPart:
    """What one asked skill adds to a match.

    held_uri : the held skill that serves, None where nothing does; equal to `uri` where the skill itself is held
    relatedness : how far it serves, in [0, 1]; coverage : min(1, held level × relatedness / asked level)
    points, possible_points : whole points of 1/10,000 of the score, reached and reachable
    """

    uri: str
    is_essential: bool
    asked_level: float
    is_asked_level_known: bool
    held_uri: str | None
    held_level: float
    is_held_level_known: bool
    relatedness: float
    evidence_weight: float
    coverage: float
    points: int
    possible_points: int


@dataclass(frozen=True, slots=True)
class Match:
    """A talent and a vacancy: score in [0, 1] with 4 decimals, and why. The points of the parts add up to the score."""

    talent_id: str
    vacancy_id: str
    score: float
    parts: tuple[MatchPart, ...]

    @property
    def n_essential(self) -> int:
        """How many essential skills the vacancy asks."""
        return sum(part.is_essential for part in self.parts)

    @property
    def n_essential_met(self) -> int:
        """How many of them are held at the asked level, related skills counted with their factor."""
        return sum(part.is_essential and part.coverage >= 1 for part in self.parts)


def best_matches(
    talents: Profiles,
    vacancies: Profiles,
    relatedness: Any,
    *,
    top_k: int,
    minimum_score: float = 0.0,
    total_weights: npt.NDArray[np.float64] | None = None,
    is_allowed: Callable[[int, int], bool] | None = None,
    seed: int = 0,
) -> list[tuple[int, int, float]]:
    """Return (talent row, vacancy row, score) of the best `top_k` vacancies of each talent, best first.

    score = Σ_j w_j · c_j / W over the skills j a vacancy asks: w_j its weight, c_j the best held skill's
    min(1, level × relatedness / asked level) × evidence weight. Ties break by a seeded hash of the vacancy's id.
    total_weights : W of each vacancy, at least Σ_j w_j (the default); see `weights_with_unread`
    is_allowed : pairs for which it is False do not exist (a talent and their own employer).
    """
    if talents.shape[1] != vacancies.shape[1]:
        raise ValueError(f"talents have shape {talents.shape}, vacancies {vacancies.shape}: expected the same columns")
    n_vacancies = len(vacancies.ids)
    if n_vacancies == 0 or len(talents.ids) == 0 or top_k == 0:
        return []
    demands = _normalised_demand(vacancies, total_weights)
    rank = np.empty(n_vacancies, dtype=np.int64)
    rank[sorted(range(n_vacancies), key=lambda row: tie_break(vacancies.ids[row], seed))] = np.arange(n_vacancies)
    best: list[tuple[int, int, float]] = []
    n_rows = max(1, _CHUNK_CELLS // n_vacancies)
    for first in range(0, len(talents.ids), n_rows):
        last = min(first + n_rows, len(talents.ids))
        scores = score_rows(talents, demands, relatedness, first, last)
        for offset in range(last - first):
            talent = first + offset
            points = scores[offset]
            rows = np.flatnonzero(points >= max(1, int(np.ceil(minimum_score * POINTS))))
            if is_allowed is not None:
                rows = np.array([row for row in rows if is_allowed(talent, int(row))], dtype=np.int64)
            if len(rows) > top_k:
                # Sorting what cannot be among the best would be most of the work.
                kth = np.partition(points[rows], len(rows) - top_k)[len(rows) - top_k]
                rows = rows[points[rows] >= kth]
            order = np.lexsort((rank[rows], -points[rows]))[:top_k]
            best += [(talent, int(row), float(points[row]) / POINTS) for row in rows[order]]
    return best


def score_rows(
    talents: Profiles, demands: Sequence[tuple[float, Any]], relatedness: Any, first: int, last: int
) -> npt.NDArray[np.int64]:
    """Return the scores of talents first..last-1 against all vacancies, in whole points of 1/10,000."""
    total: npt.NDArray[np.float64] | None = None
    for asked_level, demand in demands:
        worth = served_levels(
            talents.level[first:last], relatedness, weight=talents.weight[first:last], asked_level=asked_level
        )
        part = (worth @ demand).toarray()
        total = part if total is None else total + part
    if total is None:
        raise ValueError("no demand given")
    # Rounded twice: sums of the same parts in another order differ in the last bits of a float.
    points: npt.NDArray[np.int64] = np.rint(np.round(total, 9) * POINTS).astype(np.int64)
    return points


def weights_with_unread(
    vacancies: Profiles, openings: Sequence[int], is_only_read: Sequence[bool], least_skills: float
) -> npt.NDArray[np.float64]:
    """Return the weight W that each vacancy's score is a share of.

    An advertisement in which one skill was found surely asks more: whoever holds that one has not shown that they fit.
    Where all requirements were read in a text, W is at least that of `least_skills` essential skills; what a company
    stated as data is taken as complete.
    """
    sums = np.asarray(vacancies.weight.sum(axis=1)).ravel()
    least = np.where(np.asarray(is_only_read, dtype=bool), least_skills * np.asarray(openings, dtype=float), 0.0)
    totals: npt.NDArray[np.float64] = np.maximum(sums, least)
    return totals


def _normalised_demand(vacancies: Profiles, total_weights: npt.NDArray[np.float64] | None) -> list[tuple[float, Any]]:
    """Return for each asked level the weights (n_skills, n_vacancies) as shares of the vacancy's total weight."""
    from scipy.sparse import csr_array

    sums = np.asarray(vacancies.weight.sum(axis=1)).ravel() if total_weights is None else total_weights.copy()
    sums[sums == 0] = 1.0
    share = vacancies.weight.data / np.repeat(sums, np.diff(vacancies.weight.indptr))
    demands = []
    for quarter in QUARTERS:
        asked = np.maximum(vacancies.level.data, LOWEST_ASKED)
        data = np.where(asked == quarter, share, 0.0)
        # Copied: dropping the zeros of a matrix that shares its pattern would empty the profiles themselves.
        matrix = csr_array((data, vacancies.level.indices, vacancies.level.indptr), shape=vacancies.shape, copy=True)
        matrix.eliminate_zeros()
        if matrix.nnz:
            demands.append((quarter, csr_array(matrix.T)))
    return demands or [(LOWEST_ASKED, csr_array((vacancies.shape[1], vacancies.shape[0]), dtype=np.float64))]
