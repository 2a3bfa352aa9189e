"""Splits advertisements, CVs and course texts into sentences: bullets, headings and full stops, with their offsets."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from skillpact.extraction import cues

_MAX_CHARACTERS = 1_500  # a "sentence" without an end (walls of keywords, one-line files) is cut at a blank
_MAX_HEADING = 60  # characters before a colon in which a heading is looked for
_SHORT_LINE = 30  # characters; a line as short as this was not wrapped for want of room
# Quantifiers with "+" after them never give back: a long run of blanks or stops costs its length once.
_LINE_BREAK = re.compile(r"\n\s*+")
_BULLET = re.compile(r"(?:[-–—*•·▪●◦‣>✓✔➢]|\d{1,2}[.)]|[a-z]\))\s")
# Each begins with a character to look for, which is several times faster than an assertion at every place.
_INLINE_BULLET = re.compile(r"[-–•·▪●*✓](?<=\s.)(?=\s++[A-ZÀ-Þ¿¡])")
_SEMICOLON = re.compile(r";\s++(?=[A-ZÀ-Þ])")
_STOP = re.compile(r"[.!?…](?<![.!?…].)[.!?…]*+[\"”»')\]]*+(?=\s++[A-ZÀ-ÞŁŚŻŹĆ¿¡\"“«(\d\-•·*])")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:[A-Za-zÀ-ÿ]|e\.g|i\.e|etc|z\.b|d\.h|u\.a|o\.ä|m/w/d|bzw|ca|nr|min|mín|max|máx|aprox|incl|"
    r"inkl|usw|p\.ej|ej|"
    r"sr|sra|dr|dra|mr|ms|mrs|st|núm|tel|tfno|telf|approx|resp|evtl|ggf|art|vol|dept|dpto|avda|inc|ltd|tech|p\.ex|"
    r"bijv|bv|np|m\.in|tzn|f\.eks|bl\.a|t\.ex|s\.l|s\.a|dgl|vgl|mind|max|exp|esp|espec|adm|ref)\.$",
    re.IGNORECASE,
)
_LIST_NUMBER = re.compile(r"(?:\A|\n)[ \t]*\d{1,2}\.$")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


class Span(NamedTuple):
    """A stretch of text in code points."""

    start: int
    end: int


def split_sentences(text: str) -> list[Span]:
    """Return the sentences of `text` in order, without surrounding blanks, none empty, none overlapping."""
    cuts = {0, len(text), *_line_cuts(text), *_heading_cuts(text)}
    cuts.update(match.start() for match in _INLINE_BULLET.finditer(text))
    cuts.update(match.end() for match in _SEMICOLON.finditer(text))
    for match in _STOP.finditer(text):
        before = text[max(0, match.start() - 12) : match.start() + 1]
        if not _ABBREVIATION.search(before) and not _LIST_NUMBER.search(before):
            cuts.add(match.end())
    spans: list[Span] = []
    for start, end in pairwise(sorted(cuts)):
        spans.extend(_trimmed_pieces(text, start, end))
    return spans


def _line_cuts(text: str) -> list[int]:
    """Return where line breaks end a sentence: all but those of a line that was wrapped for want of room."""
    cuts: list[int] = []
    line_start, is_wrapped = 0, False
    for match in _LINE_BREAK.finditer(text):
        start, end = match.span()
        line = text[line_start:start].rstrip()
        line_start = end
        following = text[end : end + 1]
        is_wrapped = (
            following.islower()
            and "\n" not in text[start + 1 : end]
            and not line.endswith((".", "!", "?", ":", ";"))
            and not _BULLET.match(text, end)
            and (is_wrapped or len(line) > _SHORT_LINE or _goes_on(line))
        )
        if not is_wrapped:
            cuts.append(end)
    return cuts


def _goes_on(line: str) -> bool:
    """Say whether a short line cannot be a whole entry: it ends in a comma, a hyphen or a little word."""
    last = line.rsplit(None, 1)[-1] if line else ""
    return line.endswith((",", "-", "/", "&")) or (len(last) <= 3 and last.isalpha() and last.islower())


def _heading_cuts(text: str) -> list[int]:
    """Return where a known heading with a colon begins in the middle of a paragraph: "… 2 años REQUISITOS: …"."""
    cuts = []
    known = all_headings()
    previous, colon = 0, text.find(":")
    while colon != -1:
        first = max(previous, colon - _MAX_HEADING)
        previous = colon + 1
        words = [match.span() for match in _WORD.finditer(text, first, colon)][-5:]
        # Only blanks may stand between the heading and its colon.
        if words and not text[words[-1][1] : colon].strip():
            for start, _end in words:
                begins = start == 0 or (start > first and text[start - 1].isspace())
                if begins and text[start].isupper() and cues.bare_heading(cues.plain(text[start:colon])) in known:
                    cuts.append(start)
                    break
        colon = text.find(":", previous)
    return cuts


@lru_cache(maxsize=1)
def all_headings() -> frozenset[str]:
    """Return the headings of all languages, since a sentence is cut before its language matters."""
    return frozenset(
        cues.bare_heading(heading)
        for sections in cues.HEADINGS.values()
        for headings in sections.values()
        for heading in headings.split("|")
    ) - {""}


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
        piece = text[first:last].lstrip()
        first = last - len(piece)
        last = first + len(piece.rstrip())
        if first < last:
            spans.append(Span(first, last))
    return spans
