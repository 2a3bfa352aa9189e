"""The text of a Word document (DOCX): paragraphs, tables, text boxes, in the order of the file."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from skillpact.errors import InputError
from skillpact.files.documents.archive import check_archive
from skillpact.files.documents.document import ReaderLimits
from skillpact.files.documents.encoding import too_long

if TYPE_CHECKING:
    from lxml.etree import _Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PARAGRAPH, _TABLE, _ROW, _CELL = f"{_W}p", f"{_W}tbl", f"{_W}tr", f"{_W}tc"
_TEXT_BOX = f"{_W}txbxContent"
_SIGNS = {
    f"{_W}tab": "\t",
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "-",
    f"{_W}softHyphen": "\u00ad",
}
_DELETED = {f"{_W}del", f"{_W}moveFrom", _FALLBACK}
# What zipfile, lxml and python-docx raise on a damaged file; SyntaxError is lxml's.
_BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    NotImplementedError,
    OSError,
    EOFError,
    LookupError,
    AttributeError,
    TypeError,
    UnicodeError,
    AssertionError,
    SyntaxError,
    zlib.error,
    lzma.LZMAError,
)
_BROKEN_WORDS = "the Word document is broken: expected a complete DOCX: save or send it again"
_SHORT_CELL = 80
_PROLOGUE_BYTES = 4096


@dataclass(frozen=True, slots=True)
class WordContent:
    """text : one line a paragraph, short table rows joined by " | "; title, author, language : as the file states."""

    text: str
    title: str | None
    author: str | None
    language: str | None


def read_word(data: bytes, *, file: str, limits: ReaderLimits) -> WordContent:
    """Return what a DOCX says. Page headers, footers and notes are left out, deleted text too; text boxes are read.

    Raises InputError when it is broken, encrypted, a zip bomb, holds a DTD, or is no Word document.
    """
    check_archive(data, file=file, limits=limits)
    _check_prologues(data, file=file)
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        document = docx.Document(io.BytesIO(data))
        body = document.element.body
    except (PackageNotFoundError, *_BROKEN) as error:
        raise InputError(_BROKEN_WORDS, file=file) from error
    except ValueError as error:
        if "content type" not in str(error):
            raise InputError(_BROKEN_WORDS, file=file) from error
        raise InputError(
            "found a Word template or macro document, expected a Word document (DOCX): save it as DOCX",
            file=file,
        ) from error
    if body is None:
        raise InputError(_BROKEN_WORDS, file=file)
    lines: list[str] = []
    n_characters = 0
    for line in _iter_lines(body):
        n_characters += len(line)
        if n_characters > limits.characters:
            raise too_long(file, limits.characters)
        lines.append(line)
    return WordContent("\n".join(lines), *_stated(document))


def _check_prologues(data: bytes, *, file: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                if entry.filename.lower().endswith((".xml", ".rels")):
                    with archive.open(entry) as part:
                        head = part.read(_PROLOGUE_BYTES).replace(b"\x00", b"")  # UTF-16 shows its ASCII letters too
                        if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                            raise InputError(
                                "found a DTD or entity declaration inside the Word document: save it again",
                                file=file,
                            )
    except (*_BROKEN, ValueError) as error:
        raise InputError(_BROKEN_WORDS, file=file) from error


def _iter_lines(body: _Element) -> Iterator[str]:
    """Yield a line for each paragraph and for each table row of short cells, without recursion over the tree."""
    stack: list[_Element] = [body]
    while stack:
        element = stack.pop()
        if element.tag in _DELETED:
            continue
        if element.tag == _PARAGRAPH:
            yield _paragraph_text(element)
            stack.extend(reversed(_text_boxes(element)))
        elif element.tag == _ROW and (line := _row_line(element)) is not None:
            yield line
        else:
            stack.extend(reversed([child for child in element if isinstance(child.tag, str)]))


def _text_boxes(paragraph: _Element) -> list[_Element]:
    """Return the outermost text boxes anchored in a paragraph; the copies for old programs are left out."""
    found: list[_Element] = []
    stack = list(reversed(paragraph))
    while stack:
        element = stack.pop()
        if element.tag == _TEXT_BOX:
            found.append(element)
        elif element.tag not in _DELETED:
            stack.extend(reversed(element))
    return found


def _row_line(row: _Element) -> str | None:
    """Return a row as one line where every cell is a single short paragraph, else None: a table used for layout."""
    cells = [cell for cell in row if cell.tag == _CELL]
    texts: list[str] = []
    for cell in cells:
        if next(cell.iter(_TABLE), None) is not None or next(cell.iter(_TEXT_BOX), None) is not None:
            return None
        paragraphs = [text for text in (_paragraph_text(p).strip() for p in cell.iter(_PARAGRAPH)) if text]
        if len(paragraphs) > 1 or (paragraphs and (len(paragraphs[0]) > _SHORT_CELL or "\n" in paragraphs[0])):
            return None
        if paragraphs and (not texts or texts[-1] != paragraphs[0]):
            texts.append(paragraphs[0])
    return " | ".join(texts) if len(cells) > 1 else None


def _paragraph_text(paragraph: _Element) -> str:
    parts: list[str] = []
    stack = list(reversed(paragraph))
    while stack:
        element = stack.pop()
        tag = element.tag
        if tag in _DELETED or tag == _TEXT_BOX:
            continue
        if tag == f"{_W}t":
            parts.append(element.text or "")
        elif tag in _SIGNS:
            # `w:tab` also stands in paragraph settings, where it is no sign.
            parts.append(_SIGNS[tag])
        elif tag != f"{_W}pPr":
            stack.extend(reversed(element))
    return "".join(parts)


def _stated(document: object) -> tuple[str | None, str | None, str | None]:
    try:
        properties = document.core_properties  # type: ignore[attr-defined]
        values = [str(v or "").strip() or None for v in (properties.title, properties.author, properties.language)]
    except Exception:  # broken properties do not make the text worse; python-docx raises what lxml and dates raise
        return None, None, None
    return values[0], values[1], values[2]
