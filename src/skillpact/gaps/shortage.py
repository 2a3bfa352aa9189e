"""The balance of a cluster by skill: how many people are needed, how many are there, how many are being trained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from skillpact.profiles import Profiles, served_levels
from skillpact.profiles.levels import LOWEST_ASKED


@dataclass(frozen=True, slots=True)
class SkillBalance:
    """Persons, by skill. All counts are of distinct openings or persons.

    n_needed : openings that need the skill; n_wanted : openings where it is nice to have
    n_available : talents who hold it, or a related skill that serves, at the lowest asked level or above
    n_available_unknown : those of them whose level was not assessed
    n_in_training : seats of courses under way that teach it to the lowest asked level
    n_short : openings that nobody available can serve, by levels (see `short_of`); n_short_after_training : the same
    with those in training counted as available
    company_ids : who needs it
    """

    uri: str
    n_needed: int
    n_wanted: int
    n_available: int
    n_available_unknown: int
    n_in_training: int
    n_short: int
    n_short_after_training: int
    company_ids: tuple[str, ...]
    vacancy_ids: tuple[str, ...]


def skill_balances(
    vacancies: Profiles,
    essential: Sequence[frozenset[str]],
    openings: Sequence[int],
    company_ids: Sequence[str | None],
    talents: Profiles,
    courses: Profiles,
    seats_under_way: Sequence[int],
    relatedness: Any,
) -> list[SkillBalance]:
    """Return the balance of every skill that a vacancy asks, the largest shortage first, then by need, then by URI."""
    from scipy.sparse import csc_array

    n_skills = vacancies.shape[1]
    asked = csc_array(vacancies.level)
    served = csc_array(served_levels(talents.level, relatedness))
    held_known = csc_array(served_levels(_only_known(talents), relatedness))
    taught = csc_array(courses.level)
    balances = []
    for column in np.flatnonzero(np.diff(asked.indptr)).tolist() if n_skills else ():
        uri = vacancies.index.uri(column)
        rows = asked.indices[asked.indptr[column] : asked.indptr[column + 1]]
        levels = np.maximum(asked.data[asked.indptr[column] : asked.indptr[column + 1]], LOWEST_ASKED)
        order = np.argsort(rows, kind="stable")
        rows, levels = rows[order], levels[order]
        is_essential = np.array([uri in essential[row] for row in rows])
        counts = np.array([openings[row] for row in rows])
        # Where nobody needs it, those who would like it set the level that "available" means.
        counted = is_essential if is_essential.any() else ~is_essential
        lowest = float(levels[counted].min())
        supply = _column(served, column)
        training = [
            (float(level), seats_under_way[row])
            for row, level in zip(*_entries(taught, column), strict=True)
            if seats_under_way[row]
        ]
        demand = [(float(level), int(n)) for level, n in zip(levels[is_essential], counts[is_essential], strict=True)]
        available = [(float(level), 1) for level in supply]
        n_available = int((supply >= lowest).sum())
        balances.append(
            SkillBalance(
                uri=uri,
                n_needed=int(counts[is_essential].sum()),
                n_wanted=int(counts[~is_essential].sum()),
                n_available=n_available,
                n_available_unknown=n_available - int((_column(held_known, column) >= lowest).sum()),
                n_in_training=sum(n for level, n in training if level >= lowest),
                n_short=short_of(demand, available),
                n_short_after_training=short_of(demand, available + training),
                company_ids=tuple(sorted({c for row in rows[counted] if (c := company_ids[row]) is not None})),
                vacancy_ids=tuple(sorted(vacancies.ids[row] for row in rows)),
            )
        )
    balances.sort(key=lambda b: (-b.n_short, -b.n_needed, -b.n_wanted, b.uri))
    return balances


def short_of(demand: Sequence[tuple[float, int]], supply: Sequence[tuple[float, int]]) -> int:
    """Return how many of the demanded persons cannot be served at once, each by one person of the asked level or above.

    demand, supply : (level, number of persons). By Hall's theorem on nested levels: the largest excess of demand over
    supply among all levels from some level upwards.
    """
    worst = 0
    for threshold in sorted({level for level, _n in demand}):
        needed = sum(n for level, n in demand if level >= threshold)
        there = sum(n for level, n in supply if level >= threshold)
        worst = max(worst, needed - there)
    return worst


def _only_known(profiles: Profiles) -> Any:
    known = profiles.level.copy()
    known.data = np.where(profiles.is_known.data, known.data, 0.0)
    known.eliminate_zeros()
    return known


def _entries(matrix: Any, column: int) -> tuple[Any, Any]:
    first, last = matrix.indptr[column], matrix.indptr[column + 1]
    return matrix.indices[first:last], matrix.data[first:last]


def _column(matrix: Any, column: int) -> Any:
    # 1e-9: a level times a factor may fall a hair below the quarter it stands for.
    return _entries(matrix, column)[1] + 1e-9
