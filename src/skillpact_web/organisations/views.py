"""Pages of organisations: thin doors to queries and services."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ..accounts.access import for_everyone_signed_in, for_roles
from ..accounts.models import OrganisationKind
from ..doors.once import once
from ..errors import DomainError
from ..ui.pages import paginate, sort_rows
from ..ui.refusals import put_errors
from . import codes, queries, services
from .forms import NewOrganisationForm, OrganisationForm

writers = for_roles(*queries.WRITERS)
desks = for_roles(*queries.DESKS)
FILTERS = ("kind", "ecosystem", "nuts", "nace", "size", "answer")


@require_safe
@for_everyone_signed_in
def list_page(request: Any) -> HttpResponse:
    """The organisations in scope; who does not see all in full finds names only."""
    viewer = request.viewer
    chosen = {name: request.GET.get(name, "").strip()[:20] for name in FILTERS}
    words = request.GET.get("q", "").strip()[:200]
    sorts = queries.SORTS_IN_FULL if queries.sees_all_in_full(viewer) else queries.SORTS
    rows = sort_rows(request, queries.listed(viewer, words=words, **chosen), sorts, default="name")
    context = {
        "page_obj": paginate(request, rows),
        "q": words,
        "chosen": chosen,
        "kinds": OrganisationKind.choices,
        "ecosystems": codes.choices("ecosystems"),
        "sizes": [("micro", _("under 10 people")), ("small", _("10 to 49")), ("medium", _("50 to 249")),
                  ("large", _("250 and more"))],
        "is_in_full": queries.sees_all_in_full(viewer),
        "own_id": viewer.organisation_id,
        "is_desk": viewer.role in queries.DESKS,
        "may_import": viewer.role == "cluster_manager",
    }  # fmt: skip
    return render(request, "organisations/list.html", context)


@require_safe
@for_everyone_signed_in
def detail(request: Any, organisation_id: int) -> HttpResponse:
    one = get_object_or_404(queries.organisations(request.viewer), pk=organisation_id)
    is_in_full = queries.in_full(request.viewer).filter(pk=one.pk).exists()
    viewer = request.viewer
    context = {
        "organisation": one,
        "is_in_full": is_in_full,
        "contacts": queries.contacts(viewer, one) if is_in_full else [],
        "participations": queries.participations(viewer, one) if is_in_full else [],
        "is_own": viewer.organisation_id == one.pk and viewer.role in queries.MEMBERS,
        "is_desk": viewer.role in queries.DESKS,
        "can_write": is_in_full and viewer.role in queries.WRITERS,
    }
    return render(request, "organisations/detail.html", context)


@desks
def create(request: Any) -> HttpResponse:
    form = NewOrganisationForm(request.POST if request.method == "POST" else None, viewer=request.viewer)
    if form.is_bound and form.is_valid():
        try:
            made = once(request, lambda: services.create(viewer=request.viewer, **form.values()))
        except DomainError as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("organisations:detail", organisation_id=made.value_id)
    return render(request, "organisations/form.html", {"form": form}, status=422 if form.errors else 200)


@writers
def change(request: Any, organisation_id: int) -> HttpResponse:
    """Change the facts; two people who do so at once are told."""
    one = get_object_or_404(queries.writable(request.viewer), pk=organisation_id)
    form = OrganisationForm(request.POST if request.method == "POST" else None, viewer=request.viewer, organisation=one)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            services.change(
                viewer=request.viewer,
                organisation_id=organisation_id,
                expected_version=form.cleaned_data["version"],
                **form.values(),
            )
        except DomainError as error:
            put_errors(form, error)
            status = error.status
        else:
            messages.success(request, _("Saved."))
            return redirect("organisations:detail", organisation_id=organisation_id)
    elif form.is_bound:
        status = 422
    return render(request, "organisations/form.html", {"form": form, "organisation": one}, status=status)


@writers
@require_POST
def undo(request: Any, organisation_id: int) -> HttpResponse:
    services.undo(viewer=request.viewer, organisation_id=organisation_id, expected_version=version_of(request))
    messages.success(request, _("The last change was taken back."))
    return redirect("organisations:detail", organisation_id=organisation_id)


def version_of(request: Any) -> int | None:
    """Return the version that a posted form read; None where it says none."""
    said = request.POST.get("version", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else None
