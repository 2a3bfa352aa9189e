"""The REST interface as one object: every operation gets the house's checks, errors and documented refusals."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import NinjaAPI

from .auth import ANY_SCOPE, ViewerAuth
from .bodies import CarefulParser
from .problems import CONTENT_TYPE, Problem, refusal_of, titles
from .ratelimit import ViewerRate
from .replay import HEADER, Replay, claim_key, guard_run, stored_answer

_WRITES = ("post", "put", "patch", "delete")


class RestApi(NinjaAPI):
    """A ninja API without third-party pages, closed to whoever an operation does not name."""

    def __init__(self, *, title: str, version: str, description: str, urls_namespace: str) -> None:
        super().__init__(
            title=title,
            version=version,
            description=description,
            urls_namespace=urls_namespace,
            docs_url=None,
            auth=ViewerAuth(),
            throttle=ViewerRate(),
            parser=CarefulParser(),
        )
        self._descriptions: dict[str, Any] = {}
        self.add_decorator(claim_key, mode="operation")
        self.add_decorator(guard_run, mode="view")

    def on_exception(self, request: Any, exc: Any) -> HttpResponse:
        """Translate every error in one place."""
        return stored_answer(exc.row) if isinstance(exc, Replay) else refusal_of(request, exc)

    def get_openapi_operation_id(self, operation: Any) -> str:
        """Return the name of the function: it is unique over the whole interface."""
        return str(operation.view_func.__name__)

    def operations(self) -> dict[str, Any]:
        """Return every operation by its id. Raises ValueError where two share one."""
        found: dict[str, Any] = {}
        for bound in self._get_bound_routers():
            for view in bound.path_operations.values():
                for operation in view.operations:
                    name = operation.operation_id or self.get_openapi_operation_id(operation)
                    if name in found:
                        raise ValueError(f"two operations are called {name}, expected another name for one of them")
                    found[name] = operation
        return found

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> Any:
        """Return the description of the interface, with who may call what and every refusal; not to be changed."""
        prefix = path_prefix or self.get_root_path(path_params or {})
        if prefix not in self._descriptions:  # it takes a second to make, and changes with the program only
            self._descriptions[prefix] = self._describe_all(prefix)
        return self._descriptions[prefix]

    def _describe_all(self, prefix: str) -> Any:
        schema = super().get_openapi_schema(path_prefix=prefix)
        schema["components"]["schemas"]["Problem"] = Problem.model_json_schema(
            ref_template="#/components/schemas/{model}"
        )
        nested = schema["components"]["schemas"]["Problem"].pop("$defs")
        schema["components"]["schemas"].update(nested)
        schema["components"]["securitySchemes"] = {
            "token": {"type": "http", "scheme": "bearer"},
            "session": {"type": "apiKey", "in": "cookie", "name": "sessionid"},
        }
        operations = self.operations()
        for path, methods in schema["paths"].items():
            for method, details in methods.items():
                _describe(path, method, details, operations[details["operationId"]])
        return schema


def _describe(path: str, method: str, details: dict[str, Any], operation: Any) -> None:
    auth = operation.auth_callbacks[0]
    details["x-roles"] = sorted(str(role) for role in auth.roles or ())
    details["x-scope"] = "" if auth.scope in (None, ANY_SCOPE) else auth.scope
    details["security"] = [*([{"token": []}] if auth.scope else []), {"session": []}]
    refusals = [400, 401, 403, 405, 422, 429, 500, 503]
    if "{" in path:
        refusals.append(404)
    if method in _WRITES:
        refusals += [404, 409, 413, 415]
        details.setdefault("parameters", []).append(
            {
                "in": "header",
                "name": HEADER,
                "required": False,
                "description": "A key of your choice: the same write sent twice under it is carried out once.",
                "schema": {"type": "string", "pattern": "^[\\x21-\\x7e]{1,100}$"},
            }
        )
    for status in sorted(set(refusals)):
        details["responses"].setdefault(
            status,
            {
                "description": titles()[status],
                "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
            },
        )
