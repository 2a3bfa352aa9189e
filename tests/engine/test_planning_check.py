"""The checker confirms good plans and catches each way to falsify one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from skillpact.planning import (
    Assignment,
    Cohort,
    Course,
    Floor,
    Funder,
    Instance,
    Kept,
    Period,
    Resource,
    Share,
    Talent,
    Unmet,
    Vacancy,
    check_files,
    check_plan,
    plan_to_json,
    solve_plan,
    to_json,
)

COURSE = Course(
    "c", {"plc": 0.75}, 40.0, 2, 3, 1, 100_00, 10_00, ("p1", "p2"), "es", "on_site", region="ES21", resources=("room",)
)


def person(name: str, **changes) -> Talent:
    base = Talent(name, "firm", "ES21", "employed", ("es",), {}, {"plc": 1.0}, {"p1": 60.0, "p2": 60.0}, ("job",))
    return replace(base, **changes)


INSTANCE = Instance(
    periods=(Period("p1", date(2027, 1, 1), date(2027, 3, 31)), Period("p2", date(2027, 4, 1), date(2027, 6, 30))),
    talents=(person("a"), person("b"), person("far", region="ES22", languages=("fr",))),
    courses=(COURSE, replace(COURSE, id="next", requires=("c",), teaches={"plc": 1.0}, periods=("p1",), resources=())),
    funders=(
        Funder("esf", 100_00, 0.5),
        Funder("firms", 100_00, 0.75, statuses=("employed",)),
        Funder("none", 0, 1.0, ("x",)),
    ),
    vacancies=(Vacancy("job", "firm", 1, {"plc": 0.5}),),
    resources=(Resource("room", 1),),
    floors=(Floor("firm", 2),),
    kept=(Kept("a", "c", "p2"),),
)  # fmt: skip
PLAN = solve_plan(INSTANCE)


def shares(*pairs: tuple[str, int]) -> tuple[Share, ...]:
    return tuple(Share(name, cents) for name, cents in pairs)


def with_shares(*pairs: tuple[str, int]):
    first = replace(PLAN.assignments[0], shares=shares(*pairs))
    return replace(PLAN, assignments=(first, *PLAN.assignments[1:]))


def with_objective(at: int, **changes):
    objectives = list(PLAN.objectives)
    objectives[at] = replace(objectives[at], **changes)
    return replace(PLAN, objectives=tuple(objectives))


def test_solved_plan_is_confirmed():
    assert PLAN.status == "optimal"
    assert [(a.talent, a.period) for a in PLAN.assignments] == [("a", "p2"), ("b", "p2")]
    assert check_plan(INSTANCE, PLAN) == []


def test_files_are_enough(tmp_path):
    (tmp_path / "instance.json").write_text(to_json(INSTANCE), encoding="utf-8")
    (tmp_path / "plan.json").write_text(plan_to_json(PLAN), encoding="utf-8")
    assert check_files(tmp_path / "instance.json", tmp_path / "plan.json") == []


FALSE_PLANS = {
    "stays": replace(PLAN, assignments=()),
    "a person less": replace(PLAN, assignments=PLAN.assignments[:1]),
    "a person twice": replace(PLAN, assignments=(*PLAN.assignments, PLAN.assignments[0])),
    "unknown talent": replace(PLAN, assignments=(*PLAN.assignments, Assignment("x", "c", "p2"))),
    "unknown funder": with_shares(("nobody", 60_00)),
    "language and region": replace(PLAN, assignments=(*PLAN.assignments, Assignment("far", "c", "p2"))),
    "kept moved": replace(
        PLAN,
        cohorts=(Cohort("c", "p1", 1),),
        assignments=tuple(replace(a, period="p1") for a in PLAN.assignments),
    ),
    "no cohort": replace(PLAN, cohorts=()),
    "one cohort too many": replace(PLAN, cohorts=(Cohort("c", "p2", 2),)),
    "empty cohort": replace(PLAN, cohorts=(*PLAN.cohorts, Cohort("c", "p1", 1))),
    "cohort twice": replace(PLAN, cohorts=PLAN.cohorts * 2),
    "required course and hours": replace(
        PLAN,
        cohorts=(*PLAN.cohorts, Cohort("next", "p1", 1)),
        assignments=(*PLAN.assignments, Assignment("a", "next", "p1"), Assignment("b", "next", "p1")),
    ),
    "a cent too little": with_shares(("esf", 29_99), ("firms", 30_00)),
    "a cent too much": with_shares(("esf", 30_00), ("firms", 30_01)),
    "over the share": with_shares(("esf", 10_00), ("firms", 50_00)),
    "not eligible": with_shares(("esf", 30_00), ("none", 30_00)),
    "negative share": with_shares(("esf", -10_00), ("firms", 70_00)),
    "funder twice": with_shares(("esf", 15_00), ("esf", 15_00), ("firms", 30_00)),
    "fillable": with_objective(0, value=2, bound=2),
    "gap closed": with_objective(1, value=1.75, bound=1.75),
    "cost": with_objective(2, value=110_00, bound=110_00),
    "bound below value": with_objective(1, bound=1.0),
    "gap": with_objective(1, gap=0.5),
    "objective missing": replace(PLAN, objectives=PLAN.objectives[:2]),
    "bound open, yet optimal": with_objective(1, bound=3.0, gap=1.0),
    "unmet hidden": replace(PLAN, unmet=()),
    "unmet reason": replace(PLAN, unmet=(Unmet("plc", 1.5, "bad luck"),)),
    "infeasible without reason": replace(PLAN, status="infeasible"),
}


@pytest.mark.parametrize("name", FALSE_PLANS)
def test_false_plan_is_caught(name):
    assert check_plan(INSTANCE, FALSE_PLANS[name]) != []


@pytest.mark.parametrize(
    "changes",
    [
        {"resources": (Resource("room", 0),)},
        {"floors": (Floor("firm", 3),), "talents": (*INSTANCE.talents, person("late"))},
        {"kept": (Kept("b", "c", "p1"),)},
        {"funders": (replace(INSTANCE.funders[0], budget_cents=59_99), *INSTANCE.funders[1:])},
        {"funders": (replace(INSTANCE.funders[0], max_share=0.4), *INSTANCE.funders[1:])},
        {"courses": (replace(COURSE, hours=61.0), INSTANCE.courses[1])},
        {"courses": (replace(COURSE, seats_min=3), INSTANCE.courses[1])},
        {"courses": (replace(COURSE, cohorts_max=0), INSTANCE.courses[1])},
        {"courses": (replace(COURSE, periods=("p1",)), INSTANCE.courses[1])},
        {"courses": (replace(COURSE, cohort_cost_cents=101_00), INSTANCE.courses[1])},
        {"courses": (replace(COURSE, requires=("next",)), replace(INSTANCE.courses[1], requires=()))},
    ],
)
def test_plan_for_another_instance_is_caught(changes):
    plan = replace(
        PLAN,
        assignments=tuple(replace(a, shares=shares(("esf", 30_00), ("firms", 30_00))) for a in PLAN.assignments),
    )
    assert check_plan(INSTANCE, plan) == []
    assert check_plan(replace(INSTANCE, **changes), plan) != []
