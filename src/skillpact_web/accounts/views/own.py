"""One's own account: name, language, roles, second factor."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ..access import for_own_account
from ..forms import AccountForm
from ..roles import ROLES_SEEING_PEOPLE
from ..secondfactor import has_second_factor
from ..services import memberships, people
from ..target import is_own_path
from ..viewer import memberships_in_force

AFTERWARDS = "after_second_factor"


@require_http_methods(["GET", "HEAD", "POST"])
@for_own_account
def account(request: Any) -> HttpResponse:
    """Show and change what is one's own."""
    user = request.user
    form = AccountForm(request.POST or None, initial={"display_name": user.display_name, "language": user.language})
    if request.method == "POST" and form.is_valid():
        people.change_account(user=user, **form.cleaned_data)
        messages.success(request, _("Your account is saved."))
        response = redirect("accounts:account")
        if user.language:
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, samesite="Lax", secure=settings.IS_HTTPS)
        else:
            response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
        return response
    context = {
        "form": form,
        "addresses": EmailAddress.objects.filter(user=user).order_by("-primary", "email"),
        "has_password": user.has_usable_password(),
        "factors": Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).count(),
        "has_provider": bool(settings.SOCIALACCOUNT_PROVIDERS),
    }
    return render(request, "accounts/account.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_own_account
def switch(request: Any) -> HttpResponse:
    """Show the person's roles, and act in another."""
    if request.method == "POST":
        chosen = request.POST.get("membership_id", "")
        if not chosen.isascii() or not chosen.isdigit() or len(chosen) > 18:
            raise Http404
        viewer = memberships.switch(request=request, membership_id=int(chosen))
        messages.success(request, _("You now act as %(role)s.") % {"role": viewer.role.label})
        return redirect(settings.LOGIN_REDIRECT_URL)
    context = {"memberships": list(memberships_in_force(request.user.pk))}
    return render(request, "accounts/switch.html", context)


@never_cache
@require_safe
@for_own_account
def second_factor(request: Any) -> HttpResponse:
    """Lead to a second factor: to show the one there is, or to set one up, and then back to `next`."""
    asked = request.GET.get("next") or request.session.get(AFTERWARDS, "/")
    onward = asked if is_own_path(asked) else "/"
    if has_second_factor(request):
        request.session.pop(AFTERWARDS, None)
        return redirect(onward)
    held = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    if held:
        name = "mfa_reauthenticate" if Authenticator.Type.TOTP in held else "mfa_reauthenticate_webauthn"
        return redirect(f"{reverse(name)}?{urlencode({'next': onward})}")
    request.session[AFTERWARDS] = onward
    viewer = request.viewer
    is_demanded = bool(viewer) and viewer.role in ROLES_SEEING_PEOPLE and settings.MFA_POLICY == "demanded"
    return render(request, "accounts/second_factor.html", {"is_demanded": is_demanded})
