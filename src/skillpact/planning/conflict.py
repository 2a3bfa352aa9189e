"""Why a wish cannot be met: the smallest set of conditions that contradict each other, in plain sentences."""

from __future__ import annotations

import json
from collections.abc import Callable

from skillpact.planning.model import Condition, PlanModel, build_model
from skillpact.planning.problem import Problem, fits_person, holds_outcomes
from skillpact.planning.values import exact


def kept_problems(problem: Problem) -> tuple[str, ...]:
    """Return a sentence for each kept assignment that breaks a rule by itself."""
    sentences = []
    rank = {name: p for p, name in enumerate(problem.periods)}
    talents = {t.id: i for i, t in enumerate(problem.talents)}
    courses = {c.id: j for j, c in enumerate(problem.courses)}
    seen: dict[tuple[str, str], str] = {}
    for kept in sorted(problem.instance.kept, key=lambda k: (k.talent, k.course, rank[k.period])):
        i, j, p = talents[kept.talent], courses[kept.course], rank[kept.period]
        talent, course = problem.talents[i], problem.courses[j]
        hours, free = float(problem.course_hours[j]), float(problem.hours_free[i][p])
        reason = None
        if kept.period not in course.periods:
            reason = "the course is not offered in that period"
        elif not fits_person(talent, course):
            reason = "its language or region is not theirs"
        elif hours > free:
            reason = f"it takes {hours:g} hours and only {free:g} are free"
        elif not problem.is_free(j) and sum(exact(problem.funders[f].max_share) for f in problem.payers[i]) < 1:
            reason = "the funders who may pay for them cannot pay all of it"
        elif p not in problem.may.get((i, j), ()):
            needed = sorted(r for r in course.requires if not holds_outcomes(talent, problem.courses[courses[r]]))
            reason = f"the required course {', '.join(map(repr, needed))} cannot be taken in an earlier period"
        elif (kept.talent, kept.course) in seen:
            reason = f"they keep it in period '{seen[kept.talent, kept.course]}' as well, and a course is taken once"
        seen.setdefault((kept.talent, kept.course), kept.period)
        if reason:
            sentences.append(f"{_kept_words(kept.talent, kept.course, kept.period)}, but {reason}.")
    return tuple(sentences)


def conflict_sentences(problem: Problem, is_feasible: Callable[[PlanModel], bool | None]) -> tuple[str, ...]:
    """Return the conditions that cannot hold together; without any one of them the others can.

    is_feasible : True, False, or None where time ran out; then the set may be larger than it need be
    """
    active = _conditions(problem)
    every = frozenset(active)
    size = max(1, len(active) // 2)
    while True:
        at = 0
        while at < len(active):
            rest = active[:at] + active[at + size :]
            if is_feasible(build_model(problem, every - frozenset(rest))) is False:
                active = rest
            else:
                at += size
        if size == 1:
            return tuple(_words(problem, condition) for condition in active[::-1])
        size = max(1, size // 2)


def _conditions(problem: Problem) -> list[Condition]:
    """Return all conditions, those that a reader would rather not see in the answer first: they are dropped first."""
    instance = problem.instance
    kept = sorted(json.dumps([k.talent, k.course, k.period]) for k in instance.kept)
    return [
        *(("hours", t.id) for t in sorted(instance.talents, key=lambda t: t.id)),
        *(("seats", c.id) for c in sorted(instance.courses, key=lambda c: c.id)),
        *(("cohorts", c.id) for c in sorted(instance.courses, key=lambda c: c.id)),
        *(("resource", r.id) for r in sorted(instance.resources, key=lambda r: r.id)),
        *(("budget", f.id) for f in sorted(instance.funders, key=lambda f: f.id)),
        *(("floor", f.organisation) for f in sorted(instance.floors, key=lambda f: f.organisation)),
        *(("kept", name) for name in kept),
    ]


def _kept_words(talent: str, course: str, period: str) -> str:
    return f"Talent '{talent}' keeps course '{course}' in period '{period}'"


def _words(problem: Problem, condition: Condition) -> str:
    kind, name = condition
    instance = problem.instance
    if kind == "kept":
        talent, course, period = json.loads(name)
        return f"{_kept_words(talent, course, period)}."
    if kind == "floor":
        floor = next(f for f in instance.floors if f.organisation == name)
        return f"Organisation '{name}' gets at least {floor.seats_min} seats, or one for all who can attend."
    if kind == "budget":
        funder = next(f for f in instance.funders if f.id == name)
        euros = f"{funder.budget_cents // 100:,}.{funder.budget_cents % 100:02d}"
        return f"Funder '{name}' pays at most {euros} euro, and at most {funder.max_share:.0%} of an assignment."
    if kind == "resource":
        resource = next(r for r in instance.resources if r.id == name)
        return f"Resource '{name}' serves at most {resource.cohorts_per_period} cohorts in a period."
    if kind == "hours":
        return f"Talent '{name}' has only the hours stated for each period."
    course_record = next(c for c in instance.courses if c.id == name)
    if kind == "cohorts":
        return (
            f"Course '{name}' runs in at most {course_record.cohorts_max} cohorts of {course_record.seats_max} seats."
        )
    return f"A cohort of course '{name}' needs at least {course_record.seats_min} people."
