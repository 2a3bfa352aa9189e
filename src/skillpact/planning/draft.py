"""A plan in the making: who sits where, whether that keeps the rules, and who pays it to the cent."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

from skillpact.planning.plan import Assignment, Cohort, Share
from skillpact.planning.problem import Problem
from skillpact.planning.values import exact

Seat = tuple[int, int, int]
Group = tuple[int, int]
# Assignments that are paid alike: who may pay, and how many cents.
Payable = tuple[tuple[int, ...], int]


@dataclass
class Draft:
    """Who attends which course in which period, and how many cohorts of it run; positions as in Problem."""

    people: dict[Group, set[int]] = field(default_factory=dict)
    counts: dict[Group, int] = field(default_factory=dict)

    def copy(self) -> Draft:
        """Return a draft that can change on its own."""
        return Draft({g: set(p) for g, p in self.people.items()}, dict(self.counts))

    def seats(self) -> list[Seat]:
        """Return all (talent, course, period), sorted."""
        return sorted((i, j, p) for (j, p), people in self.people.items() for i in people)

    def taken(self) -> dict[int, dict[int, int]]:
        """Return talent → course → period."""
        result: dict[int, dict[int, int]] = {}
        for i, j, p in self.seats():
            result.setdefault(i, {})[j] = p
        return result


def cohorts_for(problem: Problem, course: int, n_people: int) -> int | None:
    """Return the fewest cohorts that seat so many people; None where no number of cohorts does."""
    c = problem.courses[course]
    count = -(-n_people // c.seats_max)
    return count if count * c.seats_min <= n_people and count <= c.cohorts_max else None


def cohort_limits_hold(problem: Problem, counts: dict[Group, int]) -> bool:
    """Whether the cohorts of each course and the load of each resource stay within their limits."""
    total: Counter[int] = Counter()
    load: Counter[tuple[str, int]] = Counter()
    for (j, p), count in counts.items():
        total[j] += count
        for resource in problem.courses[j].resources:
            load[resource, p] += count
    served = {r.id: r.cohorts_per_period for r in problem.instance.resources}
    return all(count <= problem.courses[j].cohorts_max for j, count in total.items()) and all(
        count <= served[resource] for (resource, _), count in load.items()
    )


def person_fits(problem: Problem, taken: dict[int, int], talent: int, course: int, period: int) -> bool:
    """Whether a talent with `taken` (course → period) may also take the course: once, prepared, enough hours."""
    if course in taken or period not in problem.may.get((talent, course), ()):
        return False
    if any(taken.get(r, period) >= period for r in problem.requires[talent, course]):
        return False
    used = sum((problem.course_hours[j] for j, p in taken.items() if p == period), Fraction(0))
    return used + problem.course_hours[course] <= problem.hours_free[talent][period]


def seat_costs(problem: Problem, draft: Draft) -> dict[Seat, int]:
    """Return what each assignment costs in cents: the seat and an equal part of the cohorts, spare cents by id."""
    costs = {}
    for (j, p), people in draft.people.items():
        each, spare = divmod(draft.counts.get((j, p), 0) * problem.courses[j].cohort_cost_cents, max(1, len(people)))
        for rank, i in enumerate(sorted(people, key=lambda i: problem.talents[i].id)):
            costs[i, j, p] = each + (rank < spare) + problem.courses[j].seat_cost_cents
    return dict(sorted(costs.items()))


def pay(problem: Problem, costs: dict[Seat, int]) -> dict[Seat, dict[int, int]] | None:
    """Return who pays how many cents of each assignment, or None where the funders cannot pay all of it.

    A largest flow of whole cents from budgets through the shares to the costs. Assignments with the same payers and the
    same cost are one node of it, and are dealt their cents afterwards.
    """
    alike: dict[Payable, list[Seat]] = {}
    for seat, cents in costs.items():
        alike.setdefault((problem.payers[seat[0]], cents), []).append(seat)
    shares = [exact(f.max_share) for f in problem.funders]
    room = {kind: {f: len(seats) * int(shares[f] * kind[1]) for f in kind[0]} for kind, seats in alike.items()}
    left = [f.budget_cents for f in problem.funders]
    paid: dict[Payable, dict[int, int]] = {kind: dict.fromkeys(kind[0], 0) for kind in alike}
    for kind, seats in alike.items():
        missing = kind[1] * len(seats)
        while missing:
            path = _augmenting_path(kind, paid, left, room)
            if path is None:
                return None
            last = path[-1][1]
            cents = min([missing, left[last], *(room[k][f] for k, f in path)])
            for (_, before), (moved, _) in pairwise(path):
                cents = min(cents, paid[moved][before])
            for step, (k, f) in enumerate(path):
                paid[k][f] += cents
                room[k][f] -= cents
                if step:
                    paid[k][path[step - 1][1]] -= cents
                    room[k][path[step - 1][1]] += cents
            left[last] -= cents
            missing -= cents
    return {seat: by for kind, seats in alike.items() for seat, by in _deal(seats, paid[kind]).items()}


def _augmenting_path(
    kind: Payable, paid: dict[Payable, dict[int, int]], left: list[int], room: dict[Payable, dict[int, int]]
) -> list[tuple[Payable, int]] | None:
    """Return steps (what is paid, funder that pays more of it); from the second on the funder before pays less."""
    came: dict[int, tuple[Payable, int | None]] = {f: (kind, None) for f in kind[0] if room[kind][f] > 0}
    queue = list(came)
    for f in queue:
        if left[f] > 0:
            path: list[tuple[Payable, int]] = []
            at: int | None = f
            while at is not None:
                via, before = came[at]
                path.append((via, at))
                at = before
            return path[::-1]
        for other, by in paid.items():
            if by.get(f, 0) > 0:
                for g in other[0]:
                    if g not in came and room[other][g] > 0:
                        came[g] = (other, f)
                        queue.append(g)
    return None


def _deal(seats: list[Seat], totals: dict[int, int]) -> dict[Seat, dict[int, int]]:
    """Split what funders pay for equal assignments so that each is paid in full and no share is passed.

    Everybody gets the same whole cents; the rest goes round the circle, each funder going on where the one before
    stopped, so that all get the same sum and no funder pays more than one cent above its even part.
    """
    dealt: dict[Seat, dict[int, int]] = {seat: {} for seat in seats}
    at = 0
    for f, total in totals.items():
        each, rest = divmod(total, len(seats))
        for step in range(len(seats)):
            dealt[seats[(at + step) % len(seats)]][f] = each + (step < rest)
        at += rest
    return dealt


def to_records(
    problem: Problem, draft: Draft, paid: dict[Seat, dict[int, int]]
) -> tuple[tuple[Cohort, ...], tuple[Assignment, ...]]:
    """Return the draft's cohorts and assignments with ids, sorted by id."""
    cohorts = [
        Cohort(problem.courses[j].id, problem.periods[p], count) for (j, p), count in draft.counts.items() if count
    ]
    assignments = []
    for (i, j, p), by in paid.items():
        shares = sorted((problem.funders[f].id, cents) for f, cents in by.items() if cents)
        assignments.append(
            Assignment(
                problem.talents[i].id,
                problem.courses[j].id,
                problem.periods[p],
                tuple(Share(name, cents) for name, cents in shares),
            )
        )
    return (
        tuple(sorted(cohorts, key=lambda c: (c.course, c.period))),
        tuple(sorted(assignments, key=lambda a: (a.talent, a.course, a.period))),
    )
