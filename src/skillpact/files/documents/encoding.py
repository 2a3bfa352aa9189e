"""Bytes of unknown encoding to text, or a refusal: never letters that were only guessed at wildly."""

from __future__ import annotations

import codecs
import re

from skillpact.errors import InputError

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What office programs in Europe wrote before Unicode.
_EUROPEAN = [
    "cp1252", "iso8859_15", "cp1250", "iso8859_2", "cp1253", "iso8859_7", "cp1251", "koi8_r", "cp1257",
    "cp1254", "cp850",
    "mac_roman",
]  # fmt: skip
# Statistics often mistake short western texts; where a western reading shows only these beyond ASCII, it is the one.
_WESTERN = frozenset("äöüßéèêëàâçñáíóúïîôûùåøæœÿìòãõÄÖÜÉÈÊÀÂÇÑÁÍÓÚÎÔÅØÆŒ¿¡€–—…‘’“”„«»ºª°·•§®©™´`¨²³½×±£\xa0")
_MIXED = re.compile(r"[a-z][æœøÆŒØ][^a-z]|[æœ][æœ¹³ê]|[^\W\d_][³½¹ºª±£´`¨°][^\W\d_]")
_SAMPLE_BYTES = 200_000
_FEW = 8
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_BYTES_PER_CHARACTER = 4


def decode_text(data: bytes, *, file: str, declared: str | None = None, characters: int = 5_000_000) -> str:
    """Return the text of `data`: by byte order mark, else UTF-8, else `declared` charset, else the likeliest.

    characters : more than these are refused, before decoding where the size alone tells
    Raises InputError when the bytes are no text, the encoding cannot be told, or the text is too long.
    """
    if len(data) > characters * _BYTES_PER_CHARACTER:
        raise too_long(file, characters)
    text = _decode(data, declared)
    if text is None:
        raise InputError(
            "the bytes are no text in any encoding that could be told; expected UTF-8: save the file as UTF-8",
            file=file,
        )
    if len(text) > characters:
        raise too_long(file, characters)
    n_controls = sum(1 for _ in _CONTROL.finditer(text))
    if "\x00" in text[:_SAMPLE_BYTES] or n_controls > max(_FEW, len(text) // 100):
        raise InputError(
            "found binary data (control characters) where text was expected: send the original document",
            file=file,
        )
    return text


def too_long(file: str, characters: int) -> InputError:
    """Return the refusal of a text with too many characters."""
    return InputError(f"the text is longer than {characters:,} characters: split the file", file=file)


def _decode(data: bytes, declared: str | None) -> str | None:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _try(data, name)
    # UTF-8 cannot be met by accident, while declarations are often left over from a template: so it goes first.
    text = _try(data, "utf-8")
    if text is not None:
        return text
    if declared and is_text_encoding(declared):
        text = _try(data, declared)
        if text is not None:
            return text
    return None if b"\x00" in data else _detect(data)


def is_text_encoding(name: str) -> bool:
    """Return whether Python knows the charset as one of characters (and not, say, zlib or base64)."""
    try:
        # `punycode`, `idna` and the escape codecs are characters to Python but quadratic or not a charset.
        info = codecs.lookup(name.strip().lower())
    except (LookupError, ValueError):
        return False
    return bool(getattr(info, "_is_text_encoding", True)) and info.name not in {
        "punycode", "idna", "unicode-escape", "unicode_escape", "raw-unicode-escape", "raw_unicode_escape", "utf-7",
        "undefined", "mbcs", "oem",
    }  # fmt: skip


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError, ValueError):
        return None


def _detect(data: bytes) -> str | None:
    western = _try(data, "cp1252")
    if western is not None:
        beyond = [c for c in western[:_SAMPLE_BYTES] if c > "\x7f"]
        if _WESTERN.issuperset(beyond) and len(_MIXED.findall(western[:_SAMPLE_BYTES])) * 10 <= len(beyond):
            return western
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE_BYTES], cp_isolation=_EUROPEAN).best()
    return None if best is None else _try(data, best.encoding)
