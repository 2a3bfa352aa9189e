"""Tables of studies as people read them: cells in words, charts from the same rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ..ui import words
from ..ui.charts import Chart
from .models import StudyTable, StudyTableRow

CHARTED = 12
# What a study's own page shows of a table; the whole of it stands a page further.
BRIEF = {
    "balance": ("skill", "companies", "needed", "available", "in_training", "short", "short_after_training"),
    "occupations": ("occupation", "companies", "openings", "fillable", "short"),
    "matches": ("talent_id", "title", "company", "essential_met", "essential", "score"),
    "plan_cohorts": ("course", "provider", "period", "cohorts", "seats", "hours", "cost_euro"),
    "plan_unmet": ("skill", "people", "amount", "reason"),
}
# What stands side by side when scenarios are compared: figure → words, in the order of the page.
FIGURES = (
    ("n_openings", gettext_noop("Openings")),
    ("n_fillable", gettext_noop("Openings that people at hand could fill")),
    ("n_short", gettext_noop("Openings that nobody at hand could fill")),
    ("n_matches", gettext_noop("Matches shown")),
    ("plan_fillable", gettext_noop("More openings that could be filled after the plan")),
    ("plan_gap_closed", gettext_noop("Gap closed by the plan, in levels")),
    ("plan_cost", gettext_noop("Cost of the plan")),
    ("n_cohorts", gettext_noop("Cohorts in the plan")),
    ("n_assignments", gettext_noop("Seats in the plan")),
)


def cell_in_words(cell: Any, kind: str) -> str:
    """Return a cell for people: a remark says why there is no value; nothing is shown as zero that is unknown."""
    if isinstance(cell, dict):
        return _remark(cell)
    if cell is None:
        return ""
    if kind == "euro":
        return words.euro(int(cell))
    if kind == "level":
        return words.level_name(float(cell))
    if kind == "date":
        return date_format(date.fromisoformat(cell), "DATE_FORMAT")
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return number_format(cell, use_l10n=True, force_grouping=True)
    return str(cell)


def _remark(cell: dict[str, Any]) -> str:
    number = cell.get("number")
    return {
        "not_assessed": _("not assessed"),
        "unknown": _("not known"),
        "fewer_than": _("fewer than %(n)s") % {"n": number},
        "at_least": _("at least %(n)s") % {"n": number},
        "withheld": _("withheld: too few"),
    }.get(str(cell.get("remark")), "")


def shown_rows(table: StudyTable, rows: Iterable[StudyTableRow], *, is_brief: bool = False) -> list[dict[str, Any]]:
    """Return rows for a template: their key, and cells in words beside the column they stand in."""
    places = [(place, column) for place, column in enumerate(table.columns) if _is_shown(table, column, is_brief)]
    return [
        {
            "key": row.key,
            "cells": [
                {
                    "column": column,
                    "text": cell_in_words(row.cells[place], column["kind"]),
                    "is_number": is_number(column),
                }
                for place, column in places
            ],
        }
        for row in rows
    ]


def shown_columns(table: StudyTable, *, is_brief: bool = False) -> list[dict[str, Any]]:
    """Return the columns that people read."""
    return [column | {"is_number": is_number(column)} for column in table.columns if _is_shown(table, column, is_brief)]


def _is_shown(table: StudyTable, column: dict[str, str], is_brief: bool) -> bool:
    if is_brief and table.code in BRIEF:
        return column["name"] in BRIEF[table.code]
    # Keys and addresses stay in the files, but for those of people, who have no other name here.
    return column["kind"] not in ("uri", "id") or column["name"] == "talent_id"


def is_number(column: dict[str, str]) -> bool:
    """Whether a column stands to the right."""
    return column["kind"] in ("count", "number", "euro")


def charts_of(table: StudyTable, rows: Sequence[StudyTableRow]) -> list[dict[str, Any]]:
    """Return the charts of a table, none where nothing can be drawn.

    is_stacked : needed beside available and in training; has_table : the chart's own values are to stand below it,
    since no table of the page holds just them
    """
    if table.code == "balance":
        columns = (_("skill"), _("needed"), _("available"), _("in training"))
        values = ("needed", "available", "in_training")
        chart = _chart("balance", table, rows, "skill", values, columns, _("Skills that are shortest"))
        return [{"chart": chart, "is_stacked": True, "has_table": False}] if chart else []
    if table.code == "occupations":
        title = _("Openings that nobody at hand could fill, by occupation")
        chart = _chart("occupations", table, rows, "occupation", ("short",), (_("occupation"), _("short")), title)
        return [{"chart": chart, "is_stacked": False, "has_table": False}] if chart else []
    return _dimension_charts(table, rows) if table.code == "breakdown" else []


def _dimension_charts(table: StudyTable, rows: Sequence[StudyTableRow]) -> list[dict[str, Any]]:
    """Return one chart for each dimension of the shortage map."""
    titles = {
        "company": _("Shortage by company"),
        "region": _("Shortage by region"),
        "ecosystem": _("Shortage by ecosystem"),
        "month": _("Shortage by month of publication"),
    }
    found = []
    for dimension, title in titles.items():
        own = [row for row in rows if row.key == dimension]
        chart = _chart(dimension, table, own, "label", ("short",), (title, _("short")), title)
        if chart:
            found.append({"chart": chart, "is_stacked": False, "has_table": True})
    return found


def _chart(
    chart_id: str, table: StudyTable, rows: Sequence[StudyTableRow], label: str, values: Sequence[str],
    columns: Sequence[str], title: str,
) -> Chart | None:  # fmt: skip
    places = {column["name"]: place for place, column in enumerate(table.columns)}
    if not rows or label not in places:
        return None
    drawn = [
        (str(row.cells[places[label]]), tuple(_number(row.cells[places[name]]) for name in values))
        for row in rows[:CHARTED]
    ]
    return Chart(chart_id=f"chart-{chart_id}", title=title, columns=columns, rows=drawn)


def _number(cell: Any) -> float | None:
    return float(cell) if isinstance(cell, int | float) else None
