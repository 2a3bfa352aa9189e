"""The report as one self-contained page: no script, no address, nothing loaded; every text of others is escaped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from skillpact.reporting.charts import draw_charts
from skillpact.reporting.drilldown import (
    SENTENCES_AT_MOST,
    SKILLS_AT_MOST,
    TALENTS_AT_MOST,
    VACANCIES_AT_MOST,
    matches_by_talent,
    profiles_by_function,
    sources_by_occupation,
    sources_by_skill,
)
from skillpact.reporting.formats import number, show
from skillpact.reporting.languages import cell_language, course_language, label_language
from skillpact.reporting.plan_words import plan_sentences
from skillpact.reporting.summary import coverage_sentence, shortage_cards, words_of
from skillpact.reporting.table import Cell, Column, Remark, Table
from skillpact.reporting.view import View

ROWS_AT_MOST = 100
_TEMPLATES = Path(__file__).parent / "templates"
# Columns of the page; files hold all of them.
_SHOWN = {
    "balance": (
        "skill",
        "companies",
        "needed",
        "wanted",
        "available",
        "available_not_assessed",
        "in_training",
        "short",
        "short_after_training",
    ),
    "occupations": ("occupation", "companies", "openings", "fillable", "short"),
    "shortage_map": ("occupation", "company", "openings", "fillable", "short"),
    "unmatched_terms": ("term", "language", "documents", "companies", "nearest", "example_1"),
    "function_gaps": ("company", "function", "skill", "expected_level", "people", "below", "not_assessed"),
    "plan_objectives": ("label", "value", "bound"),
    "plan_cohorts": ("course", "provider", "period", "cohorts", "seats", "seats_min", "seats_max", "cost_euro"),
    "plan_assignments": ("talent_id", "course", "period", "gains", "cost_euro", "funders"),
    "plan_unmet": ("skill", "people", "amount", "reason"),
    "left_out": ("vacancy_id", "title", "company", "reason", "detail"),
    "coverage": ("label", "count", "of"),
    "data_dictionary": ("table", "column", "column_title", "description", "unit"),
}
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def render_report(view: View, tables: Sequence[Table]) -> str:
    """Return the page of the view's audience, drawn from `tables` alone."""
    by_id = {table.id: table for table in tables}
    study, cluster = view.study, view.study.inputs.cluster
    sources = sources_by_skill(view, by_id["balance"], by_id["evidence"]) if "evidence" in by_id else []
    by_occupation = (
        sources_by_occupation(view, by_id["occupations"], by_id["shortage_map"], by_id["evidence"])
        if "shortage_map" in by_id
        else []
    )
    talents, n_talents = (
        matches_by_talent(view, by_id["matches"], by_id["match_parts"]) if "matches" in by_id else ([], 0)
    )
    is_public = view.audience == "public"
    profiles = profiles_by_function(view, by_id["function_gaps"]) if "function_gaps" in by_id else {}
    targets = {} if is_public else _coverage_targets(view, by_id)
    context: dict[str, Any] = {
        "view": view,
        "cluster": cluster,
        "study": study,
        "is_public": is_public,
        "tables": by_id,
        "charts": draw_charts(view, by_id),
        "cards": shortage_cards(view, by_id["balance"]),
        "coverage_sentence": coverage_sentence(view),
        # How many seats and people a plan has may be few: the public page leaves it to its tables.
        "plan_sentences": [] if is_public else plan_sentences(view),
        "conflict": study.plan.conflict if study.plan is not None and not is_public else (),
        "silent": [] if is_public else sorted(c.name for c in study.inputs.companies if not c.has_answered),
        "figures": [(value, label, targets.get(measure, "")) for value, label, measure in _figures(view, by_id)],
        "coverage_ids": targets,
        "profiles": profiles,
        "profile_ids": {key: f"function-{place}" for place, key in enumerate(profiles, start=1)},
        "sources": sources,
        "source_ids": {item.uri: f"skill-{place}" for place, item in enumerate(sources, start=1)},
        "by_occupation": by_occupation,
        "occupation_ids": {item.uri: f"occupation-{place}" for place, item in enumerate(by_occupation, start=1)},
        "talents": talents,
        "n_talents": n_talents,
        "limits": {
            "rows": ROWS_AT_MOST,
            "skills": SKILLS_AT_MOST,
            "sentences": SENTENCES_AT_MOST,
            "talents": TALENTS_AT_MOST,
            "vacancies": VACANCIES_AT_MOST,
        },
        "css": (_TEMPLATES / "report.css").read_text(encoding="utf-8"),
    }
    page: str = _environment(view).get_template("report.html").render(context)
    return _CONTROLS.sub(" ", page)


def _coverage_targets(view: View, tables: dict[str, Table]) -> dict[Cell, str]:
    """Return measure of the coverage → where the page lists what stands behind it, only of lists that are there."""
    found: dict[Cell, str] = {"vacancies_without_skills": "languages", "rows_refused": "refused"}
    if not all(company.has_answered for company in view.study.inputs.companies):
        found["companies_answered"] = "not-heard-from"
    if tables["left_out"].rows:
        found["vacancies_counted"] = "left-out"
    return found


def _link_of(links: dict[Any, str], table: Table, row: Sequence[Cell]) -> str:
    """Return the id of what stands behind a row, "" where nothing does; a function is known by its company as well."""
    key = (row[0], row[table.position("function_id")]) if table.id == "function_gaps" else row[0]
    return links.get(key, "")


def _figures(view: View, tables: dict[str, Table]) -> list[tuple[str, str, str]]:
    """Return the key figures below the title: number, what it counts, its key in the coverage table."""
    _ = view.say
    rows = {str(row["measure"]): row for row in tables["coverage"].records()}
    found = [
        (
            " / ".join(words_of(view, rows["companies_answered"][name]) for name in ("count", "of")),
            _("companies told their needs"),
            "companies_answered",
        ),
        (
            words_of(view, rows["vacancies_counted"]["count"]),
            _("vacancies that count as need"),
            "vacancies_counted",
        ),
    ]
    openings = tables["occupations"].column("openings")
    told = [cell for cell in openings if isinstance(cell, int)]
    if openings and len(told) == len(openings):
        found.append((number(view, sum(told)), _("openings in them"), ""))
    fillable = tables["occupations"].column("fillable")
    if view.audience != "public" and fillable:
        there = sum(cell for cell in fillable if isinstance(cell, int))
        found.append((number(view, there), _("of them could be filled at once"), ""))
    found.append((words_of(view, rows["talents"]["count"]), _("talents"), ""))
    return found


def _environment(view: View) -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    # One for each page: the words of a language are bound to it.
    environment: Any = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_translations(view.words, newstyle=True)
    environment.globals["shown"] = _shown
    environment.globals["link_of"] = _link_of
    environment.globals["folder"] = "public/" if view.audience == "public" else "tables/"
    environment.globals["show"] = lambda cell, column: show(view, cell, column)
    environment.globals["number"] = lambda value: number(view, value)
    environment.globals["cell_language"] = lambda table, row, position: cell_language(view, table, row, position)
    environment.globals["label_language"] = lambda label: label_language(view, label)
    environment.globals["course_language"] = lambda title: course_language(view, title)
    environment.filters["is_numeric"] = _is_numeric
    environment.filters["is_remark"] = lambda cell: isinstance(cell, Remark)
    return environment


def _shown(table: Table) -> list[tuple[int, Column]]:
    """Return (position, column) of the columns of a table that stand on the page."""
    names = _SHOWN.get(table.id)
    return [(p, c) for p, c in enumerate(table.columns) if names is None or c.name in names]


def _is_numeric(column: Column) -> bool:
    return column.kind in ("count", "number", "euro")
