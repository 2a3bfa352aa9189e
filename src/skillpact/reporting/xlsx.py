"""The same tables as one workbook, a sheet each. Texts are written as texts, never as formulas or links."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from skillpact.reporting.table import Cell, Column, Remark, Table
from skillpact.reporting.view import View

_ROWS_AT_MOST = 1_048_575  # of one sheet, without the header
_CHARACTERS_AT_MOST = 32_767  # of one cell
_UNUSED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CREATED = datetime(2000, 1, 1, tzinfo=UTC)  # no clock in an output: the same tables give the same bytes


def tables_to_xlsx(view: View, tables: Sequence[Table], about: Sequence[tuple[str, str]]) -> bytes:
    """Return a workbook whose first sheet says what it is (`about`: pairs of words), then one sheet a table."""
    import xlsxwriter

    _ = view.say
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties({"title": "Skillpact", "created": _CREATED.replace(tzinfo=None)})
    formats = {
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "bold": book.add_format({"bold": True}),
        "text": book.add_format({"valign": "top"}),
        "euro": book.add_format({"num_format": "#,##0.00", "valign": "top"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
    }
    first = book.add_worksheet("read me")
    first.set_column(0, 0, 26)
    first.set_column(1, 1, 90)
    lines = [*about, ("", ""), (_("sheet"), _("what it holds")), *((t.id, f"{t.title}. {t.note}") for t in tables)]
    for number, (name, text) in enumerate(lines):
        first.write_string(number, 0, _clean(name), formats["bold"])
        first.write_string(number, 1, _clean(text))
    for table in tables:
        _write_sheet(view, book.add_worksheet(table.id[:31]), table, formats)
    book.close()
    return stream.getvalue()


def _write_sheet(view: View, sheet: Any, table: Table, formats: dict[str, Any]) -> None:
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, column.name, formats["head"])
        shown = [len(_text(view, row[place])) for row in table.rows[:200]]
        sheet.set_column(place, place, min(60, max([10, len(column.name) + 3, *shown])))
    for number, row in enumerate(table.rows[:_ROWS_AT_MOST], start=1):
        for place, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
            _write_cell(view, sheet, (number, place), cell, column, formats)
    sheet.autofilter(0, 0, min(len(table.rows), _ROWS_AT_MOST), len(table.columns) - 1)


def _write_cell(
    view: View, sheet: Any, place: tuple[int, int], cell: Cell, column: Column, formats: dict[str, Any]
) -> None:
    if cell is None:
        return
    if isinstance(cell, date):
        sheet.write_datetime(*place, datetime(cell.year, cell.month, cell.day), formats["date"])  # noqa: DTZ001
    elif isinstance(cell, int | float):
        is_money = column.kind == "euro"
        sheet.write_number(*place, cell / 100 if is_money else cell, formats["euro" if is_money else "text"])
    else:
        sheet.write_string(*place, _clean(_text(view, cell)), formats["text"])


def _text(view: View, cell: Cell) -> str:
    if cell is None:
        return ""
    return view.remark(cell) if isinstance(cell, Remark) else str(cell)


def _clean(text: str) -> str:
    clean = _UNUSED.sub(" ", text)
    return clean if len(clean) <= _CHARACTERS_AT_MOST else clean[: _CHARACTERS_AT_MOST - 1] + "…"
