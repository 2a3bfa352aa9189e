"""Reads a table by its shape: every row becomes values, or a problem with its place."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from .cells import CellError, read_cell, shown
from .contents import read_content, unusable
from .shapes import Column, Problem, Row, Shape, Table
from .shifts import find_shift


def read_table(shape: Shape, file: Any) -> Table:
    """Return the rows and problems of a file.

    file : bytes, or an opened or uploaded file; told by its content: CSV (UTF-8, UTF-16, Latin-1; separated by
    semicolon, comma or tab), XLSX (first sheet) or JSON (list of objects)
    Raises DomainError where the file as a whole cannot be used: empty, too large, no table, a required column missing.
    """
    content = read_content(file if isinstance(file, bytes) else read_bytes(shape, file), shape)
    records = [(number, record) for number, record in enumerate(content.records, 1) if any(c.strip() for c in record)]
    if not records:
        raise unusable(_("The file is empty, expected a header row with column names."))
    (header_row, header), *rest = records
    positions, problems = _find_columns(shape, header, header_row)
    if not rest:
        raise unusable(_("The file has a header and no rows below it."))
    by_position = {position: column for column, position in positions}
    found, refused = [], []
    for number, record in rest:
        row, errors = _read_row(shape, by_position, len(header), number, record)
        if row:
            found.append(row)
        refused.append((number, record, errors))
    failing = [(number, record) for number, record, errors in refused if errors]
    sentence, shifted = find_shift(by_position, len(header), failing)
    if sentence:
        problems.append(Problem(None, None, sentence))
    # One sentence stands for all rows that are shifted alike.
    problems += [error for number, _record, errors in refused if number not in shifted for error in errors]
    return Table(
        rows=found,
        problems=problems,
        n_rows=len(rest),
        columns=frozenset(column.name for column, _position in positions),
        notes=content.notes,
    )


def read_bytes(shape: Shape, file: Any) -> bytes:
    """Return the bytes of an opened file; one more than allowed is enough to know that it is too large."""
    file.seek(0)
    return bytes(file.read(shape.max_bytes + 1))


def _find_columns(
    shape: Shape, header: Sequence[str], header_row: int
) -> tuple[list[tuple[Column, int]], list[Problem]]:
    names = [_plain_name(cell) for cell in header]
    doubled = next((name for name in names if name and names.count(name) > 1), None)
    if doubled:
        raise unusable(
            _("The column %(name)s stands twice in the header, expected each once.") % {"name": shown(doubled)}
        )
    known = {_plain_name(column.name): column for column in shape.columns}
    positions = [(known[name], position) for position, name in enumerate(names) if name in known]
    unknown = [(position, name) for position, name in enumerate(names) if name and name not in known]
    present = {column.name for column, _position in positions}
    missing = [column.name for column in shape.columns if column.is_required and column.name not in present]
    if missing:
        message = _("The column %(missing)s is missing in the header; found: %(found)s.")
        shown_names = ", ".join(shown(header[position]) for position, name in enumerate(names) if name)
        raise unusable(message % {"missing": ", ".join(missing), "found": shown_names[:600]})
    free = [_plain_name(name) for name in shape.column_names if name not in present]
    problems = [
        Problem(header_row, " ".join(header[position].split())[:60], _unknown(name, free or list(known)))
        for position, name in unknown
    ]
    return positions, problems


def _unknown(name: str, names: Sequence[str]) -> str:
    near = difflib.get_close_matches(name[:100], names, n=1, cutoff=0.6)
    if near:
        return _("is no known column and is not read; did you mean %(near)s?") % {"near": near[0]}
    return _("is no known column and is not read; known are %(names)s.") % {"names": ", ".join(names)}


def _plain_name(cell: str) -> str:
    return "_".join(cell.strip().strip("'\ufeff").casefold().replace("-", " ").replace("_", " ").split())


def _read_row(
    shape: Shape, columns: dict[int, Column], n_header: int, number: int, record: Sequence[str]
) -> tuple[Row | None, list[Problem]]:
    if any(cell.strip() for cell in record[n_header:]):
        message = _("has %(found)s cells, expected %(expected)s as in the header: is a separator within a text?")
        return None, [Problem(number, None, message % {"found": len(record), "expected": n_header})]
    values: dict[str, Any] = {}
    problems = []
    for position, column in columns.items():
        try:
            values[column.name] = read_cell(column, record[position] if position < len(record) else "")
        except CellError as error:
            problems.append(Problem(number, column.name, str(error)))
    if problems:
        return None, problems
    for column in shape.columns:
        if column.name not in values:
            values[column.name] = {"text": "", "uris": []}.get(column.kind)
    return Row(number, values), []
