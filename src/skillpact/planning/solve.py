"""The best training plan for an instance, with its proof. The only file that names the solver (HiGHS)."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from skillpact.planning.check import check_plan
from skillpact.planning.conflict import conflict_sentences, kept_problems
from skillpact.planning.draft import Draft, pay, seat_costs, to_records
from skillpact.planning.idle import MINIMISED, value_of
from skillpact.planning.instance import Instance, normalise
from skillpact.planning.model import PlanModel
from skillpact.planning.outlook import next_changes
from skillpact.planning.plan import Objective, PlanResult, relative_gap
from skillpact.planning.problem import Problem, compile_problem
from skillpact.planning.search import Outcome, Search, lattice
from skillpact.planning.unmet import unmet_rows

# Called with the objective's name, the best value so far and the proven bound (openings, levels, euros).
Progress = Callable[[str, float, float], None]

# Effort is counted in the solver's own checkpoints times the square of the model's entries, never in seconds, so that
# it is the same on every run and machine. A model of 60 people and 30 courses has some 15,000 entries.
EFFORT_TO_POLISH = 10_000_000_000  # once within the gap, go on so far for the proven optimum; small models reach it
EFFORT_FIRST = 3_000_000_000_000  # stop the first objective there, with its gap: protects a run without time limit
EFFORT_LATER = 60_000_000_000  # the same for later objectives, whose gap is worth less
NODES_FOR_NEXT = 2_000  # a plan that was harder to find gets no outlook


def solve_plan(
    instance: Instance,
    *,
    time_limit_s: float | None = None,
    threads: int = 1,
    on_progress: Progress | None = None,
    with_next: bool = True,
) -> PlanResult:
    """Return the best plan for the instance: objectives in its order, each fixed before the next.

    time_limit_s : stop after so many seconds, at least 0, with the best plan found and its gap; then `reproducible` is
        False. None and infinity: no limit
    threads : 1 gives the same bytes for the same instance; more does not, and `reproducible` is False
    on_progress : called now and then with (objective, best value, bound)
    with_next : whether to find out what more money, cohorts or seats would bring (small instances only)
    An infeasible wish (kept, floors) is a result with status "infeasible" and the conflict in sentences.
    Raises InstanceError where an instance made in Python breaks what the reader refuses, ValueError where
    time_limit_s is negative or no number.
    """
    if time_limit_s is not None and not time_limit_s >= 0:
        raise ValueError(f"time_limit_s is {time_limit_s}; give seconds from 0 on, or None for no limit.")
    if time_limit_s == math.inf:
        time_limit_s = None
    instance = normalise(instance)
    problem = compile_problem(instance)
    if sentences := kept_problems(problem):
        return PlanResult("infeasible", reproducible=True, conflict=sentences)
    solver = _Highs(instance, threads, on_progress)
    search = Search(problem, solver, None if time_limit_s is None else time.monotonic() + time_limit_s)
    search.run()
    if search.best is None:
        return _without_plan(search, solver)
    plan = _finish(search, search.best, threads)
    if with_next and plan.status == "optimal" and search.nodes <= NODES_FOR_NEXT:

        def again(changed: Instance) -> PlanResult:
            return solve_plan(changed, time_limit_s=search.seconds_left(), threads=threads, with_next=False)

        changes, is_complete = next_changes(instance, plan, again)
        plan = replace(plan, next=changes, reproducible=plan.reproducible and is_complete)
    broken = check_plan(instance, plan)
    assert not broken, broken
    return plan


def _finish(search: Search, draft: Draft, threads: int) -> PlanResult:
    problem = search.problem
    paid = pay(problem, seat_costs(problem, draft))
    assert paid is not None
    cohorts, assignments = to_records(problem, draft, paid)
    objectives = []
    for name in problem.instance.objective:
        value = value_of(problem, draft, name)
        bound = search.bounds.get(name, _loose_bound(problem, name))
        # A later objective can improve an earlier one that was fixed within its gap; its bound is true all the same.
        bound = min(bound, value) if name == "cost" else max(bound, value)
        plain = [int(v) if name != "gap_closed" else float(v) for v in (value, bound)]
        objectives.append(Objective(name, plain[0], plain[1], relative_gap(plain[0], plain[1])))
    if all(o.value == o.bound for o in objectives):
        status = "optimal"
    elif objectives[0].gap <= problem.instance.gap:
        status = "within_gap"
    else:
        status = "limit"
    return PlanResult(
        status,
        not search.was_clock and threads == 1,
        tuple(objectives),
        cohorts,
        assignments,
        unmet_rows(problem, draft),
    )


def _loose_bound(problem: Problem, name: str) -> Fraction:
    """Return what no plan can pass, where the time ended before anything sharper was proven."""
    if name == "cost":
        return Fraction(0)
    if name == "fillable":
        return Fraction(len({aim.talent for aim in problem.aims}))
    return sum((step.gain for step in problem.steps), Fraction(0))


def _without_plan(search: Search, solver: _Highs) -> PlanResult:
    if not search.is_infeasible:
        sentence = "No plan was found that meets the kept assignments and floors; give the search more time."
        return PlanResult("limit", not search.was_clock, conflict=(sentence,))

    def is_feasible(model: PlanModel) -> bool | None:
        outcome = solver(model, None, None, search.seconds_left())
        search.was_clock |= outcome.was_clock
        return {"found": True, "infeasible": False}.get(outcome.kind)

    sentences = conflict_sentences(search.problem, is_feasible)
    return PlanResult("infeasible", not search.was_clock, conflict=sentences)


@dataclass
class _Highs:
    """Calls the solver on a model: the objective's best value, or any solution where no objective is named."""

    instance: Instance
    threads: int
    on_progress: Progress | None = None

    def __call__(self, model: PlanModel, name: str | None, start: Draft | None, seconds: float | None) -> Outcome:
        import highspy
        import numpy as np

        linear = model.linear
        if not linear.n_columns:
            return Outcome("found" if all(low <= 0 for low in linear.row_lower) else "infeasible", bound=0.0)
        # Money is minimised in euros, the rest maximised; `unit` turns the solver's number into the objective's own.
        unit = 100.0 if name == "cost" else 1.0
        terms = model.objectives[name] if name else []
        costs = np.zeros(linear.n_columns)
        for column, coefficient in terms:
            costs[column] += float(coefficient) / unit
        abs_gap = 0.95 * float(lattice(model, name)) / unit if name else 1.0
        solver: Any = highspy.Highs
        highs = solver()
        options: dict[str, Any] = {
            "output_flag": False,
            "threads": self.threads,
            "random_seed": self.instance.seed % 2_147_483_647,
            "mip_rel_gap": 0.0,
            # No value lies strictly between two steps: closer than a step to the bound is the optimum itself.
            "mip_abs_gap": abs_gap,
            "mip_feasibility_tolerance": 1e-7,
        }
        if seconds is not None:
            options["time_limit"] = max(seconds, 0.05)
        for option, value in options.items():
            highs.setOptionValue(option, value)
        highs.passModel(_as_lp(highspy, model, costs, is_maximised=name not in MINIMISED))
        if start is not None:
            values = model.start(start)
            index = np.array(list(values), dtype=np.int32)
            highs.setSolution(len(values), index, np.array(list(values.values()), dtype=np.float64))
        is_first = name == self.instance.objective[0]
        limit = EFFORT_FIRST if is_first else EFFORT_LATER
        gap = 0.0 if model.is_last else self.instance.gap
        stopper = _Stopper(gap, name or "", max(1, len(linear.index)), limit, self.on_progress)
        highs.cbMipInterrupt += stopper
        highs.solve()
        return _read(highspy, highs, unit)


@dataclass
class _Stopper:
    """Ends a search once it is within the gap and polished, or at the limit of effort. Knows no clock."""

    gap: float
    name: str
    n_entries: int
    limit: int
    on_progress: Progress | None
    calls: int = 0
    shown: tuple[float, float] | None = None

    def __call__(self, event: Any) -> None:
        out = event.data_out
        self.calls += 1
        effort = self.calls * self.n_entries**2
        is_within = math.isfinite(out.mip_gap) and out.mip_gap <= self.gap * 0.999
        if math.isfinite(out.mip_primal_bound):
            if effort >= self.limit or (effort >= EFFORT_TO_POLISH and is_within):
                event.interrupt()
            now = (out.mip_primal_bound, out.mip_dual_bound)
            if self.on_progress is not None and now != self.shown:
                self.shown = now
                self.on_progress(self.name, *now)


def _as_lp(highspy: Any, model: PlanModel, costs: Any, *, is_maximised: bool) -> Any:
    import numpy as np

    linear = model.linear
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = linear.n_columns, linear.n_rows
    lp.sense_ = highspy.ObjSense.kMaximize if is_maximised else highspy.ObjSense.kMinimize
    lp.col_cost_ = costs
    lp.col_lower_, lp.col_upper_ = np.array(linear.lower, dtype=float), np.array(linear.upper, dtype=float)
    lp.row_lower_, lp.row_upper_ = np.array(linear.row_lower, dtype=float), np.array(linear.row_upper, dtype=float)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.array(linear.row_start, dtype=np.int32)
    lp.a_matrix_.index_ = np.array(linear.index, dtype=np.int32)
    lp.a_matrix_.value_ = np.array(linear.value, dtype=float)
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    lp.integrality_ = [kinds[flag] for flag in linear.is_integer]
    return lp


def _read(highspy: Any, highs: Any, unit: float) -> Outcome:
    status, info = highs.getModelStatus(), highs.getInfo()
    kinds = highspy.HighsModelStatus
    was_clock = status == kinds.kTimeLimit
    nodes = max(0, int(info.mip_node_count))
    if status in (kinds.kInfeasible, kinds.kUnboundedOrInfeasible):
        return Outcome("infeasible", nodes=nodes)
    bound = float(info.mip_dual_bound) * unit
    proven = bound if math.isfinite(bound) else None
    if info.primal_solution_status != 2 or not math.isfinite(info.objective_function_value):
        return Outcome("nothing", bound=proven, nodes=nodes, was_clock=was_clock)
    return Outcome("found", list(highs.getSolution().col_value), proven, nodes, was_clock)
