"""What each person gains by each seat of the plan, towards their own aim."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from skillpact.planning import Instance, PlanResult
from skillpact.planning.values import exact, known_levels
from skillpact.reporting.view import View


@dataclass(frozen=True, slots=True)
class SeatGain:
    """One seat: skill → level it is raised to, the sum of levels gained, and the later courses that require it."""

    raised: dict[str, float]
    levels: float
    opens: tuple[str, ...]

    @property
    def is_idle(self) -> bool:
        """Whether the person has no use of the seat."""
        return not self.raised and not self.opens


@dataclass(frozen=True, slots=True)
class IdleSeats:
    """Seats without use to their people and what they cost: those that a course needs to run, and those it does not."""

    n_that_fill: int
    cents_that_fill: int
    n_spare: int
    cents_spare: int


def seat_gains(plan: PlanResult, instance: Instance) -> dict[tuple[str, str], SeatGain]:
    """Return (talent id, course id) → gain.

    Seats count in the order in which they are taken, by period and then by course, so that nothing counts twice: the
    levels of all seats add up to the plan's gap_closed.
    """
    courses = {course.id: course for course in instance.courses}
    starts = {period.id: period.starts_on for period in instance.periods}
    targets = {talent.id: talent.target for talent in instance.talents}
    reached = {talent_id: dict(levels) for talent_id, levels in known_levels(instance).items()}
    mine: dict[str, list[str]] = {}
    for a in plan.assignments:
        mine.setdefault(a.talent, []).append(a.course)
    found = {}
    for a in sorted(plan.assignments, key=lambda a: (starts[a.period], a.period, a.course, a.talent)):
        before, raised, total = reached[a.talent], {}, Fraction(0)
        for uri, level in sorted(courses[a.course].teaches.items()):
            after = min(exact(level), exact(targets[a.talent].get(uri, 0)))
            gained = after - before.get(uri, Fraction(0))
            if gained > 0:
                raised[uri] = float(after)
                total += gained
            before[uri] = max(before.get(uri, Fraction(0)), exact(level))
        opens = tuple(sorted(c for c in mine[a.talent] if a.course in courses[c].requires))
        found[a.talent, a.course] = SeatGain(raised, float(total), opens)
    return found


def cohorts_at_minimum(plan: PlanResult, instance: Instance) -> frozenset[tuple[str, str]]:
    """Return (course, period) of the cohorts that have no more people than they need to run."""
    fewest = {course.id: course.seats_min for course in instance.courses}
    seats = Counter((a.course, a.period) for a in plan.assignments)
    return frozenset(
        (c.course, c.period) for c in plan.cohorts if seats[c.course, c.period] <= c.count * fewest[c.course]
    )


def idle_seats(plan: PlanResult, instance: Instance) -> IdleSeats:
    """Return how many seats bring their people nothing, and their cost, by whether the course needs them to run."""
    gains, at_minimum = seat_gains(plan, instance), cohorts_at_minimum(plan, instance)
    costs: dict[bool, list[int]] = {True: [], False: []}
    for a in plan.assignments:
        if gains[a.talent, a.course].is_idle:
            costs[(a.course, a.period) in at_minimum].append(sum(share.cents for share in a.shares))
    return IdleSeats(len(costs[True]), sum(costs[True]), len(costs[False]), sum(costs[False]))


def gain_in_words(view: View, gain: SeatGain, *, is_at_minimum: bool) -> str:
    """Return what a seat brings its person: skills with the level reached, or that it only fills the group.

    is_at_minimum : the course would not run without the seat
    """
    _ = view.say
    parts = [f"{view.skill(uri)}: {view.level(level)}" for uri, level in gain.raised.items()]
    parts.sort()
    if gain.opens:
        parts.append(_("opens the way to {courses}").format(courses=", ".join(view.course(c) for c in gain.opens)))
    return "; ".join(parts) or (_("only fills the group") if is_at_minimum else _("nothing towards the aim"))
