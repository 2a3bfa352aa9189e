"""The training plan as a mixed-integer model: seats, cohorts, what they close and fill, and who pays.

No solver is named here. Money is in euros (cents / 100) to keep the numbers small. The model is a relaxation in one
point only: how a mixed cohort's cost is shared among people with different funders. `share_equally` and `choose_sizes`
add what it leaves out, for the courses where a solution made use of it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction

from skillpact.planning.draft import Draft, Group, Seat
from skillpact.planning.linear import LinearModel
from skillpact.planning.problem import Problem
from skillpact.planning.values import exact

Condition = tuple[str, str]
Terms = list[tuple[int, Fraction]]


@dataclass
class PlanModel:
    """The linear model with the meaning of its columns.

    seat : (talent, course, period) → binary; count : (course, period) → number of cohorts
    part : (course, period, payers) → euros of the cohorts' cost that people with these payers carry
    flows : funder → columns of the euros it pays
    aims : for each of the problem's aims, the column that is 1 where the talent fills the vacancy
    shared, sized : courses for which `share_equally` and `choose_sizes` have added what the relaxation leaves out
    objectives : name → terms in the objective's own unit (openings, levels, cents)
    """

    problem: Problem
    linear: LinearModel
    seat: dict[Seat, int] = field(default_factory=dict)
    count: dict[Group, int] = field(default_factory=dict)
    part: dict[tuple[int, int, tuple[int, ...]], int] = field(default_factory=dict)
    objectives: dict[str, Terms] = field(default_factory=dict)
    flows: dict[int, list[int]] = field(default_factory=dict)
    aims: list[int] = field(default_factory=list)
    shared: set[int] = field(default_factory=set)
    sized: set[int] = field(default_factory=set)
    is_last: bool = False

    def draft(self, values: list[float]) -> Draft:
        """Return the seats and cohorts of a solution."""
        draft = Draft()
        for (i, j, p), column in self.seat.items():
            if values[column] > 0.5:
                draft.people.setdefault((j, p), set()).add(i)
        for (j, p), column in self.count.items():
            if round(values[column]) and (j, p) in draft.people:
                draft.counts[j, p] = round(values[column])
        return draft

    def start(self, draft: Draft) -> dict[int, float]:
        """Return the values of the integer columns for a draft; the solver completes the rest."""
        values = dict.fromkeys((*self.seat.values(), *self.count.values()), 0.0)
        for i, j, p in draft.seats():
            values[self.seat[i, j, p]] = 1.0
        for group, count in draft.counts.items():
            values[self.count[group]] = float(count)
        return values


def build_model(problem: Problem, without: frozenset[Condition] = frozenset()) -> PlanModel:
    """Return the model of a problem; `without` names conditions to leave out, to find those in conflict.

    Conditions: ("kept", JSON list of the talent's, course's and period's id), ("floor", organisation),
    ("budget", funder), ("resource", id), ("cohorts", course), ("seats", course), ("hours", talent).
    """
    model = PlanModel(problem, LinearModel())
    _add_seats(model)
    _add_people_rules(model, without)
    _add_cohort_rules(model, without)
    _add_wishes(model, without)
    _add_money(model, without)
    model.objectives = {"gap_closed": _gap_terms(model), "fillable": _fill_terms(model), "cost": _cost_terms(model)}
    return model


def _matters(problem: Problem) -> set[int]:
    """Return the courses that can serve somebody; the rest is left out of the model."""
    return {j for _, j in problem.useful}


def _add_seats(model: PlanModel) -> None:
    problem, linear = model.problem, model.linear
    matters = _matters(problem)
    payers: dict[int, set[tuple[int, ...]]] = defaultdict(set)
    for i, j in problem.may:
        payers[j].add(problem.payers[i])
    for i, j in sorted(problem.may):
        course = problem.courses[j]
        # Somebody whom a course does not serve can still fill a cohort up to its smallest size, or make it cheaper for
        # the others where funders differ; where neither can be, the pair is left out.
        can_help = course.seats_min > 1 or (course.cohort_cost_cents > 0 and len(payers[j]) > 1)
        if j in matters and ((i, j) in problem.useful or can_help):
            for p in problem.may[i, j]:
                model.seat[i, j, p] = linear.add_column(is_integer=True)
    n_people: dict[Group, int] = defaultdict(int)
    for _, j, p in model.seat:
        n_people[j, p] += 1
    for (j, p), n in sorted(n_people.items()):
        most = min(problem.courses[j].cohorts_max, n // problem.courses[j].seats_min)
        model.count[j, p] = linear.add_column(0, most, is_integer=True)


def seats_by_pair(model: PlanModel) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """Return (talent, course) → [(period, column)]."""
    pairs: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for (i, j, p), column in model.seat.items():
        pairs[i, j].append((p, column))
    return pairs


def _add_people_rules(model: PlanModel, without: frozenset[Condition]) -> None:
    problem, linear = model.problem, model.linear
    pairs = seats_by_pair(model)
    for (i, j), columns in pairs.items():
        if len(columns) > 1:
            linear.add_row([(column, 1) for _, column in columns], upper=1)
        for r in problem.requires[i, j]:
            for p, _ in columns:
                now = [(column, 1.0) for q, column in columns if q <= p]
                linear.add_row(now + [(column, -1.0) for q, column in pairs.get((i, r), ()) if q < p], upper=0)
    load: dict[tuple[int, int], list[tuple[int, float]]] = defaultdict(list)
    for (i, j, p), column in model.seat.items():
        load[i, p].append((column, float(problem.course_hours[j])))
    for (i, p), entries in load.items():
        free = problem.hours_free[i][p]
        if ("hours", problem.talents[i].id) not in without and sum(hours for _, hours in entries) > free:
            linear.add_row(entries, upper=float(free))


def _add_cohort_rules(model: PlanModel, without: frozenset[Condition]) -> None:
    problem, linear = model.problem, model.linear
    groups: dict[Group, list[int]] = defaultdict(list)
    for (_, j, p), column in model.seat.items():
        groups[j, p].append(column)
    for (j, p), columns in groups.items():
        course, count = problem.courses[j], model.count[j, p]
        people = [(column, 1.0) for column in columns]
        if ("seats", course.id) not in without:
            linear.add_row([*people, (count, -course.seats_min)], lower=0)
        else:
            linear.upper[count] = course.cohorts_max
        linear.add_row([*people, (count, -course.seats_max)], upper=0)
        for column in columns:
            linear.add_row([(column, 1), (count, -1)], upper=0)
    for j in sorted({j for j, _ in model.count}):
        if ("cohorts", problem.courses[j].id) not in without:
            linear.add_row(
                [(c, 1) for (k, _), c in model.count.items() if k == j], upper=problem.courses[j].cohorts_max
            )
    for resource in sorted(problem.instance.resources, key=lambda r: r.id):
        if ("resource", resource.id) in without:
            continue
        for p in range(len(problem.periods)):
            used = [
                (column, 1.0)
                for (j, q), column in model.count.items()
                if q == p and resource.id in problem.courses[j].resources
            ]
            if used:
                linear.add_row(used, upper=resource.cohorts_per_period)


def _add_wishes(model: PlanModel, without: frozenset[Condition]) -> None:
    problem, linear = model.problem, model.linear
    for i, j, p in sorted(problem.kept):
        name = json.dumps([problem.talents[i].id, problem.courses[j].id, problem.periods[p]])
        if ("kept", name) not in without:
            linear.lower[model.seat[i, j, p]] = 1.0
    for floor in sorted(problem.instance.floors, key=lambda f: f.organisation):
        seats: dict[int, list[tuple[int, float]]] = defaultdict(list)
        for (i, _, _), column in model.seat.items():
            if problem.talents[i].organisation == floor.organisation:
                seats[i].append((column, 1.0))
        if ("floor", floor.organisation) in without or not floor.seats_min or not seats:
            continue
        every = [entry for entries in seats.values() for entry in entries]
        if floor.seats_min <= len(seats):
            linear.add_row(every, lower=floor.seats_min)
            continue
        all_seated = linear.add_column(is_integer=True)
        linear.add_row([*every, (all_seated, floor.seats_min)], lower=floor.seats_min)
        for entries in seats.values():
            linear.add_row([*entries, (all_seated, -1)], lower=0)


def _add_money(model: PlanModel, without: frozenset[Condition]) -> None:
    """Every type of people (same payers) is paid in full, each funder within its share of the type and its budget.

    Shares of one type can be spread over its people in proportion, so limits hold for each assignment when they hold
    for the type. Budgets that are left out ("without") are replaced by one that cannot bind.
    """
    problem, linear = model.problem, model.linear
    cost: dict[tuple[int, ...], list[tuple[int, float]]] = defaultdict(list)
    groups: dict[Group, dict[tuple[int, ...], list[int]]] = defaultdict(lambda: defaultdict(list))
    for (i, j, p), column in model.seat.items():
        groups[j, p][problem.payers[i]].append(column)
        if seat_cost := problem.courses[j].seat_cost_cents:
            cost[problem.payers[i]].append((column, seat_cost / 100))
    for (j, p), types in groups.items():
        cents = problem.courses[j].cohort_cost_cents
        if not cents:
            continue
        if len(types) == 1:
            cost[next(iter(types))].append((model.count[j, p], cents / 100))
            continue
        parts = []
        least, most = cents // problem.courses[j].seats_max / 100, -(-cents // problem.courses[j].seats_min) / 100
        for payers, columns in sorted(types.items()):
            part = model.part[j, p, payers] = linear.add_column(0, most * len(columns))
            parts.append((part, 1.0))
            cost[payers].append((part, 1.0))
            linear.add_row([(part, 1.0), *((c, -least) for c in columns)], lower=0)
            linear.add_row([(part, 1.0), *((c, -most) for c in columns)], upper=0)
        linear.add_row([*parts, (model.count[j, p], -cents / 100)], lower=0, upper=0)
    flows: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for payers, entries in sorted(cost.items()):
        paid = []
        # No column is left unbounded: the solver has been seen to stall where presolve then removes the whole model.
        most = sum(value * linear.upper[column] for column, value in entries)
        for f in payers:
            flow = linear.add_column(0, most)
            paid.append((flow, 1.0))
            flows[f].append((flow, 1.0))
            if (share := problem.funders[f].max_share) < 1:
                linear.add_row([(flow, 1.0), *((c, -share * v) for c, v in entries)], upper=0)
        linear.add_row([*paid, *((c, -v) for c, v in entries)], lower=0, upper=0)
    model.flows = {f: [flow for flow, _ in entries] for f, entries in sorted(flows.items())}
    for f, entries in sorted(flows.items()):
        if ("budget", problem.funders[f].id) not in without:
            linear.add_row(entries, upper=problem.funders[f].budget_cents / 100)


def _gap_terms(model: PlanModel) -> Terms:
    pairs = seats_by_pair(model)
    terms: Terms = []
    for step in model.problem.steps:
        columns = [column for j in step.courses for _, column in pairs.get((step.talent, j), ())]
        if len(step.courses) == 1:
            terms += [(column, step.gain) for column in columns]
            continue
        reached = model.linear.add_column()
        model.linear.add_row([(reached, 1), *((column, -1) for column in columns)], upper=0)
        terms.append((reached, step.gain))
    return terms


def _fill_terms(model: PlanModel) -> Terms:
    """Add who fills which vacancy. A solution's value counts all openings filled, those fillable before as well."""
    linear, pairs = model.linear, seats_by_pair(model)
    by_talent: dict[int, list[int]] = defaultdict(list)
    by_vacancy: dict[int, list[int]] = defaultdict(list)
    for aim in model.problem.aims:
        column = linear.add_column(is_integer=True)
        model.aims.append(column)
        by_talent[aim.talent].append(column)
        by_vacancy[aim.vacancy].append(column)
        for group in aim.missing:
            seats = [seat for j in group for _, seat in pairs.get((aim.talent, j), ())]
            linear.add_row([(column, 1), *((seat, -1) for seat in seats)], upper=0)
    for columns in by_talent.values():
        linear.add_row([(column, 1) for column in columns], upper=1)
    for v, columns in by_vacancy.items():
        linear.add_row([(column, 1) for column in columns], upper=model.problem.vacancies[v].openings)
    return [(column, Fraction(1)) for columns in by_talent.values() for column in columns]


def _cost_terms(model: PlanModel) -> Terms:
    courses = model.problem.courses
    terms = [(column, Fraction(courses[j].seat_cost_cents)) for (_, j, _), column in model.seat.items()]
    terms += [(column, Fraction(courses[j].cohort_cost_cents)) for (j, _), column in model.count.items()]
    return [(column, cents) for column, cents in terms if cents]


def share_equally(model: PlanModel, course: int) -> bool:
    """Make everybody in a cohort of the course carry the same part of its cost, to within a cent.

    Returns whether rows were added (not where all have the same payers: then the model knows the cost already).
    """
    problem, linear = model.problem, model.linear
    cents = problem.courses[course].cohort_cost_cents
    least, most = cents // problem.courses[course].seats_max / 100, -(-cents // problem.courses[course].seats_min) / 100
    groups = sorted({(j, p) for j, p, _ in model.part if j == course})
    for group in groups:
        each = linear.add_column(least, most)
        carried: dict[tuple[int, ...], list[tuple[int, float]]] = defaultdict(list)
        for (i, j, p), seat in model.seat.items():
            if (j, p) == group:
                part = linear.add_column(0, most)
                carried[problem.payers[i]].append((part, 1.0))
                linear.add_row([(part, 1), (seat, -most)], upper=0)
                linear.add_row([(part, 1), (seat, -least)], lower=0)
                linear.add_row([(part, 1), (each, -1), (seat, -least)], upper=0.01 - least)
                linear.add_row([(part, 1), (each, -1), (seat, -most)], lower=-most - 0.01)
        for payers, entries in carried.items():
            linear.add_row([*entries, (model.part[(*group, payers)], -1)], lower=0, upper=0)
    return bool(groups)


def choose_sizes(model: PlanModel, course: int) -> bool:
    """Add a binary for each size of the course's cohorts, and forbid whom no whole cents can pay at that size.

    Needed where max_share leaves no slack: two funders of half each cannot pay 101 cents. Returns whether any size
    forbids anybody.
    """
    problem, linear = model.problem, model.linear
    c = problem.courses[course]
    has_effect = False
    for group in sorted(g for g in model.count if g[0] == course):
        people = {i: seat for (i, j, p), seat in model.seat.items() if (j, p) == group}
        by_id = sorted(people, key=lambda i: problem.talents[i].id)
        sizes: list[tuple[int, int, int]] = []
        for count in range(1, int(linear.upper[model.count[group]]) + 1):
            for n in range(count * c.seats_min, min(count * c.seats_max, len(people)) + 1):
                each, spare = divmod(count * c.cohort_cost_cents, n)
                size = linear.add_column(is_integer=True)
                sizes.append((size, count, n))
                for rank, i in enumerate(by_id):
                    before = [people[t] for t in by_id[:rank]]
                    pays_less = is_payable(problem, i, each + c.seat_cost_cents)
                    pays_more = not spare or is_payable(problem, i, each + 1 + c.seat_cost_cents)
                    if pays_less and pays_more:
                        continue
                    has_effect = True
                    if not pays_less and (not pays_more or not spare):
                        linear.add_row([(people[i], 1), (size, 1)], upper=1)
                    elif not pays_more:  # this person must not be among the first `spare`
                        linear.add_row([*((b, 1) for b in before), (people[i], -spare), (size, -spare)], lower=-spare)
                    else:  # this person must be among the first `spare`
                        linear.add_row([*((b, 1) for b in before), (people[i], n), (size, n)], upper=spare - 1 + 2 * n)
        linear.add_row([(size, 1) for size, _, _ in sizes], upper=1)
        linear.add_row([(model.count[group], 1), *((size, -count) for size, count, _ in sizes)], lower=0, upper=0)
        linear.add_row(
            [*((seat, 1) for seat in people.values()), *((size, -n) for size, _, n in sizes)], lower=0, upper=0
        )
    return has_effect


def is_payable(problem: Problem, talent: int, cents: int) -> bool:
    """Whether the talent's funders can pay so many cents in whole cents, budgets aside."""
    return sum(int(exact(problem.funders[f].max_share) * cents) for f in problem.payers[talent]) >= cents
