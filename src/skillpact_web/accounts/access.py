"""Who may open a page: one decorator on each view. What rows they see there is the queries' matter."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from .roles import Role
from .viewer import Viewer

View = Callable[..., HttpResponse]


class ViewerRequest(HttpRequest):
    """A request of a signed-in person; `accounts.middleware` sets the viewer."""

    viewer: Viewer


def for_roles(*roles: Role) -> Callable[[View], View]:
    """Open a page to these roles only. Nobody signed in: to the sign-in and back; another role: 403."""
    allowed = frozenset(roles)

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")
            viewer: Viewer | None = request.viewer
            if not viewer:
                return redirect("home:no_role")
            if viewer.role not in allowed:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.roles = allowed  # type: ignore[attr-defined]
        return guarded

    return decorate


def for_everyone_signed_in(view: View) -> View:
    """Open a page to every role."""
    return for_roles(*Role)(view)
