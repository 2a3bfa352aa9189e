"""Charts of the report, each drawn from the table that stands below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from skillpact.reporting import colours
from skillpact.reporting.formats import euro
from skillpact.reporting.summary import coverage_sentence
from skillpact.reporting.svg import STYLE, figure_to_svg, load_matplotlib, plain
from skillpact.reporting.table import Cell, Remark, Table
from skillpact.reporting.view import View

SKILLS_AT_MOST = 15
MAP_ROWS_AT_MOST, MAP_COLUMNS_AT_MOST = 15, 14
_WIDTH = 9.0  # inches at 72 points: 648 units of the drawing


def draw_charts(view: View, tables: dict[str, Table]) -> dict[str, str]:
    """Return chart id → SVG, for the tables that have rows to draw."""
    load_matplotlib()
    drawers = {
        "coverage": _coverage,
        "balance": _balance,
        "shortage_map": _shortage_map,
        "plan_cohorts": _calendar,
        "plan_funding": _funding,
    }
    return {
        name: drawn
        for name, draw in drawers.items()
        if name in tables and tables[name].rows and (drawn := draw(view, tables[name]))
    }


@contextmanager
def _figure(height: float, width: float = _WIDTH) -> Iterator[Any]:
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context(STYLE):
        yield Figure(figsize=(width, height), layout=None)


def _axes(figure: Any, *, left: float = 0.34, right: float = 0.97, top: float, bottom: float) -> Any:
    height = figure.get_figheight()
    axes = figure.add_axes((left, bottom / height, right - left, 1 - (top + bottom) / height))
    axes.tick_params(length=0, colors=colours.INK)
    for side in ("top", "right", "bottom", "left"):
        axes.spines[side].set_visible(False)
    return axes


def _legend(figure: Any, handles: Sequence[Any], names: Sequence[str], left: float = 0.0) -> None:
    figure.legend(
        handles,
        names,
        loc="upper left",
        bbox_to_anchor=(left, 1.0),
        ncols=len(names),
        frameon=False,
        labelcolor=colours.INK,
        handlelength=1.6,
        borderaxespad=0.1,
        columnspacing=1.6,
    )


def _coverage(view: View, table: Table) -> str | None:
    _ = view.say
    row = next((r for r in table.records() if r["measure"] == "companies_answered"), None)
    if row is None or not isinstance(row["of"], int) or not row["of"]:
        return None
    done, whole = _whole(row["count"]), row["of"]
    with _figure(0.62, 5.0) as figure:
        axes = _axes(figure, left=0.005, right=0.995, top=0.05, bottom=0.3)
        axes.barh([0], [done], color=colours.NEEDED)
        axes.barh([0], [whole - done], left=[done], color="#ffffff", edgecolor=colours.MUTED, hatch="////")
        axes.set_xlim(0, whole)
        axes.set_yticks([])
        axes.set_xticks([])
        # Each part is named below where it begins.
        axes.text(0, -0.62, _("answered: {n}").format(n=done), ha="left", va="top", color=colours.INK)
        axes.text(whole, -0.62, _("not yet: {n}").format(n=whole - done), ha="right", va="top", color=colours.INK)
        axes.set_ylim(-0.5, 0.5)
        return figure_to_svg(figure, "chart-coverage", _("Coverage"), coverage_sentence(view))


def _balance(view: View, table: Table) -> str | None:
    _ = view.say
    rows = table.records()[:SKILLS_AT_MOST]
    series = (
        ("needed", _("needed"), colours.NEEDED),
        ("available", _("available"), colours.AVAILABLE),
        ("in_training", _("in training"), colours.IN_TRAINING),
    )
    with _figure(0.56 * len(rows) + 0.5) as figure:
        axes = _axes(figure, right=0.9, top=0.4, bottom=0.05)
        highest = max([1, *(_whole(row[name]) for row in rows for name, _t, _c in series)])
        bars = []
        for place, (name, _title, colour) in enumerate(series):
            heights = [y + (place - 1) * 0.27 for y in range(len(rows))]
            bars.append(
                axes.barh(
                    heights,
                    [_whole(row[name]) for row in rows],
                    height=0.25,
                    color=colour,
                    hatch=colours.HATCHES[colour],
                    edgecolor="#ffffff",
                    linewidth=0,
                )
            )
            for y, row in zip(heights, rows, strict=True):
                axes.text(
                    _whole(row[name]) + highest * 0.012,
                    y,
                    _words(view, row[name]),
                    va="center",
                    ha="left",
                    fontsize=8.5,
                    color=colours.INK,
                )
        axes.axvline(0, color=colours.MUTED, linewidth=1)
        axes.set_yticks(range(len(rows)), [plain(str(row["skill"])) for row in rows])
        axes.set_xticks([])
        axes.set_ylim(len(rows) - 0.5, -0.5)
        axes.set_xlim(0, highest)
        _legend(figure, bars, [title for _n, title, _c in series])
        parts = [
            _("{skill}: {needed} needed, {available} available, {training} in training").format(
                skill=plain(str(row["skill"])),
                needed=_words(view, row["needed"]),
                available=_words(view, row["available"]),
                training=_words(view, row["in_training"]),
            )
            for row in rows
        ]
        return figure_to_svg(
            figure, "chart-balance", _("Needed, available and in training, by skill"), "; ".join(parts)
        )


def _shortage_map(view: View, table: Table) -> str | None:
    from matplotlib.patches import Rectangle

    _ = view.say
    records = table.records()
    short: dict[tuple[str, str], int] = {}
    openings: dict[tuple[str, str], int] = {}
    for row in records:
        key = (str(row["occupation_uri"]), str(row["company_id"]))
        short[key] = short.get(key, 0) + _whole(row["short"])
        openings[key] = openings.get(key, 0) + _whole(row["openings"])
    occupations = _largest(records, "occupation_uri", "occupation", MAP_ROWS_AT_MOST)
    kept = {uri for uri, _label in occupations}
    there = [row for row in records if str(row["occupation_uri"]) in kept]
    companies = _largest(there, "company_id", "company", MAP_COLUMNS_AT_MOST)
    if not sum(short.values()):
        return None
    highest = max(short.values())
    with _figure(0.36 * len(occupations) + 1.75) as figure:
        right = min(0.99, 0.34 + 0.046 * max(len(companies), 4))
        axes = _axes(figure, right=right, top=1.6, bottom=0.1)
        for y, (uri, _label) in enumerate(occupations):
            for x, (company, _name) in enumerate(companies):
                if (uri, company) not in openings:
                    continue
                missing = short[uri, company]
                step = 0 if not missing else 1 + min(3, (missing - 1) * 4 // max(highest, 4))
                axes.add_patch(
                    Rectangle(
                        (x - 0.47, y - 0.47),
                        0.94,
                        0.94,
                        facecolor=colours.SHORTAGE_STEPS[step],
                        edgecolor=colours.MUTED,
                        linewidth=0.6,
                    )
                )
                ink = "#ffffff" if step >= colours.DARK_FROM_STEP else colours.INK
                axes.text(x, y, f"{missing}", ha="center", va="center", color=ink, fontsize=9.5)
        for y in range(len(occupations)):
            axes.axhline(y, color=colours.RULE, linewidth=0.6, zorder=0)
        axes.set_xlim(-0.5, len(companies) - 0.5)
        axes.set_ylim(len(occupations) - 0.5, -0.5)
        axes.set_yticks(range(len(occupations)), [plain(label) for _uri, label in occupations])
        axes.xaxis.tick_top()
        axes.set_xticks(
            range(len(companies)),
            [plain(name, 24) for _id, name in companies],
            rotation=45,
            ha="left",
            rotation_mode="anchor",
            fontsize=9,
        )
        axes.tick_params(axis="x", pad=2)
        parts = [
            _("{occupation} at {company}: {short} of {openings} short").format(
                occupation=plain(str(row["occupation"])),
                company=plain(str(row["company"])),
                short=row["short"],
                openings=row["openings"],
            )
            for row in records[:40]
            if _whole(row["short"])
        ]
        title = _("Openings that nobody at hand could fill, by occupation and company")
        return figure_to_svg(figure, "chart-map", title, "; ".join(parts))


def _calendar(view: View, table: Table) -> str | None:
    from matplotlib.patches import Rectangle

    _ = view.say
    records = [row for row in table.records() if row["period"]]
    ordered = sorted(view.study.inputs.cluster.periods, key=lambda p: p.starts_on)
    periods = [p.id for p in ordered]
    courses = list(dict.fromkeys(str(row["course"]) for row in records))[:30]
    if not records:
        return None
    with _figure(0.36 * len(courses) + 0.6) as figure:
        axes = _axes(figure, left=0.4, top=0.5, bottom=0.08)
        for x in range(len(periods) + 1):
            axes.axvline(x - 0.5, color=colours.RULE, linewidth=0.8)
        for row in records:
            if str(row["course"]) not in courses:
                continue
            x, y = periods.index(str(row["period"])), courses.index(str(row["course"]))
            axes.add_patch(Rectangle((x - 0.47, y - 0.4), 0.94, 0.8, facecolor=colours.NEEDED))
            text = view.say_n("{n} seat", "{n} seats", _whole(row["seats"])).format(n=row["seats"])
            if _whole(row.get("cohorts", 1)) > 1:
                text = _("{n} seats, {cohorts} groups").format(n=row["seats"], cohorts=row["cohorts"])
            axes.text(x, y, text, ha="center", va="center", color="#ffffff", fontsize=8.5)
        axes.set_xlim(-0.5, len(periods) - 0.5)
        axes.set_ylim(len(courses) - 0.5, -0.5)
        axes.set_yticks(range(len(courses)), [plain(c, 40) for c in courses])
        axes.xaxis.tick_top()
        names = [f"{plain(p.id, 14)}\n{p.starts_on.isoformat()}" for p in ordered]
        axes.set_xticks(range(len(periods)), names, fontsize=9)
        parts = [
            _("{course}, {period}: {n} seats").format(
                course=plain(str(row["course"])), period=row["period"], n=_words(view, row["seats"])
            )
            for row in records
        ]
        return figure_to_svg(figure, "chart-calendar", _("Courses over the periods"), "; ".join(parts))


def _funding(view: View, table: Table) -> str | None:
    _ = view.say
    rows = table.records()
    if not all(isinstance(row["spent_euro"], int) for row in rows):
        return None
    with _figure(0.5 * len(rows) + 0.45) as figure:
        axes = _axes(figure, left=0.26, right=0.74, top=0.4, bottom=0.05)
        spent = [_whole(row["spent_euro"]) for row in rows]
        rest = [_whole(row["rest_euro"]) for row in rows]
        first = axes.barh(range(len(rows)), spent, height=0.55, color=colours.NEEDED)
        second = axes.barh(
            range(len(rows)), rest, left=spent, height=0.55, color="#ffffff", edgecolor=colours.MUTED, hatch="////"
        )
        highest = max([1, *(s + r for s, r in zip(spent, rest, strict=True))])
        for y, (used, left) in enumerate(zip(spent, rest, strict=True)):
            text = _("{spent} of {budget}").format(spent=euro(view, used), budget=euro(view, used + left))
            axes.text(used + left + highest * 0.015, y, text, va="center", ha="left", fontsize=9, color=colours.INK)
        axes.set_xlim(0, highest)
        axes.set_ylim(len(rows) - 0.5, -0.5)
        axes.set_xticks([])
        axes.set_yticks(range(len(rows)), [plain(str(row["funder"]), 30) for row in rows])
        _legend(figure, [first, second], [_("planned"), _("left")])
        parts = [
            _("{funder}: {spent} of {budget} planned").format(
                funder=plain(str(row["funder"])),
                spent=euro(view, _whole(row["spent_euro"])),
                budget=euro(view, _whole(row["budget_euro"])),
            )
            for row in rows
        ]
        return figure_to_svg(figure, "chart-funding", _("Money by funder"), "; ".join(parts))


def _largest(records: Sequence[dict[str, Cell]], key: str, label: str, limit: int) -> list[tuple[str, str]]:
    """Return (id, label) of those with most openings short, then most openings, then by label."""
    totals: dict[str, list[int]] = {}
    names: dict[str, str] = {}
    for row in records:
        entry = totals.setdefault(str(row[key]), [0, 0])
        entry[0] -= _whole(row["short"])
        entry[1] -= _whole(row["openings"])
        names[str(row[key])] = str(row[label])
    ordered = sorted(totals, key=lambda k: (totals[k], names[k], k))[:limit]
    return [(k, names[k]) for k in ordered]


def _whole(cell: Cell) -> int:
    """Return the number in a cell; a figure that is not told has no bar."""
    return cell if isinstance(cell, int) else 0


def _words(view: View, cell: Cell) -> str:
    return view.remark(cell) if isinstance(cell, Remark) else str(cell)
