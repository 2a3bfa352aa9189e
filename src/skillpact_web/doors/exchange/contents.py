"""From the bytes of a file to rows of texts: CSV in its encodings, XLSX within limits, JSON."""

from __future__ import annotations

import csv
import io
import json
import math
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from ...errors import DomainError
from .cells import write_decimal
from .shapes import Shape

MAX_COLUMNS = 200
MAX_UNPACKED = 100_000_000
_MAX_PARTS = 1_000
_MAX_CELL = 200_000
_DELIMITERS = ";,\t"
_CODED = re.compile("_x([0-9A-Fa-f]{4})_")
_CONTROL, _ODD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]"), re.compile("[\x80-\x9f]")


@dataclass(frozen=True)
class Content:
    """Rows of texts, the header first. notes : how they were read, where that was not as expected"""

    records: list[list[str]]
    notes: tuple[str, ...] = ()


def unusable(message: str) -> DomainError:
    """Return the refusal of a whole file."""
    return DomainError(message, fields={"file": message})


def read_content(data: bytes, shape: Shape) -> Content:
    """Return the rows of a file, told by its content and not by its name. Raises DomainError."""
    if len(data) > shape.max_bytes:
        raise unusable(
            _("The file has %(found)s MB, expected at most %(most)s MB: split it.")
            % {"found": round(len(data) / 1e6, 1), "most": round(shape.max_bytes / 1e6, 1)}
        )
    if not data.strip():
        raise unusable(_("The file is empty, expected a header row with column names."))
    if data[:4] == b"PK\x03\x04":
        return Content(_rows(_read_xlsx(data), shape))
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise unusable(_("The file is an old or a locked Excel workbook, expected XLSX, CSV or JSON: save it as XLSX."))
    text, notes = _decode(data)
    if text.lstrip()[:1] in ("[", "{"):
        return Content(_rows(_read_json(text), shape), notes)
    return Content(_rows(_read_csv(text, shape), shape), notes)


def _rows(records: Iterable[list[str]], shape: Shape) -> list[list[str]]:
    """Return the records, checked against the limits. The header is one row more."""
    found = list(islice(records, shape.max_rows + 2))
    if len(found) > shape.max_rows + 1:
        raise unusable(
            _("The file has more than %(most)s rows, expected at most so many: split it.") % {"most": shape.max_rows}
        )
    if max((len(record) for record in found), default=0) > MAX_COLUMNS:
        raise unusable(_("The file has more than %(most)s columns.") % {"most": MAX_COLUMNS})
    return found


def _decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    elif data[:200].count(b"\0") > len(data[:200]) // 4:
        encodings = ["utf-16-le" if data[1:2] == b"\0" else "utf-16-be"]
    else:
        encodings = ["utf-8-sig", "cp1252", "latin-1"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text) or (encoding == "latin-1" and _ODD.search(text)):
            continue
        if encoding in ("cp1252", "latin-1"):
            note = _("The file is not UTF-8 and was read as Latin-1 (Windows): check letters with accents below.")
            return text, (note,)
        return text, ()
    raise unusable(_("The file is no table of text, expected CSV, XLSX or JSON."))


def _read_csv(text: str, shape: Shape) -> Iterator[list[str]]:
    csv.field_size_limit(max(csv.field_size_limit(), _MAX_CELL))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text, shape), strict=True)
    n_rows = 0
    while True:
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error:
            message = _("Row %(row)s cannot be read: a quote is not closed, or text stands behind a closing quote.")
            raise unusable(message % {"row": n_rows + 1}) from None
        n_rows += 1
        yield record


def _delimiter(text: str, shape: Shape) -> str:
    """Return the separator under which the header names most columns; ties by how often it stands there."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    known = {name.casefold() for name in shape.column_names}

    def points(delimiter: str) -> tuple[int, int]:
        cells = {cell.strip(' "').casefold() for cell in header.split(delimiter)}
        return len(cells & known), header.count(delimiter)

    return max(_DELIMITERS, key=points)


def _read_json(text: str) -> Iterator[list[str]]:
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise unusable(_("The file is broken JSON (line %(line)s).") % {"line": line}) from None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise unusable(_('The JSON is no list of objects, expected [{"column": "value"}, …].'))
    names = list(dict.fromkeys(name for row in rows for name in row))
    yield names
    for row in rows:
        yield [_json_text(row.get(name)) for name in names]


def _json_text(value: Any) -> str:
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return " ".join(value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return _plain(value)


def _plain(value: Any) -> str:
    """Return a cell of a workbook or of JSON as the text that a person would have written."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and math.isfinite(value):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else write_decimal(Decimal(repr(value)))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _workbook_text(value: Any) -> str:
    """Return a cell's text; a workbook writes some characters by their code, which openpyxl leaves so."""
    return _CODED.sub(lambda found: chr(int(found[1], 16)), value) if isinstance(value, str) else _plain(value)


def _read_xlsx(data: bytes) -> Iterator[list[str]]:
    _check_archive(data)
    from openpyxl import load_workbook

    try:
        with closing(load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)) as book:
            if not book.worksheets:
                raise unusable(_("The workbook has no sheet with rows."))
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # what a file says of its own size is not believed
            for row in sheet.iter_rows(values_only=True):
                if any(value is not None for value in row[MAX_COLUMNS:]):
                    raise unusable(_("The file has more than %(most)s columns.") % {"most": MAX_COLUMNS})
                cells = [_workbook_text(value) for value in row[:MAX_COLUMNS]]
                while cells and not cells[-1]:
                    cells.pop()
                yield cells
    except DomainError:
        raise
    except Exception as error:  # a damaged workbook fails in many ways
        raise unusable(_("The workbook is damaged or no XLSX: save it anew or send CSV.")) from error


def _check_archive(data: bytes) -> None:
    """Refuse archives that unpack to too much, or whose parts define entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                message = _("The workbook unpacks to more than %(most)s MB, expected a plain table.")
                raise unusable(message % {"most": MAX_UNPACKED // 1_000_000})
            for part in parts:
                # zipfile reads no more than a part claims, so that the sum above holds.
                with archive.open(part) as stream:
                    start = stream.read(4_096).replace(b"\0", b"")
                if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
                    raise unusable(_("The workbook defines entities, expected a plain table: save it anew."))
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, zlib.error):
        raise unusable(_("The workbook is damaged or locked: save it anew or send CSV.")) from None
