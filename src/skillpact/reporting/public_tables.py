"""The tables that everyone may see: only groups of the cluster's minimum size, nothing to be had by subtraction."""

from __future__ import annotations

from collections.abc import Sequence

from skillpact.gaps import SkillBalance
from skillpact.reporting.coverage_tables import coverage_columns
from skillpact.reporting.disclosure import Group, least_shortage, mask_demand, mask_part, mask_persons, roll_up
from skillpact.reporting.occupation_tables import occupation_columns
from skillpact.reporting.public_supply import JointCounts
from skillpact.reporting.skill_tables import balance_columns
from skillpact.reporting.table import WITHHELD, Cell, Table, make_table
from skillpact.reporting.view import View


def public_coverage_table(view: View) -> Table:
    """Return the coverage; what is about few companies' vacancies or few persons is withheld."""
    _ = view.say
    study, minimum = view.study, view.minimum
    c = study.coverage
    counted = {v.company_id for v in study.vacancies if v.company_id}
    left = {view.vacancies[o.vacancy_id].company_id for o in study.left_out if o.vacancy_id in view.vacancies} - {None}
    without = {v.company_id for v, asked in zip(study.vacancies, study.requirements, strict=True) if not asked} - {None}
    others = {v.company_id for v, asked in zip(study.vacancies, study.requirements, strict=True) if asked} - {None}
    n_counted = mask_demand(c.n_vacancies_counted, len(counted), minimum)
    # The difference of the two tells how many were left out, and none is not told apart from few.
    n_read: Cell = WITHHELD if len(left) < minimum or n_counted is WITHHELD else c.n_vacancies_read
    n_without = mask_demand(c.n_vacancies_without_skills, len(without), minimum)
    if len(others) < minimum:
        n_without = WITHHELD
    talents = mask_persons(c.n_talents, minimum)
    rows: list[tuple[Cell, ...]] = [
        ("companies_answered", _("companies that told their needs"), c.n_companies_answered, c.n_companies),
        ("vacancies_counted", _("vacancies that count as need"), n_counted, n_read),
        ("vacancies_without_skills", _("of them without a single skill found"), n_without, n_counted),
        ("talents", _("talents"), talents, talents),
        ("talents_with_document", _("of them with a document"),
         mask_part(c.n_talents_with_document, c.n_talents, minimum), talents),
        ("talents_without_skills", _("of them without a single skill known"),
         mask_part(c.n_talents_without_skills, c.n_talents, minimum), talents),
    ]  # fmt: skip
    return make_table(
        "coverage",
        _("Coverage"),
        _("How much every figure of this report stands on. Who did not answer is not counted as needing nothing."),
        coverage_columns(view),
        rows,
    )


def public_balance_table(view: View) -> Table:
    """Return the balance of skills that enough companies need; smaller ones together under their broader skill."""
    _ = view.say
    joint = JointCounts(view.study)
    balances = {b.uri: b for b in view.study.balances}
    # What is only nice to have somewhere stands in the column of skills that are needed, or not at all.
    needing = joint.companies_needing
    groups = roll_up(
        {uri: frozenset(needing[uri]) for uri in balances if needing.get(uri)},
        lambda key: _broader_skills(view, key),
        view.minimum,
        has_total=False,
    )
    alone = [_alone(view, balances[g.members[0]], joint) for g in groups if not g.is_merged]
    merged = [_together(view, group, joint) for group in groups if group.is_merged]
    order = {b.uri: place for place, b in enumerate(view.study.balances)}
    alone.sort(key=lambda row: order[str(row[0])])
    merged.sort(key=lambda row: (-(row[4] if isinstance(row[4], int) else 0), str(row[1])))
    return make_table(
        "balance",
        _("Balance sheet by skill"),
        _(
            "Skills that fewer than {minimum} companies need stand together under their broader skill, or not at all. "
            "Rows do not add up: an opening needs several skills and a person holds several."
        ).format(minimum=view.minimum),
        balance_columns(view),
        [*alone, *merged],
    )


def public_occupations_table(view: View) -> Table:
    """Return openings by occupation; small ones together under their ISCO group, the rest together: rows add up."""
    _ = view.say
    companies: dict[str, set[str]] = {}
    openings: dict[str, int] = {}
    fillable: dict[str, int] = {}
    for cell in view.study.occupation_shortages:
        key = cell.occupation_uri or ""
        companies.setdefault(key, set()).update({cell.company_id} - {None})  # type: ignore[arg-type]
        openings[key] = openings.get(key, 0) + cell.n_openings
        fillable[key] = fillable.get(key, 0) + cell.n_fillable
    units = {key: frozenset(found) for key, found in companies.items()}
    groups = roll_up(units, lambda key: _broader_occupations(view, key), view.minimum, has_total=True)
    rows: list[tuple[Cell, ...]] = []
    for group in groups:
        uri = group.under if group.is_merged else group.members[0] or None
        if not group.is_merged:
            label = view.occupation(uri)
        elif uri is None:
            label = _("other occupations")
        else:
            label = _("other occupations in: {group}").format(group=view.occupation(uri))
        n_openings = sum(openings[key] for key in group.members)
        n_companies = len(frozenset().union(*(units[key] for key in group.members)))
        there = mask_persons(sum(fillable[key] for key in group.members), view.minimum)
        short: Cell = n_openings - there if isinstance(there, int) else least_shortage(n_openings, there)
        rows.append((uri, label, n_companies, n_openings, there, short))
    rows.sort(key=lambda row: (row[0] is None, -(row[3] if isinstance(row[3], int) else 0), str(row[1])))
    return make_table(
        "occupations",
        _("Shortage by occupation"),
        _("Occupations with openings at fewer than {minimum} companies stand together under their ISCO group.").format(
            minimum=view.minimum
        ),
        occupation_columns(view),
        rows,
    )


def _alone(view: View, b: SkillBalance, joint: JointCounts) -> tuple[Cell, ...]:
    minimum = view.minimum
    needed = mask_demand(b.n_needed, len(joint.companies_needing.get(b.uri, ())), minimum)
    wanted = mask_demand(b.n_wanted, len(joint.companies_wanting.get(b.uri, ())), minimum)
    available = mask_persons(b.n_available, minimum)
    in_training = mask_persons(b.n_in_training, minimum)
    is_told = isinstance(needed, int) and isinstance(available, int)
    # A shortage beside the need tells how many are there: it is exact only where they are told as well.
    short = b.n_short if is_told else least_shortage(needed, available)
    later = b.n_short_after_training if is_told and isinstance(in_training, int) else None
    return (
        b.uri, view.skill(b.uri), view.skill_kind(b.uri), _told(len(joint.companies_needing.get(b.uri, ())), minimum),
        needed, wanted, available, mask_part(b.n_available_unknown, b.n_available, minimum), in_training, short,
        least_shortage(needed, available, in_training) if later is None else later,
    )  # fmt: skip


def _together(view: View, group: Group, joint: JointCounts) -> tuple[Cell, ...]:
    _ = view.say
    minimum = view.minimum
    n_needed, needing, n_wanted, wanting = joint.demand(group.members)
    needed = mask_demand(n_needed, len(needing), minimum)
    available = mask_persons(joint.available(group.members), minimum)
    in_training = mask_persons(joint.in_training(group.members), minimum)
    label = _("other skills")
    if group.under is not None:
        label = _("other skills under: {skill}").format(skill=view.skill(group.under))
    companies = _told(len(needing), minimum)
    return (
        group.under, label, _("several together"), companies, needed, mask_demand(n_wanted, len(wanting), minimum),
        available, WITHHELD, in_training, least_shortage(needed, available),
        least_shortage(needed, available, in_training),
    )  # fmt: skip


def _told(n_companies: int, minimum: int) -> Cell:
    return n_companies if n_companies >= minimum else WITHHELD


def _broader_skills(view: View, uri: str) -> Sequence[str]:
    """Return the broader skills of a skill, else its groups; the broader groups of a group."""
    taxonomy = view.study.taxonomy
    if uri in taxonomy.skills:
        row = taxonomy.skills.row(uri)
        broader = [taxonomy.skills.uri(int(r)) for r in taxonomy.skill_broader[row]]
        return broader or [taxonomy.groups.uri(int(r)) for r in taxonomy.skill_groups[row]]
    return _broader_groups(view, uri)


def _broader_occupations(view: View, uri: str) -> Sequence[str]:
    taxonomy = view.study.taxonomy
    if uri in taxonomy.occupations:
        row = taxonomy.occupations.row(uri)
        groups = [taxonomy.groups.uri(int(r)) for r in taxonomy.occupation_groups[row]]
        if not groups and (code := taxonomy.occupations.fact(row, "isco")):
            groups = [uri for uri in taxonomy.groups if taxonomy.groups.fact(taxonomy.groups.row(uri), "code") == code]
        return groups
    return _broader_groups(view, uri)


def _broader_groups(view: View, uri: str) -> Sequence[str]:
    groups = view.study.taxonomy.groups
    if uri not in groups:
        return []
    return [groups.uri(int(r)) for r in view.study.taxonomy.group_broader[groups.row(uri)]]
