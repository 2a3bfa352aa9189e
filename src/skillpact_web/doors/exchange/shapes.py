"""What a table holds: its columns, and what reading one gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils.functional import Promise

# text: str · whole: int · decimal: Decimal · money: cents as int · date: date · yes_no: bool · choice: str
# level: a quarter in [0, 1] · uris: list of str. An empty cell is None (text: "", uris: []).
Kind = Literal["text", "whole", "decimal", "money", "date", "yes_no", "choice", "level", "uris"]


@dataclass(frozen=True)
class Column:
    """One column.

    name : in the header and in a row's values; help : one sentence; choices : code → label, for kind "choice"
    least, most : for numbers, of money in cents; max_length : of a text in characters
    """

    name: str
    kind: Kind = "text"
    is_required: bool = False
    help: str | Promise = ""
    choices: Mapping[str, str | Promise] = field(default_factory=dict)
    least: int | None = None
    most: int | None = None
    max_length: int = 10_000


@dataclass(frozen=True)
class Shape:
    """A table that can be imported and exported. name : of the file; max_rows, max_bytes : what is read at most."""

    name: str
    columns: Sequence[Column]
    max_rows: int = 50_000
    max_bytes: int = 10_000_000

    @property
    def column_names(self) -> list[str]:
        """Return the names in the order of the columns."""
        return [column.name for column in self.columns]


@dataclass(frozen=True)
class Row:
    """A usable row. number : in the file, the header is row 1; values : column name → value, absent as empty."""

    number: int
    values: dict[str, Any]


@dataclass(frozen=True)
class Problem:
    """What cannot be used. row : None where the whole file is meant; column : None where the whole row is."""

    row: int | None
    column: str | None
    message: str


@dataclass(frozen=True)
class Table:
    """What was read. rows : usable ones; problems : in the order of the file; n_rows : usable and refused together.

    columns : those of the shape that the file has; notes : how it was read, where that was not as expected
    """

    rows: list[Row]
    problems: list[Problem]
    n_rows: int
    columns: frozenset[str]
    notes: tuple[str, ...] = ()

    @property
    def n_refused(self) -> int:
        """Return how many rows cannot be used."""
        return self.n_rows - len(self.rows)
