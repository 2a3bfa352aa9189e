"""Organisations over REST: the same queries and services as the pages."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from ninja.responses import Status
from pydantic import Field

from ..accounts.models import Organisation
from ..accounts.roles import Role
from ..doors.rest import Paged, Paging, for_roles, ordered, paged, scope_needed
from . import queries, services

router = Router(tags=["organisations"])


class OrganisationOut(Schema):
    """An organisation. headcount, version : null where the caller does not see it in full"""

    id: int
    name: str
    kind: str
    nuts: str
    nace: str
    ecosystems: list[str]
    website: str
    headcount: int | None
    version: int | None


class OrganisationIn(Schema):
    """What an organisation may say. reference : the key in the cluster's own lists, when it is entered"""

    name: str = Field(min_length=1, max_length=200)
    kind: str = Field("company", max_length=20)
    headcount: int | None = Field(None, ge=0, le=services.MOST_PEOPLE)
    nuts: str = Field("", max_length=5)
    nace: str = Field("", max_length=10)
    ecosystems: list[str] = Field(default_factory=list, max_length=14)
    website: str = Field("", max_length=200)
    reference: str = Field("", max_length=60)


class OrganisationPatch(Schema):
    """What shall change; absent stays. version : the one that was read, so that nobody's change is lost"""

    version: int = Field(ge=1, le=2_147_483_647)
    name: str | None = Field(None, min_length=1, max_length=200)
    headcount: int | None = Field(None, ge=0, le=services.MOST_PEOPLE)
    nuts: str | None = Field(None, max_length=5)
    nace: str | None = Field(None, max_length=10)
    ecosystems: list[str] | None = Field(None, max_length=14)
    website: str | None = Field(None, max_length=200)


@router.get("", response=Paged[OrganisationOut], summary="Organisations in your scope")
@for_roles(*Role)
@scope_needed("organisations:read")
def list_organisations(
    request: Any,
    paging: Query[Paging],
    words: str = "",
    kind: str = "",
    ecosystem: str = "",
    nuts: str = "",
    nace: str = "",
    order: str = "",
) -> Any:
    rows = queries.listed(
        request.viewer, words=words[:200], kind=kind, ecosystem=ecosystem, nuts=nuts[:5], nace=nace[:10]
    )
    return paged(request, ordered(rows, order, {"name": "name", "kind": "kind"}), paging, shape=_shape(request.viewer))


@router.get("/{int:organisation_id}", response=OrganisationOut, summary="One organisation")
@for_roles(*Role)
@scope_needed("organisations:read")
def read_organisation(request: Any, organisation_id: int) -> Any:
    one = get_object_or_404(queries.organisations(request.viewer), pk=organisation_id)
    return _shape(request.viewer)(one)


@router.post("", response={201: OrganisationOut}, summary="Enter an organisation")
@for_roles(*queries.DESKS)
@scope_needed("organisations:write")
def create_organisation(request: Any, data: OrganisationIn) -> Any:
    return Status(201, _shape(request.viewer)(services.create(viewer=request.viewer, **data.dict())))


@router.patch("/{int:organisation_id}", response=OrganisationOut, summary="Change an organisation")
@for_roles(*queries.WRITERS)
@scope_needed("organisations:write")
def change_organisation(request: Any, organisation_id: int, data: OrganisationPatch) -> Any:
    values = data.dict(exclude_unset=True)
    version = values.pop("version")
    nullable = {"headcount"}
    values = {name: value for name, value in values.items() if value is not None or name in nullable}
    one = services.change(viewer=request.viewer, organisation_id=organisation_id, expected_version=version, **values)
    return _shape(request.viewer)(one)


def _shape(viewer: Any) -> Any:
    sees_all, own = queries.sees_all_in_full(viewer), viewer.organisation_id if viewer.role in queries.MEMBERS else None

    def shape(one: Organisation) -> dict[str, Any]:
        is_in_full = sees_all or one.pk == own
        return {
            "id": one.pk,
            "name": one.name,
            "kind": one.kind,
            "nuts": one.nuts,
            "nace": one.nace,
            "ecosystems": one.ecosystems,
            "website": one.website,
            "headcount": one.headcount if is_in_full else None,
            "version": one.version if is_in_full else None,
        }

    return shape
