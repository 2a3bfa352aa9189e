"""Functions and employees of the tests' world: the cast's company, its competitor, and the other cluster.

Each of the cast has taken a record that the company wrote of them, so that everybody has one of their own.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from skillpact_web.accounts.models import Organisation
from skillpact_web.accounts.roles import Role
from skillpact_web.audit.versions import save_version
from skillpact_web.workforce.models import Employee, EmployeeSkill, Function, FunctionRequirement, Objection


def function(organisation: Organisation, title: str, **fields: Any) -> Function:
    """Return a new function."""
    made = Function(organisation=organisation, title=title, **fields)
    save_version(made, actor=None, fields=Function.VERSIONED)
    return made


def expected(function: Function, label: str, **fields: Any) -> FunctionRequirement:
    """Return a skill that a function expects, suggested unless the fields say otherwise."""
    defaults = {"uri": f"urn:test:{label}", "origin": "occupation"}
    return FunctionRequirement.objects.create(function=function, label=label, **(defaults | fields))


def employee(organisation: Organisation, nickname: str, **fields: Any) -> Employee:
    """Return a new record of an employee."""
    made = Employee(organisation=organisation, nickname=nickname, **fields)
    save_version(made, actor=None, fields=Employee.VERSIONED)
    return made


def held(employee: Employee, label: str, **fields: Any) -> EmployeeSkill:
    """Return a confirmed skill of an employee."""
    defaults = {"uri": f"urn:test:{label}", "origin": "person", "status": "confirmed"}
    return EmployeeSkill.objects.create(employee=employee, label=label, **(defaults | fields))


def objection(skill: EmployeeSkill, **fields: Any) -> Objection:
    """Return a new objection to a skill."""
    defaults = {"about": skill.label, "reason": "I never did that.", "due_on": date(2026, 12, 2)}
    return Objection.objects.create(employee=skill.employee, skill=skill, **(defaults | fields))


def fill(world: Any) -> None:
    """Add functions and employees to the world."""
    sides: dict[str, dict[str, Any]] = {}
    for side, company, prefix in (("own", world.company, ""), ("foreign", world.foreign_company, "Foreign ")):
        job = function(company, f"{prefix}Maintenance of hall 4", headcount_now=3)
        asked = expected(job, f"{prefix}lubrication", status="confirmed", level=0.5)
        expected(job, f"{prefix}alignment")
        one = employee(company, f"{prefix}Txomin of hall 4", function=job)
        skill = held(one, f"{prefix}lubrication", level=0.25)
        sides[side] = {
            "function_id": job.pk,
            "profile_skill_id": asked.pk,
            "employee_id": one.pk,
            "employee_skill_id": skill.pk,
            "objection_id": objection(skill, reason=f"{prefix}I do more than that.").pk,
            "record_id": one.pk,
            "record_skill_id": skill.pk,
        }
    competing = function(world.other_company, "Data steward of Izarlerro")
    for name in sides["own"]:
        world.objects[name] = {"own": sides["own"][name], "foreign": sides["foreign"][name]}
    world.objects["function_id"]["competing"] = competing.pk
    world.home_names += ["Maintenance of hall 4", "Txomin of hall 4"]
    records = {
        role: held(employee(world.company, f"Record of a {role}", user=member.user), "greasing")
        for role, member in world.members.items()
    }
    for name, key in (("record_id", "employee_id"), ("record_skill_id", "pk")):
        own_of = {role: getattr(skill, key) for role, skill in records.items()}
        world.objects[name] |= {"own": own_of[Role.TALENT], "own_of": own_of}
