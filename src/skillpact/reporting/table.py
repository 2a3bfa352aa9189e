"""What a report shows is a table first; HTML, CSV, XLSX and charts are views of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

Audience = Literal["owner", "cluster", "public"]
Kind = Literal["text", "id", "uri", "count", "number", "level", "euro", "date"]
AUDIENCES: tuple[Audience, ...] = ("owner", "cluster", "public")


def known_audience(audience: str) -> Audience:
    """Return `audience` as one of AUDIENCES. Raises ValueError."""
    for known in AUDIENCES:
        if audience == known:
            return known
    raise ValueError(f"audience is {audience!r}, expected one of {', '.join(AUDIENCES)}")


@dataclass(frozen=True, slots=True)
class Remark:
    """What stands in a cell in place of a value.

    code : "not_assessed" and "unknown" (nobody said), "fewer_than" and "at_least" (with `number`), "withheld" (the
    figure is about too few companies or persons to be published)
    """

    code: Literal["not_assessed", "unknown", "fewer_than", "at_least", "withheld"]
    number: int | None = None


NOT_ASSESSED = Remark("not_assessed")
UNKNOWN = Remark("unknown")
WITHHELD = Remark("withheld")

Cell = str | int | float | date | Remark | None  # None: nothing applies here; money is in whole cents


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `name` is the key in files, `title` what people read. Cells of kind "euro" hold cents."""

    name: str
    title: str
    description: str
    unit: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a report; every row has one cell for each column. Raises ValueError where one has not."""

    id: str
    title: str
    note: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"table {self.id}: a row has {len(row)} cells, expected {len(self.columns)}")

    def position(self, name: str) -> int:
        """Return where the column `name` stands. Raises KeyError."""
        for position, column in enumerate(self.columns):
            if column.name == name:
                return position
        raise KeyError(name)

    def column(self, name: str) -> list[Cell]:
        """Return the cells of one column. Raises KeyError."""
        position = self.position(name)
        return [row[position] for row in self.rows]

    def records(self) -> list[dict[str, Cell]]:
        """Return the rows as dictionaries by column name."""
        names = [column.name for column in self.columns]
        return [dict(zip(names, row, strict=True)) for row in self.rows]


def make_table(
    table_id: str, title: str, note: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]
) -> Table:
    """Return a table from any sequences."""
    return Table(table_id, title, note, tuple(columns), tuple(tuple(row) for row in rows))
