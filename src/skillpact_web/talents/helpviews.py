"""Pages of help from a person, and of what a person disputes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ..accounts.access import for_roles
from ..accounts.roles import Role
from ..doors.once import once
from ..errors import DomainError
from ..ui.pages import paginate
from ..ui.refusals import put_errors
from . import queries, services
from .forms import AnswerForm, DisputeForm, MandateForm
from .views import writers

ROLES_WITH_MANDATES = (Role.TALENT, Role.COUNSELLOR, Role.CLUSTER_MANAGER)
with_mandates = for_roles(*ROLES_WITH_MANDATES)


@with_mandates
def help_page(request: Any, talent_ref: str) -> HttpResponse:
    """Who acts for a person; the person, or the desk for somebody without an account, gives a mandate here."""
    talent = get_object_or_404(queries.talents(request.viewer), reference=talent_ref)
    role = request.viewer.role
    may_give = role == Role.TALENT or (role == Role.CLUSTER_MANAGER and talent.user_id is None)
    form = MandateForm(request.POST or None, talent=talent) if may_give else None
    status = 200
    if request.method == "POST":
        if form is None:
            raise Http404
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                services.give_mandate(
                    viewer=request.viewer, talent_ref=talent_ref, counsellor_id=data["counsellor"].pk,
                    ends_on=data["ends_on"],
                )  # fmt: skip
            except DomainError as error:
                put_errors(form, error)
            else:
                messages.success(request, _("Saved."))
                return redirect("talents:help", talent_ref)
    mandates = list(queries.mandates(request.viewer, talent))
    context = {"talent": talent, "mandates": mandates, "form": form, "viewer_id": request.viewer.user_id}
    return render(request, "talents/help.html", context | {"may_give": may_give}, status=status)


@require_POST
@with_mandates
def end_mandate(request: Any, talent_ref: str, mandate_id: int) -> HttpResponse:
    """End a mandate at once."""
    services.end_mandate(viewer=request.viewer, talent_ref=talent_ref, mandate_id=mandate_id)
    messages.success(request, _("This counsellor no longer acts for the person."))
    if queries.talents(request.viewer).filter(reference=talent_ref).exists():
        return redirect("talents:help", talent_ref)
    return redirect("talents:list")


@writers
def dispute(request: Any, talent_ref: str, claim_id: int | None = None) -> HttpResponse:
    """Say that a skill, or a match, is wrong."""
    talent = get_object_or_404(queries.writable(request.viewer), reference=talent_ref)
    claim = get_object_or_404(talent.claims, pk=claim_id) if claim_id is not None else None
    initial = {"about": request.GET.get("about", "")[:300]}
    form = DisputeForm(request.POST or None, has_claim=claim is not None, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                outcome = once(
                    request,
                    lambda: services.open_dispute(
                        viewer=request.viewer, talent_ref=talent_ref, claim_id=claim_id, **form.cleaned_data
                    ),
                )
            except DomainError as error:
                put_errors(form, error)
            else:
                return redirect("talents:dispute", outcome.value_id)
    context = {"form": form, "talent": talent, "claim": claim, "submit_label": _("Send")}
    return render(request, "talents/dispute_form.html", context, status=status)


@require_safe
@with_mandates
def disputes_page(request: Any) -> HttpResponse:
    """The disputes in scope, open ones first."""
    # Databases differ in where they put what is empty, so it is said.
    rows = queries.disputes(request.viewer).order_by(F("answered_at").asc(nulls_first=True), "due_on", "id")
    return render(request, "talents/disputes.html", {"page_obj": paginate(request, rows)})


@with_mandates
def dispute_page(request: Any, dispute_id: int) -> HttpResponse:
    """One dispute, and its answer by the named person."""
    one = get_object_or_404(queries.disputes(request.viewer), pk=dispute_id)
    may_answer = one.is_open and request.viewer.role != Role.TALENT
    form = AnswerForm(request.POST or None) if may_answer else None
    status = 200
    if request.method == "POST":
        if request.viewer.role == Role.TALENT:
            raise Http404
        status = 422
        form = form or AnswerForm(request.POST)
        if form.is_valid():
            try:
                services.answer_dispute(viewer=request.viewer, dispute_id=dispute_id, **form.cleaned_data)
            except DomainError as error:
                put_errors(form, error)
                status = error.status
            else:
                messages.success(request, _("Answered."))
                return redirect("talents:dispute", dispute_id)
    return render(request, "talents/dispute.html", {"dispute": one, "form": form}, status=status)
