"""The addresses of the REST interface."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.urls import path, re_path
from django.utils.translation import gettext as _

from ..doors.rest import problem
from .collection import api
from .views import show_docs


def _with_problem(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Tell a wrong method as every other refusal; ninja answers it in plain text."""

    @wraps(view)
    def answered(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code != 405:
            return response
        allowed = response.headers["Allow"]
        detail = _("The method is %(found)s, expected %(allowed)s.") % {"found": request.method, "allowed": allowed}
        return problem(request, 405, detail, headers={"Allow": allowed})

    return answered


def no_address(request: Any, rest: str) -> HttpResponse:
    """Tell that no operation has this address."""
    return problem(request, 404, _("No operation has this address: see /api/v1/docs."))


no_address.csrf_exempt = True  # type: ignore[attr-defined]

_patterns, _app_name, _namespace = api.urls
for _pattern in _patterns:
    if _pattern.name not in ("openapi-json", "api-root"):
        _pattern.callback = _with_problem(_pattern.callback)

urlpatterns = [
    path("", ([path("docs", show_docs, name="docs"), *_patterns], _app_name, _namespace)),
    re_path(r"^(?P<rest>.*)$", no_address),
]
