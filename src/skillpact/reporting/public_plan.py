"""The plan as everyone may see it: sums over groups of people, never an assignment."""

from __future__ import annotations

from collections import Counter

from skillpact.planning import Instance, PlanResult
from skillpact.planning.values import known_levels, remaining_gaps
from skillpact.reporting.disclosure import Group, mask_persons, roll_up
from skillpact.reporting.plan_tables import objective_columns, objective_labels
from skillpact.reporting.table import WITHHELD, Cell, Column, Table, make_table
from skillpact.reporting.view import View


def public_plan_tables(view: View) -> tuple[Table, ...]:
    """Return objectives, cohorts, money and what stays unmet; none where the study has no plan."""
    plan, instance = view.study.plan, view.study.instance
    if plan is None or instance is None:
        return ()
    people = {assignment.talent for assignment in plan.assignments}
    return (
        _objectives(view, plan, len(people)),
        _cohorts(view, plan),
        _funding(view, plan, len(people)),
        _unmet(view, plan, instance),
    )


def _objectives(view: View, plan: PlanResult, n_people: int) -> Table:
    """A bound would tell what a hidden value is: it stands only beside one that is told."""
    _ = view.say
    labels = objective_labels(view)
    is_told = n_people >= view.minimum
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


def _cohorts(view: View, plan: PlanResult) -> Table:
    _ = view.say
    people: dict[str, set[str]] = {}
    seats: Counter[str] = Counter()
    names: dict[str, tuple[str, str]] = {}
    for a in plan.assignments:
        key = f"{a.course}\t{a.period}"
        people.setdefault(key, set()).add(a.talent)
        seats[key] += 1
        names[key] = (view.course(a.course), a.period)
    groups = roll_up({k: frozenset(v) for k, v in people.items()}, lambda _key: (), view.minimum, has_total=True)
    rows: list[tuple[Cell, ...]] = []
    for group in groups:
        title, period = (_("other courses"), "") if group.is_merged else names[group.members[0]]
        rows.append((title, period, sum(seats[key] for key in group.members)))
    rows.sort(key=lambda row: (row[1] == "", str(row[1]), str(row[0])))
    return make_table(
        "plan_cohorts",
        _("Courses that run"),
        _("Courses with fewer than {minimum} people stand together.").format(minimum=view.minimum),
        (
            Column("course", _("course"), _("Title of the course"), "", "text"),
            Column("period", _("period"), _("Id of the period"), "", "id"),
            Column("seats", _("seats"), _("People who attend"), _("persons"), "count"),
        ),
        rows,
    )


def _funding(view: View, plan: PlanResult, n_people: int) -> Table:
    _ = view.say
    spent: Counter[str] = Counter()
    people: dict[str, set[str]] = {f.id: set() for f in view.study.inputs.cluster.funders}
    for a in plan.assignments:
        for share in a.shares:
            spent[share.funder] += share.cents
            if share.cents:
                people[share.funder].add(a.talent)
    budgets = {f.id: f.budget_cents for f in view.study.inputs.cluster.funders}
    paying = {funder: frozenset(found) for funder, found in people.items() if found}
    groups = roll_up(paying, lambda _key: (), view.minimum, has_total=True)
    # A funder that pays for nobody tells about nobody.
    groups += [Group((funder,), None, False) for funder in people if funder not in paying]
    rows = [_money(view, group, budgets, spent) for group in groups] if n_people >= view.minimum else []
    rows.sort(key=lambda row: (row[0] == _("other funders"), str(row[0])))
    return make_table(
        "plan_funding",
        _("Money by funder"),
        _("Funders that pay for fewer than {minimum} people stand together.").format(minimum=view.minimum),
        (
            Column("funder", _("funder"), _("Who pays"), "", "text"),
            Column("budget_euro", _("budget"), _("What is there"), _("euro"), "euro"),
            Column("spent_euro", _("planned"), _("What the plan spends"), _("euro"), "euro"),
            Column("rest_euro", _("left"), _("What remains"), _("euro"), "euro"),
        ),
        rows,
    )


def _money(view: View, group: Group, budgets: dict[str, int], spent: Counter[str]) -> tuple[Cell, ...]:
    budget, used = sum(budgets[key] for key in group.members), sum(spent[key] for key in group.members)
    return (view.say("other funders") if group.is_merged else group.members[0], budget, used, budget - used)


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
