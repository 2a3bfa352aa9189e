"""What waits, over REST."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from ..accounts.roles import Role
from ..doors.rest import Paged, Paging, for_roles, paged, scope_needed
from . import queries, services
from .models import Notice, NoticeState

router = Router(tags=["notices"])


class NoticeOut(Schema):
    """A thing that waits. text : in the language of the request; is_settled_by_hand : whether `settle` will do it"""

    id: int
    kind: str
    text: str
    url: str
    due_on: date | None
    state: NoticeState
    asked_at: datetime
    is_settled_by_hand: bool


def _shape(notice: Notice) -> dict[str, Any]:
    return {
        "id": notice.pk,
        "kind": notice.kind,
        "text": str(notice),
        "url": notice.url,
        "due_on": notice.due_on,
        "state": notice.state,
        "asked_at": notice.asked_at,
        "is_settled_by_hand": notice.is_settled_by_hand,
    }


@router.get("", response=Paged[NoticeOut], summary="What waits for you")
@for_roles(*Role, needs_second_factor=False)
@scope_needed("notices:read")
def list_notices(request: Any, paging: Query[Paging]) -> dict[str, Any]:
    return paged(request, queries.waiting(request.viewer), paging, _shape)


@router.post("/{int:notice_id}/settle", response=NoticeOut, summary="Settle what is about nothing else")
@for_roles(*Role, needs_second_factor=False)
@scope_needed("notices:write")
def settle_notice(request: Any, notice_id: int) -> dict[str, Any]:
    notice = get_object_or_404(queries.notices(request.viewer), pk=notice_id)
    services.settle_by_hand(viewer=request.viewer, notice=notice)
    notice.refresh_from_db()
    return _shape(notice)
