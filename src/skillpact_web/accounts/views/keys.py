"""What opens the account: API tokens, and the places where one is signed in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ...errors import DomainError
from ...ui.pages import paginate
from ..access import for_everyone_signed_in, for_own_account
from ..forms import TokenForm
from ..queries import sessions, tokens
from ..services import sessions as session_services
from ..services import tokens as token_services
from .invitations import add_to_form


@require_safe
@for_everyone_signed_in
def list_tokens(request: Any) -> HttpResponse:
    """Show the person's tokens."""
    return render(request, "accounts/tokens.html", {"page_obj": paginate(request, tokens(request.user.pk))})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_everyone_signed_in
def create_token(request: Any) -> HttpResponse:
    """Create a token and show its text, this once."""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            token, text = token_services.create(viewer=request.viewer, **form.cleaned_data)
        except DomainError as error:
            add_to_form(form, error)
        else:
            return render(request, "accounts/token_created.html", {"token": token, "text": text})
    return render(request, "accounts/create_token.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@for_everyone_signed_in
def revoke_token(request: Any, token_id: int) -> HttpResponse:
    """End a token now."""
    token_services.revoke(viewer=request.viewer, token_id=token_id)
    messages.success(request, _("The token is revoked. Programs that use it are refused from now on."))
    return redirect("accounts:tokens")


@require_safe
@for_own_account
def list_sessions(request: Any) -> HttpResponse:
    """Show where the person is signed in."""
    context = {"page_obj": paginate(request, sessions(request.user.pk)), "current": request.session.session_key}
    return render(request, "accounts/sessions.html", context)


@require_POST
@for_own_account
def end_session(request: Any, session_id: int) -> HttpResponse:
    """Sign out in one place."""
    session = get_object_or_404(sessions(request.user.pk), pk=session_id)
    session_services.end(request=request, sessions=[session])
    if session.session_key == request.session.session_key or not request.user.is_authenticated:
        return redirect("account_login")
    messages.success(request, _("You are signed out there."))
    return redirect("accounts:sessions")


@require_POST
@for_own_account
def end_other_sessions(request: Any) -> HttpResponse:
    """Sign out everywhere but here."""
    others = sessions(request.user.pk).exclude(session_key=request.session.session_key or "")
    session_services.end(request=request, sessions=list(others))
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("accounts:sessions")
