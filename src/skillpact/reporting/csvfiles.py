"""Tables as CSV: UTF-8 with a mark that spreadsheets know, comma, CRLF; no cell that a spreadsheet would compute."""

from __future__ import annotations

import csv
import io
from datetime import date

from skillpact.reporting.table import Cell, Column, Remark, Table
from skillpact.reporting.view import View

# Full-width forms as well: some spreadsheets fold them.
_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")


def table_to_csv(view: View, table: Table) -> bytes:
    """Return the table with its column names as header. Money in euro with two decimals, dates as ISO 8601."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    for row in table.rows:
        writer.writerow([_field(view, cell, column) for cell, column in zip(row, table.columns, strict=True)])
    return stream.getvalue().encode("utf-8-sig", errors="replace")


def guard(text: str) -> str:
    """Return text that no spreadsheet takes for a formula: a leading =, +, -, @, tab or line end is quoted with '."""
    clean = text.replace("\0", "")
    return "'" + clean if clean.lstrip(" ").startswith(_FORMULA_STARTS) else clean


def _field(view: View, cell: Cell, column: Column) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Remark):
        return view.remark(cell)
    if isinstance(cell, str):
        return guard(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    if column.kind == "euro":
        sign, cents = ("-" if cell < 0 else ""), abs(int(cell))
        return f"{sign}{cents // 100}.{cents % 100:02d}"
    return repr(cell) if isinstance(cell, float) else str(cell)
