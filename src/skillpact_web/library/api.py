"""Reference lists over REST."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404
from ninja import Query, Router, Schema

from ..accounts.roles import Role
from ..doors.rest import ANY_SCOPE, Paged, Paging, for_roles, paged, scope_needed
from . import queries
from .lists import SPECS

router = Router(tags=["library"])


class ReferenceListOut(Schema):
    """A list in use. edition : null where it is not loaded"""

    name: str
    title: str
    edition: int | None
    n_facts: int
    n_provisional: int


class ReferenceFactOut(Schema):
    """A fact. is_provisional : it was not verified"""

    code: str
    labels: dict[str, str]
    values: dict[str, str]
    source: str
    status: str
    is_provisional: bool
    valid_from: date | None


@router.get("", response=list[ReferenceListOut], summary="The reference lists")
@for_roles(*Role, needs_second_factor=False)
@scope_needed(ANY_SCOPE)
def list_reference_lists(request: Any) -> Any:
    return [
        {
            "name": one.name,
            "title": str(one.title),
            "edition": one.edition.number if one.edition else None,
            "n_facts": one.edition.n_facts if one.edition else 0,
            "n_provisional": one.n_provisional,
        }
        for one in queries.lists(request.viewer)
    ]


@router.get("/{list_name}/facts", response=Paged[ReferenceFactOut], summary="The facts of a list")
@for_roles(*Role, needs_second_factor=False)
@scope_needed(ANY_SCOPE)
def list_reference_facts(request: Any, list_name: str, paging: Query[Paging], words: str = "") -> Any:
    if list_name not in SPECS:
        raise Http404
    return paged(request, queries.facts(request.viewer, list_name, words[:200]), paging)
