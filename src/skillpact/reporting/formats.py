"""How a cell looks to people: numbers grouped, money in euro, levels in words, remarks in words."""

from __future__ import annotations

from datetime import date

from skillpact.reporting.table import Cell, Column, Remark
from skillpact.reporting.view import View

NARROW_SPACE = "\u202f"  # groups thousands in every language


def show(view: View, cell: Cell, column: Column) -> str:
    """Return what stands in an HTML table; empty where nothing applies."""
    if cell is None:
        return ""
    if isinstance(cell, Remark):
        return view.remark(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str):
        return cell
    if column.kind == "euro":
        return euro(view, int(cell))
    if column.kind == "level":
        return view.level(float(cell))
    return number(view, cell)


def number(view: View, value: int | float) -> str:
    """Return a number with thousands grouped and up to four decimals, with the mark of the report's language."""
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.4f}".rstrip("0").rstrip(".")
    mark = "." if view.written_in == "en" else ","
    return text.replace(",", NARROW_SPACE).replace(".", mark)


def euro(view: View, cents: int) -> str:
    """Return an amount in euro, with cents only where there are any."""
    text = f"{cents / 100:,.2f}".removesuffix(".00")
    mark = "." if view.written_in == "en" else ","
    return text.replace(",", NARROW_SPACE).replace(".", mark) + "\u00a0€"
