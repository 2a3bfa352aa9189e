"""Splits the text of a CSV table into records. A quote that is never closed is told and swallows nothing unnoticed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

MAX_CELL_LINES = 400
# How the csv module begins its errors.
_TOO_LARGE, _END = "field larger than field limit", "unexpected end of data"


def read_records(text: str, delimiter: str, *, max_cell: int) -> Iterator[tuple[int, list[str] | str]]:
    """Yield (first line, cells) of each record, or (first line, reason) of one that cannot be read.

    text : line ends of any kind; delimiter : one character; max_cell : the longest cell in characters
    The first record is the header, and the place of a record in the sequence is its row. After a reason the rest goes
    on where it can be told apart; else the reason says which lines are not read.
    """
    csv.field_size_limit(max(csv.field_size_limit(), max_cell))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    row = 0
    while True:
        first = reader.line_num + 1
        row += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield first, _reason(str(error), row, first, reader.line_num)
            if str(error).startswith(_TOO_LARGE):
                return  # it broke off inside a cell, and what follows is no row
            continue
        longest = max((max(cell.count("\n"), cell.count("\r")) + 1 for cell in cells), default=0)
        if longest > MAX_CELL_LINES:
            yield (
                first,
                (
                    f"a quote opened in row {row} is closed only {longest} lines later, expected cells of at most "
                    f"{MAX_CELL_LINES} lines; lines {first} to {reader.line_num} are not read"
                ),
            )
        else:
            yield first, cells


def _reason(error: str, row: int, first: int, last: int) -> str:
    if error.startswith(_TOO_LARGE):
        return f"a cell is too long, perhaps a quote is never closed; what follows line {first} is not read"
    if last > first or error.startswith(_END):
        lost = f"; lines {first} to {last} are not read" if last > first else ""
        return f"a quote opened in row {row} is never closed, expected one at the end of its cell{lost}"
    if "expected after" in error:
        return 'text stands behind a closing quote, expected quotes around the whole cell and "" for a quote in it'
    return f"cannot be read as CSV ({error}), expected quotes around cells with separators and line breaks"
