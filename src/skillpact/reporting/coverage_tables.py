"""What the figures stand on: coverage, what was left out and refused, languages read, settings."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields, is_dataclass
from enum import StrEnum
from typing import Any

from skillpact.extraction.quality import measured_on, quality_class
from skillpact.reporting.refused_files import hide_talent_file
from skillpact.reporting.table import UNKNOWN, Cell, Column, Table, make_table
from skillpact.reporting.view import View


def coverage_table(view: View) -> Table:
    """Return one row for each figure of the coverage: how many of how many."""
    _ = view.say
    c = view.study.coverage
    rows: list[tuple[Cell, ...]] = [
        ("companies_answered", _("companies that told their needs"), c.n_companies_answered, c.n_companies),
        ("vacancies_counted", _("vacancies that count as need"), c.n_vacancies_counted, c.n_vacancies_read),
        (
            "vacancies_without_skills",
            _("of them without a single skill found"),
            c.n_vacancies_without_skills,
            c.n_vacancies_counted,
        ),
        ("talents", _("talents"), c.n_talents, c.n_talents),
        ("talents_with_document", _("of them with a document"), c.n_talents_with_document, c.n_talents),
        ("talents_without_skills", _("of them without a single skill known"), c.n_talents_without_skills, c.n_talents),
        ("rows_refused", _("rows and files refused"), len(view.study.inputs.refusals), None),
    ]
    return make_table(
        "coverage",
        _("Coverage"),
        _("How much every figure of this report stands on. Who did not answer is not counted as needing nothing."),
        coverage_columns(view),
        rows,
    )


def coverage_columns(view: View) -> tuple[Column, ...]:
    """Return the columns of the coverage table, for every audience the same."""
    _ = view.say
    return (
        Column("measure", _("key"), _("Key of the figure, the same in every language"), "", "id"),
        Column("label", _("figure"), _("What is counted"), "", "text"),
        Column("count", _("number"), _("How many"), _("companies, vacancies, persons or rows"), "count"),
        Column("of", _("of"), _("Of how many in all"), _("companies, vacancies or persons"), "count"),
    )


def left_out_table(view: View) -> Table:
    """Return the vacancies that were read and do not count as need, with the reason."""
    _ = view.say
    rows = []
    for item in sorted(view.study.left_out, key=lambda o: o.vacancy_id):
        vacancy = view.vacancies.get(item.vacancy_id)
        company, title = (vacancy.company_id, vacancy.title) if vacancy else (None, "")
        rows.append((item.vacancy_id, title, company, view.company(company), _(item.reason), item.detail))
    return make_table(
        "left_out",
        _("Vacancies left out"),
        _("Read, but not counted: older than the agreed number of days, or the same advertisement twice."),
        (
            Column("vacancy_id", _("vacancy"), _("Id of the vacancy"), "", "id"),
            Column("title", _("title"), _("Title of the advertisement"), "", "text"),
            Column("company_id", _("company id"), _("Id of the company"), "", "id"),
            Column("company", _("company"), _("Name of the company"), "", "text"),
            Column("reason", _("reason"), _("Why it does not count: stale or duplicate"), "", "text"),
            Column("detail", _("detail"), _("The reason in more detail"), "", "text"),
        ),
        rows,
    )


def refusals_table(view: View) -> Table:
    """Return the rows and files that could not be used, by place. Files of CVs are not named."""
    _ = view.say
    hidden = [hide_talent_file(refusal, _) for refusal in view.study.inputs.refusals]
    # Sorted by what is shown: the order would tell how the hidden names sort.
    found = sorted(hidden, key=lambda r: (r.file, r.row or 0, r.column or "", r.message))
    return make_table(
        "refusals",
        _("Rows refused"),
        _(
            "What could not be used, where it stands and what was expected. Mend it there and run the study again. "
            "Files of CVs are not named here: they are often called after their person."
        ),
        (
            Column("file", _("file"), _("File of the input folder; files of CVs without their name"), "", "text"),
            Column("row", _("row"), _("Row as a spreadsheet shows it: the header is row 1"), "", "count"),
            Column("column", _("column"), _("Column or field"), "", "text"),
            Column("message", _("why"), _("What was found, what was expected"), "", "text"),
        ),
        [(r.file, r.row, r.column, r.message) for r in found],
    )


def languages_table(view: View) -> Table:
    """Return how many texts of vacancies and courses were read in which language, and where something was lacking."""
    _ = view.say
    counts: Counter[tuple[str, str, str]] = Counter()
    kinds = (
        (_("vacancy"), view.study.vacancy_extractions),
        (_("course"), view.study.course_extractions),
    )
    for kind, extractions in kinds:
        for extraction in extractions.values():
            counts[kind, extraction.language or "", _(extraction.reason) if extraction.reason else ""] += 1
    rows: list[tuple[Cell, ...]] = [
        (kind, language or UNKNOWN, _(quality_class(language)), reason, number)
        for (kind, language, reason), number in sorted(counts.items())
    ]
    return make_table(
        "languages",
        _("Languages read"),
        _(
            "Texts of vacancies and courses by language. The quality of skills found in a language was measured on "
            "labelled texts, with {taxonomy}. A remark says where skills may have been missed."
        ).format(taxonomy=measured_on()),
        (
            Column("kind", _("kind of text"), _("Vacancy or course"), "", "text"),
            Column("language", _("language"), _("Language of the text, stated or detected (ISO 639-1)"), "", "text"),
            Column("quality", _("quality"), _("Class of the language: strong, fair, weak or very weak"), "", "text"),
            Column("remark", _("remark"), _("Why nothing or less was read, empty where all was"), "", "text"),
            Column("texts", _("texts"), _("How many texts"), _("texts"), "count"),
        ),
        rows,
    )


def settings_table(view: View) -> Table:
    """Return every setting of the study and of the cluster that moves a figure, by key."""
    _ = view.say
    study, cluster = view.study, view.study.inputs.cluster
    rows: list[tuple[Cell, ...]] = [
        ("program", f"skillpact {study.program_version}"),
        ("taxonomy", study.taxonomy.id),
        ("as_of", cluster.as_of),
        ("language", cluster.language),
        ("minimum_group", view.minimum if view.audience == "public" else cluster.minimum_group),
        ("stale_after_days", cluster.stale_after_days),
    ]
    rows += sorted(_flat("", study.settings), key=lambda row: str(row[0]))
    return make_table(
        "settings",
        _("Settings"),
        _("Everything that fixes the figures beside the inputs. The guide says what each one does."),
        (
            Column("setting", _("setting"), _("Key of the setting"), "", "id"),
            Column("value", _("value"), _("Its value in this study"), "", "text"),
        ),
        rows,
    )


def _flat(prefix: str, value: Any) -> list[tuple[Cell, ...]]:
    """Return (dotted key, value) of a settings dataclass and those inside it."""
    rows: list[tuple[Cell, ...]] = []
    if is_dataclass(value):
        for entry in fields(value):
            rows += _flat(f"{prefix}.{entry.name}" if prefix else entry.name, getattr(value, entry.name))
    elif isinstance(value, dict):
        for key, inner in value.items():
            name = key.value if isinstance(key, StrEnum) else str(key)
            rows += _flat(f"{prefix}.{name}", inner)
    elif isinstance(value, bool) or value is None:
        rows.append((prefix, {True: "yes", False: "no", None: "none"}[value]))
    else:
        rows.append((prefix, value if isinstance(value, int | float | str) else str(value)))
    return rows
