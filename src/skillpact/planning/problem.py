"""The instance as the planner sees it: positions for ids, who may attend what, what that brings."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from skillpact.planning.instance import Course, Funder, Instance, Talent, Vacancy
from skillpact.planning.order import CanonicalOrder
from skillpact.planning.values import exact, known_levels


@dataclass(frozen=True, slots=True)
class Step:
    """Worth `gain` of gap_closed when the talent takes at least one of `courses` (positions)."""

    talent: int
    gain: Fraction
    courses: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Aim:
    """A talent may fill a vacancy once each group of courses in `missing` holds at least one that they take."""

    talent: int
    vacancy: int
    missing: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Problem:
    """An instance in canonical order. Talents, courses, vacancies, funders are positions in these tuples.

    periods : ids by date; periods_of[c] : positions of the periods in which course c is offered
    may : (talent, course) → positions of the periods in which the talent could take the course; empty pairs are absent
    requires : (talent, course) → courses to take before
    payers : for each talent, the funders that may pay for them
    """

    instance: Instance
    talents: tuple[Talent, ...]
    courses: tuple[Course, ...]
    vacancies: tuple[Vacancy, ...]
    funders: tuple[Funder, ...]
    periods: tuple[str, ...]
    may: dict[tuple[int, int], tuple[int, ...]]
    requires: dict[tuple[int, int], tuple[int, ...]]
    payers: tuple[tuple[int, ...], ...]
    hours_free: tuple[tuple[Fraction, ...], ...]
    course_hours: tuple[Fraction, ...]
    steps: tuple[Step, ...]
    aims: tuple[Aim, ...]
    useful: frozenset[tuple[int, int]]
    kept: frozenset[tuple[int, int, int]]

    @cached_property
    def rough_worth(self) -> dict[tuple[int, int], Fraction]:
        """(talent, course) → a rough worth of the useful pairs: what the course closes, and a step to a vacancy."""
        worth: dict[tuple[int, int], Fraction] = {}
        for step in self.steps:
            for j in step.courses:
                worth[step.talent, j] = worth.get((step.talent, j), Fraction(0)) + step.gain
        for aim in self.aims:
            for group in aim.missing:
                for j in group:
                    worth[aim.talent, j] = worth.get((aim.talent, j), Fraction(0)) + Fraction(1, len(aim.missing))
        for pair in self.useful:
            worth.setdefault(pair, Fraction(1, 100))
        return worth

    @cached_property
    def steps_with(self) -> dict[tuple[int, int], list[tuple[int, ...]]]:
        """(talent, course) → the courses of each of the talent's steps that the course meets."""
        groups: dict[tuple[int, int], list[tuple[int, ...]]] = {}
        for step in self.steps:
            for j in step.courses:
                groups.setdefault((step.talent, j), []).append(step.courses)
        return groups

    @cached_property
    def aims_with(self) -> dict[tuple[int, int], list[tuple[int, ...]]]:
        """(talent, course) → each group of courses that an aim of the talent misses and that holds the course."""
        groups: dict[tuple[int, int], list[tuple[int, ...]]] = {}
        for aim in self.aims:
            for group in aim.missing:
                for j in group:
                    groups.setdefault((aim.talent, j), []).append(group)
        return groups

    def is_free(self, course: int) -> bool:
        """Whether nobody pays anything for the course."""
        return not self.courses[course].cohort_cost_cents and not self.courses[course].seat_cost_cents


def compile_problem(instance: Instance) -> Problem:
    """Return the instance in an order and with positions that do not depend on ids."""
    order = CanonicalOrder(instance)
    talents = tuple(sorted(instance.talents, key=lambda t: order.key("talent", t.id)))
    courses = tuple(sorted(instance.courses, key=lambda c: order.key("course", c.id)))
    vacancies = tuple(sorted(instance.vacancies, key=lambda v: order.key("vacancy", v.id)))
    funders = tuple(sorted(instance.funders, key=lambda f: order.key("funder", f.id)))
    periods = tuple(p.id for p in sorted(instance.periods, key=lambda p: p.starts_on))
    period_at = {name: i for i, name in enumerate(periods)}
    course_at = {c.id: i for i, c in enumerate(courses)}
    talent_at = {t.id: i for i, t in enumerate(talents)}
    course_hours = tuple(exact(c.hours) for c in courses)
    hours_free = tuple(tuple(exact(t.hours.get(p, 0)) for p in periods) for t in talents)
    payers = tuple(tuple(i for i, f in enumerate(funders) if is_eligible(f, t)) for t in talents)
    requires, may = {}, {}
    for i, talent in enumerate(talents):
        is_payable = sum(exact(funders[f].max_share) for f in payers[i]) >= 1
        open_: dict[int, tuple[int, ...]] = {}
        for j, course in enumerate(courses):
            is_free = not course.cohort_cost_cents and not course.seat_cost_cents
            if not fits_person(talent, course) or not (is_payable or is_free):
                continue
            fitting = sorted(period_at[p] for p in course.periods if course_hours[j] <= hours_free[i][period_at[p]])
            if fitting:
                open_[j] = tuple(fitting)
        needed = {
            j: tuple(course_at[r] for r in courses[j].requires if not holds_outcomes(talent, courses[course_at[r]]))
            for j in open_
        }
        for j, fitting_periods in _reachable(open_, needed).items():
            may[i, j] = fitting_periods
            requires[i, j] = needed[j]
    steps = _steps(instance, talents, courses, may, order)
    aims = _aims(instance, talents, courses, vacancies, may, order)
    kept = frozenset((talent_at[k.talent], course_at[k.course], period_at[k.period]) for k in instance.kept)
    return Problem(
        instance, talents, courses, vacancies, funders, periods, may, requires, payers, hours_free, course_hours,
        steps, aims, _useful(steps, aims, requires, kept, instance, talents, may), kept,
    )  # fmt: skip


def fits_person(talent: Talent, course: Course) -> bool:
    """Whether the course's language is among the talent's and its region theirs (or it is online or anywhere)."""
    return course.language in talent.languages and (
        course.mode == "online" or course.region is None or course.region == talent.region
    )


def holds_outcomes(talent: Talent, course: Course) -> bool:
    """Whether a required course counts as held: all it teaches is held already, assessed, at the taught level."""
    return bool(course.teaches) and all((talent.held.get(uri) or 0) >= level for uri, level in course.teaches.items())


def is_eligible(funder: Funder, talent: Talent) -> bool:
    """Whether the funder may pay for the talent; an empty list means all."""
    return (
        (not funder.organisations or talent.organisation in funder.organisations)
        and (not funder.regions or talent.region in funder.regions)
        and (not funder.statuses or talent.status in funder.statuses)
    )


def _reachable(open_: dict[int, tuple[int, ...]], needed: dict[int, tuple[int, ...]]) -> dict[int, tuple[int, ...]]:
    """Keep the periods in which everything required can have been taken in an earlier one."""
    earliest: dict[int, int] = {}
    pending = dict(open_)
    is_moving = True
    while is_moving:
        is_moving = False
        for j in list(pending):
            if all(r in earliest for r in needed[j]):
                after = max((earliest[r] for r in needed[j]), default=-1)
                late = tuple(p for p in pending.pop(j) if p > after)
                if late:
                    earliest[j] = late[0]
                    open_ = {**open_, j: late}
                    is_moving = True
    return {j: open_[j] for j in sorted(earliest)}


def _steps(
    instance: Instance,
    talents: tuple[Talent, ...],
    courses: tuple[Course, ...],
    may: dict[tuple[int, int], tuple[int, ...]],
    order: CanonicalOrder,
) -> tuple[Step, ...]:
    """Cut each talent's target skills into the levels that courses reach, and join steps with the same courses."""
    levels = known_levels(instance)
    worth: dict[tuple[int, tuple[int, ...]], Fraction] = {}
    for i, talent in enumerate(talents):
        for uri, target in sorted(talent.target.items(), key=lambda item: order.key("skill", item[0])):
            base = levels[talent.id].get(uri, Fraction(0))
            gains = {
                j: min(exact(target), exact(course.teaches[uri])) - base
                for j, course in enumerate(courses)
                if uri in course.teaches and (i, j) in may
            }
            below = Fraction(0)
            for gain in sorted({g for g in gains.values() if g > 0}):
                reach = tuple(j for j, g in gains.items() if g >= gain)
                worth[i, reach] = worth.get((i, reach), Fraction(0)) + gain - below
                below = gain
    return tuple(Step(i, gain, reach) for (i, reach), gain in worth.items())


def _aims(
    instance: Instance,
    talents: tuple[Talent, ...],
    courses: tuple[Course, ...],
    vacancies: tuple[Vacancy, ...],
    may: dict[tuple[int, int], tuple[int, ...]],
    order: CanonicalOrder,
) -> tuple[Aim, ...]:
    levels = known_levels(instance)
    vacancy_at = {v.id: i for i, v in enumerate(vacancies)}
    aims = []
    for i, talent in enumerate(talents):
        for v in sorted(vacancy_at[name] for name in talent.vacancies):
            missing = set()
            for uri, level in vacancies[v].essential.items():
                if levels[talent.id].get(uri, Fraction(0)) < exact(level):
                    missing.add(
                        tuple(j for j, c in enumerate(courses) if (i, j) in may and c.teaches.get(uri, 0) >= level)
                    )
            if vacancies[v].openings and all(missing):
                aims.append(Aim(i, v, tuple(sorted(missing))))
    return tuple(aims)


def _useful(
    steps: tuple[Step, ...],
    aims: tuple[Aim, ...],
    requires: dict[tuple[int, int], tuple[int, ...]],
    kept: frozenset[tuple[int, int, int]],
    instance: Instance,
    talents: tuple[Talent, ...],
    may: dict[tuple[int, int], tuple[int, ...]],
) -> frozenset[tuple[int, int]]:
    """Return the (talent, course) pairs that can serve the talent, an obligation, or what comes after them."""
    pairs = {(s.talent, j) for s in steps for j in s.courses}
    pairs |= {(a.talent, j) for a in aims for group in a.missing for j in group}
    pairs |= {(i, j) for i, j, _ in kept}
    floors = {f.organisation for f in instance.floors if f.seats_min}
    pairs |= {(i, j) for i, j in may if talents[i].organisation in floors}
    stack = list(pairs)
    while stack:
        i, j = stack.pop()
        for r in requires.get((i, j), ()):
            if (i, r) not in pairs:
                pairs.add((i, r))
                stack.append((i, r))
    return frozenset(pairs)
