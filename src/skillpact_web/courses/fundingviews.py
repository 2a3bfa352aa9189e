"""Pages of who pays for training: lines of money, periods, rooms and machines."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ..accounts.access import for_roles
from ..doors.once import once
from ..errors import DomainError
from ..ui.refusals import put_errors
from . import fundingservices, queries
from .fundingforms import FunderForm, PeriodForm, ResourceForm
from .models import Period, Resource

readers = for_roles(*queries.FUNDING_READERS)
writers = for_roles(*queries.FUNDING_WRITERS)


@require_safe
@readers
def funding(request: Any) -> HttpResponse:
    """Who pays for training in the cluster, up to how much, and in which periods."""
    context = {
        "funders": queries.funders(request.viewer),
        "periods": queries.periods(request.viewer),
        "resources": queries.resources(request.viewer),
        "can_write": request.viewer.role in queries.FUNDING_WRITERS,
    }
    return render(request, "courses/funding.html", context)


@writers
def create_funder(request: Any) -> HttpResponse:
    """A new line of money."""
    form = FunderForm(request.POST or None, viewer=request.viewer)
    title = _("Enter a line of money")
    return _saved(request, form, title, lambda: fundingservices.put_funder(viewer=request.viewer, **form.values()))


@writers
def change_funder(request: Any, funder_id: int) -> HttpResponse:
    """Change a line of money; two people who do so at once are told."""
    funder = get_object_or_404(queries.funders(request.viewer), pk=funder_id)
    form = FunderForm(request.POST or None, instance=funder, viewer=request.viewer)
    return _saved(
        request,
        form,
        _("Change a line of money"),
        lambda: fundingservices.put_funder(
            viewer=request.viewer,
            funder_id=funder_id,
            expected_version=form.cleaned_data["version"],
            **form.values(),
        ),
    )


@writers
def create_period(request: Any) -> HttpResponse:
    """A new period."""
    form = PeriodForm(request.POST or None)
    return _saved(
        request,
        form,
        _("Enter a period"),
        lambda: fundingservices.create_period(viewer=request.viewer, **form.cleaned_data),
    )


@writers
def create_resource(request: Any) -> HttpResponse:
    """A new room or machine."""
    form = ResourceForm(request.POST or None)
    return _saved(
        request,
        form,
        _("Enter a room or machine"),
        lambda: fundingservices.create_resource(viewer=request.viewer, **form.cleaned_data),
    )


@require_POST
@writers
def delete_period(request: Any, period_id: int) -> HttpResponse:
    """Delete a period."""
    fundingservices.delete(viewer=request.viewer, model=Period, pk=period_id)
    messages.success(request, _("Deleted."))
    return redirect("courses:funding")


@require_POST
@writers
def delete_resource(request: Any, resource_id: int) -> HttpResponse:
    """Delete a room or machine."""
    fundingservices.delete(viewer=request.viewer, model=Resource, pk=resource_id)
    messages.success(request, _("Deleted."))
    return redirect("courses:funding")


def _saved(request: Any, form: Any, title: str, save: Any) -> HttpResponse:
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                once(request, save)
            except DomainError as error:
                put_errors(form, error)
                status = error.status
            else:
                messages.success(request, _("Saved."))
                return redirect("courses:funding")
    return render(request, "courses/funding_form.html", {"form": form, "title": title}, status=status)
