"""All tables of a report for one audience, and the dictionary that explains their columns."""

from __future__ import annotations

from collections.abc import Sequence

from skillpact.reporting.coverage_tables import (
    coverage_table,
    languages_table,
    left_out_table,
    refusals_table,
    settings_table,
)
from skillpact.reporting.occupation_tables import occupations_table, shortage_map_table
from skillpact.reporting.people_tables import function_gaps_table, match_parts_table, matches_table
from skillpact.reporting.plan_tables import plan_tables
from skillpact.reporting.public_plan import public_plan_tables
from skillpact.reporting.public_tables import public_balance_table, public_coverage_table, public_occupations_table
from skillpact.reporting.skill_tables import balance_table, evidence_table
from skillpact.reporting.table import Column, Table, known_audience, make_table
from skillpact.reporting.unmatched_tables import public_unmatched_table, unmatched_table
from skillpact.reporting.vacancy_tables import vacancies_table
from skillpact.reporting.view import View, make_view
from skillpact.study import Study


def build_tables(study: Study, audience: str = "cluster") -> tuple[Table, ...]:
    """Return every table of the report of an audience, the data dictionary last.

    owner, cluster : all tables; public : only what the disclosure rule allows. Raises ValueError on other audiences.
    """
    return tables_of(make_view(study, known_audience(audience)))


def tables_of(view: View) -> tuple[Table, ...]:
    """Return the tables of a view, the data dictionary last."""
    found: Sequence[Table]
    if view.audience == "public":
        found = (
            public_coverage_table(view),
            public_balance_table(view),
            public_occupations_table(view),
            public_unmatched_table(view),
            *public_plan_tables(view),
            settings_table(view),
        )
    else:
        found = (
            coverage_table(view),
            balance_table(view),
            evidence_table(view),
            occupations_table(view),
            shortage_map_table(view),
            vacancies_table(view),
            unmatched_table(view),
            matches_table(view),
            match_parts_table(view),
            function_gaps_table(view),
            *plan_tables(view),
            left_out_table(view),
            refusals_table(view),
            languages_table(view),
            settings_table(view),
        )
    return (*found, dictionary_table(view, found))


def dictionary_table(view: View, tables: Sequence[Table]) -> Table:
    """Return one row for each column of each table."""
    _ = view.say
    return make_table(
        "data_dictionary",
        _("Data dictionary"),
        _("What every column of every table means. Money is in euro, levels are quarters from 0 to 1."),
        (
            Column("table", _("table"), _("Id of the table: name of its CSV file and sheet"), "", "id"),
            Column("table_title", _("title"), _("Title of the table"), "", "text"),
            Column("column", _("column"), _("Name of the column in files"), "", "id"),
            Column("column_title", _("heading"), _("Heading of the column in the report"), "", "text"),
            Column("description", _("meaning"), _("What stands in it"), "", "text"),
            Column("unit", _("unit"), _("Unit, empty where there is none"), "", "text"),
            Column("kind", _("kind"), _("Kind of value: text, id, uri, count, number, level, euro or date"), "", "id"),
        ),
        [(t.id, t.title, c.name, c.title, c.description, c.unit, c.kind) for t in tables for c in t.columns],
    )
