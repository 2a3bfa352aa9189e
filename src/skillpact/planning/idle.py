"""Seats that bring nothing to their person: which they are, which of them can go, and what the model says of them.

Such a seat is never wanted. It stays where a cohort could not run without it, or where the cohort's cost could not be
paid: an equal part of the cost then falls on funders who still have money.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from skillpact.planning.draft import Draft, Group, Seat, cohorts_for, pay, seat_costs
from skillpact.planning.greedy import keeps_wishes
from skillpact.planning.model import PlanModel, Terms, seats_by_pair
from skillpact.planning.order import seeded_hash
from skillpact.planning.problem import Problem
from skillpact.planning.unmet import taught_levels
from skillpact.planning.values import fillable_openings, gap_closed, known_levels

IDLE = "idle seats"  # the last objective, which no instance names: as few as possible
MINIMISED = ("cost", IDLE)


def value_of(problem: Problem, draft: Draft, name: str) -> Fraction:
    """Return the exact value of an objective, in its own unit (openings, levels, cents, seats)."""
    if name == IDLE:
        return Fraction(len(idle_seats(problem, draft)))
    if name == "cost":
        cohorts = sum(problem.courses[j].cohort_cost_cents * count for (j, _), count in draft.counts.items())
        return Fraction(cohorts + sum(problem.courses[j].seat_cost_cents for _, j, _ in draft.seats()))
    instance, taught = problem.instance, taught_levels(problem, draft)
    levels = known_levels(instance)
    if name == "fillable":
        return Fraction(fillable_openings(instance, levels, taught) - fillable_before(problem))
    return gap_closed(instance, levels, taught)


def fillable_before(problem: Problem) -> int:
    """Return how many openings can be filled without any course."""
    return fillable_openings(problem.instance, known_levels(problem.instance), {})


def idle_seats(problem: Problem, draft: Draft) -> list[Seat]:
    """Return the seats without which, one after the other, nobody reaches less: by a seeded hash, kept ones never.

    A seat brings something when without it a target is less met, an opening cannot be filled, or a later course of
    the person lacks what it requires.
    """
    draft = draft.copy()
    idle: list[Seat] = []
    before = -1
    while before < len(idle):
        before = len(idle)
        for seat in _by_hash(problem, draft):
            if _is_idle(problem, draft, seat):
                draft = _without(draft, seat)
                idle.append(seat)
    return idle


def drop_idle_seats(problem: Problem, draft: Draft) -> Draft:
    """Return the draft without the idle seats that cohorts, floors and money can spare."""
    is_dropping = True
    while is_dropping:
        is_dropping = False
        for seat in idle_seats(problem, draft):
            _, j, p = seat
            if not _is_idle(problem, draft, seat):
                continue
            trial = _without(draft, seat)
            n = len(trial.people.get((j, p), ()))
            if n:
                count = cohorts_for(problem, j, n)
                if count is None or count > draft.counts[j, p]:
                    continue
                trial.counts[j, p] = count
            if keeps_wishes(problem, trial) and pay(problem, seat_costs(problem, trial)) is not None:
                draft, is_dropping = trial, True
    return draft


def _by_hash(problem: Problem, draft: Draft) -> list[Seat]:
    def key(seat: Seat) -> str:
        names = (problem.talents[seat[0]].id, problem.courses[seat[1]].id)
        return seeded_hash(problem.instance.seed, repr(names))

    return sorted((seat for seat in draft.seats() if seat not in problem.kept), key=key)


def _without(draft: Draft, seat: Seat) -> Draft:
    i, j, p = seat
    rest = draft.copy()
    rest.people[j, p].discard(i)
    if not rest.people[j, p]:
        del rest.people[j, p]
        rest.counts.pop((j, p), None)
    return rest


def _is_idle(problem: Problem, draft: Draft, seat: Seat) -> bool:
    i, j, _ = seat
    others = {k for k, p in draft.people if i in draft.people[k, p] and k != j}
    if any(j in problem.requires[i, k] for k in others):
        return False
    if any(not others.intersection(group) for group in problem.steps_with.get((i, j), ())):
        return False
    if not any(others.isdisjoint(group) for group in problem.aims_with.get((i, j), ())):
        return True
    rest = _without(draft, seat)
    return value_of(problem, rest, "fillable") == value_of(problem, draft, "fillable")


def idle_terms(model: PlanModel) -> Terms:
    """Add what tells idle seats from others, and return terms that count them.

    A seat brings something where it alone meets a step or what a filled opening asks, or where a seat that is not
    idle requires it. Of two seats that bring the same, both count as idle: a solution drops the one it can.
    """
    problem, linear, pairs = model.problem, model.linear, seats_by_pair(model)
    alone: dict[tuple[int, tuple[int, ...]], int | None] = {}
    brings: dict[tuple[int, int], list[int]] = defaultdict(list)
    always: set[tuple[int, int]] = {(i, j) for i, j, _ in problem.kept}

    def only_one(i: int, group: tuple[int, ...]) -> int | None:
        """Return a column that is 1 only where one course of the group is taken; None where there is but one."""
        if (i, group) not in alone:
            seats = [column for j in group for _, column in pairs.get((i, j), ())]
            column = None
            if sum((i, j) in pairs for j in group) > 1:
                column = linear.add_column(is_integer=True)
                linear.add_row([*((seat, 1.0) for seat in seats), (column, len(group) - 1)], upper=len(group))
            alone[i, group] = column
        return alone[i, group]

    for step in problem.steps:
        column = only_one(step.talent, step.courses)
        for j in step.courses:
            if column is None:
                always.add((step.talent, j))
            else:
                brings[step.talent, j].append(column)
    for aim, filled in zip(problem.aims, model.aims, strict=True):
        for group in aim.missing:
            column = only_one(aim.talent, group)
            if column is not None:
                both = linear.add_column()
                linear.add_row([(both, 1), (filled, -1)], upper=0)
                linear.add_row([(both, 1), (column, -1)], upper=0)
            for j in group:
                brings[aim.talent, j].append(filled if column is None else both)
    later: dict[tuple[int, int], list[int]] = defaultdict(list)
    for i, j in pairs:
        for r in problem.requires[i, j]:
            later[i, r].append(j)
    idle = {pair: linear.add_column() for pair in sorted(pairs) if pair not in always}
    for (i, j), column in idle.items():
        row = [(column, 1.0), *((seat, -1.0) for _, seat in pairs[i, j]), *((b, 1.0) for b in brings[i, j])]
        for k in later[i, j]:
            row += [(seat, 1.0) for _, seat in pairs[i, k]]
            row += [(idle[i, k], -1.0)] if (i, k) in idle else []
        linear.add_row(row, lower=0)
    return [(column, Fraction(1)) for column in idle.values()]


def share_by_size(model: PlanModel, course: int) -> None:
    """Make everybody in a cohort of the course carry the same part of its cost: a binary for each number of people.

    Sharper than `share_equally`, as the part is a number wherever the size is chosen; to within a cent as well.
    """
    problem, linear, c = model.problem, model.linear, model.problem.courses[course]
    seats: dict[Group, dict[tuple[int, ...], list[int]]] = defaultdict(lambda: defaultdict(list))
    for (i, j, p), seat in model.seat.items():
        if j == course:
            seats[j, p][problem.payers[i]].append(seat)
    for group in sorted({(j, p) for j, p, _ in model.part if j == course}):
        sizes: list[tuple[int, int]] = []
        people: dict[tuple[int, ...], list[tuple[int, float]]] = defaultdict(list)
        for n in range(1, sum(map(len, seats[group].values())) + 1):
            fewest = -(-n // c.seats_max)
            if fewest * c.seats_min > n or fewest > linear.upper[model.count[group]]:
                continue
            size = linear.add_column(is_integer=True)
            sizes.append((size, fewest))
            each = fewest * c.cohort_cost_cents // n / 100
            of_size = {payers: linear.add_column(0, min(n, len(them))) for payers, them in seats[group].items()}
            for payers, column in of_size.items():
                people[payers].append((column, each))
                linear.add_row([(column, 1), (size, -linear.upper[column])], upper=0)
            linear.add_row([(size, -n), *((column, 1) for column in of_size.values())], lower=0, upper=0)
        linear.add_row([(size, 1) for size, _ in sizes], upper=1)
        linear.add_row([(model.count[group], 1), *((size, -fewest) for size, fewest in sizes)], lower=0)
        for payers, them in seats[group].items():
            linear.add_row(
                [*((column, 1) for column, _ in people[payers]), *((seat, -1) for seat in them)], lower=0, upper=0
            )
            linear.add_row(
                [(model.part[(*group, payers)], 1), *((column, -each) for column, each in people[payers])], lower=0
            )
