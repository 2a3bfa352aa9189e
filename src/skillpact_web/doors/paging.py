"""Lists of the REST interface: a part at a time, in a stated order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import Field

from ..errors import DomainError

T = TypeVar("T")
MAX_LIMIT = 200
MAX_OFFSET = 1_000_000


class Paging(Schema):
    """Which part of a list is wanted."""

    limit: int = Field(50, ge=1, le=MAX_LIMIT, description="How many at most")
    offset: int = Field(0, ge=0, le=MAX_OFFSET, description="How many to pass over")


class Paged(Schema, Generic[T]):
    """One part of a list. count : of the whole list; next : address of the next part, null at the end."""

    items: list[T]
    count: int
    next: str | None


def paged(
    request: Any, rows: QuerySet[Any], paging: Paging, shape: Callable[[Any], Any] | None = None
) -> dict[str, Any]:
    """Return one part of a queryset as `Paged` wants it: two queries, one where the list is empty.

    shape : turns a row into the operation's schema, None: the row itself
    """
    count = rows.count()
    found = list(rows[paging.offset : paging.offset + paging.limit]) if count > paging.offset else []
    following = paging.offset + paging.limit
    address = None
    if following < count and following <= MAX_OFFSET:
        query = request.GET.copy()
        query["limit"], query["offset"] = str(paging.limit), str(following)
        address = f"{request.path}?{query.urlencode()}"
    return {"items": [shape(one) for one in found] if shape else found, "count": count, "next": address}


def ordered(rows: QuerySet[Any], order: str, allowed: Mapping[str, str]) -> QuerySet[Any]:
    """Return rows in the order asked for, ties by primary key.

    order : a name of `allowed`, with "-" in front for descending, "" for the order the rows have
    allowed : public name → field look-up. Raises DomainError for another name.
    """
    if not order:
        return rows
    name = order.removeprefix("-")
    if name not in allowed:
        message = _("The order is %(found)s, expected one of %(expected)s, with - in front for descending.")
        sentence = message % {"found": order[:40], "expected": ", ".join(allowed)}
        raise DomainError(sentence, fields={"order": sentence})
    return rows.order_by(("-" if order.startswith("-") else "") + allowed[name], "pk")
