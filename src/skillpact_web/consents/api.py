"""REST of the privacy centre: one's own data and one's own agreements, as on the page."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from ninja import Query, Router, Schema
from ninja.responses import Status
from pydantic import Field

from ..accounts.roles import Role
from ..doors.rest import Paged, Paging, for_roles, paged, scope_needed
from . import queries, services
from .models import Consent, RequestKind
from .purposes import Purpose

router = Router(tags=["consents"])
everyone = for_roles(*Role, needs_second_factor=False)


class ConsentOut(Schema):
    """An agreement of the caller. is_standing : whether it holds today; ends_on : its last day, null until ended"""

    id: int
    purpose: Purpose
    recipient_id: int | None
    recipient: str | None
    text_version: str
    given_at: datetime
    ends_on: date | None
    withdrawn_at: datetime | None
    is_standing: bool

    @staticmethod
    def resolve_recipient(row: Consent) -> str | None:
        return row.recipient.name if row.recipient else None


class ConsentIn(Schema):
    """An agreement to the present text of a purpose. recipient_id : where the purpose names an organisation"""

    purpose: Purpose
    recipient_id: int | None = Field(None, ge=1, le=2**63 - 1)
    ends_on: date | None = None


class RequestOut(Schema):
    """What the caller asked about their data. outcome, answer : "" while it is open"""

    id: int
    kind: RequestKind
    words: str
    made_at: datetime
    due_on: date
    outcome: str
    answer: str
    answered_at: datetime | None
    receipt_code: str = ""


class RequestIn(Schema):
    """A request about the caller's data."""

    kind: RequestKind
    words: str = Field("", max_length=2000)


class MyData(Schema):
    """Everything that is stored about the caller. stored : model → purpose, legal basis, rows; acted : link → rows"""

    made_at: datetime
    account: int
    stored: dict[str, Any]
    acted: dict[str, int]


@router.get("/my-data", response=MyData, summary="Everything that is stored about you")
@everyone
@scope_needed("consents:read")
def read_my_data(request: Any, response: HttpResponse) -> Any:
    response["Cache-Control"] = "no-store"
    return services.my_data(viewer=request.viewer)


@router.get("", response=Paged[ConsentOut], summary="What you agreed to")
@everyone
@scope_needed("consents:read")
def list_consents(request: Any, paging: Query[Paging]) -> Any:
    return paged(request, queries.consents_of(request.viewer.user_id), paging)


@router.post("", response={201: ConsentOut}, summary="Agree to something")
@everyone
@scope_needed("consents:write")
def give_consent(request: Any, data: ConsentIn) -> Any:
    return Status(201, services.give(viewer=request.viewer, **data.dict()))


@router.post("/{int:consent_id}/withdraw", response=ConsentOut, summary="End an agreement")
@everyone
@scope_needed("consents:write")
def withdraw_consent(request: Any, consent_id: int) -> Any:
    return services.withdraw(viewer=request.viewer, consent_id=consent_id)


@router.get("/requests", response=Paged[RequestOut], summary="What you asked about your data")
@everyone
@scope_needed("consents:read")
def list_my_requests(request: Any, paging: Query[Paging]) -> Any:
    return paged(request, queries.requests_of(request.viewer.user_id), paging)


@router.post("/requests", response={201: RequestOut}, summary="Ask for access, correction, erasure and so on")
@everyone
@scope_needed("consents:write")
def ask_about_my_data(request: Any, data: RequestIn) -> Any:
    asked = services.ask(viewer=request.viewer, **data.dict())
    asked.request.receipt_code = asked.code  # shown now, kept only as a hash
    return Status(201, asked.request)
