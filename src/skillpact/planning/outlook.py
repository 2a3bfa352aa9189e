"""What the next step would bring: 5,000 euro more from each funder, one more cohort or seat of a full course."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

from skillpact.planning.instance import Instance
from skillpact.planning.plan import Next, PlanResult

EXTRA_CENTS = 500_000
BUDGET_CENTS_AT_MOST = 10**12  # what an instance may state; a funder that rich gets no more
PAIRS_AT_MOST = 600  # talents × courses; every change is a plan of its own, larger instances get none
COURSES_AT_MOST = 6  # the fullest courses


def next_changes(
    instance: Instance, plan: PlanResult, solve: Callable[[Instance], PlanResult]
) -> tuple[tuple[Next, ...], bool]:
    """Return the changes with their gain, best first, and whether all could be proven (False: time ran out).

    A change's gain is that of the first objective that it raises; the sentence names it. Cost is no gain.
    """
    if len(instance.talents) * len(instance.courses) > PAIRS_AT_MOST:
        return (), True
    base = {o.name: o.value for o in plan.objectives}
    changes = []
    for words, changed, is_money in _changes(instance, plan):
        other = solve(changed)
        if other.status == "limit":
            return (), other.reproducible
        gains = [(o.name, o.value - base[o.name]) for o in other.objectives if o.name != "cost"]
        name, gain = next(((name, round(gain, 6)) for name, gain in gains if gain > 1e-9), ("", 0.0))
        if gain or is_money:
            changes.append(Next(f"{words} {_RAISES[name]}.", gain))
    return tuple(sorted(changes, key=lambda c: (c.change.endswith(_RAISES[""] + "."), -c.gain, c.change))), True


_RAISES = {
    "fillable": "lets more openings be filled (fillable)",
    "gap_closed": "closes more of the gap (gap_closed)",
    "": "brings nothing more",
}


def _changes(instance: Instance, plan: PlanResult) -> Iterator[tuple[str, Instance, bool]]:
    for funder in sorted(instance.funders, key=lambda f: f.id):
        if funder.budget_cents + EXTRA_CENTS > BUDGET_CENTS_AT_MOST:
            continue
        richer = replace(funder, budget_cents=funder.budget_cents + EXTRA_CENTS)
        funders = tuple(richer if f is funder else f for f in instance.funders)
        words = f"{EXTRA_CENTS // 100:,} euro more from funder '{funder.id}'"
        yield words, replace(instance, funders=funders), True
    seats: Counter[str] = Counter(a.course for a in plan.assignments)
    cohorts: Counter[str] = Counter()
    for cohort in plan.cohorts:
        cohorts[cohort.course] += cohort.count
    full = [c for c in instance.courses if cohorts[c.id] and seats[c.id] == cohorts[c.id] * c.seats_max]
    full.sort(key=lambda c: (-seats[c.id], c.id))
    for course in full[:COURSES_AT_MOST]:
        if cohorts[course.id] == course.cohorts_max:
            more = replace(course, cohorts_max=course.cohorts_max + 1)
            yield f"One more cohort of course '{course.id}'", _with(instance, course.id, more), False
        larger = replace(course, seats_max=course.seats_max + 1)
        yield f"One more seat in course '{course.id}'", _with(instance, course.id, larger), False


def _with(instance: Instance, course_id: str, changed: object) -> Instance:
    courses = tuple(changed if c.id == course_id else c for c in instance.courses)
    return replace(instance, courses=courses)  # type: ignore[arg-type]
