"""What a set of courses is worth by the definitions of the plan format, recomputed from the files in exact numbers."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from skillpact.planning.instance import Instance, Talent, Vacancy
from skillpact.planning.plan import PlanResult

# Best level a talent has before any course: talent id → uri → level, over held and related skills.
Levels = Mapping[str, Mapping[str, Fraction]]
Taught = Mapping[str, Mapping[str, float]]


def exact(number: float) -> Fraction:
    """Return the decimal that the file holds, so that 0.1 + 0.2 is 0.3 and a third of a cent stays one."""
    return Fraction(repr(number)) if isinstance(number, float) else Fraction(number)


def known_levels(instance: Instance) -> dict[str, dict[str, Fraction]]:
    """Return the best of held and related held × factor for each talent and skill; not assessed counts as 0."""
    serves: dict[str, list[tuple[str, Fraction]]] = {}
    for pair in instance.related:
        serves.setdefault(pair.held, []).append((pair.asked, exact(pair.factor)))
    levels: dict[str, dict[str, Fraction]] = {}
    for talent in instance.talents:
        best: dict[str, Fraction] = {}
        for uri, level in talent.held.items():
            held = exact(level or 0)
            for asked, factor in ((uri, Fraction(1)), *serves.get(uri, ())):
                best[asked] = max(best.get(asked, Fraction(0)), held * factor)
        levels[talent.id] = best
    return levels


def _level(talent: Talent, uri: str, levels: Levels, taught: Taught) -> Fraction:
    return max(levels[talent.id].get(uri, Fraction(0)), exact(taught.get(talent.id, {}).get(uri, 0)))


def gap_closed(instance: Instance, levels: Levels, taught: Taught) -> Fraction:
    """Return the sum over talents and targets of what the taught levels add, up to the target."""
    before, after = remaining_gaps(instance, levels, {}), remaining_gaps(instance, levels, taught)
    return sum(before.values(), Fraction(0)) - sum(after.values(), Fraction(0))


def remaining_gaps(instance: Instance, levels: Levels, taught: Taught) -> dict[tuple[str, str], Fraction]:
    """Return (talent id, uri) → what is missing to the target, only where something is."""
    gaps = {}
    for talent in instance.talents:
        for uri, target in talent.target.items():
            missing = exact(target) - _level(talent, uri, levels, taught)
            if missing > 0:
                gaps[talent.id, uri] = missing
    return gaps


def meets_requirements(talent: Talent, vacancy: Vacancy, levels: Levels, taught: Taught) -> bool:
    """Return whether every essential skill reaches its required level."""
    return all(_level(talent, uri, levels, taught) >= exact(level) for uri, level in vacancy.essential.items())


def fillable_openings(instance: Instance, levels: Levels, taught: Taught) -> int:
    """Return how many openings distinct talents can fill at once (largest matching, by augmenting paths)."""
    vacancies = {v.id: v for v in instance.vacancies}
    suits = {
        t.id: [name for name in t.vacancies if meets_requirements(t, vacancies[name], levels, taught)]
        for t in instance.talents
    }
    seated: dict[str, list[str]] = {name: [] for name in vacancies}
    home: dict[str, str] = {}

    def place(talent_id: str) -> bool:
        # Breadth first over vacancies, then walk the path back: no recursion, a long chain of moves is no problem.
        came_by: dict[str, str] = {}
        queue = [talent_id]
        for mover in queue:
            for name in suits[mover]:
                if name in came_by:
                    continue
                came_by[name] = mover
                if len(seated[name]) < vacancies[name].openings:
                    target: str | None = name
                    while target is not None:
                        person = came_by[target]
                        previous = home.get(person)
                        if previous is not None:
                            seated[previous].remove(person)
                        seated[target].append(person)
                        home[person] = target
                        target = previous
                    return True
                queue += seated[name]
        return False

    return sum(place(talent.id) for talent in instance.talents)


def plan_cost_cents(instance: Instance, plan: PlanResult) -> int:
    """Return cohorts × cohort cost + seats × seat cost, in cents."""
    courses = {c.id: c for c in instance.courses}
    cohorts = sum(courses[c.course].cohort_cost_cents * c.count for c in plan.cohorts)
    return cohorts + sum(courses[a.course].seat_cost_cents for a in plan.assignments)
