"""Pages of what an employer recorded, for the person it is about, in whatever role they sign in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ..accounts.access import for_roles
from ..accounts.roles import Role
from ..doors.once import once
from ..errors import DomainError
from ..ui.refusals import put_errors
from . import queries, records
from .forms import CodeForm, ObjectionForm

# One's own data: no second factor is asked, whatever the role.
everybody = for_roles(*Role, needs_second_factor=False)


@require_safe
@everybody
def mine(request: Any) -> HttpResponse:
    """What employers recorded about the person who looks."""
    return render(request, "workforce/mine.html", {"records": list(queries.my_records_in_full(request.viewer))})


@never_cache
@everybody
def take(request: Any) -> HttpResponse:
    """See one's record by the employer's code."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            records.take(viewer=request.viewer, code=form.cleaned_data["code"])
        except DomainError as error:
            put_errors(form, error)
        else:
            messages.success(request, _("This is what your employer recorded. It is not told that you look at it."))
            return redirect("workforce:mine")
    status = 422 if form.errors or request.method == "POST" else 200
    context = {"form": form, "submit_label": _("Show me my record"), "cancel_url": reverse("workforce:mine")}
    return render(request, "workforce/take.html", context, status=status)


@everybody
def object_to(request: Any, record_id: int, record_skill_id: int) -> HttpResponse:
    """Say that a recorded skill is wrong."""
    skill = get_object_or_404(queries.my_skills(request.viewer), pk=record_skill_id, employee_id=record_id)
    form = ObjectionForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                once(
                    request,
                    lambda: records.object_to(
                        viewer=request.viewer,
                        record_id=record_id,
                        record_skill_id=record_skill_id,
                        reason=form.cleaned_data["reason"],
                    ),
                )
            except DomainError as error:
                put_errors(form, error)
            else:
                messages.success(request, _("Sent. Somebody of your employer answers by name."))
                return redirect("workforce:mine")
    context = {"form": form, "skill": skill, "submit_label": _("Send"), "cancel_url": reverse("workforce:mine")}
    return render(request, "workforce/object.html", context, status=status)


@require_POST
@everybody
def leave(request: Any, record_id: int) -> HttpResponse:
    """Let go of a record."""
    records.leave(viewer=request.viewer, record_id=record_id)
    messages.success(request, _("You no longer see this record. Your employer still keeps it."))
    return redirect("workforce:mine")
