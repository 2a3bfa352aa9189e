"""What a file is, told by its content; its name only decides between two kinds of text."""

from __future__ import annotations

import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path, PurePath

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..errors import DomainError

HEAD_BYTES = 8192
# As the engine's reader has them (docs/guide/documents.md): larger is no document but a trap.
ZIP_BYTES, ZIP_RATIO, ZIP_PARTS = 200_000_000, 100, 2_000
_RATIO_FROM_BYTES = 10_000_000


@dataclass(frozen=True)
class Kind:
    """A kind of file: its name for people, its media type and the ending a download gets."""

    words: str | Promise
    media_type: str
    suffix: str


KINDS = {
    "pdf": Kind("PDF", "application/pdf", ".pdf"),
    "docx": Kind("DOCX", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"),
    "odt": Kind("ODT", "application/vnd.oasis.opendocument.text", ".odt"),
    "xlsx": Kind("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"),
    "html": Kind("HTML", "text/html", ".html"),
    "xml": Kind("XML", "application/xml", ".xml"),
    "json": Kind("JSON", "application/json", ".json"),
    "csv": Kind("CSV", "text/csv", ".csv"),
    "txt": Kind(gettext_lazy("plain text"), "text/plain", ".txt"),
    "png": Kind("PNG", "image/png", ".png"),
    "jpeg": Kind("JPEG", "image/jpeg", ".jpg"),
}
_MAGIC = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg"))
_MARKS = (b"\xff\xfe", b"\xfe\xff")
_TABLE_SUFFIXES = {".csv", ".tsv"}


def find_kind(path: Path, *, filename: str, accepted: Collection[str]) -> str:
    """Return which of the accepted kinds a file is.

    Raises DomainError where it is none of them, or an archive that would unpack to much more than it is.
    """
    with open(path, "rb") as stream:
        head = stream.read(HEAD_BYTES)
    kind, words = _look(path, head)
    if kind == "txt" and "csv" in accepted:
        is_table = PurePath(filename).suffix.lower() in _TABLE_SUFFIXES or "txt" not in accepted
        kind = "csv" if is_table else "txt"
    if kind == "xml" and "xml" not in accepted and "html" in accepted and b"<html" in head.lower():
        kind = "html"
    if kind in accepted:
        return kind
    raise refusal(words or str(KINDS[kind].words), accepted)


def refusal(found: str, accepted: Collection[str]) -> DomainError:
    """Return the error for a file of another kind."""
    expected = ", ".join(str(KINDS[kind].words) for kind in accepted)
    sentence = _("This file is %(found)s, and here we need one of: %(expected)s. Choose the original document.")
    message = sentence % {"found": found, "expected": expected}
    return DomainError(message, fields={"file": message})


def _look(path: Path, head: bytes) -> tuple[str, str]:
    """Return the kind, or "" and what it is in words."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"%PDF-") or (b"\n%PDF-" in head[:1024] and not start.startswith((b"<", b"{", b"PK"))):
        return "pdf", ""
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind, ""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _look_into_zip(path)
    if head.startswith(_MARKS):
        start = head[2:].replace(b"\x00", b"").lstrip()
    elif b"\x00" in head or _is_program(head):
        return "", _name_binary(head)
    return _look_at_text(start.lower()), ""


def _is_program(head: bytes) -> bool:
    return head.startswith((b"\x7fELF", b"MZ", b"{\\rtf", b"%!PS", b"Rar!", b"GIF8"))


def _look_at_text(start: bytes) -> str:
    if start.startswith((b"{", b"[")):
        return "json"
    if start.startswith(b"<"):
        if start.startswith(b"<!doctype html") or b"<html" in start[:2000]:
            return "html"
        return "xml" if start.startswith((b"<?xml", b"<!doctype", b"<!entity")) else "html"
    return "txt"


def _look_into_zip(path: Path) -> tuple[str, str]:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            refuse_bomb(parts, path.stat().st_size)
            names = {part.filename for part in parts}
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                return "", _("an Office document with macros")
            if "word/document.xml" in names:
                return "docx", ""
            if "xl/workbook.xml" in names:
                return "xlsx", ""
            if "mimetype" in names and archive.read("mimetype")[:60] == KINDS["odt"].media_type.encode():
                return "odt", ""
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError):
        return "", _("a damaged archive")
    return "", _("a ZIP archive")


def refuse_bomb(parts: list[zipfile.ZipInfo], size_bytes: int) -> None:
    """Raise DomainError for an archive that says it unpacks to more than any document does. Nothing is unpacked."""
    unpacked = sum(part.file_size for part in parts)
    is_dense = unpacked > _RATIO_FROM_BYTES and unpacked > ZIP_RATIO * max(1, size_bytes)
    if len(parts) > ZIP_PARTS:
        n_parts = len(parts)
        message = ngettext(
            "This file is an archive of %(n)d part, more than a document has. Save it again as PDF.",
            "This file is an archive of %(n)d parts, more than a document has. Save it again as PDF.",
            n_parts,
        ) % {"n": n_parts}
        raise DomainError(message, fields={"file": message})
    if unpacked > ZIP_BYTES or is_dense:
        message = _(
            "This file would unpack to %(size)d MB, far more than a document holds, so it was not opened. Save it "
            "again as PDF."
        ) % {"size": unpacked // 1_000_000}
        raise DomainError(message, fields={"file": message})


def _name_binary(head: bytes) -> str:
    """Return what a file most likely is, in words, for a message; nothing is decided by it."""
    import puremagic

    try:
        names = [match.name for match in puremagic.magic_string(head) if match.name]
    except (puremagic.PureError, ValueError):
        names = []
    name = " ".join(str(names[0]).split())[:60] if names else ""
    if name and name.isprintable():
        return _("another kind of file (%(name)s)") % {"name": name}
    return _("another kind of file")
