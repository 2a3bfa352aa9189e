"""A linear model as plain arrays: columns with bounds and integrality, rows with bounds. No solver is named here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

INFINITY = float("inf")


@dataclass
class LinearModel:
    """Columns and rows of a mixed-integer model; rows are kept as sparse lists in one long array.

    lower, upper, is_integer : one entry a column
    row_lower, row_upper : one entry a row; row r owns entries row_start[r] up to row_start[r + 1] of index and value
    """

    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    is_integer: list[bool] = field(default_factory=list)
    row_lower: list[float] = field(default_factory=list)
    row_upper: list[float] = field(default_factory=list)
    row_start: list[int] = field(default_factory=lambda: [0])
    index: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)

    def add_column(self, lower: float = 0.0, upper: float = 1.0, *, is_integer: bool = False) -> int:
        """Add a column and return its position."""
        self.lower.append(lower)
        self.upper.append(upper)
        self.is_integer.append(is_integer)
        return len(self.lower) - 1

    def add_row(self, entries: Iterable[tuple[int, float]], lower: float = -INFINITY, upper: float = INFINITY) -> None:
        """Add lower ≤ Σ value × column ≤ upper; a column may stand in `entries` more than once."""
        total: dict[int, float] = {}
        for column, value in entries:
            total[column] = total.get(column, 0.0) + value
        kept = [(column, value) for column, value in total.items() if value]
        self.index += [column for column, _ in kept]
        self.value += [value for _, value in kept]
        self.row_start.append(len(self.index))
        self.row_lower.append(lower)
        self.row_upper.append(upper)

    @property
    def n_columns(self) -> int:
        """How many columns there are."""
        return len(self.lower)

    @property
    def n_rows(self) -> int:
        """How many rows there are."""
        return len(self.row_lower)

    def copy(self) -> LinearModel:
        """Return a model that can grow on its own."""
        return LinearModel(
            list(self.lower), list(self.upper), list(self.is_integer), list(self.row_lower), list(self.row_upper),
            list(self.row_start), list(self.index), list(self.value),
        )  # fmt: skip
