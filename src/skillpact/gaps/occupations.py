"""The shortage map: openings by occupation and company, and how many of them the people at hand could fill at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from skillpact.profiles import Profiles, served_levels
from skillpact.profiles.levels import LOWEST_ASKED


@dataclass(frozen=True, slots=True)
class OccupationShortage:
    """Openings of one company in one occupation (None: no occupation could be told from the title).

    n_fillable : openings that distinct available talents could fill at once, each meeting every essential skill at its
    level; counted over the whole cluster, so that nobody is counted twice.
    """

    occupation_uri: str | None
    company_id: str | None
    n_openings: int
    n_fillable: int
    vacancy_ids: tuple[str, ...]

    @property
    def n_short(self) -> int:
        """Openings that nobody at hand could fill."""
        return self.n_openings - self.n_fillable


def meets_essentials(
    talents: Profiles, vacancies: Profiles, essential: Sequence[frozenset[str]], relatedness: Any
) -> Any:
    """Return a boolean CSR array (n_talents, n_vacancies): every essential skill is served at its asked level.

    A vacancy without a single essential skill is met by nobody: nothing is known of it.
    """
    from scipy.sparse import csr_array

    served = served_levels(talents.level, relatedness)
    n_met = csr_array((len(talents.ids), len(vacancies.ids)), dtype=np.int32)
    n_asked = np.zeros(len(vacancies.ids), dtype=np.int32)
    rows, columns, levels = [], [], []
    for row in range(len(vacancies.ids)):
        for column, level, _known, _weight in vacancies.row_of(row):
            if vacancies.index.uri(column) in essential[row]:
                rows.append(row)
                columns.append(column)
                levels.append(max(level, LOWEST_ASKED))
                n_asked[row] += 1
    asked_rows, asked_columns, asked_levels = np.array(rows, int), np.array(columns, int), np.array(levels, float)
    for level in np.unique(asked_levels):
        chosen = asked_levels == level
        demand = csr_array(
            (np.ones(int(chosen.sum()), dtype=np.int32), (asked_columns[chosen], asked_rows[chosen])),
            shape=(talents.shape[1], len(vacancies.ids)),
        )
        reached = served.copy()
        reached.data = (reached.data + 1e-9 >= level).astype(np.int32)
        reached.eliminate_zeros()
        n_met = n_met + csr_array(reached.astype(np.int32)) @ demand
    n_met = csr_array(n_met)
    n_met.data = (n_met.data == n_asked[n_met.indices]).astype(np.int32)
    n_met.eliminate_zeros()
    n_met.sort_indices()
    return n_met.astype(np.bool_)


def fill_openings(
    meets: Any,
    openings: Sequence[int],
    is_allowed: Callable[[int, int], bool] | None = None,
    *,
    talent_order: Sequence[int] | None = None,
    vacancy_order: Sequence[int] | None = None,
) -> list[int]:
    """Return how many openings of each vacancy can be filled at once by distinct talents (a maximum matching).

    meets : boolean CSR (n_talents, n_vacancies); is_allowed : pairs that do not exist are False
    talent_order, vacancy_order : rows in the order in which equals are served. The sum is the largest possible in
    any order; which of several equal ways is taken follows it, so callers bring an order that favours nobody.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_bipartite_matching

    n_talents, n_vacancies = meets.shape
    people = np.argsort(talent_order) if talent_order is not None else np.arange(n_talents)
    served = list(vacancy_order) if vacancy_order is not None else list(range(n_vacancies))
    # Nobody can fill more openings than there are people.
    slots = np.array([min(openings[row], n_talents) for row in served], dtype=int)
    ends = np.cumsum(slots)
    first_slot = {row: int(end - n) for row, end, n in zip(served, ends, slots, strict=True)}
    n_slots = {row: int(n) for row, n in zip(served, slots, strict=True)}
    rows: list[int] = []
    columns: list[int] = []
    coordinates = meets.tocoo()
    for talent, vacancy in zip(coordinates.row.tolist(), coordinates.col.tolist(), strict=True):
        if is_allowed is None or is_allowed(talent, vacancy):
            rows += [int(people[talent])] * n_slots[vacancy]
            columns += range(first_slot[vacancy], first_slot[vacancy] + n_slots[vacancy])
    filled = [0] * n_vacancies
    if rows:
        order = np.lexsort((columns, rows))
        graph = csr_array(
            (np.ones(len(rows), dtype=np.int8), (np.array(rows)[order], np.array(columns)[order])),
            shape=(n_talents, int(ends[-1])),
        )
        partner = maximum_bipartite_matching(graph, perm_type="column")
        for slot in partner[partner >= 0]:
            filled[served[int(np.searchsorted(ends, slot, side="right"))]] += 1
    return filled


def occupation_shortages(
    vacancy_ids: Sequence[str],
    occupation_uris: Sequence[str | None],
    company_ids: Sequence[str | None],
    openings: Sequence[int],
    n_filled: Sequence[int],
) -> list[OccupationShortage]:
    """Return the shortage by occupation and company, the largest first."""
    groups: dict[tuple[str | None, str | None], list[int]] = {}
    for row in range(len(vacancy_ids)):
        groups.setdefault((occupation_uris[row], company_ids[row]), []).append(row)
    found = [
        OccupationShortage(
            occupation,
            company,
            sum(openings[row] for row in rows),
            sum(n_filled[row] for row in rows),
            tuple(sorted(vacancy_ids[row] for row in rows)),
        )
        for (occupation, company), rows in groups.items()
    ]
    return sorted(found, key=lambda s: (-s.n_short, -s.n_openings, s.occupation_uri or "~", s.company_id or "~"))
