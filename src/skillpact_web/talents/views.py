"""Pages of a person's profile: list, page, forms, who can see it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ..accounts.access import for_roles
from ..accounts.roles import Role
from ..doors.once import once
from ..errors import DomainError
from ..skills.reading import ReadingState
from ..skills.statements import by_decision
from ..ui.pages import paginate, sort_rows, version_read
from ..ui.refusals import put_errors
from . import queries, services
from .forms import CvForm, JobForm, NewTalentForm, SkillForm, TalentForm, VisibilityForm
from .models import EvidenceLevel, Talent, TalentStatus
from .portrait import portrait_of

FILTERS = ("skill", "skill_uri", "region", "status", "occupation", "evidence", "expiring")

readers = for_roles(*queries.READERS)
list_readers = for_roles(*queries.LIST_READERS)
writers = for_roles(*queries.WRITERS)


@require_safe
@list_readers
def list_page(request: Any) -> HttpResponse:
    """The people in scope, found by words, skill, region and what else the viewer may know."""
    chosen = {"words": request.GET.get("q", "")} | {name: request.GET.get(name, "") for name in FILTERS}
    rows = sort_rows(request, queries.listed(request.viewer, chosen), queries.SORTS, default="reference")
    page = paginate(request, rows)
    for one in page:
        one.portrait = portrait_of(request.viewer, one, one.held_claims)
    return render(
        request,
        "talents/list.html",
        {
            "page_obj": page,
            "chosen": chosen,
            "q": chosen["words"],
            "statuses": TalentStatus.choices,
            "evidences": EvidenceLevel.choices,
            "is_company": request.viewer.role == Role.COMPANY,
            "can_write": request.viewer.role in queries.WRITERS,
        },
    )


@require_safe
@for_roles(Role.TALENT)
def mine(request: Any) -> HttpResponse:
    """One's own profile, or the way to a first one."""
    talent = queries.talents(request.viewer).first()
    return redirect("talents:detail", talent.reference) if talent else render(request, "talents/begin.html")


@writers
def create(request: Any) -> HttpResponse:
    """A first profile of one's own, or of somebody without an account."""
    form = NewTalentForm(request.POST or None, request.FILES or None, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        try:
            outcome = once(request, lambda: _create(request, form))
        except DomainError as error:
            put_errors(form, error)
        else:
            return redirect("talents:detail", outcome.value_id)
    return render(request, "talents/form.html", {"form": form}, status=422 if form.errors else 200)


def _create(request: Any, form: NewTalentForm) -> str:
    data = form.cleaned_data
    return services.create(
        viewer=request.viewer,
        visibility=data["visibility"],
        file=data["file"],
        text=data["text"],
        **form.values(),
    ).reference


@require_safe
@readers
def detail(request: Any, talent_ref: str) -> HttpResponse:
    """One person: all of it for themself and who acts for them, a portrait for others, who leave a trace."""
    talent = get_object_or_404(queries.talents(request.viewer), reference=talent_ref)
    # A page that a counsellor has open asks again each second while a CV is read: that is one look, not many.
    if not (request.htmx and request.viewer.role in queries.WRITERS):
        services.note_view(viewer=request.viewer, talent=talent)
    if request.viewer.role not in queries.WRITERS:
        claims = queries.claims(request.viewer, talent)
        context = {"talent": talent, "portrait": portrait_of(request.viewer, talent, claims)}
        if request.viewer.role == Role.CLUSTER_MANAGER:
            context["has_no_account"] = talent.user_id is None
        return render(request, "talents/portrait.html", context)
    return render(request, "talents/detail.html", detail_context(request, talent))


def detail_context(request: Any, talent: Talent) -> dict[str, Any]:
    """Return what the page of a person's own profile shows."""
    rows = queries.claims(request.viewer, talent)
    shown = by_decision(rows)
    confirmed = shown["confirmed"]
    return {
        "talent": talent,
        "is_own": talent.user_id == request.viewer.user_id,
        **shown,
        "expired": [one for one in confirmed if one.is_expired],
        "ending": [one for one in confirmed if one.expires_soon],
        "is_reading": talent.reading_state == ReadingState.WAITING,
        "skill_form": SkillForm(),
        "job_form": JobForm(prefix="job"),
        "cv_form": CvForm(prefix="cv"),
    }


@writers
def change(request: Any, talent_ref: str) -> HttpResponse:
    """Change a profile; two people who do so at once are told."""
    talent = get_object_or_404(queries.writable(request.viewer), reference=talent_ref)
    form = TalentForm(request.POST or None, instance=talent, viewer=request.viewer)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            version = form.cleaned_data["version"]
            try:
                services.change(viewer=request.viewer, talent_ref=talent_ref, expected_version=version, **form.values())
            except DomainError as error:
                put_errors(form, error)
                status = error.status
            else:
                messages.success(request, _("Saved."))
                return redirect("talents:detail", talent_ref)
    return render(request, "talents/form.html", {"form": form, "talent": talent}, status=status)


@writers
def visibility(request: Any, talent_ref: str) -> HttpResponse:
    """Who can see the person and who cannot, and the form that says it."""
    talent = get_object_or_404(queries.writable(request.viewer), reference=talent_ref)
    form = VisibilityForm(request.POST or None, talent=talent)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = dict(form.cleaned_data)
            version = data.pop("version")
            try:
                services.set_visibility(viewer=request.viewer, talent_ref=talent_ref, expected_version=version, **data)
            except DomainError as error:
                put_errors(form, error)
                status = error.status
            else:
                messages.success(request, _("Saved."))
                return redirect("talents:visibility", talent_ref)
    context = {
        "form": form,
        "talent": talent,
        "access": queries.can_see(talent),
        "acting": queries.mandates_in_force().filter(talent=talent).select_related("counsellor"),
    }
    return render(request, "talents/visibility.html", context, status=status)


@require_POST
@writers
def undo(request: Any, talent_ref: str) -> HttpResponse:
    """Take the last change back."""
    services.undo(viewer=request.viewer, talent_ref=talent_ref, expected_version=version_read(request))
    messages.success(request, _("The last change is taken back."))
    return redirect("talents:detail", talent_ref)


@writers
def erase(request: Any, talent_ref: str) -> HttpResponse:
    """Erase a profile, after a page that says what goes."""
    talent = get_object_or_404(queries.writable(request.viewer), reference=talent_ref)
    if request.method == "POST":
        is_own = talent.user_id == request.viewer.user_id
        services.erase(viewer=request.viewer, talent_ref=talent_ref)
        messages.success(request, _("The profile is erased."))
        return redirect("talents:mine" if is_own else "talents:list")
    return render(request, "talents/erase.html", {"talent": talent})
