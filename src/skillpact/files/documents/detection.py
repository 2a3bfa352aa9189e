"""What a file is, told by its first bytes; its name only says what was expected."""

from __future__ import annotations

import re
from pathlib import PurePath

from skillpact.errors import InputError

FORMAT_WORDS = {
    "pdf": "a PDF",
    "zip": "a zip archive",
    "xml": "an XML file",
    "html": "an HTML page",
    "json": "a JSON file",
    "text": "plain text",
}
# What a name promises. Other names promise nothing: then the content alone decides.
_PROMISES: dict[str, tuple[str, str]] = {
    ".pdf": ("pdf", "a PDF"),
    ".docx": ("zip", "a Word document (DOCX)"),
    ".html": ("html", "an HTML page"),
    ".htm": ("html", "an HTML page"),
    ".xhtml": ("html", "an HTML page"),
    ".xml": ("xml", "an XML file"),
    ".json": ("json", "a JSON file"),
    ".jsonld": ("json", "a JSON-LD file"),
    ".jsonl": ("json", "a JSON Lines file"),
    ".ndjson": ("json", "a JSON Lines file"),
    ".csv": ("text", "a CSV table"),
    ".tsv": ("text", "a table"),
    ".txt": ("text", "plain text"),
    ".text": ("text", "plain text"),
    ".md": ("text", "plain text"),
}
_SUPPORTED = "PDF, DOCX, HTML, TXT, CSV, JSON, JSONL or Europass XML"
_HEAD_BYTES = 4096
_PDF_HEAD_BYTES = 1024
_SPACE = b" \t\r\n\x0c"
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|article|main|section|h[1-6]|div|p|ul|table)\b[^<]*>", re.I)
_COMMENT = re.compile(rb"<!--.*?-->", re.S)
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_BINARY = (
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a program"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"%!PS", "a PostScript file"),
)


def detect_format(data: bytes, *, file: str) -> str:
    """Return "pdf", "zip", "xml", "html", "json" or "text", as the content is.

    Raises InputError when the file is empty, of no supported kind, or not what its name promises.
    """
    if not data.strip(_SPACE + b"\x00"):
        raise InputError("the file is empty; expected a document with text", file=file)
    found = _sniff(data)
    suffix = PurePath(file).suffix.lower()
    expected, expected_words = _PROMISES.get(suffix, (None, f"one of {_SUPPORTED}"))
    if found is None:
        raise InputError(f"found {name_binary(data)}, expected {expected_words}: send the original document", file=file)
    if found.startswith("!"):
        raise InputError(f"found {found[1:]}, expected {expected_words}", file=file)
    if expected is None or found == expected or _is_tolerated(found, suffix):
        # A table or note may begin like JSON; its name decides, as both are text.
        return "text" if expected == "text" else found
    raise InputError(
        f"found {FORMAT_WORDS[found]}, expected {expected_words}: check what the file is",
        file=file,
    )


def name_binary(data: bytes) -> str:
    """Return what the bytes most likely are, in words, for a message; nothing is decided by it."""
    for magic, words in _BINARY:
        if data.startswith(magic):
            return words
    try:
        import puremagic

        names = [match.name for match in puremagic.magic_string(data[:_HEAD_BYTES]) if match.name]
    except Exception:  # the library raises several kinds, other ones in other versions; only a word is at stake
        names = []
    name = " ".join(str(names[0]).split())[:60] if names else ""
    return f"binary data ({name})" if name.isprintable() and name else "binary data"


def _is_tolerated(found: str, suffix: str) -> bool:
    if suffix in {".html", ".htm", ".xhtml"}:
        return found in {"text", "xml"}  # a fragment without tags we know, or XHTML: the HTML reader decides
    return suffix in {".csv", ".tsv", ".txt", ".text", ".md"} and found == "json"


def _sniff(data: bytes) -> str | None:
    head = data[:_HEAD_BYTES]
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip(_SPACE)
    if start.startswith(b"%PDF-") or b"%PDF-" in _before_text(head):
        return "pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if head.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            return "!an encrypted Office document: remove the password and save it again"
        return "!an old Office document (.doc): save it as DOCX or PDF"
    if start.startswith(b"{\\rtf"):
        return "!a rich text file (RTF): save it as DOCX or PDF"
    if any(head.startswith(magic) for magic, _ in _BINARY):
        return None
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        # UTF-16 and UTF-32 text: the same letters with zero bytes between them.
        start = head[2:].replace(b"\x00", b"").lstrip(_SPACE)
    elif b"\x00" in head and not start.startswith((b"{", b"[")):
        return None  # rows of JSON may hold a NUL, which is then a matter of that row
    return _sniff_text(start)


def _before_text(head: bytes) -> bytes:
    """Return where a PDF header may still begin: after debris of a mail gateway, which is short and no other format."""
    is_other = head.lstrip(_SPACE)[:1] in b"<{[" or any(head.startswith(magic) for magic, _ in _BINARY)
    return b"" if is_other or head.startswith(b"PK") else head[:_PDF_HEAD_BYTES] if b"\n%PDF-" in head else b""


def _sniff_text(start: bytes) -> str:
    if start.startswith((b"{", b"[")):
        return "json"
    if start.startswith(b"<"):
        bare = _COMMENT.sub(b"", start).lstrip(_SPACE)
        first = re.sub(rb"\A(?:<\?.*?\?>\s*)+", b"", bare, flags=re.S)
        if re.match(rb"<(?:!doctype\s+html|html)\b", first, re.I):
            return "html"
        if bare.startswith(b"<?xml") or re.match(
            rb"<(?:[\w.-]+:)?(?:SkillsPassport|Candidate)\b|<!DOCTYPE|<!ENTITY", first
        ):
            return "xml"
        return "html" if _HTML.match(first) else "text"
    return "text"
