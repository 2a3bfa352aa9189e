"""Invitations: sent and taken back by those who may, opened by whom they are for."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import EmailAddress, Login
from allauth.core.internal.ratelimit import consume_or_429
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ...errors import DomainError
from ...ui.pages import paginate
from ..access import for_roles
from ..forms import InvitationForm
from ..granting import ROLES_INVITING
from ..middleware import SESSION_KEY
from ..queries import invitations
from ..services import invitations as services


@require_safe
@for_roles(*ROLES_INVITING)
def list_invitations(request: Any) -> HttpResponse:
    """Show who was invited and what came of it."""
    words = request.GET.get("q", "").replace("\x00", "")[:200]
    rows = invitations(request.viewer)
    if words:
        rows = rows.filter(email__icontains=words)
    return render(request, "accounts/invitations.html", {"page_obj": paginate(request, rows), "q": words})


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*ROLES_INVITING)
def invite(request: Any) -> HttpResponse:
    """Invite somebody."""
    form = InvitationForm(request.POST or None, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        try:
            services.invite(
                viewer=request.viewer,
                email=form.cleaned_data["email"],
                role=form.cleaned_data["role"],
                organisation_id=form.organisation_id,
                target=form.cleaned_data["target"] or "/",
            )
        except DomainError as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("The invitation is on its way."))
            return redirect("accounts:invitations")
    return render(request, "accounts/invite.html", {"form": form}, status=422 if form.errors else 200)


def add_to_form(form: Any, error: DomainError) -> None:
    """Show a refused write beside its fields."""
    fields = {name: sentence for name, sentence in error.fields.items() if name in form.fields}
    for name, sentence in fields.items():
        form.add_error(name, sentence)
    if not fields:
        form.add_error(None, error.message)


@require_POST
@for_roles(*ROLES_INVITING)
def revoke_invitation(request: Any, invitation_id: int) -> HttpResponse:
    """Take an invitation back."""
    services.revoke(viewer=request.viewer, invitation_id=invitation_id)
    messages.success(request, _("The invitation is taken back. Its link opens nothing any more."))
    return redirect("accounts:invitations")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_invitation(request: Any, secret: str) -> HttpResponse:
    """Let the reader of an invitation in and lead to the page it was made for."""
    limited = consume_or_429(request, app="allauth.account", action="open_invitation", limit_get=True)
    if limited:
        return limited
    # A mail program that looks at links, or a browser that reads ahead, does not use them up.
    if request.method == "HEAD" or "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", "")):
        return HttpResponse()
    invitation = services.find(secret)
    if invitation is None or not invitation.is_open:
        return _gone(request, secret)
    if request.user.is_authenticated and not _is_own(request.user, invitation.email):
        if request.method != "POST":
            return render(request, "accounts/invitation_of_another.html", {"secret": secret})
        logout(request)
    try:
        accepted = services.accept(secret=secret)
    except services.InvitationGoneError:
        return _gone(request, secret)
    request.session[SESSION_KEY] = accepted.membership.pk
    if request.user.is_authenticated:
        return redirect(accepted.target)
    # Reading the mail of the address is what the code by mail shows as well.
    record_authentication(request, accepted.user, method="code", email=accepted.email)
    return perform_login(request, Login(user=accepted.user, redirect_url=accepted.target, email=accepted.email))


def _is_own(user: Any, email: str) -> bool:
    return user.email == email or EmailAddress.objects.filter(user=user, email=email, verified=True).exists()


def _gone(request: Any, secret: str) -> HttpResponse:
    error = services.InvitationGoneError()
    return render(request, "accounts/invitation_gone.html", {"error": error, "secret": secret}, status=error.status)


@require_POST
def renew_invitation(request: Any, secret: str) -> HttpResponse:
    """Send a new link to the address of an old one. The answer tells nothing about either."""
    limited = consume_or_429(request, app="allauth.account", action="renew_invitation")
    if limited:
        return limited
    services.renew(secret=secret)
    return render(request, "accounts/invitation_renewed.html")
