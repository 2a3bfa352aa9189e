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
from .secondfactor import lacks_second_factor
from .viewer import Viewer

View = Callable[..., HttpResponse]


class ViewerRequest(HttpRequest):
    """A request of a signed-in person; `accounts.middleware` sets the viewer."""

    viewer: Viewer


def for_roles(*roles: Role, needs_second_factor: bool | None = None) -> Callable[[View], View]:
    """Open a page to these roles only. Nobody signed in: to the sign-in and back; another role: 403.

    needs_second_factor : None: where the viewer's role sees other people's data; False: for a page that shows no people
    """
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
            if lacks_second_factor(request, viewer.role, is_needed=needs_second_factor):
                return redirect(f"{reverse('accounts:second_factor')}?{urlencode({'next': request.get_full_path()})}")
            return view(request, *args, **kwargs)

        guarded.roles = allowed  # type: ignore[attr-defined]
        return guarded

    return decorate


def for_everyone_signed_in(view: View) -> View:
    """Open a page to every role."""
    return for_roles(*Role)(view)


def for_own_account(view: View) -> View:
    """Open a page of one's own account to everybody signed in, with or without a role or a second factor."""

    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")
        return view(request, *args, **kwargs)

    guarded.roles = frozenset(Role)  # type: ignore[attr-defined]
    return guarded
