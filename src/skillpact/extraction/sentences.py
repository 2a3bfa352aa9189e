"""Splits advertisements, CVs and course texts into sentences: bullets, headings and full stops, with their offsets."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

_MAX_CHARACTERS = 1_500  # a "sentence" without an end (walls of keywords, one-line files) is cut at a blank
_BULLET = r"(?:[-–—*•·▪●◦‣>✓✔➢]|\d{1,2}[.)]|[a-z]\))\s+"
# A line break ends a sentence unless the next line goes on in small letters (a wrapped line).
_LINE_END = re.compile(r"\n(?=\s*(?:\n|" + _BULLET + r"|[^a-zà-öø-ÿ\s]))|(?<=[.!?:;])\s*\n|\n\s*\n")
_INLINE_BULLET = re.compile(r"\s(?=[-–•·▪●*✓]\s+[A-ZÀ-Þ¿¡])|(?<=[;])\s+(?=[A-ZÀ-Þ])")
_STOP = re.compile(r"[.!?…]+[\"”»')\]]*(?=\s+[A-ZÀ-Þ¿¡\"“«(\d\-•·*])")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:[A-Za-zÀ-ÿ]|e\.g|i\.e|etc|z\.b|bzw|ca|nr|min|max|máx|mín|aprox|incl|inkl|usw|p\.ej|ej|sr|sra|"
    r"dr|dra|mr|ms|mrs|st|no|núm|tel|approx|resp|evtl|ggf|art|vol|dept|dpto|avda|inc|ltd|tech)\.$",
    re.IGNORECASE,
)
# "REQUISITOS: …" in the middle of a paragraph starts a new sentence.
_CAPITAL_HEADING = re.compile(r"\s(?=[A-ZÀ-Þ][A-ZÀ-Þ ]{4,40}:)")


class Span(NamedTuple):
    """A stretch of text in code points."""

    start: int
    end: int


def split_sentences(text: str) -> list[Span]:
    """Return the sentences of `text` in order, without surrounding blanks, none empty, none overlapping."""
    cuts = {0, len(text)}
    for pattern in (_LINE_END, _INLINE_BULLET, _CAPITAL_HEADING):
        cuts.update(match.end() for match in pattern.finditer(text))
    for match in _STOP.finditer(text):
        before = text[max(0, match.start() - 12) : match.start() + 1]
        if not _ABBREVIATION.search(before):
            cuts.add(match.end())
    edges = sorted(cuts)
    spans: list[Span] = []
    for start, end in pairwise(edges):
        spans.extend(_trimmed_pieces(text, start, end))
    return spans


def _trimmed_pieces(text: str, start: int, end: int) -> list[Span]:
    pieces = []
    while end - start > _MAX_CHARACTERS:
        blank = text.rfind(" ", start + 1, start + _MAX_CHARACTERS)
        cut = blank if blank > start else start + _MAX_CHARACTERS
        pieces.append((start, cut))
        start = cut
    pieces.append((start, end))
    spans = []
    for first, last in pieces:
        while first < last and text[first].isspace():
            first += 1
        while last > first and text[last - 1].isspace():
            last -= 1
        if first < last:
            spans.append(Span(first, last))
    return spans
