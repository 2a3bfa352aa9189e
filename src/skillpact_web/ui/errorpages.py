"""The pages of what went wrong, written for people: what happened, and what to do now.

They look nothing up, so that they also show where the database is away. REST gets the same as problem+json.
"""

from __future__ import annotations

import sys
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

RETRY_SECONDS = "10"
_TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what cannot be read, 413 where it was too much."""
    if isinstance(exception, _TOO_MUCH):
        return _answer(request, 413, "413.html", _("More was sent than can be taken at once."))
    return _answer(request, 400, "400.html", _("What was sent cannot be read."))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a role that may not open a page."""
    return _answer(request, 403, "403.html", _("Your role may not do this."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an address that leads nowhere, or to what is out of the viewer's sight: nothing tells them apart."""
    return _answer(request, 404, "404.html", _("There is nothing here for you."))


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a fault of ours; the id leads to its line in the log. A database that is away or busy: 503."""
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        return _answer(request, 503, "503.html", _("The data cannot be reached for the moment."))
    return _answer(request, 500, "500.html", _("This went wrong on our side."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose guard does not fit, most often because it stood open over night."""
    return _answer(request, 403, "403_csrf.html", _("The form is too old or came from another page."))


def _answer(request: Any, status: int, template: str, title: str) -> HttpResponse:
    request_id = getattr(request, "id", "")
    if request.path.startswith("/api/"):
        problem = {"type": "about:blank", "title": title, "status": status, "request_id": request_id}
        return JsonResponse(
            problem, status=status, content_type="application/problem+json", headers=_headers_of(status)
        )
    context = {"request_id": request_id, "title": title}
    if status >= 500:
        # Without the request: what every page looks up may be what fails.
        return HttpResponse(render_to_string(template, context), status=status, headers=_headers_of(status))
    return render(request, template, context, status=status)


def _headers_of(status: int) -> dict[str, str]:
    return {"Retry-After": RETRY_SECONDS} if status == 503 else {}
