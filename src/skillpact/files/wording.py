"""How values that users brought stand in a message: on one line, nothing in it that moves a terminal's cursor."""

from __future__ import annotations


def single_line(text: str) -> str:
    """Return the text on one line: line breaks, control and invisible characters become spaces, runs of them one."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
