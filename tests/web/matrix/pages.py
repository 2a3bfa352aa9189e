"""Every address of the web as the resolver knows it: the house's pages, the REST operations, and the pages of others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

from django.urls import get_resolver
from django.urls.resolvers import URLPattern

from skillpact_web.api.collection import api

# What the REST library names for itself and answers with "nothing here".
NO_PAGES = {"api:api-root"}
_KEYWORD = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Page:
    """One page, or one REST operation. name : as in the permission table; route : with `<int:vacancy_id>` in it"""

    name: str
    route: str
    method: str | None = None  # of an operation; None: a page tells by itself what it takes

    @property
    def keywords(self) -> list[str]:
        """Return what stands for a row in the address, in its order."""
        return _KEYWORD.findall(self.route)

    @property
    def is_rest(self) -> bool:
        """Return whether programs call it."""
        return self.method is not None

    def path(self, **values: object) -> str:
        """Return the address for these rows."""
        return "/" + _KEYWORD.sub(lambda found: quote(str(values[found[1]]), safe=""), self.route)


@cache
def pages() -> list[Page]:
    """Return the house's pages and operations in the order of the addresses; the same name may come twice."""
    operations = api.operations()
    found = []
    for name, route in _walk(get_resolver().url_patterns):
        if ":" in name and name not in NO_PAGES:
            operation = operations.get(name.removeprefix("api:")) if name.startswith("api:") else None
            found.append(Page(name, route, operation.methods[0] if operation else None))
    return found


@cache
def pages_of_others() -> list[tuple[str, str]]:
    """Return (name, or the address where there is none; route) of the pages that libraries bring."""
    return [(name or route, route) for name, route in _walk(get_resolver().url_patterns) if ":" not in name]


def _walk(patterns: Any, names: str = "", before: str = "") -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield f"{names}{pattern.name or ''}", route
        else:
            space = pattern.namespace or pattern.app_name
            yield from _walk(pattern.url_patterns, f"{names}{space}:" if space else names, route)


@cache
def operation_of(name: str) -> dict[str, Any]:
    """Return the description of an operation: `api:list_vacancies`."""
    for methods in api.get_openapi_schema()["paths"].values():
        for details in methods.values():
            if details["operationId"] == name.removeprefix("api:"):
                return dict(details)
    raise KeyError(name)


def smallest_body(name: str, known: dict[str, Any]) -> tuple[str | None, Any]:
    """Return (content type, body) of the least that an operation takes, (None, None) where it takes nothing.

    known : name of a field → the row it names
    """
    content = operation_of(name).get("requestBody", {}).get("content", {})
    for kind, details in content.items():
        body = _smallest(details["schema"])
        return kind, {field: known.get(field, value) for field, value in body.items()}
    return None, None


def smallest_query(name: str) -> str:
    """Return what must stand behind the question mark of an operation."""
    needed = [one for one in operation_of(name).get("parameters", ()) if one["in"] == "query" and one["required"]]
    return "?" + urlencode({one["name"]: _smallest(one["schema"]) for one in needed}) if needed else ""


def _smallest(schema: dict[str, Any]) -> Any:
    if "$ref" in schema:
        return _smallest(api.get_openapi_schema()["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    for choice in ("allOf", "anyOf", "oneOf"):
        if choice in schema:
            return _smallest(schema[choice][0])
    if "enum" in schema or "const" in schema:
        return schema["const"] if "const" in schema else schema["enum"][0]
    kind, form = schema.get("type", "object"), schema.get("format")
    if kind == "object":
        return {name: _smallest(schema["properties"][name]) for name in schema.get("required", ())}
    if kind == "array":
        return [_smallest(schema["items"])] * schema.get("minItems", 0)
    if kind == "string":
        forms = {"date": "2026-11-02", "date-time": "2026-11-02T12:00:00Z", "uuid": "0" * 32}
        return forms.get(str(form), "x" * max(1, schema.get("minLength", 1)))
    return {"boolean": False, "null": None}.get(kind, schema.get("minimum", 1))
