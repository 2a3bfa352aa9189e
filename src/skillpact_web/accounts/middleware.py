"""Sets `request.viewer`: the person in the role they chose, or in their first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from .viewer import Viewer, memberships_in_force, viewer_of

SESSION_KEY = "membership_id"


class ViewerMiddleware:
    """Looks the viewer up when something asks for it, so that a page without one costs no query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.viewer = SimpleLazyObject(lambda: find_viewer(request))
        return self.get_response(request)


def find_viewer(request: Any) -> Viewer | None:
    """Return the viewer of a session, None where nobody is signed in or holds a role."""
    if not request.user.is_authenticated:
        return None
    memberships = list(memberships_in_force(request.user.pk))
    chosen = request.session.get(SESSION_KEY)
    found = next((one for one in memberships if one.pk == chosen), memberships[0] if memberships else None)
    return viewer_of(found) if found else None
