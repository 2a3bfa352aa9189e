"""Answers monitoring before anything else does: no session, no redirect to https, no check of the host's name.

A load balancer asks by number and over http, and asks most when the rest does not work.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from .. import environment
from .figures import figures, write
from .health import find_troubles

_FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_X_FORWARDED_PROTO")


class OperateMiddleware:
    """Serves /health/live, /health/ready and /metrics."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._pages: dict[str, Callable[[HttpRequest], HttpResponse]] = {
            "/health/live": live,
            "/health/ready": ready,
            "/metrics": metrics,
        }

    def __call__(self, request: HttpRequest) -> HttpResponse:
        page = self._pages.get(request.path_info)
        if page is None:
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        response = page(request)
        response["Cache-Control"], response["X-Content-Type-Options"] = "no-store", "nosniff"
        return response


def live(request: HttpRequest) -> HttpResponse:
    """This process answers."""
    return JsonResponse({"status": "live"})


def ready(request: HttpRequest) -> HttpResponse:
    """Everything that is needed is there: 200, else 503. What is missing is told to those who may know."""
    troubles = find_troubles()
    is_ready = not any(troubles.values())
    answer: dict[str, Any] = {"status": "ready" if is_ready else "not ready"}
    if may_know(request):
        answer["checks"] = {name: trouble or "ok" for name, trouble in troubles.items()}
    return JsonResponse(answer, status=200 if is_ready else 503)


def metrics(request: HttpRequest) -> HttpResponse:
    """The figures, for the machine itself or with the token."""
    if not may_know(request):
        refusal = "Ask from the machine itself, or with SKILLPACT_METRICS_TOKEN as bearer token.\n"
        return HttpResponse(refusal, status=403, content_type="text/plain; charset=utf-8")
    return HttpResponse(write(figures()), content_type="text/plain; version=0.0.4; charset=utf-8")


def may_know(request: HttpRequest) -> bool:
    """Return whether a request comes from this machine and through no proxy, or carries the token."""
    token = environment.text("METRICS_TOKEN")
    kind, _space, shown = str(request.META.get("HTTP_AUTHORIZATION", "")).partition(" ")
    if token and kind.lower() == "bearer" and hmac.compare_digest(shown.encode(), token.encode()):
        return True
    if any(request.META.get(name) for name in _FORWARDED):
        return False
    try:
        return ip_address(str(request.META.get("REMOTE_ADDR", ""))).is_loopback
    except ValueError:
        return False
