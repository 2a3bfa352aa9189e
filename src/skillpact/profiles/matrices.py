"""Profiles as three sparse matrices of one shape: level, is_known, weight; rows people, vacancies or courses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from skillpact.taxonomy import Taxonomy


class SkillIndex:
    """The columns of a study: the skills of one taxonomy by URI. Column numbers never leave the process."""

    def __init__(self, taxonomy: Taxonomy):
        self.taxonomy = taxonomy

    def __len__(self) -> int:
        return len(self.taxonomy.skills)

    def column(self, uri: str) -> int:
        """Return the column of a skill. Raises KeyError where the taxonomy lacks it."""
        return self.taxonomy.skills.row(uri)

    def uri(self, column: int) -> str:
        """Return the concept URI of a column."""
        return self.taxonomy.skills.uri(column)


class Statement(NamedTuple):
    """One row has one skill: level in [0, 1] or None for unknown, weight > 0."""

    row: int
    uri: str
    level: float | None
    weight: float


@dataclass(frozen=True)
class Profiles:
    """What rows hold, ask or teach.

    level, is_known, weight : scipy CSR arrays (n_rows, n_skills) of one sparsity pattern, columns sorted.
    A stored level of 0 means "assessed, none"; what is not stored is not assessed. Where is_known is False the level
    is the stated default.
    """

    ids: tuple[str, ...]
    index: SkillIndex
    level: Any
    is_known: Any
    weight: Any

    @property
    def shape(self) -> tuple[int, int]:
        """(n_rows, n_skills)."""
        return (len(self.ids), len(self.index))

    def row_of(self, row: int) -> list[tuple[int, float, bool, float]]:
        """Return (column, level, is_known, weight) of one row by column."""
        first, last = self.level.indptr[row], self.level.indptr[row + 1]
        return [
            (
                int(self.level.indices[k]),
                float(self.level.data[k]),
                bool(self.is_known.data[k]),
                float(self.weight.data[k]),
            )
            for k in range(first, last)
        ]


def build_profiles(
    ids: Sequence[str], statements: Iterable[Statement], index: SkillIndex, *, default_level: float
) -> Profiles:
    """Return the profiles of `ids` from statements about them.

    Several statements on one skill: a known level wins over an unknown one, then the highest level, then the highest
    weight. Statements on skills that the taxonomy lacks raise KeyError: callers refuse them with their place.
    """
    best: dict[tuple[int, int], tuple[bool, float, float]] = {}
    for row, uri, level, weight in statements:
        key = (row, index.column(uri))
        candidate = (level is not None, default_level if level is None else level, weight)
        if key not in best or candidate > best[key]:
            best[key] = candidate
    keys = sorted(best)
    rows = np.array([row for row, _column in keys], dtype=np.int32)
    columns = np.array([column for _row, column in keys], dtype=np.int32)
    values = [best[key] for key in keys]
    shape = (len(ids), len(index))
    return Profiles(
        ids=tuple(ids),
        index=index,
        level=_csr(np.array([level for _k, level, _w in values], dtype=np.float64), rows, columns, shape),
        is_known=_csr(np.array([known for known, _l, _w in values], dtype=np.bool_), rows, columns, shape),
        weight=_csr(np.array([weight for _k, _l, weight in values], dtype=np.float64), rows, columns, shape),
    )


def _csr(
    data: npt.NDArray[Any], rows: npt.NDArray[np.int32], columns: npt.NDArray[np.int32], shape: tuple[int, int]
) -> Any:
    """Return a CSR array from sorted entries; explicit zeros stay."""
    from scipy.sparse import csr_array

    pointers = np.searchsorted(rows, np.arange(shape[0] + 1)).astype(np.int32)
    return csr_array((data, columns, pointers), shape=shape)
