"""Every refusal of the REST interface as application/problem+json (RFC 9457); errors are translated here alone."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, HttpResponse, UnreadablePostError
from django.utils.translation import gettext as _
from ninja import Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from ..errors import DomainError

logger = logging.getLogger("skillpact.web")
CONTENT_TYPE = "application/problem+json"


class FieldProblem(Schema):
    """What is wrong with one field."""

    field: str
    message: str


class Problem(Schema):
    """A refusal. `instance` is the id of the request, by which its line is found in the log."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[FieldProblem]


class BodyError(ValueError):
    """A body or parameter that no operation can use; the message is for the sender."""


def titles() -> dict[int, str]:
    """Return the title of every refusal by its status."""
    return {
        400: _("The request cannot be read"),
        401: _("Sign in or send a token"),
        403: _("Not allowed"),
        404: _("Not found"),
        405: _("Method not allowed"),
        409: _("Changed meanwhile"),
        413: _("Too large"),
        415: _("Unexpected content type"),
        422: _("Not usable"),
        429: _("Too many requests"),
        500: _("Error on our side"),
        503: _("The data cannot be reached for the moment"),
    }


def problem(
    request: Any,
    status: int,
    detail: str,
    *,
    errors: Iterable[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Return one refusal."""
    body = {
        "type": f"{settings.BASE_URL}/api/v1/docs#problem-{status}",
        "title": titles().get(status, _("Not usable")),
        "status": status,
        "detail": detail,
        "instance": getattr(request, "id", ""),
        "errors": list(errors),
    }
    return HttpResponse(
        json.dumps(body, ensure_ascii=True), status=status, content_type=CONTENT_TYPE, headers=headers or {}
    )


def refusal_of(request: Any, error: Exception) -> HttpResponse:
    """Return the refusal for an error; one that nobody foresaw reaches the log and is told with the request's id."""
    match error:
        case DomainError():
            errors = [{"field": name, "message": sentence} for name, sentence in error.fields.items()]
            return problem(request, error.status, error.message, errors=errors)
        case ValidationError():
            return problem(request, 422, _("Some values cannot be used: see errors."), errors=_by_field(error.errors))
        case AuthenticationError():
            detail = _("Sign in, or send the header Authorization: Bearer with a token that is in force.")
            return problem(request, 401, detail, headers={"WWW-Authenticate": "Bearer"})
        case HttpError():
            return problem(request, error.status_code, _http_detail(error))
        case Http404():
            return problem(request, 404, _("There is nothing here, or nothing that you may see."))
        case PermissionDenied():
            return problem(request, 403, str(error) or _("Your role may not do this."))
        case RequestDataTooBig():
            return problem(request, 413, _("What you sent is too large: send it in parts."))
        case BodyError():
            return problem(request, 422, str(error))
        case SuspiciousOperation() | BadRequest() | UnreadablePostError():
            return problem(request, 400, _("The request cannot be read: check its form and encoding."))
        case OverflowError() | DataError():
            # What validation let through and the database cannot hold; nothing was written.
            logger.warning("value out of range", extra={"request_id": getattr(request, "id", "")})
            return problem(request, 422, _("A value is too large or too long to be kept."))
        case OperationalError() | InterfaceError():
            logger.error("database away or busy", exc_info=error, extra={"request_id": getattr(request, "id", "")})
            detail = _("The database is away or busy. Nothing was saved: send it again in a minute.")
            return problem(request, 503, detail, headers={"Retry-After": "10"})
    return _unforeseen(request, error)


def _unforeseen(request: Any, error: Exception) -> HttpResponse:
    request_id = getattr(request, "id", "")
    logger.error("unforeseen error", exc_info=error, extra={"request_id": request_id})
    got_request_exception.send(sender=None, request=request)
    detail = _("Something went wrong on our side. Nothing was saved; tell the operator the request %(id)s.")
    return problem(request, 500, detail % {"id": request_id})


def _http_detail(error: HttpError) -> str:
    if isinstance(error.__cause__, BodyError):
        return str(error.__cause__)
    if error.status_code == 429:
        return _("You asked too often: wait as long as Retry-After says.")
    if error.status_code == 400:
        return _("The body cannot be read: send JSON in UTF-8.")
    return str(error)


def _by_field(errors: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Return pydantic's errors by field; the name of the operation's own argument is left out for a body."""
    found = []
    for one in errors:
        place = [str(part) for part in one["loc"]]
        path = place[2:] if place[0] == "body" and len(place) > 2 else place[1:]
        found.append({"field": ".".join(path), "message": str(one["msg"])})
    return found
