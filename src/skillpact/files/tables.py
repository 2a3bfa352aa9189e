"""Reads the CSV tables of an input folder, cell by cell; a row that cannot be used is refused by place."""

from __future__ import annotations

import gzip
import io
import math
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from skillpact.errors import InputError
from skillpact.files.contents import problem_of
from skillpact.files.csvrecords import read_records
from skillpact.files.wording import single_line
from skillpact.records import Place, Refusal

MAX_BYTES = 500_000_000  # of one table, uncompressed
_MAX_CELL = 5_000_000  # characters
_MISSING = ("", "-", "n/a", "N/A")
_E = TypeVar("_E", bound=StrEnum)


class RowError(Exception):
    """A cell that cannot be used; becomes the refusal of its row."""

    def __init__(self, column: str | None, message: str):
        # Both may hold what the user's file holds: a quoted cell has line breaks.
        self.column = single_line(column) if column else None
        self.message = single_line(message)
        super().__init__(self.message)


@dataclass
class Row:
    """One data row: cells by column name, with readers that raise RowError."""

    place: Place
    cells: Mapping[str, str]
    # For errors: what the user's own file calls the column, where a mapping renames it.
    names: Mapping[str, str] = field(default_factory=dict)

    def text(self, column: str, *, required: bool = False) -> str:
        """Return the cell without surrounding blanks, "" where empty."""
        value = self.cells.get(column, "").strip()
        if value in _MISSING:
            value = ""
        if required and not value:
            raise self.error(column, "is empty, expected a value")
        return value

    def optional(self, column: str) -> str | None:
        """Return the cell or None where empty."""
        return self.text(column) or None

    def integer(
        self, column: str, *, default: int | None = None, minimum: int = 0, maximum: int = 10**12
    ) -> int | None:
        """Return a whole number in [minimum, maximum]."""
        text = self.text(column)
        if not text:
            return default
        try:
            value = int(text)
        except ValueError:
            raise self.error(column, f"is {_quote(text)}, expected a whole number") from None
        if not minimum <= value <= maximum:
            raise self.error(column, f"is {value}, expected a whole number from {minimum} to {maximum}")
        return value

    def number(
        self, column: str, *, default: float | None = None, minimum: float = 0, maximum: float = 1e9
    ) -> float | None:
        """Return a number in [minimum, maximum]; a decimal comma is understood."""
        text = self.text(column)
        if not text:
            return default
        try:
            value = float(text.replace(",", ".") if text.count(",") == 1 and "." not in text else text)
        except ValueError:
            raise self.error(column, f"is {_quote(text)}, expected a number") from None
        if not math.isfinite(value) or not minimum <= value <= maximum:
            raise self.error(column, f"is {_quote(text)}, expected a number from {minimum:g} to {maximum:g}")
        return value

    def day(self, column: str) -> date | None:
        """Return a date written as YYYY-MM-DD, DD/MM/YYYY or DD.MM.YYYY, or None where empty."""
        text = self.text(column)
        if not text:
            return None
        for form in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"):
            try:
                return datetime.strptime(text[:10], form).date()  # noqa: DTZ007 (a day has no time zone)
            except ValueError:
                continue
        raise self.error(column, f"is {_quote(text)}, expected a date such as 2026-11-02 or 02/11/2026")

    def choice(self, column: str, kind: type[_E], *, default: _E | None = None) -> _E:
        """Return one of the values of an enumeration."""
        text = self.text(column).lower()
        if not text and default is not None:
            return default
        try:
            return kind(text)
        except ValueError:
            expected = ", ".join(kind)
            raise self.error(column, f"is {_quote(text) if text else 'empty'}, expected one of {expected}") from None

    def flag(self, column: str, *, default: bool) -> bool:
        """Return yes or no."""
        text = self.text(column).lower()
        if not text:
            return default
        if text in ("yes", "true", "1", "y"):
            return True
        if text in ("no", "false", "0", "n"):
            return False
        raise self.error(column, f"is {_quote(text)}, expected yes or no")

    def parts(self, column: str) -> list[str]:
        """Return the values of a cell that holds several, separated by semicolons."""
        return [part.strip() for part in self.text(column).split(";") if part.strip()]

    def error(self, column: str, message: str) -> RowError:
        """Return the refusal of this row for one column, by the name that the user's file gives it."""
        return RowError(self.names.get(column, column), message)


@dataclass(frozen=True)
class TableShape:
    """Which columns a table knows: `required` must stand in the header, `optional` may."""

    required: tuple[str, ...]
    optional: tuple[str, ...]


def read_rows(
    path: Path,
    name: str,
    shape: TableShape,
    refusals: list[Refusal],
    *,
    columns: Mapping[str, str] | None = None,
    defaults: Mapping[str, str] | None = None,
) -> Iterator[Row]:
    """Yield the rows of a CSV table (UTF-8, comma or semicolon, plain or .gz); broken rows go to `refusals`.

    columns : our column name → the file's own name; defaults : our column name → value for every row.
    Raises InputError where the file as a whole cannot be used.
    """
    text = _read_text(path, name)
    header_line = text.split("\n", 1)[0]
    delimiter = ";" if header_line.count(";") > header_line.count(",") else ","
    records = read_records(text, delimiter, max_cell=_MAX_CELL)
    first = next(records, (1, []))[1]
    if isinstance(first, str):
        raise InputError(f"the header cannot be read: {first}", file=name, row=1)
    header = [single_line(cell) for cell in first]
    positions = _positions(header, name, shape, columns or {}, defaults or {})
    names = {column: header[position] for column, position in positions.items()}
    for number, (line, cells) in enumerate(records, start=2):
        if isinstance(cells, str):
            refusals.append(Refusal(name, number, None, cells))
            continue
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(header):
            message = f"has {len(cells)} cells, expected {len(header)} as in the header (line {line})"
            refusals.append(Refusal(name, number, None, message))
            continue
        values = dict(defaults or {})
        values.update(
            {c: cells[p] for c, p in positions.items() if p < len(cells) and (cells[p].strip() or c not in values)}
        )
        yield Row(Place(name, number), values, names)


_T = TypeVar("_T")


def collect(
    rows: Iterator[Row], make: Callable[[Row], _T], refusals: list[Refusal], *, key: Callable[[_T], object]
) -> list[_T]:
    """Return what `make` builds of the rows; refuse those that raise RowError and those whose key came before."""
    found: list[_T] = []
    seen: dict[object, int | None] = {}
    for row in rows:
        try:
            record = make(row)
        except RowError as error:
            refusals.append(Refusal(row.place.file, row.place.row, error.column, error.message))
            continue
        identity = key(record)
        if identity in seen:
            shown = identity if isinstance(identity, str) else " of ".join(str(part) for part in identity)  # type: ignore[attr-defined]
            message = f"id {_quote(shown)} stands already in row {seen[identity]}, expected each id once"
            refusals.append(Refusal(row.place.file, row.place.row, row.names.get("id", "id"), message))
            continue
        seen[identity] = row.place.row
        found.append(record)
    return found


def _positions(
    header: Sequence[str],
    name: str,
    shape: TableShape,
    columns: Mapping[str, str],
    defaults: Mapping[str, str],
) -> dict[str, int]:
    if not header or header == [""]:
        raise InputError("the file is empty, expected a header row with column names", file=name)
    known = (*shape.required, *shape.optional)
    for column in (*columns, *defaults):
        if column not in known:
            raise InputError(f"column {column!r} is not known here, expected one of {', '.join(known)}", file=name)
    doubled = sorted({cell for cell in header if cell and header.count(cell) > 1})
    if doubled:
        raise InputError(f"column {doubled[0]!r} stands twice in the header, expected each once", file=name, row=1)
    positions = {}
    for column in known:
        own = columns.get(column, column)
        if own in header:
            positions[column] = header.index(own)
        elif column in columns or (column in shape.required and column not in defaults):
            raise InputError(
                f"column {own!r} is missing, found {', '.join(repr(cell) for cell in header[:12] if cell)}",
                file=name,
                row=1,
            )
    return positions


def _read_text(path: Path, name: str) -> str:
    problem = problem_of(path, None, expected="a CSV file")
    if problem:
        raise InputError(f"the file {problem}", file=name)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"the file is larger than {MAX_BYTES // 1_000_000} MB", file=name)
        data = path.read_bytes()
    except OSError:
        raise InputError("the file cannot be opened: check that you may read it", file=name) from None
    if name.endswith(".gz"):
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
                data = stream.read(MAX_BYTES + 1)
        except (OSError, EOFError, zlib.error):
            raise InputError("the file cannot be unpacked: it is damaged or no .gz file", file=name) from None
        if len(data) > MAX_BYTES:
            raise InputError(f"the file is larger than {MAX_BYTES // 1_000_000} MB uncompressed", file=name)
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputError(
            f"line {line} is not {encoding.upper().removesuffix('-SIG')}, save the file as CSV UTF-8",
            file=name,
        ) from None
    if "\0" in text:
        raise InputError("the file holds zero bytes, expected a CSV text file", file=name)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _quote(text: str) -> str:
    shown = text if len(text) <= 60 else text[:57] + "…"
    return f'"{shown}"'
