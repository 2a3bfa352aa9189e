"""The shortage map: openings that nobody at hand could fill, by occupation and by company."""

from __future__ import annotations

from skillpact.gaps import OccupationShortage
from skillpact.reporting.table import Cell, Column, Table, make_table
from skillpact.reporting.view import View


def occupation_columns(view: View) -> tuple[Column, ...]:
    """Return the columns of the table by occupation that every audience has."""
    _ = view.say
    return (
        Column("occupation_uri", _("concept URI"), _("Key of the occupation in the taxonomy"), "", "uri"),
        Column("occupation", _("occupation"), _("Preferred label of the occupation"), "", "text"),
        Column("companies", _("companies"), _("Companies with openings"), _("companies"), "count"),
        *_count_columns(view),
    )


def occupations_table(view: View) -> Table:
    """Return openings, fillable and short of each occupation, summed over companies, the largest shortage first."""
    _ = view.say
    groups: dict[str | None, list[OccupationShortage]] = {}
    for cell in view.study.occupation_shortages:
        groups.setdefault(cell.occupation_uri, []).append(cell)
    rows: list[tuple[Cell, ...]] = []
    for uri, cells in groups.items():
        companies = {cell.company_id for cell in cells if cell.company_id is not None}
        openings, fillable = sum(c.n_openings for c in cells), sum(c.n_fillable for c in cells)
        rows.append((uri, view.occupation(uri), len(companies), openings, fillable, openings - fillable))
    rows.sort(key=lambda row: (-_number(row[5]), -_number(row[3]), str(row[0] or "~")))
    return make_table(
        "occupations",
        _("Shortage by occupation"),
        _("Openings are told by the vacancy's title or stated occupation. Nobody is counted twice."),
        occupation_columns(view),
        rows,
    )


def shortage_map_table(view: View) -> Table:
    """Return one row for each occupation and company that has openings, the largest shortage first."""
    _ = view.say
    cells = sorted(
        view.study.occupation_shortages,
        key=lambda s: (-s.n_short, -s.n_openings, s.occupation_uri or "~", s.company_id or "~"),
    )
    return make_table(
        "shortage_map",
        _("Shortage map by occupation and company"),
        _("One row for each occupation at each company. Short: nobody at hand meets every essential skill."),
        (
            Column("occupation_uri", _("concept URI"), _("Key of the occupation in the taxonomy"), "", "uri"),
            Column("occupation", _("occupation"), _("Preferred label of the occupation"), "", "text"),
            Column("company_id", _("company id"), _("Id of the company"), "", "id"),
            Column("company", _("company"), _("Name of the company"), "", "text"),
            *_count_columns(view),
            Column("vacancy_ids", _("vacancies"), _("Ids of the vacancies behind it"), "", "text"),
        ),
        [
            (
                s.occupation_uri,
                view.occupation(s.occupation_uri),
                s.company_id,
                view.company(s.company_id),
                s.n_openings,
                s.n_fillable,
                s.n_short,
                "; ".join(s.vacancy_ids),
            )
            for s in cells
        ],
    )


def _count_columns(view: View) -> tuple[Column, ...]:
    _ = view.say
    unit = _("openings")
    return (
        Column("openings", _("openings"), _("People looked for"), unit, "count"),
        Column(
            "fillable",
            _("could be filled at once"),
            _("Openings that distinct talents could fill at once, each meeting every essential skill"),
            unit,
            "count",
        ),
        Column("short", _("short"), _("Openings that nobody at hand could fill"), unit, "count"),
    )


def _number(cell: Cell) -> int:
    return cell if isinstance(cell, int) else 0
