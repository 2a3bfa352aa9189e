"""Who may call an operation: a session with its CSRF token, or a token with the operation's scope; then the role."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from ninja.errors import AuthenticationError
from ninja.security.base import AuthBase
from ninja.utils import check_csrf, contribute_operation_callback

from ..accounts.roles import Role
from ..accounts.secondfactor import lacks_second_factor
from ..accounts.viewer import Viewer

F = TypeVar("F", bound=Callable[..., Any])
ANY_SCOPE = "*"


class ViewerAuth(AuthBase):
    """Finds the viewer of a request and checks role and scope before anything is parsed.

    roles : who may call, None: nobody (an operation says it by `for_roles`)
    scope : what a token must hold, ANY_SCOPE: any token will do, None: no token at all
    needs_second_factor : as `accounts.access.for_roles`
    """

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __init__(
        self,
        *,
        roles: frozenset[Role] | None = None,
        scope: str | None = None,
        needs_second_factor: bool | None = None,
    ) -> None:
        self.roles, self.scope, self.needs_second_factor = roles, scope, needs_second_factor
        super().__init__()

    def __call__(self, request: Any) -> Viewer:
        """Return the viewer, who then stands at `request.viewer`. Raises where nobody, or somebody else, calls."""
        header = request.headers.get("Authorization", "")
        viewer = self._by_token(request, header) if header else self._by_session(request)
        if self.roles is None or viewer.role not in self.roles:
            raise PermissionDenied(_("Your role may not do this."))
        request.viewer = viewer
        return viewer

    def _by_token(self, request: Any, header: str) -> Viewer:
        # The accounts' tokens stand a floor lower and load models: read when a token comes.
        from ..accounts.tokens import viewer_of_token

        scheme, _blank, raw = header.partition(" ")
        viewer: Viewer | None = viewer_of_token(raw.strip()) if scheme.lower() == "bearer" and raw.isascii() else None
        if viewer is None:
            raise AuthenticationError
        if self.scope != ANY_SCOPE and (self.scope is None or self.scope not in (viewer.scopes or ())):
            if self.scope is None:
                raise PermissionDenied(_("No token may do this: sign in."))
            raise PermissionDenied(_("The token lacks the scope %(scope)s.") % {"scope": self.scope})
        return viewer

    def _by_session(self, request: Any) -> Viewer:
        if not request.user.is_authenticated:
            raise AuthenticationError
        if check_csrf(request):
            raise PermissionDenied(_("The header X-CSRFToken is missing or out of date: send a page's token."))
        viewer: Viewer | None = request.viewer
        if not viewer:
            raise PermissionDenied(_("You hold no role here at present."))
        if lacks_second_factor(request, viewer.role, is_needed=self.needs_second_factor):
            raise PermissionDenied(_("Your role needs a second factor: open any page and confirm it, then try again."))
        return viewer


def for_roles(*roles: Role, needs_second_factor: bool | None = None) -> Callable[[F], F]:
    """Open an operation to these roles; stands between the router's decorator and the function."""

    def decorate(function: F) -> F:
        function.roles = frozenset(roles)  # type: ignore[attr-defined]
        return _contribute(function, roles=frozenset(roles), needs_second_factor=needs_second_factor)

    return decorate


def scope_needed(scope: str) -> Callable[[F], F]:
    """Let tokens with this scope (`vacancies:read`) call an operation; without this line no token can."""

    def decorate(function: F) -> F:
        function.scope = scope  # type: ignore[attr-defined]
        return _contribute(function, scope=scope)

    return decorate


def _contribute(function: F, **settings: Any) -> F:
    contribute_operation_callback(function, partial(_set_auth, settings=settings))
    return function


def _set_auth(operation: Any, *, settings: dict[str, Any]) -> None:
    known = operation.auth_param if isinstance(operation.auth_param, ViewerAuth) else None
    kept = ("roles", "scope", "needs_second_factor") if known else ()
    operation.auth_param = ViewerAuth(**{**{name: getattr(known, name) for name in kept}, **settings})
    operation._set_auth(operation.auth_param)
