"""Who am I: the first call of every program."""

from __future__ import annotations

from typing import Any

from ninja import Router, Schema

from ..accounts.roles import Role
from ..doors.rest import ANY_SCOPE, for_roles, scope_needed

router = Router(tags=["me"])


class Me(Schema):
    """The caller: one person in one role at one organisation. scopes : of the token, null in a session."""

    membership_id: int
    role: Role
    organisation_id: int | None
    organisation_name: str
    display_name: str
    scopes: list[str] | None


@router.get("", response=Me, summary="Who you are here")
@for_roles(*Role, needs_second_factor=False)
@scope_needed(ANY_SCOPE)
def show_me(request: Any) -> dict[str, Any]:
    viewer = request.viewer
    return {
        "membership_id": viewer.membership_id,
        "role": viewer.role,
        "organisation_id": viewer.organisation_id,
        "organisation_name": viewer.organisation_name,
        "display_name": viewer.display_name,
        "scopes": None if viewer.scopes is None else sorted(viewer.scopes),
    }
