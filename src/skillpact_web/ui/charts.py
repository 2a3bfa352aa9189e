"""Charts as SVG, drawn from the rows of the table that stands below them: no script, no style attribute, same bytes.

Lengths are percentages of the page's width and words keep their size, so that a chart is read on a phone as well.
Nothing is said by colour alone: each bar carries its figure in words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from .words import euro, grouped, share

ROWS_AT_MOST = 15
LABEL_AT_MOST = 42
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Chart:
    """What a chart shows. chart_id : unique on its page; rows : (label, values), None where a value is withheld

    columns : what the label and each value are, as headings of the table; kind : "count", "euro" (cents) or "share"
    """

    chart_id: str
    title: str
    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[float | None]]]
    kind: str = "count"

    def said(self, value: float | None) -> str:
        """Return a value as people read it."""
        if value is None:
            return _("not shown")
        shows: dict[str, Callable[[float], str]] = {"euro": lambda cents: euro(int(cents)), "share": share}
        if self.kind in shows:
            return shows[self.kind](value)
        return grouped(f"{value:,.1f}".removesuffix(".0"))

    def cells(self) -> list[tuple[str, list[str]]]:
        """Return the rows of the table in words."""
        return [(label, [self.said(value) for value in values]) for label, values in self.rows]


def bar_chart(chart: Chart) -> SafeString:
    """Return one bar a row, for the first value of each; "" where there is nothing to draw."""
    rows = chart.rows[:ROWS_AT_MOST]
    longest = max((values[0] or 0 for _label, values in rows), default=0)
    if longest <= 0:
        return SafeString("")
    parts = []
    scale = _scale(longest, [chart.said(values[0]) for _label, values in rows])
    for place, (label, values) in enumerate(rows):
        top = place * 46
        parts += [
            _words(label, top + 15),
            _bar(0, values[0], scale, top + 22, "s0"),
            _figure(chart, values[0], scale, top),
        ]
    return _svg(chart, len(rows) * 46, parts)


def stacked_chart(chart: Chart) -> SafeString:
    """Return two bars a row: needed, and below it available with in training behind; rows hold these three values."""
    rows = chart.rows[:ROWS_AT_MOST]
    longest = max((max(one[0] or 0, (one[1] or 0) + (one[2] or 0)) for _label, one in rows), default=0)
    if longest <= 0:
        return SafeString("")
    sums = [f"{chart.said(values[1])} + {chart.said(values[2])}" for _label, values in rows]
    scale = _scale(longest, sums)
    parts = [_hatch(chart.chart_id), *_legend(chart)]
    for place, (label, values) in enumerate(rows):
        needed, available, in_training = values
        top = 34 + place * 66
        parts += [
            _words(label, top + 15),
            _bar(0, needed, scale, top + 22, "s0"),
            _figure(chart, needed, scale, top),
            _bar(0, available, scale, top + 42, "s1"),
            _bar(available or 0, in_training, scale, top + 42, "s2", hatch=f"{chart.chart_id}-hatch"),
            _text(sums[place], ((available or 0) + (in_training or 0)) * scale, top + 54),
        ]
    return _svg(chart, 34 + len(rows) * 66, parts)


def trend_line(chart: Chart) -> SafeString:
    """Return a small line over rows in order of time, for the first value of each; gaps stay gaps."""
    values = [one[0] for _label, one in chart.rows]
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return SafeString("")
    low, high = min(0.0, *known), max(known)
    spread = (high - low) or 1
    pieces: list[list[str]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            pieces.append([])
            continue
        across = 100 * place / (len(values) - 1)
        pieces[-1].append(f"{across:.2f},{100 - 100 * (value - low) / spread:.2f}")
    lines = "".join(
        f'<polyline class="line" vector-effect="non-scaling-stroke" points="{" ".join(piece)}"/>'
        for piece in pieces
        if len(piece) > 1
    )
    parts = [
        '<line class="rule" x1="0" x2="100%" y1="86" y2="86"/>',
        f'<svg x="1%" y="8" width="98%" height="76" viewBox="0 0 100 100" preserveAspectRatio="none" '
        f'overflow="visible">{lines}</svg>',
        f'<text class="muted" x="0" y="104">{_clean(chart.rows[0][0], 18)}</text>',
        f'<text class="muted" x="100%" y="104" text-anchor="end">{_clean(chart.rows[-1][0], 18)}</text>',
    ]
    return _svg(chart, 110, parts)


def describe(chart: Chart) -> str:
    """Return the first rows of a chart as a sentence, for those who do not see it."""
    said = "; ".join(f"{_flat(label, 80)}: {', '.join(values)}" for label, values in chart.cells()[:ROWS_AT_MOST])
    return _("%(columns)s. %(rows)s.") % {"columns": " / ".join(str(name) for name in chart.columns), "rows": said}


def _svg(chart: Chart, height: int, parts: Sequence[str]) -> SafeString:
    named = f'aria-labelledby="{chart.chart_id}-title {chart.chart_id}-desc"'
    head = (
        f'<title id="{chart.chart_id}-title">{_clean(str(chart.title), 200)}</title>'
        f'<desc id="{chart.chart_id}-desc">{_clean(describe(chart), 4000)}</desc>'
    )
    # Every text of others passed through `_clean`; ids come from our own code.
    return mark_safe(  # noqa: S308
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {named} width="100%" height="{height}">'
        f"{head}{''.join(parts)}</svg>"
    )


def _hatch(chart_id: str) -> str:
    return (
        f'<defs><pattern id="{chart_id}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><line class="hatch" x1="0" y1="0" x2="0" y2="6"/></pattern></defs>'
    )


def _legend(chart: Chart) -> list[str]:
    parts = []
    for place, name in enumerate(chart.columns[1:4]):
        left = f"{place * 33.3:.1f}%"
        parts.append(f'<rect class="s{place}" x="{left}" y="2" width="14" height="14"/>')
        if place == 2:
            parts.append(f'<rect x="{left}" y="2" width="14" height="14" fill="url(#{chart.chart_id}-hatch)"/>')
        parts.append(f'<text x="{left}" dx="20" y="14">{_clean(str(name), 14)}</text>')
    return parts


def _scale(longest: float, said: Sequence[str]) -> float:
    """Return percent of the width for one unit, so that the longest figure has room beside its bar at 320 px."""
    room = 4 + 2.8 * max(len(one) for one in said)
    return min(78.0, max(40.0, 100 - room)) / longest


def _bar(start: float, value: float | None, scale: float, top: int, colour: str, *, hatch: str = "") -> str:
    if not value or value < 0:
        return ""
    place = f'x="{start * scale:.2f}%" y="{top}" width="{value * scale:.2f}%" height="16"'
    drawn = f'<rect class="{colour}" {place}/>'
    return drawn + (f'<rect {place} fill="url(#{hatch})"/>' if hatch else "")


def _figure(chart: Chart, value: float | None, scale: float, top: int) -> str:
    return _text(chart.said(value), max(value or 0, 0) * scale, top + 34)


def _text(said: str, across: float, baseline: int) -> str:
    return f'<text x="{across:.2f}%" dx="6" y="{baseline}">{_clean(said, 40)}</text>'


def _words(label: str, baseline: int) -> str:
    return f'<text x="0" y="{baseline}">{_clean(label, LABEL_AT_MOST)}</text>'


def _flat(text: str, limit: int) -> str:
    flat = " ".join(_CONTROL.sub(" ", str(text)).split(" ")).strip()
    return flat if len(flat) <= limit else flat[: limit - 1].rstrip() + "…"


def _clean(text: str, limit: int) -> str:
    return str(escape(_flat(text, limit)))
