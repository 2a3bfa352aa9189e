"""What stays unmet after a plan, skill by skill, and why."""

from __future__ import annotations

from fractions import Fraction

from skillpact.planning.draft import Draft, cohort_limits_hold, cohorts_for, pay, person_fits, seat_costs
from skillpact.planning.plan import (
    BUDGET,
    HOURS,
    LANGUAGE_OR_REGION,
    NO_COURSE,
    NO_FUNDER,
    NO_SEAT,
    NOT_ASSESSED,
    NOT_CHOSEN,
    PREREQUISITE,
    TOO_FEW_PEOPLE,
    Unmet,
)
from skillpact.planning.problem import Problem, fits_person
from skillpact.planning.values import exact, known_levels, remaining_gaps

# What nearly worked is the more useful reason: of several courses the one that got furthest tells why.
_FURTHEST = (NOT_CHOSEN, BUDGET, NO_SEAT, TOO_FEW_PEOPLE, HOURS, PREREQUISITE, NO_FUNDER, LANGUAGE_OR_REGION)


def taught_levels(problem: Problem, draft: Draft) -> dict[str, dict[str, float]]:
    """Return talent id → uri → best level taught to them by the draft."""
    taught: dict[str, dict[str, float]] = {}
    for i, j, _ in draft.seats():
        mine = taught.setdefault(problem.talents[i].id, {})
        for uri, level in problem.courses[j].teaches.items():
            mine[uri] = max(level, mine.get(uri, 0))
    return taught


def unmet_rows(problem: Problem, draft: Draft) -> tuple[Unmet, ...]:
    """Return the targets that stay open, one row for each skill and reason, sorted by both."""
    taught = taught_levels(problem, draft)
    gaps = remaining_gaps(problem.instance, known_levels(problem.instance), taught)
    talent_at = {t.id: i for i, t in enumerate(problem.talents)}
    seen: dict[tuple[int, int], str] = {}
    rows: dict[tuple[str, str], Fraction] = {}
    for (talent_id, uri), amount in gaps.items():
        i = talent_at[talent_id]
        talent = problem.talents[i]
        reached = exact(talent.target[uri]) - amount
        if uri in talent.held and talent.held[uri] is None:
            reason = NOT_ASSESSED
        else:
            reasons = set()
            for j, course in enumerate(problem.courses):
                if exact(course.teaches.get(uri, 0)) > reached:
                    if (i, j) not in seen:
                        seen[i, j] = _reason(problem, draft, i, j)
                    reasons.add(seen[i, j])
            reason = next((r for r in _FURTHEST if r in reasons), NO_COURSE)
        rows[uri, reason] = rows.get((uri, reason), Fraction(0)) + amount
    return tuple(Unmet(uri, float(amount), reason) for (uri, reason), amount in sorted(rows.items()))


def _reason(problem: Problem, draft: Draft, i: int, j: int) -> str:
    """Say what kept talent i out of course j."""
    talent, course = problem.talents[i], problem.courses[j]
    if not fits_person(talent, course):
        return LANGUAGE_OR_REGION
    if not problem.is_free(j) and sum(exact(problem.funders[f].max_share) for f in problem.payers[i]) < 1:
        return NO_FUNDER
    rank = {name: p for p, name in enumerate(problem.periods)}
    if all(problem.course_hours[j] > problem.hours_free[i][rank[name]] for name in course.periods):
        return HOURS
    if (i, j) not in problem.may:
        return PREREQUISITE
    taken = draft.taken().get(i, {})
    open_periods = [p for p in problem.may[i, j] if person_fits(problem, taken, i, j, p)]
    if not open_periods:
        is_prepared = any(all(taken.get(r, p) < p for r in problem.requires[i, j]) for p in problem.may[i, j])
        return HOURS if is_prepared else PREREQUISITE
    reasons = {_group_reason(problem, draft, i, j, p) for p in open_periods}
    return next(reason for reason in _FURTHEST if reason in reasons)


def _group_reason(problem: Problem, draft: Draft, i: int, j: int, p: int) -> str:
    trial = draft.copy()
    people = trial.people.setdefault((j, p), set())
    people.add(i)
    if len(people) < problem.courses[j].seats_min:
        taken = draft.taken()
        others = [
            t
            for t in range(len(problem.talents))
            if t not in people and person_fits(problem, taken.get(t, {}), t, j, p)
        ]
        others.sort(key=lambda t: ((t, j) not in problem.useful, t))
        missing = problem.courses[j].seats_min - len(people)
        if len(others) < missing:
            return TOO_FEW_PEOPLE
        people.update(others[:missing])
    count = cohorts_for(problem, j, len(people))
    if count is None:
        fewest = -(-len(people) // problem.courses[j].seats_max)
        return NO_SEAT if fewest > problem.courses[j].cohorts_max else TOO_FEW_PEOPLE
    trial.counts[j, p] = count
    if not cohort_limits_hold(problem, trial.counts):
        return NO_SEAT
    return NOT_CHOSEN if pay(problem, seat_costs(problem, trial)) is not None else BUDGET
