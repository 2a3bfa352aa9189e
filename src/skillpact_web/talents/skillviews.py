"""Pages of what a person brings: CV, suggestions, proofs."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from ..errors import DomainError
from ..ui.refusals import put_errors
from . import queries, services
from .forms import ClaimForm, CvForm, JobForm, SkillForm
from .views import detail_context, writers


@require_POST
@writers
def upload_cv(request: Any, talent_ref: str) -> HttpResponse:
    """A CV in place of the one before."""
    form = CvForm(request.POST, request.FILES, prefix="cv")
    return _carry_out(request, talent_ref, form, "cv_form", services.upload_cv)


@require_POST
@writers
def read_again(request: Any, talent_ref: str) -> HttpResponse:
    """Have the CV read once more."""
    services.read_again(viewer=request.viewer, talent_ref=talent_ref)
    return redirect("talents:detail", talent_ref)


@require_POST
@writers
def suggest(request: Any, talent_ref: str) -> HttpResponse:
    """Suggest what a job the person did usually asks."""
    form = JobForm(request.POST, prefix="job")

    def carry_out(*, viewer: Any, talent_ref: str, occupation: str) -> None:
        services.suggest_from_job(viewer=viewer, talent_ref=talent_ref, occupation_uri=occupation)

    return _carry_out(request, talent_ref, form, "job_form", carry_out)


@require_POST
@writers
def decide(request: Any, talent_ref: str) -> HttpResponse:
    """Save which of the shown skills the person brings."""
    n_changed = services.decide_claims(viewer=request.viewer, talent_ref=talent_ref, data=request.POST)
    said = ngettext("Saved: %(n)s skill decided.", "Saved: %(n)s skills decided.", n_changed)
    messages.success(request, said % {"n": n_changed})
    return redirect("talents:detail", talent_ref)


@require_POST
@writers
def add_skill(request: Any, talent_ref: str) -> HttpResponse:
    """Add a skill by its name."""
    return _carry_out(request, talent_ref, SkillForm(request.POST), "skill_form", services.add_claim)


@writers
def claim(request: Any, talent_ref: str, claim_id: int) -> HttpResponse:
    """What stands behind one skill."""
    talent = get_object_or_404(queries.writable(request.viewer), reference=talent_ref)
    one = get_object_or_404(talent.claims.select_related("document"), pk=claim_id)
    form = ClaimForm(request.POST or None, request.FILES or None, claim=one)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = dict(form.cleaned_data)
            version = data.pop("version")
            try:
                saved = services.change_claim(
                    viewer=request.viewer, talent_ref=talent_ref, claim_id=claim_id, expected_version=version, **data
                )
            except DomainError as error:
                put_errors(form, error)
                status = error.status
            else:
                messages.success(request, _("Saved."))
                if saved.is_expired:
                    messages.warning(request, _("Its last day is over, so it counts as not held."))
                return redirect("talents:detail", talent_ref)
    return render(request, "talents/claim.html", {"form": form, "talent": talent, "claim": one}, status=status)


def _carry_out(request: Any, talent_ref: str, form: Any, form_name: str, service: Any) -> HttpResponse:
    """Carry out one of the small forms of a person's page, and show the page with the form where it is refused."""
    talent = get_object_or_404(queries.writable(request.viewer), reference=talent_ref)
    status = 422
    if form.is_valid():
        try:
            service(viewer=request.viewer, talent_ref=talent_ref, **form.cleaned_data)
        except DomainError as error:
            put_errors(form, error)
            status = error.status
        else:
            messages.success(request, _("Saved."))
            return redirect("talents:detail", talent_ref)
    return render(request, "talents/detail.html", detail_context(request, talent) | {form_name: form}, status=status)
