"""The training plan: which courses run, who attends, who pays, what stays unmet, and how good that provably is.

`read_instance` → `solve_plan` → `plan_to_json`; `check_plan` confirms a plan without any solver. The two file formats
are described in docs/guide/plan-format.md.
"""

from skillpact.planning.check import check_files, check_plan
from skillpact.planning.instance import (
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
    read_instance,
    to_json,
)
from skillpact.planning.plan import (
    Assignment,
    Cohort,
    Next,
    Objective,
    PlanResult,
    Share,
    Unmet,
    plan_to_json,
    read_plan,
)
from skillpact.planning.problems import InstanceError
from skillpact.planning.solve import solve_plan

__all__ = [
    "Assignment", "Cohort", "Course", "Floor", "Funder", "Instance", "InstanceError", "Kept", "Next", "Objective",
    "Period", "PlanResult", "Related", "Resource", "Share", "Talent", "Unmet", "Vacancy", "check_files", "check_plan",
    "plan_to_json", "read_instance", "read_plan", "solve_plan", "to_json",
]  # fmt: skip
