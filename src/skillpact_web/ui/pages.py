"""Pages of a list: which rows, in which order, and what the addresses of the others are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

PER_PAGE = 25


def paginate(request: HttpRequest, rows: Any, per_page: int = PER_PAGE) -> Page:
    """Return the page that `?page=` asks for, the nearest where there is none. rows : a queryset in order, or a list"""
    return Paginator(rows, per_page).get_page(request.GET.get("page"))


def sort_rows(request: Any, rows: Any, columns: Mapping[str, Sequence[str]], default: str) -> Any:
    """Return a queryset in the order that `?sort=` asks for, `-` before a column turns it round.

    columns : name in the address → fields to order by, so that only these can be asked for; ties break by the key.
    The name in force is kept on the request for `{% sort_link %}`.
    """
    asked = request.GET.get("sort", "")
    if asked.removeprefix("-") not in columns:
        asked = default
    request.current_sort = asked
    fields = columns[asked.removeprefix("-")]
    if asked.startswith("-"):
        fields = [field.removeprefix("-") if field.startswith("-") else f"-{field}" for field in fields]
    return rows.order_by(*fields, "pk")


def version_read(request: Any) -> int | None:
    """Return which version of a row the sender of a form read, None where it says no number."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def address_with(request: HttpRequest, **changes: Any) -> str:
    """Return the present address with some of its query changed; None drops a part."""
    query = request.GET.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"{request.path}?{query.urlencode()}" if query else request.path
