"""What happens around every request: a log line, and errors that a person can mend."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from ..errors import DomainError

logger = logging.getLogger("skillpact.web")


class RequestLogMiddleware:
    """Logs one line a request: its id, method, route, status and time; never an address, a name or what was sent."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.id = uuid.uuid4().hex[:16]
        started = time.perf_counter()
        response = self.get_response(request)
        match = getattr(request, "resolver_match", None)
        response["X-Request-ID"] = request.id
        logger.info(
            "request",
            extra={
                "request_id": request.id,
                "method": request.method,
                "route": match.view_name if match else "",
                "status": response.status_code,
                "ms": round((time.perf_counter() - started) * 1000, 1),
            },
        )
        return response


class PageHeadersMiddleware:
    """Says what a browser may keep and use, and leads a fragment's request to the sign-in as a whole page."""

    POLICY = ", ".join(
        f"{feature}=()"
        for feature in ("camera", "microphone", "geolocation", "payment", "usb", "browsing-topics", "display-capture")
    )

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", self.POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            # A shared computer shows nothing of the person before, not even by its back button.
            response.headers.setdefault("Cache-Control", "no-store, private")
        target = response.headers.get("Location", "")
        if request.headers.get("HX-Request") and response.status_code == 302 and _is_sign_in(target):
            # Followed by a script, the sign-in would land in the middle of the page.
            sent = HttpResponse(status=204, headers={"HX-Redirect": target.partition("?")[0]})
            sent.cookies = response.cookies
            return sent
        return response


def _is_sign_in(address: str) -> bool:
    return urlsplit(address).path == reverse("account_login")


class DomainErrorMiddleware:
    """Shows a refused write as a page where no form or endpoint has caught it; no row has an impossible number."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # PostgreSQL holds no zero character, and no query to it may; REST refuses it in its own form.
        if not request.path.startswith("/api/"):
            if "\x00" in request.path:
                raise Http404
            if "%00" in request.META.get("QUERY_STRING", ""):
                raise BadRequest("a zero character in the query")
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        """Raise Http404 for a number in the address that no row can have: a database would stumble over it.

        REST tells it in its own form.
        """
        if not request.path.startswith("/api/") and any(
            isinstance(value, int) and value >= 2**63 for value in kwargs.values()
        ):
            raise Http404

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, DomainError):
            is_fragment = bool(request.headers.get("HX-Request"))
            template = "ui/refused_fragment.html" if is_fragment else "ui/refused.html"
            response = render(request, template, {"error": error}, status=error.status)
            if is_fragment:
                response["HX-Retarget"], response["HX-Reswap"] = "#messages", "innerHTML"
            return response
        return None
