"""Words that the end of a printed line divided."""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# The end of one line and the whole first word of the next: "… exper-" / "ience in …". PDFium writes U+FFFE (or STX)
# where it took a hyphen for a divided word, and then leaves the line end out.
_LINE_HYPHEN = re.compile(
    r"(?<![^\W\d_])(?P<left>[^\W\d_]+)"
    r"(?P<hyphen>[\x02\ufffe](?:[ \t]*\r?\n[ \t]*)?|[-\u2010\u00ad][ \t]*\r?\n[ \t]*)"
    r"(?P<right>\w[^\s\x02\ufffe]*)[ \t]*\r?\n?"
)
_SUSPENDED = _words("und oder bzw sowie and or y o e ou et eta edo en of og och i")
# First parts of compounds that keep their hyphen even if the line breaks after it.
_FIRST_PARTS = _words(
    "full front back part long short self multi non co e low high real end in on off pre post cross "
    "state well two three business b2b hands open user data peer time up plug ex anti semi inter socio "
    "técnico físico medium mid"
)


def join_hyphenated(text: str) -> str:
    """Return the text with words that a line end divided joined again, the rest of the word moved up.

    The hyphen goes where both parts are lower case ("exper-/ience") and stays where the second part is not
    ("SQL-/Server", "ISO-/9001"), where the word stands hyphenated elsewhere in the text, and after the usual first
    parts of compounds ("full-/stack"). A suspended hyphen ("Software- / und") is left alone.
    """
    text = text.replace("\r\n", "\n")
    hyphenated = {match.lower() for match in re.findall(r"(?<![^\W\d_])[^\W\d_]+-[^\W\d_]+", text)}
    whole = {match.lower() for match in re.findall(r"[^\W\d_]{4,}", text)}

    def join(match: re.Match[str]) -> str:
        left, right = match["left"], match["right"]
        word = re.match(r"[^\W\d_]*", right)
        first = word.group() if word else ""
        is_soft = match["hyphen"].startswith("\u00ad")
        if not is_soft and first.lower() in _SUSPENDED:
            return f"{left}-\n{right} "
        is_word = first.islower() and len(left) > 1 and (left[1:].islower() or not left[1:])
        keeps = not is_word and not is_soft
        if is_word and (left + first).lower() not in whole:
            keeps = f"{left}-{first}".lower() in hyphenated or left.lower() in _FIRST_PARTS
        return f"{left}{'-' if keeps else ''}{right}\n"

    return _LINE_HYPHEN.sub(join, text)
