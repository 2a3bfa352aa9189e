"""The vacancies that count as need, each with the occupation it was given."""

from __future__ import annotations

from skillpact.reporting.table import Column, Table, make_table
from skillpact.reporting.view import View


def vacancies_table(view: View) -> Table:
    """Return every vacancy that counts as need with its occupation, ISCO code and the chance that it is right."""
    _ = view.say
    table = view.study.taxonomy.occupations
    rows = []
    for vacancy in sorted(view.study.vacancies, key=lambda v: v.id):
        link = view.study.occupations.get(vacancy.id)
        rows.append((
            vacancy.id, vacancy.title, vacancy.company_id, view.company(vacancy.company_id), vacancy.openings,
            link.uri if link else None,
            view.occupation(link.uri) if link else "",
            table.fact(table.row(link.uri), "isco") if link and link.uri in table else "",
            link.score if link else None,
        ))  # fmt: skip
    return make_table(
        "vacancies",
        _("Vacancies and their occupations"),
        _("The occupation is the one that was stated, else the one that the title names."),
        (
            Column("vacancy_id", _("vacancy"), _("Id of the vacancy"), "", "id"),
            Column("title", _("title"), _("Title of the advertisement"), "", "text"),
            Column("company_id", _("company id"), _("Id of the company"), "", "id"),
            Column("company", _("company"), _("Name of the company"), "", "text"),
            Column("openings", _("openings"), _("People looked for"), _("openings"), "count"),
            Column("occupation_uri", _("concept URI"), _("Key of the occupation in the taxonomy"), "", "uri"),
            Column("occupation", _("occupation"), _("Preferred label of the occupation"), "", "text"),
            Column("isco", _("ISCO code"), _("Code of the ISCO-08 unit group of the occupation"), "", "id"),
            Column("score", _("chance"), _("Chance that the occupation is right, 0 to 1; 1 where it was stated"), "",
                   "number"),
        ),
        rows,
    )  # fmt: skip
