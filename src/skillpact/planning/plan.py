"""The training plan: frozen records of the result, read from JSON and written as stable bytes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from skillpact.planning.problems import InstanceError, load_json, schema_problems

FORMAT = "skillpact.plan-result/1"

# Why a target stays unmet, each a whole phrase so that a page can translate it.
NO_COURSE = "no course teaches it to that level"
LANGUAGE_OR_REGION = "every course that teaches it is in another language or region"
NO_FUNDER = "no eligible funder may pay it in full"
HOURS = "too few free hours"
PREREQUISITE = "a required course cannot be taken before"
TOO_FEW_PEOPLE = "too few people for a cohort"
NO_SEAT = "no seat left"
BUDGET = "the budget does not reach"
NOT_CHOSEN = "other training was chosen first"
NOT_ASSESSED = "held, but the level is not assessed"
REASONS = (
    NO_COURSE, LANGUAGE_OR_REGION, NO_FUNDER, HOURS, PREREQUISITE, TOO_FEW_PEOPLE, NO_SEAT, BUDGET, NOT_CHOSEN,
    NOT_ASSESSED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Objective:
    """What the plan reaches of one objective, the proven bound, and their relative distance (0: proven best)."""

    name: str
    value: float
    bound: float
    gap: float


@dataclass(frozen=True, slots=True)
class Cohort:
    """How many cohorts of a course start in a period."""

    course: str
    period: str
    count: int


@dataclass(frozen=True, slots=True)
class Share:
    """What one funder pays of one assignment, in cents."""

    funder: str
    cents: int


@dataclass(frozen=True, slots=True)
class Assignment:
    """A talent attends a course in a period, paid in full by the shares."""

    talent: str
    course: str
    period: str
    shares: tuple[Share, ...] = ()


@dataclass(frozen=True, slots=True)
class Unmet:
    """How much of the targets for one skill stays open (a sum of levels over talents), and why (one of REASONS)."""

    uri: str
    amount: float
    reason: str


@dataclass(frozen=True, slots=True)
class Next:
    """A change of the instance, and by how much it raises the objective that the sentence names."""

    change: str
    gain: float


@dataclass(frozen=True, slots=True)
class PlanResult:
    """A training plan with its proof. status says why the solver stopped; an infeasible wish is a result as well."""

    status: str
    reproducible: bool
    objectives: tuple[Objective, ...] = ()
    cohorts: tuple[Cohort, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    unmet: tuple[Unmet, ...] = ()
    next: tuple[Next, ...] = ()
    conflict: tuple[str, ...] = ()


def relative_gap(value: float, bound: float) -> float:
    """Return |bound − value| / |value| to 6 decimals, at most 1; 1 where only the value is 0."""
    if value == bound:
        return 0.0
    return min(1.0, round(abs(bound - value) / abs(value), 6)) if value else 1.0


def read_plan(path_or_text: str | Path) -> PlanResult:
    """Return the plan in a JSON file, or in the JSON text itself. Raises InstanceError with every problem named."""
    raw, file = load_json(path_or_text)
    if problems := schema_problems(raw, "result"):
        raise InstanceError(problems, file=file)
    return PlanResult(
        status=raw["status"],
        reproducible=raw["reproducible"],
        objectives=tuple(Objective(**item) for item in raw["objectives"]),
        cohorts=tuple(Cohort(**item) for item in raw["cohorts"]),
        assignments=tuple(
            Assignment(a["talent"], a["course"], a["period"], tuple(Share(**share) for share in a["shares"]))
            for a in raw["assignments"]
        ),
        unmet=tuple(Unmet(**item) for item in raw["unmet"]),
        next=tuple(Next(**item) for item in raw["next"]),
        conflict=tuple(raw["conflict"]),
    )


def plan_to_json(plan: PlanResult) -> str:
    """Return the plan as JSON: keys sorted, rows by id, so that the same plan gives the same bytes."""

    def rows(items: Any) -> list[dict[str, Any]]:
        return [{name: getattr(item, name) for name in item.__dataclass_fields__} for item in items]

    raw = {
        "format": FORMAT,
        "status": plan.status,
        "reproducible": plan.reproducible,
        "objectives": rows(plan.objectives),
        "cohorts": rows(sorted(plan.cohorts, key=lambda c: (c.course, c.period))),
        "assignments": [
            {
                "talent": a.talent,
                "course": a.course,
                "period": a.period,
                "shares": rows(sorted(a.shares, key=lambda s: s.funder)),
            }
            for a in sorted(plan.assignments, key=lambda a: (a.talent, a.course, a.period))
        ],
        "unmet": rows(plan.unmet),
        "next": rows(plan.next),
        "conflict": list(plan.conflict),
    }
    return json.dumps(raw, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
