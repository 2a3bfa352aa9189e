"""REST of vacancies: the same queries and services as the pages."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from ninja.responses import Status
from pydantic import Field

from .. import clock
from ..doors.rest import Paged, Paging, for_roles, ordered, paged, scope_needed
from ..skills.api import Quarter, StatementOut
from ..ui.fields import PickedSkill
from . import queries, services
from .models import Vacancy

router = Router(tags=["vacancies"])
Region = Annotated[str, Field(pattern="^([A-Z]{2}[A-Z0-9]{0,3})?$")]
Uri = Annotated[str, Field(max_length=300)]
VacancyState = Literal["open", "filled", "closed"]


class VacancyOut(Schema):
    """A vacancy. text : the advertisement; reading_state : none, waiting, read or failed"""

    id: int
    organisation_id: int
    company: str
    title: str
    text: str
    language: str
    occupation_uri: str
    occupation_label: str
    openings: int
    nuts: str
    reference: str
    published_on: date
    closes_on: date | None
    confirmed_open_on: date | None
    status: VacancyState
    audience: Literal["talents", "desk"]
    reading_state: str
    version: int

    @staticmethod
    def resolve_company(row: Vacancy) -> str:
        return row.organisation.name


class VacancyIn(Schema):
    """A new vacancy. Its text is read for skills by a worker."""

    organisation_id: int = Field(ge=1, le=2**63 - 1)
    title: str = Field(min_length=1, max_length=200)
    text: str = Field("", max_length=200_000)
    language: str = Field("", pattern="^([a-z]{2})?$")
    occupation_uri: Uri = ""
    openings: int = Field(1, ge=1, le=services.MOST_OPENINGS)
    nuts: Region = ""
    reference: str = Field("", max_length=60)
    published_on: date | None = None
    closes_on: date | None = None
    audience: Literal["talents", "desk"] = "talents"


class VacancyChange(Schema):
    """What is to change; what is left out stays. version : that you read; another meanwhile is a conflict"""

    version: int = Field(ge=1, le=2_147_483_647)
    title: str | None = Field(None, min_length=1, max_length=200)
    text: str | None = Field(None, max_length=200_000)
    occupation_uri: Uri | None = None
    openings: int | None = Field(None, ge=1, le=services.MOST_OPENINGS)
    nuts: Region | None = None
    closes_on: date | None = None
    status: VacancyState | None = None
    audience: Literal["talents", "desk"] | None = None


class RequirementIn(Schema):
    """One more skill, by its URI or its name."""

    skill: str = Field(min_length=1, max_length=300)
    level: Quarter | None = None
    is_essential: bool = True


class DecisionIn(Schema):
    """What a person says of one suggestion."""

    is_confirmed: bool
    level: Quarter | None = None
    is_essential: bool = True


@router.get("", response=Paged[VacancyOut], summary="Vacancies in scope")
@for_roles(*queries.READERS, needs_second_factor=False)
@scope_needed("vacancies:read")
def list_vacancies(
    request: Any,
    paging: Query[Paging],
    words: str = Query("", max_length=200),
    status: VacancyState | None = None,
    organisation_id: int | None = Query(None, ge=1, le=2**63 - 1),
    order: str = Query("", max_length=40),
) -> Any:
    rows = queries.listed(request.viewer, words=words, status=status or "", organisation=str(organisation_id or ""))
    names = {"published_on": "published_on", "title": "title", "openings": "openings"}
    return paged(request, ordered(rows, order, names), paging)


@router.post("", response={201: VacancyOut}, summary="Enter a vacancy")
@for_roles(*queries.WRITERS, needs_second_factor=False)
@scope_needed("vacancies:write")
def create_vacancy(request: Any, data: VacancyIn) -> Any:
    values = data.dict()
    organisation = get_object_or_404(queries.writable_organisations(request.viewer), pk=values.pop("organisation_id"))
    values["published_on"] = values["published_on"] or clock.today()
    return Status(201, services.create(viewer=request.viewer, organisation=organisation, **values))


@router.get("/{int:vacancy_id}", response=VacancyOut, summary="One vacancy")
@for_roles(*queries.READERS, needs_second_factor=False)
@scope_needed("vacancies:read")
def read_vacancy(request: Any, vacancy_id: int) -> Any:
    return get_object_or_404(queries.vacancies(request.viewer), pk=vacancy_id)


@router.patch("/{int:vacancy_id}", response=VacancyOut, summary="Change a vacancy")
@for_roles(*queries.WRITERS, needs_second_factor=False)
@scope_needed("vacancies:write")
def change_vacancy(request: Any, vacancy_id: int, data: VacancyChange) -> Any:
    values = data.dict(exclude_unset=True)
    version = values.pop("version")
    # Only the last day may be taken out; any other null says nothing.
    values = {name: value for name, value in values.items() if value is not None or name == "closes_on"}
    return services.change(viewer=request.viewer, vacancy_id=vacancy_id, expected_version=version, **values)


@router.get("/{int:vacancy_id}/requirements", response=list[StatementOut], summary="What a vacancy asks")
@for_roles(*queries.READERS, needs_second_factor=False)
@scope_needed("vacancies:read")
def list_requirements(request: Any, vacancy_id: int) -> Any:
    vacancy = get_object_or_404(queries.vacancies(request.viewer), pk=vacancy_id)
    return queries.requirements(request.viewer, vacancy)


@router.post("/{int:vacancy_id}/requirements", response={201: StatementOut}, summary="Add a skill")
@for_roles(*queries.WRITERS, needs_second_factor=False)
@scope_needed("vacancies:write")
def add_requirement(request: Any, vacancy_id: int, data: RequirementIn) -> Any:
    one = services.add_requirement(
        viewer=request.viewer,
        vacancy_id=vacancy_id,
        skill=PickedSkill(data.skill, data.skill),
        level=data.level,
        is_essential=data.is_essential,
    )
    return Status(201, one)


@router.put(
    "/{int:vacancy_id}/requirements/{int:requirement_id}",
    response=StatementOut,
    summary="Confirm a skill or take it out",
)
@for_roles(*queries.WRITERS, needs_second_factor=False)
@scope_needed("vacancies:write")
def decide_requirement(request: Any, vacancy_id: int, requirement_id: int, data: DecisionIn) -> Any:
    vacancy = get_object_or_404(queries.writable(request.viewer), pk=vacancy_id)
    one = get_object_or_404(vacancy.requirements, pk=requirement_id)
    form: dict[str, Any] = {
        "shown": [one.pk],
        f"level-{one.pk}": "" if data.level is None else data.level,
        f"need-{one.pk}": "essential" if data.is_essential else "optional",
    }
    if data.is_confirmed:
        form[f"is-{one.pk}"] = "on"
    services.decide_requirements(viewer=request.viewer, vacancy_id=vacancy_id, data=form)
    one.refresh_from_db()
    return one


@router.post("/{int:vacancy_id}/undo", response=VacancyOut, summary="Take the last change back")
@for_roles(*queries.WRITERS, needs_second_factor=False)
@scope_needed("vacancies:write")
def undo_vacancy(request: Any, vacancy_id: int, version: int = Query(ge=1, le=2_147_483_647)) -> Any:
    return services.undo(viewer=request.viewer, vacancy_id=vacancy_id, expected_version=version)
