"""One way to make any text plain: the text that mentions point into."""

from __future__ import annotations

import re
import unicodedata

_LIGATURES = {
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
}
_BULLETS = (0xF0A7, 0xF0B7, 0xF0D8, 0xF0FC, 0xF076, 0xF02D)


def _character_table() -> dict[int, str | None]:
    table: dict[int, str | None] = {}
    # Controls part words (a space keeps them apart); Word's own hyphens are the exceptions.
    table.update(dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)], " "))
    table.update({0x0A: "\n", 0x1E: "-", 0x1F: None, 0x00: None})
    table.update(dict.fromkeys([0x0B, 0x0C, 0x85, 0x2028, 0x2029], "\n"))
    # Spaces of other widths.
    table.update(dict.fromkeys([0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " "))
    # Invisible: soft hyphen, zero-width, byte order mark, direction marks, variation selectors, tags.
    invisible = [0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x180E, 0x200B, 0x200E, 0x200F, 0xFEFF, 0x3164, 0xFFA0]
    invisible += [
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        *range(0xFE00, 0xFE10),
        *range(0xFFF9, 0xFFFC),
    ]
    invisible += [*range(0xE0000, 0xE0080), *range(0xE0100, 0xE01F0), *range(0xFDD0, 0xFDF0)]
    invisible += [plane * 0x10000 + last for plane in range(17) for last in (0xFFFE, 0xFFFF)]
    table.update(dict.fromkeys(invisible))
    table.update(dict.fromkeys(range(0xD800, 0xE000), "\ufffd"))
    table.update(dict.fromkeys(range(0xE000, 0xF900), " "))
    table.update(dict.fromkeys(_BULLETS, "•"))
    table.update(_LIGATURES)
    return table


_TABLE = _character_table()
_LINE_ENDS = re.compile(r"\r\n?")
_SOFT_LINE_END = re.compile("\u00ad[ \t]*\n[ \t]*(?=\\w)")
# Joiners carry meaning in Indic and Arabic scripts and in emoji; beside Latin, Greek and Cyrillic they are debris.
_NARROW = "\u0000-\u052f\u1e00-\u206f"
_JOINERS = re.compile(f"(?<![^{_NARROW}])[\u200c\u200d]+|[\u200c\u200d]+(?![^{_NARROW}])")
_PRIVATE_PLANES = re.compile("[\U000f0000-\U0010ffff]")
_ODD_RUN = re.compile(r"[^\w\s\x00-\x7f]{31,}")
_LONGEST_MARKS = 30
_BLANKS = re.compile(r"\n{3,}")


def normalise_text(text: str) -> str:
    r"""Return the text in NFC with "\n" line ends and nothing invisible in it. Applying it twice changes nothing.

    - line ends of every kind (CR, CRLF, VT, FF, NEL, U+2028, U+2029) become "\n"; more than one blank line becomes one
    - tabs, other controls and spaces of other widths become a space; NUL is dropped
    - a soft hyphen at a line end joins the word again; soft hyphens, zero-width characters, byte order marks, direction
      marks (the stored order is the reading order) and variation selectors are dropped; a joiner (U+200C, U+200D)
      stays where both neighbours are outside the Latin, Greek and Cyrillic scripts
    - the ligatures ff fi fl ffi ffl st become letters; other compatibility forms (², ½, ™) stay, they mean something
    - symbols of private fonts become "•" where they are the usual bullets, else a space; lone surrogates U+FFFD
    - at most 30 combining marks follow one letter (more is an attack on the renderer and on sorting)
    - spaces at line ends, and blank lines at both ends of the text, are dropped; inner runs of spaces stay
    """
    if text.isascii():
        text = _LINE_ENDS.sub("\n", text).translate(_TABLE)
    else:
        text = _SOFT_LINE_END.sub("", _LINE_ENDS.sub("\n", text)).translate(_TABLE)
        text = _ODD_RUN.sub(_shorten_marks, _PRIVATE_PLANES.sub(" ", text))
        text = _JOINERS.sub("", unicodedata.normalize("NFC", text))
        text = unicodedata.normalize("NFC", text)
    text = "\n".join([line.rstrip(" ") for line in text.split("\n")])
    return _BLANKS.sub("\n\n", text).strip("\n").rstrip(" ")


def normalise_line(text: str, *, longest: int = 500) -> str:
    """Return the text as one normalised line with single spaces, cut to `longest` characters."""
    return " ".join(normalise_text(text).split())[:longest].strip()


def _shorten_marks(run: re.Match[str]) -> str:
    kept: list[str] = []
    n_marks = 0
    for character in run.group():
        n_marks = n_marks + 1 if unicodedata.combining(character) else 0
        if n_marks <= _LONGEST_MARKS:
            kept.append(character)
    return "".join(kept)
