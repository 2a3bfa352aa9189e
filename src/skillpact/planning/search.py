"""The objectives one after the other, each fixed before the next, over a solver that is handed in."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

from skillpact.planning.check import check_rules
from skillpact.planning.draft import Draft, cohorts_for, pay, seat_costs, to_records
from skillpact.planning.greedy import greedy_draft, grow_draft, repair_money
from skillpact.planning.idle import (
    IDLE,
    MINIMISED,
    drop_idle_seats,
    fillable_before,
    idle_seats,
    idle_terms,
    share_by_size,
    value_of,
)
from skillpact.planning.model import PlanModel, build_model, choose_sizes, is_payable, share_equally
from skillpact.planning.plan import PlanResult
from skillpact.planning.problem import Problem

# How many solutions that miss by single cents are excluded one by one, before budgets get a margin.
CUTS_AT_MOST = 6
# From so many entries on a plan within the gap is good enough; below, going on for the optimum takes a moment.
LARGE_MODEL = 5_000


@dataclass(frozen=True)
class Outcome:
    """Why the solver stopped: "found" (with values), "infeasible", or "nothing" (stopped empty-handed).

    bound : proven bound of the objective in the model's unit, or None; nodes : size of the search tree
    was_clock : stopped by the time limit
    """

    kind: str
    values: list[float] = field(default_factory=list)
    bound: float | None = None
    nodes: int = 0
    was_clock: bool = False


# (model, objective or None for any solution, start, seconds left or None) → outcome
Solver = Callable[[PlanModel, str | None, Draft | None, float | None], Outcome]


@dataclass
class Search:
    """The state of one search and, at its end, the answer.

    best : the best draft that keeps every rule to the cent; bounds : objective → proven bound in its own unit
    """

    problem: Problem
    solve: Solver
    deadline: float | None = None
    best: Draft | None = None
    bounds: dict[str, Fraction] = field(default_factory=dict)
    is_infeasible: bool = False
    was_clock: bool = False
    nodes: int = 0

    def seconds_left(self) -> float | None:
        """Return the seconds until the deadline, at least 0; None without one."""
        return None if self.deadline is None else max(0.0, self.deadline - time.monotonic())

    def _is_late(self) -> bool:
        is_late = self.seconds_left() == 0
        self.was_clock |= is_late
        return is_late

    def run(self) -> None:
        """Find the best draft: every objective in order, then the cheapest among equals."""
        names = list(self.problem.instance.objective)
        stages = names if "cost" in names else [*names, "cost"]
        model = build_model(self.problem)
        self._take(greedy_draft(self.problem, self._is_late), [])
        for at, name in enumerate(stages):
            # What one objective left of the budget can serve the next, as long as cost is not yet fixed.
            if at and self.best is not None and "cost" not in stages[: at + 1]:
                self._take(grow_draft(self.problem, self.best, self._is_late), stages[: at + 1])
            left = self.seconds_left()
            # The first objectives get most of the time, the last nearly all that is left.
            seconds = left if left is None else left * (0.9 if at == len(stages) - 1 else 0.6)
            self._stage(model, stages[: at + 1], seconds)
            if self.best is None:
                return
            self._fix(model, name)
        self._spare_people(stages)

    def _spare_people(self, names: list[str]) -> None:
        """Send as few people as possible to a course that brings them nothing, all objectives staying as they are.

        In a large model the cohorts that run stay; who attends them is open, and they may become cheaper on the way.
        """
        if self.best is None or self._is_late() or not idle_seats(self.problem, self.best):
            return
        model = build_model(self.problem)
        model.is_last = True
        for j in sorted({j for j, _, _ in model.part}):
            share_by_size(model, j)
            model.shared.add(j)
        is_large = len(model.linear.index) > LARGE_MODEL
        for name in names:
            if name == names[-1] and is_large:
                self._search_within(model, self.best, names, self.seconds_left())
            self._fix(model, name)
        model.objectives[IDLE] = idle_terms(model)
        if is_large:
            self._search_within(model, self.best, [*names, IDLE], self.seconds_left())
        else:
            self._stage(model, [*names, IDLE], self.seconds_left())

    def _stage(self, model: PlanModel, names: list[str], seconds: float | None) -> None:
        """Improve `best` for the last of `names` and prove a bound.

        A solution that cannot be paid to the cent shows what the model left out; that is added and the search goes on.
        Only what breaks a rule is cut away, so every bound stays true; those found under the margin are not used.
        """
        name = names[-1]
        end = None if seconds is None else time.monotonic() + seconds
        n_cuts, margin = 0, 0.0
        while True:
            # Part of the time is kept back for a solution that turns out not to be payable.
            left = None if end is None else max(0.05, (end - time.monotonic()) * 0.8)
            outcome = self.solve(model, name, self.best, left)
            self.nodes += outcome.nodes
            self.was_clock |= outcome.was_clock
            if outcome.bound is not None and not margin:
                self._prove(model, name, outcome.bound)
            if outcome.kind != "found":
                self.is_infeasible = outcome.kind == "infeasible" and self.best is None and not margin
                return
            draft = self._tidy(model.draft(outcome.values))
            if self._take(draft, names):
                return
            self._take(repair_money(self.problem, draft), names)
            costs = seat_costs(self.problem, draft)
            tight = {j for (i, j, _), cents in costs.items() if not is_payable(self.problem, i, cents)} - model.sized
            unshared = {j for j, _ in draft.people if any(key[0] == j for key in model.part)} - model.shared
            for j in sorted(tight):
                choose_sizes(model, j)
            for j in sorted(unshared):
                share_equally(model, j)
            model.sized |= tight
            model.shared |= unshared
            if tight or unshared:
                self._search_within(model, draft, names, None if end is None else end - time.monotonic())
            if self._is_reached(model, name):
                return
            # A second round costs as much as the first, and on later objectives of large models it found nothing more.
            if len(names) > 1 and len(model.linear.index) > LARGE_MODEL and self.best is not None:
                return
            if outcome.was_clock or (end is not None and time.monotonic() >= end):
                self.was_clock = True
                return
            if tight or unshared:
                continue
            if n_cuts < CUTS_AT_MOST:
                n_cuts += 1
                ones = {model.seat[seat] for seat in draft.seats()}
                row = [(column, -1.0 if column in ones else 1.0) for column in model.seat.values()]
                model.linear.add_row(row, lower=1.0 - len(ones))
            elif margin > 100:
                return
            else:
                # Whole cents do not work out: leave some to every funder.
                n_cuts, margin = 0, max(0.01 * len(costs), margin * 4)
                for f, flows in model.flows.items():
                    budget = self.problem.funders[f].budget_cents / 100
                    model.linear.add_row([(flow, 1.0) for flow in flows], upper=max(0.0, budget - margin))

    def _search_within(self, model: PlanModel, draft: Draft, names: list[str], left: float | None) -> None:
        """Look for the best plan that runs no cohort but those of `draft`: a small search that saves a good plan."""
        upper = list(model.linear.upper)
        for group, column in model.count.items():
            if group not in draft.counts:
                model.linear.upper[column] = 0.0
        outcome = self.solve(model, names[-1], None, None if left is None else max(0.5, left * 0.8))
        model.linear.upper = upper
        self.nodes += outcome.nodes
        self.was_clock |= outcome.was_clock
        if outcome.kind == "found":
            found = self._tidy(model.draft(outcome.values))
            if not self._take(found, names):
                self._take(repair_money(self.problem, found), names)

    def _is_reached(self, model: PlanModel, name: str) -> bool:
        """Whether the best plan is proven best, or a large model's is proven to be within the gap."""
        if self.best is None or name not in self.bounds:
            return False
        value, bound = value_of(self.problem, self.best, name), self.bounds[name]
        is_large = len(model.linear.index) > LARGE_MODEL
        gap = Fraction(self.problem.instance.gap) if is_large else Fraction(0)
        return abs(bound - value) <= gap * abs(value)

    def _tidy(self, draft: Draft) -> Draft:
        """Return the draft with the fewest cohorts, and nobody sent to a course for nothing."""
        for group, people in draft.people.items():
            draft.counts[group] = cohorts_for(self.problem, group[0], len(people)) or draft.counts[group]
        return drop_idle_seats(self.problem, draft)

    def _take(self, draft: Draft | None, names: list[str]) -> bool:
        """Whether the draft keeps every rule; it becomes the best where it is better in `names`, in their order."""
        if draft is None or not is_sound(self.problem, draft):
            return False
        if self.best is None or self._rank(draft, names) > self._rank(self.best, names):
            self.best = draft
        return True

    def _rank(self, draft: Draft, names: list[str]) -> list[Fraction]:
        values = [(name, value_of(self.problem, draft, name)) for name in names]
        return [-value if name in MINIMISED else value for name, value in values]

    def _prove(self, model: PlanModel, name: str, bound: float) -> None:
        """Round the solver's bound to what the objective can reach, and keep it where it is the sharpest."""
        step = lattice(model, name)
        shift = fillable_before(self.problem) if name == "fillable" else 0
        if name in MINIMISED:
            proven = max(Fraction(0), step * math.ceil(Fraction(bound) / step - Fraction(1, 10**6)))
            self.bounds[name] = max(proven, self.bounds.get(name, proven))
        else:
            proven = step * math.floor(Fraction(bound) / step + Fraction(1, 10**6)) - shift
            self.bounds[name] = min(proven, self.bounds.get(name, proven))

    def _fix(self, model: PlanModel, name: str) -> None:
        """Let later objectives not undo what this one reached."""
        assert self.best is not None
        reached = value_of(self.problem, self.best, name)
        step = lattice(model, name)
        slack = min(step / 2, Fraction(1, 10**6))
        if name == "cost":
            row = [(column, float(cents / 100)) for column, cents in model.objectives[name]]
            model.linear.add_row(row, upper=float((reached + min(step / 2, Fraction(1, 2))) / 100))
        else:
            shift = fillable_before(self.problem) if name == "fillable" else 0
            row = [(column, float(worth)) for column, worth in model.objectives[name]]
            model.linear.add_row(row, lower=float(reached + shift - slack))


def lattice(model: PlanModel, name: str) -> Fraction:
    """Return the step between values that an objective can have, in its own unit; 1 where it is always 0."""
    numbers = {coefficient for _, coefficient in model.objectives[name]}
    if not numbers:
        return Fraction(1)
    bottom = math.lcm(*(n.denominator for n in numbers))
    return Fraction(math.gcd(*(int(n * bottom) for n in numbers)), bottom)


def is_sound(problem: Problem, draft: Draft) -> bool:
    """Whether the checker confirms every rule for the draft, paid to the cent."""
    paid = pay(problem, seat_costs(problem, draft))
    if paid is None:
        return False
    cohorts, assignments = to_records(problem, draft, paid)
    return not check_rules(problem.instance, PlanResult("limit", True, cohorts=cohorts, assignments=assignments))
