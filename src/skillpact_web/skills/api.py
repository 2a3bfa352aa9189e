"""REST: search over skills and occupations, and how a statement of a skill reads everywhere."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.utils.translation import get_language
from ninja import Query, Router, Schema
from pydantic import Field

from ..accounts.roles import Role
from ..doors.rest import ANY_SCOPE, for_roles, scope_needed
from . import engine

router = Router(tags=["skills"])
Quarter = Annotated[float, Field(ge=0.25, le=1, multiple_of=0.25, description="basic, intermediate, advanced, expert")]


class ConceptOut(Schema):
    """A skill or occupation. score : in (0, 1], 1 is its own name"""

    uri: str
    label: str
    kind: str
    matched_label: str
    score: float


class StatementOut(Schema):
    """A skill of a row: what the machine suggested, on which grounds, and what a person decided."""

    id: int
    uri: str
    label: str
    level: float | None
    is_essential: bool
    status: Literal["suggested", "confirmed", "rejected"]
    origin: str
    score: float | None
    sentence: str
    start: int | None
    end: int | None
    taxonomy: str
    program_version: str
    decided_at: datetime | None


@router.get("", response=list[ConceptOut], summary="Search skills or occupations, in your language")
@for_roles(*Role, needs_second_factor=False)
@scope_needed(ANY_SCOPE)
def search_skills(
    request: Any,
    q: str = Query(max_length=200),
    table: Literal["skills", "occupations"] = "skills",
    lang: str | None = Query(None, pattern="^[a-z]{2}$"),
    limit: int = Query(10, ge=1, le=50),
) -> Any:
    return engine.search(q, language=lang or get_language() or "en", table=table, limit=limit)
