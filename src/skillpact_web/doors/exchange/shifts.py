"""Recognises rows whose values stand in the wrong columns, so that one sentence says it and not a hundred."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from .cells import CellError, read_cell
from .shapes import Column

_LEAST_ROWS = 3
_SAMPLE = 200
_WIDEST = 3
# A text takes any value, so that only the other kinds can tell that a value is in its place.
_TELLING = frozenset({"whole", "decimal", "money", "date", "yes_no", "choice", "level", "uris"})


def find_shift(
    columns: Mapping[int, Column], n_header: int, failing: Sequence[tuple[int, Sequence[str]]]
) -> tuple[str, frozenset[int]]:
    """Return a sentence where most failing rows would do with their values moved the same way, and their numbers.

    columns : position → column; failing : (row number, cells) of the rows that cannot be used
    Returns ("", no rows) where there is no such pattern.
    """
    telling = {position: column for position, column in columns.items() if column.kind in _TELLING}
    if len(failing) < _LEAST_ROWS or len(telling) < 2:
        return "", frozenset()
    sample = failing[:_SAMPLE]
    moves = Counter(move for _number, cells in sample if (move := _move_of(telling, n_header, cells)))
    if not moves:
        return "", frozenset()
    # The most frequent move; among equals the smallest, that begins furthest left.
    step, start = max(moves, key=lambda move: (moves[move], -abs(move[0]), -move[1], move[0]))
    rows = frozenset(number for number, cells in failing if _fits(telling, n_header, cells, step, start))
    if len(rows) < _LEAST_ROWS or len(rows) * 2 < len(failing):
        return "", frozenset()
    column = columns.get(start)
    values = {
        "n_rows": len(rows),
        "first": min(rows),
        "column": column.name if column else str(start + 1),
        "n": abs(step),
    }
    if step > 0:
        sentence = _(
            "In %(n_rows)s rows (the first is row %(first)s) the values from the column %(column)s on stand too far "
            "right by %(n)s: look for a separator within a text or number, or for a cell too many."
        )
    else:
        sentence = _(
            "In %(n_rows)s rows (the first is row %(first)s) the values from the column %(column)s on stand too far "
            "left by %(n)s: look for a missing separator or a cell that was deleted."
        )
    return sentence % values, rows


def _move_of(telling: Mapping[int, Column], n_header: int, cells: Sequence[str]) -> tuple[int, int] | None:
    """Return (step, first position) of the smallest move after which every cell is right; a step right is positive."""
    for n_steps in range(1, _WIDEST + 1):
        for step in (n_steps, -n_steps):
            for start in range(n_header):
                if _fits(telling, n_header, cells, step, start):
                    return step, start
    return None


def _fits(telling: Mapping[int, Column], n_header: int, cells: Sequence[str], step: int, start: int) -> bool:
    """Return whether the cells are right after the move is undone: those of a step right go, gaps fill a step left."""
    gap = [""] * -step if step < 0 else []
    back = [*cells[:start], *gap, *cells[start + max(step, 0) :]]
    if any(cell.strip() for cell in back[n_header:]):
        return False
    n_told = 0
    for position, column in telling.items():
        text = back[position] if position < len(back) else ""
        if text.strip():
            try:
                read_cell(column, text)
            except CellError:
                return False
            n_told += 1
    return n_told >= 2
