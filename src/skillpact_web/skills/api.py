"""REST: search over skills and occupations."""

from __future__ import annotations

from typing import Any, Literal

from django.utils.translation import get_language
from ninja import Query, Router, Schema

from . import engine

router = Router(tags=["skills"])


class Concept(Schema):
    uri: str
    label: str
    kind: str
    matched_label: str
    score: float


@router.get("/skills", response=list[Concept], operation_id="search_skills", summary="Search skills or occupations")
def search_skills(
    request: Any,
    q: str = Query(max_length=200),
    table: Literal["skills", "occupations"] = "skills",
    lang: str | None = Query(None, pattern="^[a-z]{2}$"),
    limit: int = Query(10, ge=1, le=50),
) -> Any:
    return engine.search(q, language=lang or get_language() or "en", table=table, limit=limit)
