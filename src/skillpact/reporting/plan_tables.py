"""The training plan as tables: what runs, who attends, who pays, what stays unmet and why, what would bring more."""

from __future__ import annotations

from collections import Counter

from skillpact.planning import Instance, PlanResult
from skillpact.reporting.seat_gains import cohorts_at_minimum, gain_in_words, seat_gains
from skillpact.reporting.table import Cell, Column, Table, make_table
from skillpact.reporting.view import View


def plan_tables(view: View) -> tuple[Table, ...]:
    """Return the tables of the plan, none where the study has no plan."""
    plan, instance = view.study.plan, view.study.instance
    if plan is None or instance is None:
        return ()
    return (
        objectives_table(view, plan),
        _cohorts(view, plan, instance),
        _assignments(view, plan, instance),
        _funding(view, plan),
        _unmet(view, plan),
        _next(view, plan),
    )


def objective_columns(view: View) -> tuple[Column, ...]:
    """Return the columns of the objectives."""
    _ = view.say
    return (
        Column("objective", _("key"), _("Key of the objective"), "", "id"),
        Column("label", _("aim"), _("What the plan aims at, in this order"), "", "text"),
        Column("value", _("reached"), _("What the plan reaches"), _("openings, levels or euro"), "number"),
        Column(
            "bound", _("proven limit"), _("No plan can be better than this"), _("openings, levels or euro"), "number"
        ),
        Column("gap", _("distance"), _("Relative distance of the two, 0: proven best"), "", "number"),
    )


def objective_labels(view: View) -> dict[str, str]:
    """Return objective → what it means."""
    _ = view.say
    return {
        "fillable": _("further openings that can be filled"),
        "gap_closed": _("sum of levels that people gain towards their aims"),
        "cost": _("cost in euro"),
    }


def objectives_table(view: View, plan: PlanResult) -> Table:
    """Return value, bound and distance of each objective; cost in euro."""
    _ = view.say
    labels = objective_labels(view)
    rows: list[tuple[Cell, ...]] = []
    for o in plan.objectives:
        factor = 0.01 if o.name == "cost" else 1.0
        value, bound = round(o.value * factor, 4), round(o.bound * factor, 4)
        rows.append((o.name, labels.get(o.name, o.name), value, bound, o.gap))
    return make_table(
        "plan_objectives",
        _("What the plan reaches"),
        _("Aims are pursued in this order; a later one never costs an earlier one."),
        objective_columns(view),
        rows,
    )


def seat_costs(plan: PlanResult, instance: Instance) -> dict[tuple[str, str], int]:
    """Return (course, period) → what its cohorts and seats cost together, in cents."""
    courses = {course.id: course for course in instance.courses}
    seats = Counter((a.course, a.period) for a in plan.assignments)
    return {
        (c.course, c.period): c.count * courses[c.course].cohort_cost_cents
        + seats[c.course, c.period] * courses[c.course].seat_cost_cents
        for c in plan.cohorts
    }


def _cohorts(view: View, plan: PlanResult, instance: Instance) -> Table:
    _ = view.say
    periods = {period.id: period for period in instance.periods}
    courses = {course.id: course for course in instance.courses}
    seats = Counter((a.course, a.period) for a in plan.assignments)
    costs = seat_costs(plan, instance)
    rows = [
        (
            c.course,
            view.course(c.course),
            courses[c.course].provider,
            c.period,
            periods[c.period].starts_on,
            periods[c.period].ends_on,
            c.count,
            seats[c.course, c.period],
            c.count * courses[c.course].seats_min,
            c.count * courses[c.course].seats_max,
            courses[c.course].hours,
            costs[c.course, c.period],
        )
        for c in sorted(plan.cohorts, key=lambda c: (periods[c.period].starts_on, c.course))
    ]
    return make_table(
        "plan_cohorts",
        _("Courses that run"),
        _("By start. Seats beside the fewest and the most that these cohorts can have."),
        (
            Column("course_id", _("course id"), _("Id of the course"), "", "id"),
            Column("course", _("course"), _("Title of the course"), "", "text"),
            Column("provider", _("provider"), _("Who gives it"), "", "text"),
            Column("period", _("period"), _("Id of the period"), "", "id"),
            Column("starts_on", _("from"), _("First day of the period"), "", "date"),
            Column("ends_on", _("to"), _("Last day of the period"), "", "date"),
            Column("cohorts", _("cohorts"), _("Groups that start"), _("cohorts"), "count"),
            Column("seats", _("seats"), _("People who attend"), _("persons"), "count"),
            Column("seats_min", _("fewest seats"), _("People needed for these cohorts"), _("persons"), "count"),
            Column("seats_max", _("most seats"), _("People these cohorts can take"), _("persons"), "count"),
            Column("hours", _("hours"), _("Hours for one person"), _("hours"), "number"),
            Column("cost_euro", _("cost"), _("Cohorts and seats together"), _("euro"), "euro"),
        ),
        rows,
    )


def _assignments(view: View, plan: PlanResult, instance: Instance) -> Table:
    _ = view.say
    periods = {period.id: period.starts_on for period in instance.periods}
    gains, at_minimum = seat_gains(plan, instance), cohorts_at_minimum(plan, instance)
    rows = [
        (
            a.talent,
            a.course,
            view.course(a.course),
            a.period,
            gain_in_words(view, gains[a.talent, a.course], is_at_minimum=(a.course, a.period) in at_minimum),
            round(gains[a.talent, a.course].levels, 4),
            sum(share.cents for share in a.shares),
            "; ".join(f"{share.funder} {share.cents / 100:.2f}" for share in sorted(a.shares, key=lambda s: s.funder)),
        )
        for a in sorted(plan.assignments, key=lambda a: (a.talent, periods[a.period], a.course))
    ]
    return make_table(
        "plan_assignments",
        _("Who attends what"),
        _(
            "A proposal for each talent, with who pays. A person decides. A seat that only fills the group brings "
            "nothing towards the aim of its person, but the course needs it to run: offer it to somebody else first."
        ),
        (
            Column("talent_id", _("talent"), _("Opaque id of the talent"), "", "id"),
            Column("course_id", _("course id"), _("Id of the course"), "", "id"),
            Column("course", _("course"), _("Title of the course"), "", "text"),
            Column("period", _("period"), _("Id of the period"), "", "id"),
            Column(
                "gains",
                _("what it brings"),
                _("Skills of the person's aim that it raises, with the level reached; or that it only fills the group"),
                "",
                "text",
            ),
            Column(
                "levels_gained",
                _("levels gained"),
                _("Sum of levels that the seat adds towards the aim; all seats add up to the plan's"),
                _("levels"),
                "number",
            ),
            Column("cost_euro", _("cost"), _("Part of the cohort and the seat"), _("euro"), "euro"),
            Column("funders", _("who pays"), _("Funders and their euro"), _("euro"), "text"),
        ),
        rows,
    )


def _funding(view: View, plan: PlanResult) -> Table:
    _ = view.say
    spent: Counter[str] = Counter()
    people: dict[str, set[str]] = {}
    for assignment in plan.assignments:
        for share in assignment.shares:
            spent[share.funder] += share.cents
            if share.cents:
                people.setdefault(share.funder, set()).add(assignment.talent)
    funders = sorted(view.study.inputs.cluster.funders, key=lambda f: f.id)
    return make_table(
        "plan_funding",
        _("Money by funder"),
        _("Every cent of a seat is paid by funders that may pay it, within their budget."),
        funding_columns(view),
        [(f.id, f.budget_cents, spent[f.id], f.budget_cents - spent[f.id], len(people.get(f.id, ()))) for f in funders],
    )


def funding_columns(view: View) -> tuple[Column, ...]:
    """Return the columns of the money table."""
    _ = view.say
    return (
        Column("funder", _("funder"), _("Who pays"), "", "text"),
        Column("budget_euro", _("budget"), _("What is there"), _("euro"), "euro"),
        Column("spent_euro", _("planned"), _("What the plan spends"), _("euro"), "euro"),
        Column("rest_euro", _("left"), _("What remains"), _("euro"), "euro"),
        Column("people", _("people"), _("Talents whose training it pays in part or whole"), _("persons"), "count"),
    )


def _unmet(view: View, plan: PlanResult) -> Table:
    _ = view.say
    return make_table(
        "plan_unmet",
        _("What stays unmet, and why"),
        _("By skill and reason. The amount sums levels over people: 1 is one person from nothing to expert."),
        (
            Column("skill_uri", _("concept URI"), _("Key of the skill"), "", "uri"),
            Column("skill", _("skill"), _("Preferred label of the skill"), "", "text"),
            Column("amount", _("levels missing"), _("Sum of missing levels over talents"), _("levels"), "number"),
            Column("reason", _("why"), _("What kept the plan from closing it"), "", "text"),
        ),
        [
            (u.uri, view.skill(u.uri), round(u.amount, 4), _(u.reason))
            for u in sorted(plan.unmet, key=lambda u: (-u.amount, u.uri, u.reason))
        ],
    )


def _next(view: View, plan: PlanResult) -> Table:
    _ = view.say
    return make_table(
        "plan_next",
        _("What would bring more"),
        _("Each change by itself, with its gain in the aim that its sentence names."),
        (
            Column("change", _("change"), _("What is changed, and which aim it raises"), "", "text"),
            Column("gain", _("gain"), _("By how much"), _("openings or levels"), "number"),
        ),
        [(n.change, n.gain) for n in plan.next],
    )
