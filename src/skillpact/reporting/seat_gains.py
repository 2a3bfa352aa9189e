"""What each person gains by each seat of the plan, towards their own aim."""

from __future__ import annotations

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
    def only_fills(self) -> bool:
        """Whether the person has no use of the seat: it makes up the number that the course needs to run."""
        return not self.raised and not self.opens


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


def gain_in_words(view: View, gain: SeatGain) -> str:
    """Return what a seat brings its person: skills with the level reached, or that it only fills the group."""
    _ = view.say
    parts = [f"{view.skill(uri)}: {view.level(level)}" for uri, level in gain.raised.items()]
    parts.sort()
    if gain.opens:
        parts.append(_("opens the way to {courses}").format(courses=", ".join(view.course(c) for c in gain.opens)))
    return "; ".join(parts) or _("only fills the group")
