"""Whether a plan keeps every rule and states its values truly: needs the instance and the plan, and no solver.

No rule here is shared with the model that makes plans, so that a mistake there cannot hide here. Levels, hours and
shares are compared as the exact decimals that the files hold.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from skillpact.planning.instance import Course, Instance, Talent, read_instance
from skillpact.planning.plan import REASONS, PlanResult, read_plan, relative_gap
from skillpact.planning.values import (
    exact,
    fillable_openings,
    gap_closed,
    known_levels,
    plan_cost_cents,
    remaining_gaps,
)

Group = tuple[str, str]


def check_files(instance_file: str | Path, plan_file: str | Path) -> list[str]:
    """Return what is wrong with the plan in one file for the instance in the other; empty: confirmed."""
    return check_plan(read_instance(instance_file), read_plan(plan_file))


def check_plan(instance: Instance, plan: PlanResult) -> list[str]:
    """Return one sentence for each rule the plan breaks and each value it states wrongly; empty: confirmed."""
    if plan.status == "infeasible" or (plan.status == "limit" and plan.conflict):
        return list(_empty_plan_problems(plan))
    broken = check_rules(instance, plan)
    if any("there is no" in line for line in broken):
        return broken
    return [*broken, *_objective_problems(instance, plan), *_unmet_problems(instance, plan)]


def check_rules(instance: Instance, plan: PlanResult) -> list[str]:
    """Return one sentence for each rule that the plan's cohorts, assignments and shares break."""
    unknown = list(_unknown_ids(instance, plan))
    if unknown:
        return unknown
    return [
        *_attendance_problems(instance, plan),
        *_cohort_problems(instance, plan),
        *_share_problems(instance, plan),
        *_wish_problems(instance, plan),
    ]


def _empty_plan_problems(plan: PlanResult) -> Iterator[str]:
    if plan.cohorts or plan.assignments or plan.objectives or plan.unmet or plan.next:
        yield f"The status is '{plan.status}' with a conflict, but the plan is not empty."
    if not plan.conflict:
        yield f"The status is '{plan.status}', but no conflict is stated."


def _unknown_ids(instance: Instance, plan: PlanResult) -> Iterator[str]:
    known = {
        "talent": {t.id for t in instance.talents},
        "course": {c.id for c in instance.courses},
        "period": {p.id for p in instance.periods},
        "funder": {f.id for f in instance.funders},
    }
    used = [("course", c.course) for c in plan.cohorts] + [("period", c.period) for c in plan.cohorts]
    for a in plan.assignments:
        used += [("talent", a.talent), ("course", a.course), ("period", a.period)]
        used += [("funder", share.funder) for share in a.shares]
    for noun, name in sorted(set(used)):
        if name not in known[noun]:
            yield f"The plan names {noun} '{name}', but there is no such {noun} in the instance."


def _may_attend(talent: Talent, course: Course) -> bool:
    if course.language not in talent.languages:
        return False
    return course.mode == "online" or course.region is None or course.region == talent.region


def _holds_outcomes(talent: Talent, course: Course) -> bool:
    """A required course counts as held when all it teaches is held already, assessed, at the taught level."""
    return bool(course.teaches) and all((talent.held.get(uri) or 0) >= level for uri, level in course.teaches.items())


def _attendance_problems(instance: Instance, plan: PlanResult) -> Iterator[str]:
    talents = {t.id: t for t in instance.talents}
    courses = {c.id: c for c in instance.courses}
    rank = {p.id: i for i, p in enumerate(sorted(instance.periods, key=lambda p: p.starts_on))}
    taken: dict[str, dict[str, int]] = defaultdict(dict)
    hours: dict[Group, Fraction] = defaultdict(Fraction)
    for a in plan.assignments:
        talent, course = talents[a.talent], courses[a.course]
        who = f"Talent '{a.talent}' in course '{a.course}', period '{a.period}'"
        if a.course in taken[a.talent]:
            yield f"{who}: takes the course more than once."
        taken[a.talent][a.course] = rank[a.period]
        hours[a.talent, a.period] += exact(course.hours)
        if a.period not in course.periods:
            yield f"{who}: the course is not offered in that period."
        if not _may_attend(talent, course):
            yield f"{who}: may not attend, its language or region is not theirs."
    for a in plan.assignments:
        for name in courses[a.course].requires:
            before = taken[a.talent].get(name)
            if not _holds_outcomes(talents[a.talent], courses[name]) and (before is None or before >= rank[a.period]):
                who = f"Talent '{a.talent}' in course '{a.course}'"
                yield f"{who}: the required course '{name}' is not taken in an earlier period."
    for (talent_id, period_id), total in sorted(hours.items()):
        free = exact(talents[talent_id].hours.get(period_id, 0))
        if total > free:
            where = f"Talent '{talent_id}', period '{period_id}'"
            yield f"{where}: {float(total):g} hours of courses, only {float(free):g} free."


def _cohort_problems(instance: Instance, plan: PlanResult) -> Iterator[str]:
    courses = {c.id: c for c in instance.courses}
    counts: dict[Group, int] = {}
    people = Counter((a.course, a.period) for a in plan.assignments)
    for cohort in plan.cohorts:
        if (cohort.course, cohort.period) in counts:
            yield f"Course '{cohort.course}', period '{cohort.period}': its cohorts are listed twice."
        counts[cohort.course, cohort.period] = cohort.count
    for group in sorted(counts.keys() | people.keys()):
        course, count, n = courses[group[0]], counts.get(group, 0), people[group]
        where = f"Course '{group[0]}', period '{group[1]}'"
        if count < 1 or n < 1:
            yield f"{where}: {count} cohorts with {n} people."
        elif not count * course.seats_min <= n <= count * course.seats_max:
            least, most = count * course.seats_min, count * course.seats_max
            yield f"{where}: {n} people in {count} cohorts, expected {least} to {most}."
    total = Counter[str]()
    load = Counter[Group]()
    for (course_id, period_id), count in counts.items():
        total[course_id] += count
        for resource in set(courses[course_id].resources):
            load[resource, period_id] += count
    for course_id, count in sorted(total.items()):
        if count > courses[course_id].cohorts_max:
            yield f"Course '{course_id}': {count} cohorts, expected at most {courses[course_id].cohorts_max}."
    served = {r.id: r.cohorts_per_period for r in instance.resources}
    for (resource, period_id), count in sorted(load.items()):
        if count > served[resource]:
            yield f"Resource '{resource}', period '{period_id}': {count} cohorts, expected at most {served[resource]}."


def _share_problems(instance: Instance, plan: PlanResult) -> Iterator[str]:
    talents = {t.id: t for t in instance.talents}
    courses = {c.id: c for c in instance.courses}
    funders = {f.id: f for f in instance.funders}
    count = {(c.course, c.period): c.count for c in plan.cohorts}
    people: dict[Group, list[str]] = defaultdict(list)
    for a in plan.assignments:
        people[a.course, a.period].append(a.talent)
    spent = Counter[str]()
    for a in plan.assignments:
        group = sorted(people[a.course, a.period])
        each, spare = divmod(count.get((a.course, a.period), 0) * courses[a.course].cohort_cost_cents, len(group))
        cents = each + (group.index(a.talent) < spare) + courses[a.course].seat_cost_cents
        who = f"Talent '{a.talent}' in course '{a.course}'"
        if len({share.funder for share in a.shares}) < len(a.shares):
            yield f"{who}: a funder is listed twice."
        if (paid := sum(share.cents for share in a.shares)) != cents:
            yield f"{who}: {paid} cents are paid, the assignment costs {cents}."
        for share in a.shares:
            funder, talent = funders[share.funder], talents[a.talent]
            spent[share.funder] += share.cents
            lists = (
                (funder.organisations, talent.organisation),
                (funder.regions, talent.region),
                (funder.statuses, talent.status),
            )
            if any(names and value not in names for names, value in lists):
                yield f"{who}: funder '{share.funder}' may not pay for this talent."
            if share.cents < 0 or share.cents > exact(funder.max_share) * cents:
                limit = f"its share is at most {funder.max_share:g}"
                yield f"{who}: funder '{share.funder}' pays {share.cents} of {cents} cents, {limit}."
    for funder_id, cents in sorted(spent.items()):
        if cents > funders[funder_id].budget_cents:
            yield f"Funder '{funder_id}': pays {cents} cents, its budget is {funders[funder_id].budget_cents}."


def _can_attend(instance: Instance, talent: Talent) -> bool:
    """Whether some course is open to the talent: language, region, free hours, funders' shares, what it requires."""
    payable = sum(
        exact(f.max_share)
        for f in instance.funders
        if (not f.organisations or talent.organisation in f.organisations)
        and (not f.regions or talent.region in f.regions)
        and (not f.statuses or talent.status in f.statuses)
    )
    held = {c.id for c in instance.courses if _holds_outcomes(talent, c)}
    return any(
        _may_attend(talent, course)
        and any(exact(course.hours) <= exact(talent.hours.get(period, 0)) for period in course.periods)
        and (payable >= 1 or not (course.cohort_cost_cents or course.seat_cost_cents))
        and held.issuperset(course.requires)
        for course in instance.courses
    )


def _wish_problems(instance: Instance, plan: PlanResult) -> Iterator[str]:
    assigned = {(a.talent, a.course, a.period) for a in plan.assignments}
    for kept in instance.kept:
        if (kept.talent, kept.course, kept.period) not in assigned:
            yield f"Talent '{kept.talent}' does not keep course '{kept.course}' in period '{kept.period}'."
    seats = Counter(a.talent for a in plan.assignments)
    for floor in instance.floors:
        members = [t for t in instance.talents if t.organisation == floor.organisation]
        given = sum(seats[t.id] for t in members)
        if given < floor.seats_min and any(not seats[t.id] and _can_attend(instance, t) for t in members):
            expected = f"expected {floor.seats_min} or one for all who can attend"
            yield f"Organisation '{floor.organisation}' gets {given} seats, {expected}."


def _objective_problems(instance: Instance, plan: PlanResult) -> Iterator[str]:
    levels = known_levels(instance)
    courses = {c.id: c for c in instance.courses}
    taught: dict[str, dict[str, float]] = {t.id: {} for t in instance.talents}
    for a in plan.assignments:
        for uri, level in courses[a.course].teaches.items():
            taught[a.talent][uri] = max(level, taught[a.talent].get(uri, 0))
    truth = {
        "fillable": lambda: Fraction(
            fillable_openings(instance, levels, taught) - fillable_openings(instance, levels, {})
        ),
        "gap_closed": lambda: gap_closed(instance, levels, taught),
        "cost": lambda: Fraction(plan_cost_cents(instance, plan)),
    }
    if (names := tuple(o.name for o in plan.objectives)) != instance.objective:
        yield f"The objectives are {', '.join(names) or 'missing'}, expected {', '.join(instance.objective)}."
        return
    for o in plan.objectives:
        value = float(truth[o.name]())
        if abs(o.value - value) > 1e-9:
            yield f"Objective '{o.name}': the value is stated as {o.value:g}, it is {value:g}."
        if (o.bound > o.value + 1e-9) if o.name == "cost" else (o.bound < o.value - 1e-9):
            yield f"Objective '{o.name}': the bound {o.bound:g} is worse than the value {o.value:g}."
        if abs(o.gap - relative_gap(o.value, o.bound)) > 1e-5:
            yield f"Objective '{o.name}': the gap is stated as {o.gap:g}, it is {relative_gap(o.value, o.bound):g}."
    if plan.status == "optimal" and any(o.value != o.bound for o in plan.objectives):
        yield "The status is 'optimal', but a bound differs from its value."
    if plan.status == "within_gap" and plan.objectives[0].gap > instance.gap:
        yield f"The status is 'within_gap', but the gap of the first objective is over {instance.gap:g}."


def _unmet_problems(instance: Instance, plan: PlanResult) -> Iterator[str]:
    courses = {c.id: c for c in instance.courses}
    taught: dict[str, dict[str, float]] = {t.id: {} for t in instance.talents}
    for a in plan.assignments:
        for uri, level in courses[a.course].teaches.items():
            taught[a.talent][uri] = max(level, taught[a.talent].get(uri, 0))
    open_ = Counter[str]()
    stated = Counter[str]()
    for (_, uri), amount in remaining_gaps(instance, known_levels(instance), taught).items():
        open_[uri] += amount  # type: ignore[assignment]
    for row in plan.unmet:
        stated[row.uri] += exact(row.amount)  # type: ignore[assignment]
        if row.reason not in REASONS:
            yield f"Unmet skill '{row.uri}': '{row.reason}' is no known reason."
    for uri in sorted(open_.keys() | stated.keys()):
        if abs(float(open_[uri] - stated[uri])) > 1e-6:
            yield f"Unmet skill '{uri}': {float(stated[uri]):g} is stated, {float(open_[uri]):g} stays open."
