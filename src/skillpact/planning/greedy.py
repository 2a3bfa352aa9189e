"""A plan that keeps every rule, found quickly: what the solver starts from, and what is left when time runs out."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from skillpact.planning.draft import (
    Draft,
    Group,
    cohort_limits_hold,
    cohorts_for,
    pay,
    person_fits,
    seat_costs,
)
from skillpact.planning.problem import Problem


def greedy_draft(problem: Problem, is_late: Callable[[], bool]) -> Draft | None:
    """Return a draft that keeps every rule, or None where this simple way finds none for the kept and the floors.

    is_late : asked between steps; once True, the draft is returned as it is
    """
    start = _keep(problem)
    if start is None or pay(problem, seat_costs(problem, start)) is None:
        return None
    draft = _meet_floors(problem, start)
    return None if draft is None else grow_draft(problem, draft, is_late)


def grow_draft(problem: Problem, draft: Draft, is_late: Callable[[], bool]) -> Draft:
    """Return the draft with more people in courses that serve them, as long as rules and money allow."""
    is_growing = True
    while is_growing:
        is_growing = False
        for group in _groups(problem):
            if is_late():
                return draft
            grown = _grow(problem, draft, group)
            if grown is not None:
                draft, is_growing = grown, True
    return draft


def repair_money(problem: Problem, draft: Draft) -> Draft | None:
    """Return the draft less the cohorts worth least for their cost, until it can be paid; None if it cannot.

    Kept assignments, floors and what others require stay.
    """
    draft = draft.copy()
    while pay(problem, seat_costs(problem, draft)) is None:
        for group in sorted(draft.people, key=lambda g: (_worth_per_euro(problem, draft, g), g)):
            trial = draft.copy()
            del trial.people[group]
            trial.counts.pop(group, None)
            if keeps_wishes(problem, trial) and _is_prepared(problem, trial):
                draft = trial
                break
        else:
            return None
    return draft


def keeps_wishes(problem: Problem, draft: Draft) -> bool:
    """Whether all kept assignments and all floors stand."""
    if not problem.kept <= set(draft.seats()):
        return False
    seats = {i: len(taken) for i, taken in draft.taken().items()}
    open_to = {i for i, _ in problem.may}
    for floor in problem.instance.floors:
        members = [i for i, t in enumerate(problem.talents) if t.organisation == floor.organisation]
        if sum(seats.get(i, 0) for i in members) < floor.seats_min and any(
            i in open_to and not seats.get(i) for i in members
        ):
            return False
    return True


def _is_prepared(problem: Problem, draft: Draft) -> bool:
    taken = draft.taken()
    return all(
        all(courses.get(r, p) < p for r in problem.requires[i, j])
        for i, courses in taken.items()
        for j, p in courses.items()
    )


def _groups(problem: Problem) -> list[Group]:
    return sorted({(j, p) for (_, j), periods in problem.may.items() for p in periods}, key=lambda g: (g[1], g[0]))


def _worth_per_euro(problem: Problem, draft: Draft, group: Group) -> Fraction:
    worth = problem.rough_worth
    course = problem.courses[group[0]]
    cents = draft.counts.get(group, 0) * course.cohort_cost_cents + len(draft.people[group]) * course.seat_cost_cents
    return sum((worth.get((i, group[0]), Fraction(0)) for i in draft.people[group]), Fraction(0)) / (cents + 1)


def _keep(problem: Problem) -> Draft | None:
    draft = Draft()
    taken: dict[int, dict[int, int]] = {}
    for i, j, p in sorted(problem.kept, key=lambda s: (s[2], s)):
        if not person_fits(problem, taken.get(i, {}), i, j, p):
            return None
        taken.setdefault(i, {})[j] = p
        draft.people.setdefault((j, p), set()).add(i)
    for group in sorted(draft.people):
        filled = _fill(problem, draft, group)
        if filled is None:
            return None
        draft = filled
    return draft


def _fill(problem: Problem, draft: Draft, group: Group, extra: int = 0) -> Draft | None:
    """Return the draft with `group` at least at its smallest size, by the people whom the course serves most."""
    j, p = group
    worth = problem.rough_worth
    taken = draft.taken()
    draft = draft.copy()
    people = draft.people.setdefault(group, set())
    others = [
        i for i in range(len(problem.talents)) if i not in people and person_fits(problem, taken.get(i, {}), i, j, p)
    ]
    others.sort(key=lambda i: (-worth.get((i, j), Fraction(0)), i))
    wanted = len(people) + extra
    while others and (len(people) < wanted or cohorts_for(problem, j, len(people)) is None):
        people.add(others.pop(0))
    count = cohorts_for(problem, j, len(people))
    if not count or len(people) < wanted:
        return None
    draft.counts[group] = count
    return draft if cohort_limits_hold(problem, draft.counts) else None


def _meet_floors(problem: Problem, draft: Draft) -> Draft | None:
    for floor in sorted(problem.instance.floors, key=lambda f: f.organisation):
        members = [i for i, t in enumerate(problem.talents) if t.organisation == floor.organisation]
        given = sum(len(draft.taken().get(i, {})) for i in members)
        # First one seat for everybody, then more seats for those who have one.
        for i in [*members, *members]:
            if given >= floor.seats_min:
                break
            for group in _groups(problem):
                if person_fits(problem, draft.taken().get(i, {}), i, *group):
                    trial = draft.copy()
                    trial.people.setdefault(group, set()).add(i)
                    filled = _fill(problem, trial, group)
                    if filled is not None and pay(problem, seat_costs(problem, filled)) is not None:
                        draft = filled
                        break
            given = sum(len(draft.taken().get(t, {})) for t in members)
    return draft if keeps_wishes(problem, draft) else None


def _grow(problem: Problem, draft: Draft, group: Group) -> Draft | None:
    """Return the draft with all in `group` whom the course serves and who fit and can be paid; None if nobody more."""
    j, p = group
    taken = draft.taken()
    worth = problem.rough_worth
    served = [
        i
        for i in range(len(problem.talents))
        if worth.get((i, j), Fraction(0)) > Fraction(1, 100) and person_fits(problem, taken.get(i, {}), i, j, p)
    ]
    n = len(served)
    while n:
        grown = _fill(problem, draft, group, extra=n)
        if grown is not None and pay(problem, seat_costs(problem, grown)) is not None:
            return grown
        n //= 2
    return None
