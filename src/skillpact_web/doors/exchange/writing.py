"""Writes a table so that it can be read again: CSV, XLSX and JSON, a part at a time, without formulas."""

from __future__ import annotations

import csv
import io
import json
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

from ...errors import DomainError
from .cells import write_cell
from .shapes import Column, Shape

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
_PART = 64_000
_NUMBERS = frozenset({"whole", "decimal"})
_MAX_XLSX_CELL = 32_767
Rows = Iterable[Mapping[str, Any]]


def write_table(shape: Shape, rows: Rows, form: str) -> bytes:
    """Return the file as bytes. rows : column name → value as `cells` says; form : csv, xlsx or json."""
    return b"".join(stream_table(shape, rows, form))


def stream_table(shape: Shape, rows: Rows, form: str) -> Iterator[bytes]:
    """Yield the file in parts. Raises DomainError for another form."""
    writers = {"csv": _stream_csv, "xlsx": _stream_xlsx, "json": _stream_json}
    if form not in writers:
        message = _("The form is %(found)s, expected csv, xlsx or json.") % {"found": form[:20]}
        raise DomainError(message, fields={"format": message})
    return writers[form](shape, rows)


def download(shape: Shape, rows: Rows, form: str, *, name: str = "") -> StreamingHttpResponse:
    """Return the file as a download. name : without its ending, the shape's where empty."""
    parts = stream_table(shape, rows, form)
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", name or shape.name).strip("-") or "table"
    return StreamingHttpResponse(
        parts,
        content_type=CONTENT_TYPES[form],
        headers={
            "Content-Disposition": f'attachment; filename="{plain}.{form}"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


def _stream_csv(shape: Shape, rows: Rows) -> Iterator[bytes]:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    # The mark at the start lets spreadsheets read UTF-8.
    buffer.write("\ufeff")
    writer.writerow(shape.column_names)
    for row in rows:
        writer.writerow([write_cell(column, row.get(column.name)) for column in shape.columns])
        if buffer.tell() > _PART:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _stream_json(shape: Shape, rows: Rows) -> Iterator[bytes]:
    yield b"["
    separator = "\n"
    for row in rows:
        values = {column.name: _json_value(column, row.get(column.name)) for column in shape.columns}
        yield (separator + json.dumps(values, ensure_ascii=False)).encode()
        separator = ",\n"
    yield b"\n]\n"


def _json_value(column: Column, value: Any) -> Any:
    if value is None or column.kind in ("whole", "yes_no", "uris"):
        return value
    if column.kind in ("text", "choice"):
        # Read back, the mark of a guarded text is undone: a text that looks guarded is guarded once more.
        return write_cell(column, value) if str(value).startswith("'") else str(value)
    return write_cell(column, value)


def _stream_xlsx(shape: Shape, rows: Rows) -> Iterator[bytes]:
    import xlsxwriter

    with tempfile.TemporaryFile() as file:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        with xlsxwriter.Workbook(file, options) as book:
            sheet = book.add_worksheet()
            sheet.freeze_panes(1, 0)
            for position, column in enumerate(shape.columns):
                sheet.write_string(0, position, column.name)
            for number, row in enumerate(rows, 1):
                for position, column in enumerate(shape.columns):
                    text = write_cell(column, row.get(column.name))
                    if column.kind in _NUMBERS and text and len(text) <= 15:
                        sheet.write_number(number, position, float(text))
                    elif text:
                        sheet.write_string(number, position, text[:_MAX_XLSX_CELL])
        file.seek(0)
        while part := file.read(_PART):
            yield part
