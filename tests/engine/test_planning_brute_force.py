"""Random small instances against plain enumeration of every plan: the same objective values, and a confirmed plan."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skillpact.planning import (
    Course,
    Floor,
    Funder,
    Instance,
    Kept,
    Period,
    Related,
    Resource,
    Talent,
    Vacancy,
    check_plan,
    plan_to_json,
    read_instance,
    read_plan,
    solve_plan,
    to_json,
)

LEVELS = (0.25, 0.5, 0.75, 1.0)
SKILLS = ("s1", "s2", "s3")
PERIODS = (
    Period("p1", date(2027, 1, 1), date(2027, 6, 30)),
    Period("p2", date(2027, 7, 1), date(2027, 12, 31)),
)


def random_instance(seed: int) -> Instance:
    """Return a small instance in which every rule of the plan format has something to say now and then."""
    rng = random.Random(seed)
    periods = PERIODS[: rng.choice((1, 1, 2))]
    period_ids = tuple(p.id for p in periods)
    n_talents = rng.randint(2, 5 if len(periods) == 1 else 4)
    n_courses = rng.randint(1, 3 if n_talents > 3 or len(periods) == 2 else 4)
    n_courses = min(n_courses, 2) if len(periods) == 2 and n_talents == 4 else n_courses
    resources = (Resource("r1", rng.randint(1, 2)),) if rng.random() < 0.4 else ()
    vacancies = tuple(
        Vacancy(
            f"v{i}", "o1", rng.randint(1, 2), {s: rng.choice(LEVELS) for s in rng.sample(SKILLS, rng.randint(1, 2))}, {}
        )
        for i in range(rng.randint(0, 2))
    )
    courses = []
    for i in range(n_courses):
        seats_min = rng.choice((1, 1, 2, 3))
        courses.append(
            Course(
                id=f"c{i}",
                teaches={s: rng.choice(LEVELS) for s in rng.sample(SKILLS, rng.randint(1, 2))},
                hours=rng.choice((10.0, 20.0, 30.5)),
                seats_min=seats_min,
                seats_max=seats_min + rng.randint(0, 3),
                cohorts_max=rng.randint(1, 2),
                cohort_cost_cents=rng.choice((0, 1000, 30001, 100000)),
                seat_cost_cents=rng.choice((0, 5000, 333)),
                periods=tuple(p for p in period_ids if rng.random() < 0.85),
                language=rng.choice(("es", "es", "eu")),
                mode=rng.choice(("online", "on_site")),
                region=rng.choice((None, "ES21", "ES22")),
                requires=(f"c{rng.randrange(i)}",) if i and rng.random() < 0.3 else (),
                resources=("r1",) if resources and rng.random() < 0.7 else (),
            )
        )
    talents = tuple(
        Talent(
            id=f"t{i}",
            organisation=rng.choice(("o1", "o2", None)),
            region=rng.choice(("ES21", "ES21", "ES22")),
            status=rng.choice(("employed", "unemployed")),
            languages=rng.choice((("es",), ("es", "eu"))),
            held={s: rng.choice((*LEVELS, None)) for s in rng.sample(SKILLS, rng.randint(0, 2))},
            target={s: rng.choice(LEVELS) for s in rng.sample(SKILLS, rng.randint(0, 2))},
            hours={p: rng.choice((0.0, 20.0, 40.0, 60.0)) for p in period_ids},
            vacancies=tuple(v.id for v in vacancies if rng.random() < 0.7),
        )
        for i in range(n_talents)
    )
    funders = tuple(
        Funder(
            f"f{i}",
            rng.choice((0, 10_000, 40_000, 100_000, 250_000)),
            rng.choice((0.5, 0.6, 1.0, 1.0)),
            organisations=("o1",) if rng.random() < 0.2 else (),
            statuses=rng.choice(((), (), ("unemployed",), ("employed",))),
        )
        for i in range(rng.randint(1, 3))
    )
    objective = rng.choice(
        (
            ("fillable", "gap_closed", "cost"),
            ("gap_closed", "cost"),
            ("cost", "gap_closed"),
            ("gap_closed", "fillable"),
            ("fillable", "cost", "gap_closed"),
        )
    )
    kept = ()
    if rng.random() < 0.25:
        course = rng.choice(courses)
        if course.periods:
            kept = (Kept(rng.choice(talents).id, course.id, rng.choice(course.periods)),)
    return Instance(
        periods=periods,
        talents=talents,
        courses=tuple(courses),
        funders=funders,
        vacancies=vacancies,
        resources=resources,
        floors=(Floor("o1", rng.randint(1, 3)),) if rng.random() < 0.25 else (),
        kept=kept,
        related=(Related("s1", "s2", rng.choice((0.5, 0.67, 1.0))),) if rng.random() < 0.5 else (),
        seed=seed,
        gap=0.0,
        objective=objective,
    )


def brute_force(instance: Instance) -> tuple[tuple[Fraction, ...], int] | None:
    """Return the best objective values, and the fewest idle seats of the cheapest plans that reach them.

    Every plan is tried; None where no plan keeps the rules.
    """
    best = None
    courses = {c.id: c for c in instance.courses}
    rank = {p.id: i for i, p in enumerate(instance.periods)}
    choices = [list(_choices(instance, t, courses, rank)) for t in instance.talents]
    for chosen in itertools.product(*choices):
        taken = dict(zip((t.id for t in instance.talents), chosen, strict=True))
        if any(taken[k.talent].get(k.course) != k.period for k in instance.kept):
            continue
        if not all(_floor_holds(instance, taken, floor, courses, rank) for floor in instance.floors):
            continue
        groups: dict[tuple[str, str], list[str]] = {}
        for talent_id, mine in taken.items():
            for course_id, period_id in mine.items():
                groups.setdefault((course_id, period_id), []).append(talent_id)
        counts = {}
        for group, people in groups.items():
            c = courses[group[0]]
            fits = [k for k in range(1, c.cohorts_max + 1) if k * c.seats_min <= len(people) <= k * c.seats_max]
            if not fits:
                break
            counts[group] = fits[0]
        else:
            if not _cohorts_hold(instance, counts, courses):
                continue
            value = _values(instance, taken, counts, courses)
            cost = _values(replace(instance, objective=("cost",)), taken, counts, courses)[0]
            goals = tuple(-v if name == "cost" else v for name, v in zip(instance.objective, value, strict=True))
            if best is not None and (*goals, -cost) < best[0][:-1]:
                continue
            ranked = (*goals, -cost, -_n_idle(instance, taken, courses))
            if best is not None and ranked <= best[0]:
                continue
            if _can_be_paid(instance, groups, counts, courses):
                best = (ranked, value)
    return None if best is None else (best[1], -best[0][-1])


def _n_idle(instance, taken, courses):
    """Count the seats without which nobody reaches less: not kept, not required, no target, no opening."""
    aims = replace(instance, objective=("gap_closed", "fillable"))
    reached = _values(aims, taken, {}, courses)
    kept = {(k.talent, k.course) for k in instance.kept}
    n = 0
    for t in instance.talents:
        for name in taken[t.id]:
            rest = {**taken, t.id: {c: p for c, p in taken[t.id].items() if c != name}}
            is_required = any(name in courses[c].requires for c in rest[t.id]) and not _held_already(t, courses[name])
            n += (t.id, name) not in kept and not is_required and _values(aims, rest, {}, courses) == reached
    return n


def _choices(instance, talent, courses, rank):
    options = []
    for c in instance.courses:
        periods = [None]
        if c.language in talent.languages and (c.mode == "online" or c.region in (None, talent.region)):
            payers = sum(Fraction(str(f.max_share)) for f in instance.funders if _eligible(f, talent))
            if payers >= 1 or not (c.cohort_cost_cents or c.seat_cost_cents):
                periods += c.periods
        options.append(periods)
    for combo in itertools.product(*options):
        mine = {c.id: p for c, p in zip(instance.courses, combo, strict=True) if p}
        hours = {}
        for name, period in mine.items():
            hours[period] = hours.get(period, 0) + courses[name].hours
        if any(total > talent.hours[p] for p, total in hours.items()):
            continue
        if all(
            all(
                _held_already(talent, courses[r]) or (r in mine and rank[mine[r]] < rank[p])
                for r in courses[name].requires
            )
            for name, p in mine.items()
        ):
            yield mine


def _held_already(talent, course):
    return all((talent.held.get(s) or 0) >= level for s, level in course.teaches.items())


def _eligible(funder, talent):
    return (not funder.organisations or talent.organisation in funder.organisations) and (
        not funder.statuses or talent.status in funder.statuses
    )


def _floor_holds(instance, taken, floor, courses, rank):
    members = [t for t in instance.talents if t.organisation == floor.organisation]
    if sum(len(taken[t.id]) for t in members) >= floor.seats_min:
        return True
    return all(taken[t.id] or list(_choices(instance, t, courses, rank)) == [{}] for t in members)


def _cohorts_hold(instance, counts, courses):
    for c in instance.courses:
        if sum(k for (name, _), k in counts.items() if name == c.id) > c.cohorts_max:
            return False
    return all(
        sum(k for (name, q), k in counts.items() if q == p.id and r.id in courses[name].resources)
        <= r.cohorts_per_period
        for r in instance.resources
        for p in instance.periods
    )


def _best_level(instance, talent, skill, mine, courses):
    held = {s: Fraction(str(level or 0)) for s, level in talent.held.items()}
    levels = [held.get(skill, Fraction(0))]
    levels += [held.get(r.held, Fraction(0)) * Fraction(str(r.factor)) for r in instance.related if r.asked == skill]
    levels += [Fraction(courses[name].teaches.get(skill, 0)) for name in mine]
    return max(levels)


def _filled(instance, taken, courses):
    """Return the most openings filled, by trying every seating."""
    seatings = [
        [None]
        + [
            v
            for v in instance.vacancies
            if v.id in t.vacancies
            and all(_best_level(instance, t, s, taken[t.id], courses) >= level for s, level in v.essential.items())
        ]
        for t in instance.talents
    ]
    return max(
        (
            sum(v is not None for v in seats)
            for seats in itertools.product(*seatings)
            if all(sum(v is w for w in seats) <= v.openings for v in instance.vacancies)
        ),
        default=0,
    )


def _values(instance, taken, counts, courses):
    values = []
    for name in instance.objective:
        if name == "cost":
            seats = sum(courses[c].seat_cost_cents for mine in taken.values() for c in mine)
            values.append(Fraction(seats + sum(courses[c].cohort_cost_cents * k for (c, _), k in counts.items())))
        elif name == "fillable":
            nobody = {t.id: {} for t in instance.talents}
            values.append(Fraction(_filled(instance, taken, courses) - _filled(instance, nobody, courses)))
        else:
            values.append(
                sum(
                    (
                        min(Fraction(target), _best_level(instance, t, s, taken[t.id], courses))
                        - min(Fraction(target), _best_level(instance, t, s, (), courses))
                        for t in instance.talents
                        for s, target in t.target.items()
                    ),
                    Fraction(0),
                )
            )
    return tuple(values)


def _can_be_paid(instance, groups, counts, courses):
    """Whether whole cents can be found: by Hall's condition over sets of funders (a cut of the flow is a set)."""
    costs = []
    talents = {t.id: t for t in instance.talents}
    for (course_id, period_id), people in groups.items():
        total = counts[course_id, period_id] * courses[course_id].cohort_cost_cents
        for i, talent_id in enumerate(sorted(people)):
            cents = total // len(people) + (i < total % len(people)) + courses[course_id].seat_cost_cents
            costs.append((talents[talent_id], cents))
    for r in range(len(instance.funders) + 1):
        for inside in itertools.combinations(instance.funders, r):
            # Flow ≥ cost fails exactly where budgets of `inside` and shares of the others cannot cover the costs.
            need = 0
            for talent, cents in costs:
                others = sum(
                    int(Fraction(str(f.max_share)) * cents)
                    for f in instance.funders
                    if f not in inside and _eligible(f, talent)
                )
                need += max(0, cents - others)
            if need > sum(f.budget_cents for f in inside):
                return False
    return True


def assert_same_as_brute_force(instance: Instance) -> None:
    plan = solve_plan(instance, with_next=False)
    assert check_plan(instance, plan) == []
    assert read_plan(plan_to_json(plan)) == plan
    assert read_instance(to_json(instance)) == read_instance(to_json(read_instance(to_json(instance))))
    best = brute_force(instance)
    if best is None:
        assert plan.status == "infeasible"
        assert plan.conflict
    else:
        assert plan.status == "optimal"
        values, n_idle = best
        assert tuple(Fraction(str(o.value)) for o in plan.objectives) == values
        taken = {t.id: {a.course: a.period for a in plan.assignments if a.talent == t.id} for t in instance.talents}
        assert _n_idle(instance, taken, {c.id: c for c in instance.courses}) == n_idle


@settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10**6))
def test_values_and_idle_seats_are_those_of_plain_enumeration(seed):
    assert_same_as_brute_force(random_instance(seed))


@pytest.mark.parametrize("seed", range(15))
def test_reordering_the_lists_gives_the_same_bytes(seed):
    instance = random_instance(seed)
    lists = ("periods", "talents", "courses", "funders", "vacancies", "related")
    turned = replace(instance, **{name: getattr(instance, name)[::-1] for name in lists})
    assert to_json(turned) == to_json(instance)
    assert plan_to_json(solve_plan(turned)) == plan_to_json(solve_plan(instance))


@pytest.mark.parametrize("seed", range(15))
def test_renaming_the_ids_changes_no_objective(seed):
    instance = replace(random_instance(seed), gap=0.2)
    text = to_json(instance)
    for prefix in ("t", "c", "v", "f", "s", "o", "p"):
        for digit in "0123456":
            text = text.replace(f'"{prefix}{digit}"', f'"z{9 - int(digit)}-{prefix}"')
    plan, renamed = solve_plan(instance, with_next=False), solve_plan(read_instance(text), with_next=False)
    assert renamed.objectives == plan.objectives
    assert renamed.status == plan.status


@pytest.mark.parametrize("seed", range(15))
def test_more_budget_never_lowers_the_first_objective(seed):
    instance = replace(random_instance(seed), objective=("gap_closed", "cost"), kept=(), floors=())
    values = []
    for extra in (0, 20_000, 200_000):
        funders = tuple(replace(f, budget_cents=f.budget_cents + extra) for f in instance.funders)
        plan = solve_plan(replace(instance, funders=funders), with_next=False)
        assert plan.status == "optimal"
        values.append(plan.objectives[0].value)
    assert values == sorted(values)
