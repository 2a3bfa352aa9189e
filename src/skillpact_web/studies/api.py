"""REST of studies: the same queries and services as the pages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from ninja.responses import Status
from pydantic import Field

from ..doors.rest import Paged, Paging, for_roles, paged, scope_needed
from . import queries, services
from .models import Study, StudyState, StudyTableRow

router = Router(tags=["studies"])
Key = Annotated[int, Field(ge=1, le=2**63 - 1)]


class StudyOut(Schema):
    """A study. figures : key figures, only for the cluster desk"""

    id: int
    name: str
    as_of: date
    state: str
    base_id: int | None
    taxonomy: str
    program_version: str
    result_sha256: str
    published_at: datetime | None
    version: int

    @staticmethod
    def resolve_as_of(row: Study) -> date:
        assert row.snapshot is not None
        return row.snapshot.as_of


class StudyIn(Schema):
    """A new study; empty lists mean all."""

    name: str = Field(min_length=1, max_length=120)
    ecosystems: list[Annotated[str, Field(max_length=20)]] = Field(default_factory=list, max_length=30)
    regions: list[Annotated[str, Field(pattern="^[A-Z]{2}[A-Z0-9]{0,3}$")]] = Field(default_factory=list, max_length=50)
    organisations: list[Key] = Field(default_factory=list, max_length=1000)
    with_plan: bool = True


class TableOut(Schema):
    """A table of a study."""

    code: str
    title: str
    note: str
    columns: list[dict[str, str]]


class RowOut(Schema):
    """A row: one cell a column; a remark instead of a value stands as an object."""

    key: str
    cells: list[Any]


@router.get("", response=Paged[StudyOut], summary="Studies in scope")
@for_roles(*queries.READERS, needs_second_factor=False)
@scope_needed("studies:read")
def list_studies(request: Any, paging: Query[Paging]) -> Any:
    return paged(request, queries.studies(request.viewer), paging)


@router.post("", response={201: StudyOut}, summary="Run a study")
@for_roles(*queries.WRITERS)
@scope_needed("studies:write")
def create_study(request: Any, data: StudyIn) -> Any:
    scope = {"ecosystems": data.ecosystems, "regions": data.regions, "organisations": data.organisations}
    study = services.create(viewer=request.viewer, name=data.name, scope=scope, options={"with_plan": data.with_plan})
    return Status(201, study)


@router.get("/{int:study_id}", response=StudyOut, summary="One study")
@for_roles(*queries.READERS, needs_second_factor=False)
@scope_needed("studies:read")
def read_study(request: Any, study_id: int) -> Any:
    return get_object_or_404(queries.studies(request.viewer), pk=study_id)


@router.get("/{int:study_id}/tables", response=list[TableOut], summary="Tables of a study")
@for_roles(*queries.READERS, needs_second_factor=False)
@scope_needed("studies:read")
def list_tables(request: Any, study_id: int) -> Any:
    study = get_object_or_404(queries.studies(request.viewer), pk=study_id)
    return queries.tables(request.viewer, study)


@router.get("/{int:study_id}/tables/{code}", response=Paged[RowOut], summary="Rows of a table")
@for_roles(*queries.READERS, needs_second_factor=False)
@scope_needed("studies:read")
def list_rows(
    request: Any, study_id: int, code: str, paging: Query[Paging], key: str = Query("", max_length=300)
) -> Any:
    study = get_object_or_404(queries.studies(request.viewer), pk=study_id, state=StudyState.DONE)
    table = get_object_or_404(queries.tables(request.viewer, study), code=code)
    return paged(request, queries.rows(request.viewer, table, key=key), paging, shape=_row)


def _row(row: StudyTableRow) -> dict[str, Any]:
    return {"key": row.key, "cells": row.cells}


@router.post("/{int:study_id}/publish", response=StudyOut, summary="Publish a study")
@for_roles(*queries.WRITERS)
@scope_needed("studies:write")
def publish_study(request: Any, study_id: int, version: int = Query(ge=1, le=2_147_483_647)) -> Any:
    return services.publish(viewer=request.viewer, study_id=study_id, expected_version=version)
