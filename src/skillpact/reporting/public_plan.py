"""The plan as everyone may see it: sums over groups of people, never an assignment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from skillpact.planning import Instance, PlanResult
from skillpact.planning.values import known_levels, remaining_gaps
from skillpact.reporting.disclosure import Group, at_least_in_steps, mask_persons, roll_up
from skillpact.reporting.plan_tables import funding_columns, objective_columns, objective_labels
from skillpact.reporting.table import WITHHELD, Cell, Column, Table, make_table
from skillpact.reporting.view import View


def public_plan_tables(view: View) -> tuple[Table, ...]:
    """Return objectives, cohorts, money and what stays unmet; none where the study has no plan."""
    plan, instance = view.study.plan, view.study.instance
    if plan is None or instance is None:
        return ()
    people = _people_by_cohort(plan)
    groups = roll_up(people, lambda _key: (), view.minimum, has_total=True)
    # Courses have known prices: a sum of money over small cohorts tells, by trying, how many people each of them has.
    is_each_told = bool(groups) and not any(group.is_merged for group in groups)
    return (
        _objectives(view, plan, is_told=is_each_told),
        _cohorts(view, plan, groups),
        _funding(view, plan, is_told=is_each_told and _are_payers_many(view, plan, people)),
        _unmet(view, plan, instance),
    )


def _people_by_cohort(plan: PlanResult) -> dict[str, frozenset[str]]:
    people: dict[str, set[str]] = {}
    for a in plan.assignments:
        people.setdefault(_cohort_key(a.course, a.period), set()).add(a.talent)
    return {key: frozenset(found) for key, found in people.items()}


def _cohort_key(course: str, period: str) -> str:
    return f"{course}\t{period}"


def _are_payers_many(view: View, plan: PlanResult, people: dict[str, frozenset[str]]) -> bool:
    """Say whether in every cohort each funder pays for nobody or for many, and likewise does not pay.

    Who may pay tells who attends: a line for people without a job, a company's own people.
    """
    paid: dict[tuple[str, str], set[str]] = {}
    for a in plan.assignments:
        for share in a.shares:
            if share.cents:
                paid.setdefault((_cohort_key(a.course, a.period), share.funder), set()).add(a.talent)
    return all(
        len(found) >= view.minimum and (found == people[key] or len(people[key] - found) >= view.minimum)
        for (key, _funder), found in paid.items()
    )


def _objectives(view: View, plan: PlanResult, *, is_told: bool) -> Table:
    """A bound would tell what a hidden value is: it stands only beside one that is told."""
    _ = view.say
    labels = objective_labels(view)
    rows: list[tuple[Cell, ...]] = []
    for o in plan.objectives:
        value: Cell = round(o.value * 0.01, 2) if o.name == "cost" else round(o.value, 4)
        bound: Cell = round(o.bound * 0.01, 2) if o.name == "cost" else round(o.bound, 4)
        if o.name == "fillable":
            value = mask_persons(round(o.value), view.minimum)
        elif not is_told:
            value = WITHHELD
        is_hidden = not isinstance(value, int | float)
        rows.append((o.name, labels.get(o.name, o.name), value, WITHHELD if is_hidden else bound,
                     WITHHELD if is_hidden else o.gap))  # fmt: skip
    return make_table(
        "plan_objectives",
        _("What the plan reaches"),
        _("Aims are pursued in this order; a later one never costs an earlier one."),
        objective_columns(view),
        rows,
    )


def _cohorts(view: View, plan: PlanResult, groups: Sequence[Group]) -> Table:
    _ = view.say
    seats: Counter[str] = Counter()
    names: dict[str, tuple[str, str]] = {}
    for a in plan.assignments:
        key = _cohort_key(a.course, a.period)
        seats[key] += 1
        names[key] = (view.course(a.course), a.period)
    rows: list[tuple[Cell, ...]] = []
    for group in groups:
        together = sum(seats[key] for key in group.members)
        if group.is_merged:
            rows.append((_("other courses"), "", at_least_in_steps(together, view.minimum)))
        else:
            rows.append((*names[group.members[0]], together))
    rows.sort(key=lambda row: (row[1] == "", str(row[1]), str(row[0])))
    return make_table(
        "plan_cohorts",
        _("Courses that run"),
        _(
            "Courses with fewer than {minimum} people stand together, their seats rounded down; then no sum over the "
            "plan is told either, as prices would give them away."
        ).format(minimum=view.minimum),
        (
            Column("course", _("course"), _("Title of the course"), "", "text"),
            Column("period", _("period"), _("Id of the period"), "", "id"),
            Column("seats", _("seats"), _("People who attend"), _("persons"), "count"),
        ),
        rows,
    )


def _funding(view: View, plan: PlanResult, *, is_told: bool) -> Table:
    """What each funder has is no secret; what it spends is told of all funders or of none."""
    _ = view.say
    spent = Counter({f.id: 0 for f in view.study.inputs.cluster.funders})
    for a in plan.assignments:
        for share in a.shares:
            spent[share.funder] += share.cents
    rows: list[tuple[Cell, ...]] = [
        (f.id, f.budget_cents, *((spent[f.id], f.budget_cents - spent[f.id]) if is_told else (WITHHELD, WITHHELD)))
        for f in sorted(view.study.inputs.cluster.funders, key=lambda f: f.id)
    ]
    return make_table(
        "plan_funding",
        _("Money by funder"),
        _(
            "What is spent is not published where a course has fewer than {minimum} people, or a funder pays for fewer "
            "than {minimum} people of a course, or for all but so few."
        ).format(minimum=view.minimum),
        funding_columns(view)[:-1],
        rows,
    )


def _unmet(view: View, plan: PlanResult, instance: Instance) -> Table:
    """By skill alone: how many people share one reason is not known here, so reasons are not told."""
    _ = view.say
    courses = {course.id: course for course in instance.courses}
    taught: dict[str, dict[str, float]] = {}
    for a in plan.assignments:
        mine = taught.setdefault(a.talent, {})
        for uri, level in courses[a.course].teaches.items():
            mine[uri] = max(level, mine.get(uri, 0.0))
    people: dict[str, set[str]] = {}
    amounts: dict[str, float] = {}
    for (talent_id, uri), amount in remaining_gaps(instance, known_levels(instance), taught).items():
        people.setdefault(uri, set()).add(talent_id)
        amounts[uri] = amounts.get(uri, 0.0) + float(amount)
    rows: list[tuple[Cell, ...]] = [
        (uri, view.skill(uri), len(people[uri]), round(amounts[uri], 4))
        for uri in sorted(people, key=lambda uri: (-amounts[uri], uri))
        if len(people[uri]) >= view.minimum
    ]
    return make_table(
        "plan_unmet",
        _("What stays unmet"),
        _("Skills that at least {minimum} people still lack for what they aim at.").format(minimum=view.minimum),
        (
            Column("skill_uri", _("concept URI"), _("Key of the skill"), "", "uri"),
            Column("skill", _("skill"), _("Preferred label of the skill"), "", "text"),
            Column("people", _("people"), _("Talents who still lack it"), _("persons"), "count"),
            Column("amount", _("levels missing"), _("Sum of missing levels over talents"), _("levels"), "number"),
        ),
        rows,
    )
