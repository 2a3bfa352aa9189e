"""Who holds which role: the list, one more role, the end of one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ...errors import DomainError
from ...ui.pages import paginate
from ..access import for_roles
from ..forms import RoleForm
from ..granting import ROLES_MANAGING_ROLES
from ..queries import memberships
from ..roles import Role
from ..services import memberships as services
from ..services.people import reset_second_factors as reset
from .invitations import add_to_form


@require_safe
@for_roles(*ROLES_MANAGING_ROLES)
def people(request: Any) -> HttpResponse:
    """Show the roles in the viewer's scope."""
    words, role = request.GET.get("q", "").replace("\x00", "")[:200], request.GET.get("role", "")
    rows = memberships(request.viewer)
    if words:
        rows = rows.filter(
            Q(user__display_name__icontains=words)
            | Q(user__email__icontains=words)
            | Q(organisation__name__icontains=words)
        )
    if role in Role.values:
        rows = rows.filter(role=role)
    context = {"page_obj": paginate(request, rows), "q": words, "role": role, "roles": Role.choices}
    return render(request, "accounts/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*ROLES_MANAGING_ROLES)
def grant_role(request: Any, membership_id: int) -> HttpResponse:
    """Give the person of a membership one more role."""
    membership = get_object_or_404(memberships(request.viewer), pk=membership_id)
    form = RoleForm(request.POST or None, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        try:
            services.grant(
                viewer=request.viewer,
                user_id=membership.user_id,
                organisation_id=form.organisation_id,
                role=form.cleaned_data["role"],
            )
        except DomainError as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("The role is given."))
            return redirect("accounts:people")
    context = {"form": form, "person": membership.user}
    return render(request, "accounts/grant_role.html", context, status=422 if form.errors else 200)


@require_POST
@for_roles(*ROLES_MANAGING_ROLES)
def end_role(request: Any, membership_id: int) -> HttpResponse:
    """End a role now."""
    services.end(viewer=request.viewer, membership_id=membership_id)
    messages.success(request, _("The role has ended."))
    return redirect("accounts:people")


@require_POST
@for_roles(Role.ADMINISTRATOR)
def reset_second_factors(request: Any, membership_id: int) -> HttpResponse:
    """Take away the second factors of somebody who lost them."""
    reset(viewer=request.viewer, membership_id=membership_id)
    messages.success(request, _("The second factors are taken away. The person was told by mail and sets up new ones."))
    return redirect("accounts:people")
