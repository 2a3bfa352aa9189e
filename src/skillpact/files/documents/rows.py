"""Documents given as rows, one each: JSON Lines and CSV. A row that cannot be used is refused and the rest goes on."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from skillpact.errors import InputError
from skillpact.files.csvrecords import read_records
from skillpact.files.documents.document import DEFAULT_LIMITS, Document, ReaderLimits, Role
from skillpact.files.documents.jsontext import JsonError, parse_json, text_of
from skillpact.files.documents.normalisation import normalise_line, normalise_text
from skillpact.records import Refusal

_LANGUAGE = re.compile(r"^([A-Za-z]{2,3})(?:[-_][A-Za-z0-9_-]{1,20})?$")
_LONGEST_ID = 200
_KNOWN = ("id", "text", "lang", "title")
_CHUNK_BYTES = 65_536
_EXPECTED = 'expected one object a line, {"id": …, "text": …}'


def iter_jsonl(
    stream: IO[bytes],
    name: str,
    *,
    role: Role | None = None,
    limits: ReaderLimits = DEFAULT_LIMITS,
    refuse_empty: bool = False,
) -> Iterator[Document | Refusal]:
    """Yield a document or a refusal for each line of `stream`, reading one line at a time, as for standard input.

    stream : bytes in UTF-8, for instance `sys.stdin.buffer`; name : what messages call it
    role : "talent" leaves out personal data and all keys but id, text, lang; otherwise further strings and numbers are
    kept as `fields`
    refuse_empty : refuse a row whose text is empty; else it gives a document with an empty text. Ids may not repeat.
    """
    rows = _Rows(name, "jsonl", role, limits, refuse_empty)
    for row, line in _iter_lines(stream, limits.row_bytes):
        if line is None:
            yield Refusal(name, row, None, f"the line is longer than {limits.row_bytes:,} bytes: split the text")
            continue
        if row == 1 and line.startswith((b"\xff\xfe", b"\xfe\xff")):
            yield Refusal(name, row, None, "found UTF-16, expected UTF-8: save the file as UTF-8")
            return
        if line.strip():
            yield rows.read_line(line, row)


def iter_objects(
    values: list[Any], name: str, *, role: Role | None, limits: ReaderLimits
) -> Iterator[Document | Refusal]:
    """Yield a document or a refusal for each value of a JSON list, counted from 1; empty texts are refused."""
    rows = _Rows(name, "jsonl", role, limits, refuse_empty=True)
    for row, value in enumerate(values, 1):
        yield rows.read_object(value, row)


def iter_csv(text: str, name: str, *, role: Role | None, limits: ReaderLimits) -> Iterator[Document | Refusal]:
    """Yield a document or a refusal for each data row (the header is row 1); the separator is comma, semicolon or tab.

    Raises InputError when the header lacks the columns `id` and `text` or names one twice.
    """
    first_line = next((line for line in io.StringIO(text) if line.strip()), "")
    separator = max(",;\t", key=lambda sign: (first_line.count(sign), sign == ","))
    records = read_records(text, separator, max_cell=limits.row_bytes)
    first = next(records, (1, []))[1]
    if isinstance(first, str):
        raise InputError(f"the header cannot be read: {first}", file=name, row=1)
    header = [normalise_line(cell).lower() for cell in first]
    if "id" not in header or "text" not in header:
        found = ", ".join(f"'{cell[:30]}'" for cell in header[:8])
        raise InputError(f"found the columns {found}; expected at least 'id' and 'text'", file=name, row=1)
    if len(set(header) - {""}) != len([cell for cell in header if cell]):
        raise InputError("a column stands twice in the header; expected each name once", file=name, row=1)
    rows = _Rows(name, "csv", role, limits, refuse_empty=True)
    for row, (_line, cells) in enumerate(records, start=2):
        if isinstance(cells, str):
            yield Refusal(name, row, None, cells)
            continue
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(header):
            yield Refusal(
                name,
                row,
                None,
                f"found {len(cells)} cells, expected {len(header)}: quote cells with separators",
            )
            continue
        value = {column: cell for column, cell in zip(header, cells, strict=False) if column and cell.strip()}
        yield rows.read_object(value, row)


def state_language(value: str | None) -> str | None:
    """Return "es" for "es", "ES" or "es-ES"; None for anything that is no language code."""
    match = _LANGUAGE.match((value or "").strip())
    return match.group(1).lower() if match else None


def _iter_lines(stream: IO[bytes], longest: int) -> Iterator[tuple[int, bytes | None]]:
    """Yield number and bytes of each line, None for one that is too long (it is read over in small pieces)."""
    row = 0
    while line := stream.readline(longest + 1):
        row += 1
        if len(line) > longest and not line.endswith(b"\n"):
            while (rest := stream.readline(_CHUNK_BYTES)) and not rest.endswith(b"\n"):
                pass
            yield row, None
        else:
            yield row, line


@dataclass(frozen=True, slots=True)
class _Rows:
    name: str
    kind: str
    role: Role | None
    limits: ReaderLimits
    refuse_empty: bool
    seen: set[str] = field(default_factory=set)

    def read_line(self, line: bytes, row: int) -> Document | Refusal:
        try:
            text = line.decode("utf-8-sig" if row == 1 else "utf-8")
        except UnicodeDecodeError:
            return Refusal(self.name, row, None, "the bytes are no UTF-8: save the file as UTF-8")
        if "\x00" in text:
            return Refusal(self.name, row, None, f"found a NUL byte; {_EXPECTED}")
        try:
            value = parse_json(text)
        except JsonError as error:
            return Refusal(self.name, row, None, f"found {error}; {_EXPECTED}")
        return self.read_object(value, row)

    def read_object(self, value: Any, row: int) -> Document | Refusal:
        if not isinstance(value, dict):
            return Refusal(self.name, row, None, f"found {_type_words(value)}; {_EXPECTED}")
        document_id = normalise_line(text_of(value.get("id")), longest=_LONGEST_ID + 1)
        if not document_id:
            found = "nothing" if "id" not in value else _type_words(value["id"])
            return Refusal(self.name, row, "id", f"found {found}, expected a text or number that names the document")
        if len(document_id) > _LONGEST_ID:
            return Refusal(self.name, row, "id", f"the id is longer than {_LONGEST_ID} characters")
        if document_id in self.seen:
            return Refusal(
                self.name, row, "id", f"'{document_id[:60]}' stands in an earlier row; expected each id once"
            )
        text = value.get("text", "" if self.kind == "csv" else None)
        if not isinstance(text, str):
            found = "nothing" if "text" not in value else _type_words(text)
            return Refusal(self.name, row, "text", f"found {found}, expected a text")
        if len(text) > self.limits.characters:
            return Refusal(
                self.name, row, "text", f"the text is longer than {self.limits.characters:,} characters: split it"
            )
        for column in ("lang", "title"):
            if value.get(column) is not None and not isinstance(value[column], str):
                return Refusal(self.name, row, column, f"found {_type_words(value[column])}, expected a text")
        language = value.get("lang") or None
        if language and state_language(language) is None:
            return Refusal(
                self.name,
                row,
                "lang",
                f"found '{normalise_line(language, longest=20)}', expected a language code such as 'es'",
            )
        self.seen.add(document_id)
        text = normalise_text(text)
        is_person = self.role == "talent"
        if is_person:
            from skillpact.files.privacy import strip_personal_data

            text = strip_personal_data(text)
        if self.refuse_empty and not text.strip():
            return Refusal(
                self.name, row, "text", f"found nothing{' beyond personal data' * is_person}, expected a text"
            )
        title = None if is_person else normalise_line(value.get("title") or "") or None
        further = {} if is_person else _further(value)
        return Document(document_id, self.kind, text, title, state_language(language), further)


def _further(value: Mapping[str, Any]) -> dict[str, str]:
    further: dict[str, str] = {}
    for key, item in value.items():
        if key not in _KNOWN and (line := normalise_line(text_of(item))) and (name := normalise_line(key, longest=60)):
            further[name] = line
    return further


def _type_words(value: object) -> str:
    if value is None:
        return "null"
    words = {
        bool: "true or false",
        str: "an empty text",
        int: "a number",
        float: "a number",
        list: "a list",
        dict: "an object",
    }
    return words.get(type(value), "something else")
