"""REST of functions and employees: the same queries and services as the pages.

What a person sees of their own record is a page alone: a token would carry an employer's data into other programs.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from ninja.responses import Status
from pydantic import Field

from ..doors.rest import Paged, Paging, for_roles, ordered, paged, scope_needed
from ..skills.api import Quarter, StatementOut
from ..ui.fields import PickedSkill
from . import people, queries, services
from .fit import compare
from .models import Function

router = Router(tags=["workforce"])
Uri = Annotated[str, Field(max_length=300)]
Headcount = Annotated[int, Field(ge=0, le=services.MOST_PEOPLE)]
Version = Annotated[int, Field(ge=1, le=2_147_483_647)]
RowId = Annotated[int, Field(ge=1, le=2**63 - 1)]
Evidence = Literal["claimed", "inferred", "attested", "assessed", "certified"]
function_readers = for_roles(*queries.FUNCTION_READERS, needs_second_factor=False)
function_writers = for_roles(*queries.WRITERS, needs_second_factor=False)
employers = for_roles(*queries.WRITERS)
reading, writing = scope_needed("workforce:read"), scope_needed("workforce:write")


class FunctionOut(Schema):
    """A job of a company. headcount_… : people, null where not known"""

    id: int
    organisation_id: int
    company: str
    title: str
    occupation_uri: str
    occupation_label: str
    headcount_now: int | None
    headcount_in_1_year: int | None
    headcount_in_3_years: int | None
    reference: str
    version: int

    @staticmethod
    def resolve_company(row: Function) -> str:
        return row.organisation.name


class FunctionIn(Schema):
    """A new function of your company. What its occupation usually asks is suggested."""

    title: str = Field(min_length=1, max_length=200)
    occupation_uri: Uri = ""
    headcount_now: Headcount | None = None
    headcount_in_1_year: Headcount | None = None
    headcount_in_3_years: Headcount | None = None
    reference: str = Field("", max_length=60)


class FunctionChange(Schema):
    """What is to change; what is left out stays. version : that you read; another meanwhile is a conflict"""

    version: Version
    title: str | None = Field(None, min_length=1, max_length=200)
    occupation_uri: Uri | None = None
    headcount_now: Headcount | None = None
    headcount_in_1_year: Headcount | None = None
    headcount_in_3_years: Headcount | None = None
    reference: str | None = Field(None, max_length=60)


class ProfileSkillIn(Schema):
    """One more skill, by its URI or its name."""

    skill: str = Field(min_length=1, max_length=200)
    level: Quarter | None = None
    is_essential: bool = True


class ProfileDecisionIn(Schema):
    """What a person says of one suggestion."""

    is_confirmed: bool
    level: Quarter | None = None
    is_essential: bool = True


@router.get("/functions", response=Paged[FunctionOut], summary="Functions in scope")
@function_readers
@reading
def list_functions(
    request: Any,
    paging: Query[Paging],
    words: str = Query("", max_length=200),
    order: str = Query("", max_length=40),
) -> Any:
    rows = queries.listed_functions(request.viewer, words=words)
    return paged(request, ordered(rows, order, {"title": "title", "headcount_now": "headcount_now"}), paging)


@router.post("/functions", response={201: FunctionOut}, summary="Enter a function")
@function_writers
@writing
def create_function(request: Any, data: FunctionIn) -> Any:
    return Status(201, services.create_function(viewer=request.viewer, **data.dict()))


@router.get("/functions/{int:function_id}", response=FunctionOut, summary="One function")
@function_readers
@reading
def read_function(request: Any, function_id: int) -> Any:
    return get_object_or_404(queries.functions(request.viewer), pk=function_id)


@router.patch("/functions/{int:function_id}", response=FunctionOut, summary="Change a function")
@function_writers
@writing
def change_function(request: Any, function_id: int, data: FunctionChange) -> Any:
    values = data.dict(exclude_unset=True)
    version = values.pop("version")
    # Only a number of people may be taken out; any other null says nothing.
    values = {name: value for name, value in values.items() if value is not None or name in services.HEADCOUNTS}
    return services.change_function(viewer=request.viewer, function_id=function_id, expected_version=version, **values)


@router.post("/functions/{int:function_id}/undo", response=FunctionOut, summary="Take the last change back")
@function_writers
@writing
def undo_function(request: Any, function_id: int, version: int = Query(ge=1, le=2_147_483_647)) -> Any:
    return services.undo_function(viewer=request.viewer, function_id=function_id, expected_version=version)


@router.get("/functions/{int:function_id}/skills", response=list[StatementOut], summary="What a function expects")
@function_readers
@reading
def list_profile(request: Any, function_id: int) -> Any:
    function = get_object_or_404(queries.functions(request.viewer), pk=function_id)
    return queries.profile(request.viewer, function)


@router.post("/functions/{int:function_id}/skills", response={201: StatementOut}, summary="Add a skill to a function")
@function_writers
@writing
def add_to_profile(request: Any, function_id: int, data: ProfileSkillIn) -> Any:
    one = services.add_to_profile(
        viewer=request.viewer, function_id=function_id, skill=PickedSkill(data.skill, data.skill),
        level=data.level, is_essential=data.is_essential,
    )  # fmt: skip
    return Status(201, one)


@router.put(
    "/functions/{int:function_id}/skills/{int:profile_skill_id}",
    response=StatementOut,
    summary="Confirm a skill of a function or take it out",
)
@function_writers
@writing
def decide_profile(request: Any, function_id: int, profile_skill_id: int, data: ProfileDecisionIn) -> Any:
    function = get_object_or_404(queries.writable_functions(request.viewer), pk=function_id)
    one = get_object_or_404(function.requirements, pk=profile_skill_id)
    form: dict[str, Any] = {
        "shown": [one.pk],
        f"level-{one.pk}": "" if data.level is None else data.level,
        f"need-{one.pk}": "essential" if data.is_essential else "optional",
    }
    if data.is_confirmed:
        form[f"is-{one.pk}"] = "on"
    services.decide_profile(viewer=request.viewer, function_id=function_id, data=form)
    one.refresh_from_db()
    return one


class EmployeeOut(Schema):
    """What the company recorded about one of its people. Nothing tells whether, or by whom, the record was taken."""

    id: int
    nickname: str
    reference: str
    function_id: int | None
    n_skills: int = 0
    version: int


class EmployeeIn(Schema):
    """A new record. nickname : no surname is needed"""

    nickname: str = Field(min_length=1, max_length=60)
    reference: str = Field("", max_length=60)
    function_id: RowId | None = None


class EmployeeChange(Schema):
    """What is to change; what is left out stays. function_id : null takes the person out of their function"""

    version: Version
    nickname: str | None = Field(None, min_length=1, max_length=60)
    reference: str | None = Field(None, max_length=60)
    function_id: RowId | None = None


class EmployeeSkillOut(Schema):
    """A skill of an employee. expires_on : last day of a licence, null where it stays"""

    id: int
    uri: str
    label: str
    level: float | None
    evidence: Evidence
    expires_on: date | None


class EmployeeSkillChange(Schema):
    """Level, evidence and last day of a skill, all of them."""

    level: Quarter | None = None
    evidence: Evidence = "attested"
    expires_on: date | None = None


class EmployeeSkillIn(EmployeeSkillChange):
    """One more skill, by its URI or its name."""

    skill: str = Field(min_length=1, max_length=200)


class FitOut(Schema):
    """One skill of the function's profile, and where the person stands."""

    uri: str
    label: str
    is_essential: bool
    needed: float | None
    held: float | None
    state: Literal["met", "below", "not_assessed"]
    is_expired: bool


@router.get("/employees", response=Paged[EmployeeOut], summary="Your company's people")
@employers
@reading
def list_employees(
    request: Any,
    paging: Query[Paging],
    words: str = Query("", max_length=200),
    function_id: int | None = Query(None, ge=1, le=2**63 - 1),
    order: str = Query("", max_length=40),
) -> Any:
    rows = queries.listed_employees(request.viewer, words=words, function=str(function_id or ""))
    return paged(request, ordered(rows, order, {"nickname": "nickname", "reference": "reference"}), paging)


@router.post("/employees", response={201: EmployeeOut}, summary="Begin the record of somebody")
@employers
@writing
def create_employee(request: Any, data: EmployeeIn) -> Any:
    return Status(201, people.create_employee(viewer=request.viewer, **_with_function(request, data.dict())))


@router.get("/employees/{int:employee_id}", response=EmployeeOut, summary="One record")
@employers
@reading
def read_employee(request: Any, employee_id: int) -> Any:
    return get_object_or_404(queries.employees(request.viewer), pk=employee_id)


@router.patch("/employees/{int:employee_id}", response=EmployeeOut, summary="Change a record")
@employers
@writing
def change_employee(request: Any, employee_id: int, data: EmployeeChange) -> Any:
    values = data.dict(exclude_unset=True)
    version = values.pop("version")
    values = {name: value for name, value in values.items() if value is not None or name == "function_id"}
    people.change_employee(
        viewer=request.viewer, employee_id=employee_id, expected_version=version, **_with_function(request, values)
    )
    return read_employee(request, employee_id)


@router.delete("/employees/{int:employee_id}", response={204: None}, summary="Delete a record")
@employers
@writing
def delete_employee(request: Any, employee_id: int) -> Any:
    people.delete_employee(viewer=request.viewer, employee_id=employee_id)
    return Status(204, None)


@router.post("/employees/{int:employee_id}/undo", response=EmployeeOut, summary="Take the last change back")
@employers
@writing
def undo_employee(request: Any, employee_id: int, version: int = Query(ge=1, le=2_147_483_647)) -> Any:
    people.undo_employee(viewer=request.viewer, employee_id=employee_id, expected_version=version)
    return read_employee(request, employee_id)


@router.get("/employees/{int:employee_id}/skills", response=list[EmployeeSkillOut], summary="Skills of somebody")
@employers
@reading
def list_employee_skills(request: Any, employee_id: int) -> Any:
    return queries.skills_of(get_object_or_404(queries.employees(request.viewer), pk=employee_id))


@router.post("/employees/{int:employee_id}/skills", response={201: EmployeeSkillOut}, summary="Add a skill of somebody")
@employers
@writing
def add_employee_skill(request: Any, employee_id: int, data: EmployeeSkillIn) -> Any:
    values = data.dict()
    skill = values.pop("skill")
    return Status(
        201, people.add_skill(viewer=request.viewer, employee_id=employee_id, skill=PickedSkill(skill, skill), **values)
    )


@router.put(
    "/employees/{int:employee_id}/skills/{int:employee_skill_id}",
    response=EmployeeSkillOut,
    summary="Change level, evidence and last day of a skill",
)
@employers
@writing
def change_employee_skill(request: Any, employee_id: int, employee_skill_id: int, data: EmployeeSkillChange) -> Any:
    return people.change_skill(
        viewer=request.viewer, employee_id=employee_id, employee_skill_id=employee_skill_id, **data.dict()
    )


@router.delete(
    "/employees/{int:employee_id}/skills/{int:employee_skill_id}", response={204: None}, summary="Take a skill out"
)
@employers
@writing
def remove_employee_skill(request: Any, employee_id: int, employee_skill_id: int) -> Any:
    people.remove_skill(viewer=request.viewer, employee_id=employee_id, employee_skill_id=employee_skill_id)
    return Status(204, None)


@router.get("/employees/{int:employee_id}/gap", response=list[FitOut], summary="What is missing for the function")
@employers
@reading
def read_employee_gap(request: Any, employee_id: int) -> Any:
    employee = get_object_or_404(queries.employees(request.viewer), pk=employee_id)
    if employee.function is None:
        return []
    return compare(employee.function.requirements.all(), queries.skills_of(employee))


def _with_function(request: Any, values: dict[str, Any]) -> dict[str, Any]:
    """Put the company's function in place of its number. Raises Http404 for another's."""
    if "function_id" in values:
        pk = values.pop("function_id")
        rows = queries.writable_functions(request.viewer)
        values["function"] = get_object_or_404(rows, pk=pk) if pk is not None else None
    return values
