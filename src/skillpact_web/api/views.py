"""The page that shows the REST interface to people."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ..accounts.access import for_everyone_signed_in
from ..doors.problems import titles
from .collection import api


@for_everyone_signed_in
def show_docs(request: HttpRequest) -> HttpResponse:
    """Show every operation with its parameters, bodies and answers."""
    return render(request, "api/docs.html", {"groups": _groups(api.get_openapi_schema()), "titles": titles()})


def _groups(schema: dict[str, Any]) -> list[dict[str, Any]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    schemas = schema["components"]["schemas"]
    for path, methods in schema["paths"].items():
        for method, details in methods.items():
            name = (details.get("tags") or [path.split("/")[3]])[0]
            groups.setdefault(name, []).append(
                {
                    "id": details["operationId"],
                    "method": method.upper(),
                    "path": path,
                    "summary": details.get("summary", ""),
                    "description": details.get("description", ""),
                    "roles": details["x-roles"],
                    "scope": details["x-scope"],
                    "parameters": [_parameter(one) for one in details.get("parameters", ())],
                    "body": _body(details.get("requestBody"), schemas),
                    "answers": [
                        {"status": status, "description": one["description"], "fields": _body(one, schemas)}
                        for status, one in details["responses"].items()
                        if int(status) < 400
                    ],
                    "refusals": [status for status in details["responses"] if int(status) >= 400],
                }
            )
    return [{"name": name, "operations": operations} for name, operations in sorted(groups.items())]


def _parameter(one: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": one["name"],
        "place": one["in"],
        "kind": _kind(one["schema"]),
        "is_required": one["required"],
        "help": one.get("description", ""),
    }


def _body(holder: dict[str, Any] | None, schemas: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the fields of a body, one level deep: nested shapes are named."""
    for content in (holder or {}).get("content", {}).values():
        schema = content["schema"]
        if "$ref" in schema:
            schema = schemas[schema["$ref"].rpartition("/")[2]]
        required = schema.get("required", ())
        return [
            {
                "name": name,
                "kind": _kind(part),
                "is_required": name in required,
                "help": part.get("description", ""),
            }
            for name, part in schema.get("properties", {}).items()
        ]
    return []


def _kind(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return " | ".join(_kind(one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    if "enum" in schema:
        return " | ".join(str(one) for one in schema["enum"])
    kind = str(schema.get("format") or schema.get("type") or "any")
    limits = [f"{sign} {schema[name]}" for name, sign in (("minimum", "≥"), ("maximum", "≤")) if name in schema]
    return " ".join([kind, *limits])
