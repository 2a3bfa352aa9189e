"""REST of courses and cohorts: the same queries and services as the pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from ninja.responses import Status
from pydantic import Field

from ..doors.rest import Paged, Paging, for_roles, ordered, paged, scope_needed
from ..skills.api import Quarter, StatementOut
from ..ui.fields import PickedSkill
from . import cohortservices, queries, services
from .models import Course

router = Router(tags=["courses"])
Region = Annotated[str, Field(pattern="^([A-Z]{2}[A-Z0-9]{0,3})?$")]
Cents = Annotated[int, Field(ge=0, le=services.MOST_CENTS)]
ModeCode = Literal["on_site", "online", "blended"]


class CourseOut(Schema):
    """A course. Prices in cents, null where not known"""

    id: int
    organisation_id: int
    provider: str
    title: str
    text: str
    language: str
    hours: float
    seats_min: int
    seats_max: int
    cohorts_max: int
    cohort_cost_cents: int | None
    seat_cost_cents: int | None
    mode: ModeCode
    nuts: str
    reference: str
    is_offered: bool
    version: int

    @staticmethod
    def resolve_provider(row: Course) -> str:
        return row.organisation.name


class CourseIn(Schema):
    """A new course. Its text is read by a worker for what it teaches."""

    organisation_id: int = Field(ge=1, le=2**63 - 1)
    title: str = Field(min_length=1, max_length=200)
    hours: Decimal = Field(ge=services.HOURS[0], le=services.HOURS[1], max_digits=8, decimal_places=1)
    text: str = Field("", max_length=200_000)
    language: str = Field("", pattern="^([a-z]{2})?$")
    seats_min: int = Field(1, ge=1, le=services.MOST_SEATS)
    seats_max: int = Field(12, ge=1, le=services.MOST_SEATS)
    cohorts_max: int = Field(1, ge=1, le=services.MOST_COHORTS)
    cohort_cost_cents: Cents | None = None
    seat_cost_cents: Cents | None = None
    mode: ModeCode = "on_site"
    nuts: Region = ""
    reference: str = Field("", max_length=60)


class CourseChange(Schema):
    """What is to change; what is left out stays. version : that you read; another meanwhile is a conflict"""

    version: int = Field(ge=1, le=2_147_483_647)
    title: str | None = Field(None, min_length=1, max_length=200)
    hours: Decimal | None = Field(None, ge=services.HOURS[0], le=services.HOURS[1], max_digits=8, decimal_places=1)
    text: str | None = Field(None, max_length=200_000)
    seats_min: int | None = Field(None, ge=1, le=services.MOST_SEATS)
    seats_max: int | None = Field(None, ge=1, le=services.MOST_SEATS)
    cohort_cost_cents: Cents | None = None
    seat_cost_cents: Cents | None = None
    mode: ModeCode | None = None
    nuts: Region | None = None
    is_offered: bool | None = None


class OutcomeIn(Schema):
    """What a course teaches, by its URI or its name."""

    skill: str = Field(min_length=1, max_length=300)
    level: Quarter | None = None


class CohortOut(Schema):
    """A cohort with how many of its seats are taken."""

    id: int
    course_id: int
    starts_on: date
    ends_on: date
    n_seats: int
    n_enrolled: int
    seats_min: int
    place: str
    status: str
    version: int


class CohortIn(Schema):
    """A new cohort."""

    starts_on: date
    ends_on: date
    n_seats: int = Field(ge=1, le=cohortservices.MOST_SEATS)
    seats_min: int = Field(1, ge=1, le=cohortservices.MOST_SEATS)
    place: str = Field("", max_length=200)


@router.get("", response=Paged[CourseOut], summary="Courses in scope")
@for_roles(*queries.READERS, needs_second_factor=False)
@scope_needed("courses:read")
def list_courses(
    request: Any,
    paging: Query[Paging],
    words: str = Query("", max_length=200),
    mode: ModeCode | None = None,
    order: str = Query("", max_length=40),
) -> Any:
    rows = queries.listed(request.viewer, words=words, mode=mode or "")
    return paged(request, ordered(rows, order, {"title": "title", "hours": "hours"}), paging)


@router.post("", response={201: CourseOut}, summary="Enter a course")
@for_roles(*queries.WRITERS, needs_second_factor=False)
@scope_needed("courses:write")
def create_course(request: Any, data: CourseIn) -> Any:
    values = data.dict()
    organisation = get_object_or_404(queries.writable_organisations(request.viewer), pk=values.pop("organisation_id"))
    return Status(201, services.create(viewer=request.viewer, organisation=organisation, **values))


@router.get("/{int:course_id}", response=CourseOut, summary="One course")
@for_roles(*queries.READERS, needs_second_factor=False)
@scope_needed("courses:read")
def read_course(request: Any, course_id: int) -> Any:
    return get_object_or_404(queries.courses(request.viewer), pk=course_id)


@router.patch("/{int:course_id}", response=CourseOut, summary="Change a course")
@for_roles(*queries.WRITERS, needs_second_factor=False)
@scope_needed("courses:write")
def change_course(request: Any, course_id: int, data: CourseChange) -> Any:
    values = data.dict(exclude_unset=True)
    version = values.pop("version")
    # Only a price may be taken out; any other null says nothing.
    values = {name: value for name, value in values.items() if value is not None or name.endswith("_cents")}
    return services.change(viewer=request.viewer, course_id=course_id, expected_version=version, **values)


@router.get("/{int:course_id}/outcomes", response=list[StatementOut], summary="What a course teaches")
@for_roles(*queries.READERS, needs_second_factor=False)
@scope_needed("courses:read")
def list_outcomes(request: Any, course_id: int) -> Any:
    course = get_object_or_404(queries.courses(request.viewer), pk=course_id)
    return queries.outcomes(request.viewer, course)


@router.post("/{int:course_id}/outcomes", response={201: StatementOut}, summary="Add what a course teaches")
@for_roles(*queries.WRITERS, needs_second_factor=False)
@scope_needed("courses:write")
def add_outcome(request: Any, course_id: int, data: OutcomeIn) -> Any:
    skill = PickedSkill(data.skill, data.skill)
    return Status(201, services.add_outcome(viewer=request.viewer, course_id=course_id, skill=skill, level=data.level))


@router.get("/{int:course_id}/cohorts", response=Paged[CohortOut], summary="Cohorts of a course")
@for_roles(*queries.READERS)
@scope_needed("courses:read")
def list_cohorts(request: Any, course_id: int, paging: Query[Paging]) -> Any:
    course = get_object_or_404(queries.courses(request.viewer), pk=course_id)
    return paged(request, queries.cohorts(request.viewer).filter(course=course), paging)


@router.post("/{int:course_id}/cohorts", response={201: CohortOut}, summary="Plan a cohort")
@for_roles(*queries.WRITERS)
@scope_needed("courses:write")
def create_cohort(request: Any, course_id: int, data: CohortIn) -> Any:
    made = cohortservices.create_cohort(viewer=request.viewer, course_id=course_id, **data.dict())
    return Status(201, queries.cohorts(request.viewer).get(pk=made.pk))
