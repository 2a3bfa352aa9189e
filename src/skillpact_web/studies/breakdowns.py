"""The shortage map beside occupations: openings by company, region, ecosystem and month, pure over a study."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from skillpact.records import Company, Vacancy
from skillpact.reporting import Column, Table
from skillpact.reporting.disclosure import least_shortage, mask_persons, roll_up
from skillpact.reporting.table import Cell, make_table

UNKNOWN = ""


@dataclass
class _Sum:
    companies: set[str] = field(default_factory=set)
    n_openings: int = 0
    n_fillable: int = 0


def breakdown_table(
    companies: Sequence[Company], vacancies: Sequence[Vacancy], n_filled: Mapping[str, int], minimum: int, audience: str
) -> Table:
    """Return openings by dimension and key: needed, fillable at once, short.

    vacancies : those that count as need; n_filled : vacancy id → openings that distinct people at hand could fill
    public : no company by name; keys with openings at fewer companies than the minimum stand together, regions under
    their broader region, so that rows add up and nothing small is told.
    """
    rows: list[tuple[Cell, ...]] = []
    names = {one.id: one.name for one in companies}
    for dimension, sums in _sums(companies, vacancies, n_filled).items():
        if audience != "public":
            rows += [_row(names, dimension, key, one) for key, one in sorted(sums.items())]
        elif dimension != "company":
            rows += _public_rows(names, dimension, sums, minimum)
    return make_table(
        "breakdown",
        _("Shortage by company, region, ecosystem and month"),
        _("Openings, and how many of them people at hand could fill at once. Nobody is counted twice."),
        (
            Column("dimension", _("by"), _("What the openings are counted by"), "", "id"),
            Column("key", _("code"), _("Code of the company, region, ecosystem or month"), "", "id"),
            Column("label", _("name"), _("Its name"), "", "text"),
            Column("companies", _("companies"), _("Companies with openings"), _("companies"), "count"),
            Column("openings", _("needed"), _("Openings"), _("openings"), "count"),
            Column("fillable", _("available"), _("Openings that people at hand could fill at once"), "", "count"),
            Column("short", _("short"), _("Openings that nobody at hand could fill"), _("openings"), "count"),
        ),
        rows,
    )


def _sums(
    companies: Sequence[Company], vacancies: Sequence[Vacancy], n_filled: Mapping[str, int]
) -> dict[str, dict[str, _Sum]]:
    by_id = {one.id: one for one in companies}
    found: dict[str, dict[str, _Sum]] = {name: {} for name in ("company", "region", "ecosystem", "month")}
    for vacancy in vacancies:
        company = by_id.get(vacancy.company_id or "")
        keys = {
            "company": vacancy.company_id or UNKNOWN,
            "region": vacancy.region or UNKNOWN,
            "ecosystem": (company.ecosystem if company else None) or UNKNOWN,
            "month": vacancy.published_on.isoformat()[:7] if vacancy.published_on else UNKNOWN,
        }
        for dimension, key in keys.items():
            one = found[dimension].setdefault(key, _Sum())
            one.companies.add(vacancy.company_id or UNKNOWN)
            one.n_openings += vacancy.openings
            one.n_fillable += n_filled.get(vacancy.id, 0)
    return found


def _row(names: Mapping[str, str], dimension: str, key: str, one: _Sum) -> tuple[Cell, ...]:
    n_short = one.n_openings - one.n_fillable
    return dimension, key, _label(names, key), len(one.companies), one.n_openings, one.n_fillable, n_short


def _label(names: Mapping[str, str], key: str) -> str:
    return _("not known") if key == UNKNOWN else names.get(key, key)


def _public_rows(
    names: Mapping[str, str], dimension: str, sums: dict[str, _Sum], minimum: int
) -> Iterable[tuple[Cell, ...]]:
    units = {key: frozenset(one.companies) for key, one in sums.items()}
    for group in roll_up(units, lambda key: _broader(dimension, key), minimum, has_total=True):
        merged = _Sum()
        for key in group.members:
            merged.companies |= sums[key].companies
            merged.n_openings += sums[key].n_openings
            merged.n_fillable += sums[key].n_fillable
        key = (group.under or UNKNOWN) if group.is_merged else group.members[0]
        label = _label(names, key)
        if group.is_merged:
            label = _("others in %(key)s") % {"key": key} if key else _("all others")
        there = mask_persons(merged.n_fillable, minimum)
        short: Cell = merged.n_openings - there if isinstance(there, int) else least_shortage(merged.n_openings, there)
        yield dimension, key, label, len(merged.companies), merged.n_openings, there, short


def _broader(dimension: str, key: str) -> list[str]:
    """Return the broader region of a NUTS code: a province's is its region, a region's its group of regions."""
    return [key[:-1]] if dimension == "region" and len(key) > 2 else []
