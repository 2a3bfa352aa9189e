"""Pages of cohorts, of one's own enrolments, and of who pays."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ..accounts.access import for_everyone_signed_in, for_roles
from ..doors.once import once
from ..errors import DomainError
from ..ui.pages import paginate
from ..ui.refusals import put_errors
from . import cohortservices, queries
from .forms import CohortForm
from .models import EnrolmentStatus

readers = for_roles(*queries.READERS)
writers = for_roles(*queries.WRITERS)


@require_safe
@readers
def cohort(request: Any, cohort_id: int) -> HttpResponse:
    """One cohort: days, seats, and who sits in it as far as the viewer may know."""
    found = get_object_or_404(queries.cohorts(request.viewer), pk=cohort_id)
    return render(
        request,
        "courses/cohort.html",
        {
            "cohort": found,
            "seats": paginate(request, queries.seats(request.viewer, found), per_page=50),
            "can_write": queries.may_write(request.viewer, found.course),
        },
    )


@writers
def create_cohort(request: Any, course_id: int) -> HttpResponse:
    """Plan a cohort of a course."""
    course = get_object_or_404(queries.writable(request.viewer), pk=course_id)
    form = CohortForm(request.POST or None, course=course)
    if request.method == "POST" and form.is_valid():
        try:
            outcome = once(
                request,
                lambda: cohortservices.create_cohort(viewer=request.viewer, course_id=course_id, **form.values()),
            )
        except DomainError as error:
            put_errors(form, error)
        else:
            return redirect("courses:cohort", outcome.value_id)
    context = {"form": form, "course": course}
    return render(request, "courses/cohort_form.html", context, status=422 if form.errors else 200)


@writers
def change_cohort(request: Any, cohort_id: int) -> HttpResponse:
    """Change a cohort's days, seats, place or state."""
    found = get_object_or_404(
        queries.cohorts(request.viewer).filter(course__in=queries.writable(request.viewer).order_by()), pk=cohort_id
    )
    form = CohortForm(request.POST or None, instance=found, course=found.course)
    if request.method == "POST" and form.is_valid():
        try:
            cohortservices.change_cohort(
                viewer=request.viewer,
                cohort_id=cohort_id,
                expected_version=form.cleaned_data["version"],
                **form.values(),
            )
        except DomainError as error:
            put_errors(form, error)
            context = {"form": form, "course": found.course, "cohort": found}
            return render(request, "courses/cohort_form.html", context, status=error.status)
        messages.success(request, _("Saved."))
        return redirect("courses:cohort", cohort_id)
    context = {"form": form, "course": found.course, "cohort": found}
    return render(request, "courses/cohort_form.html", context, status=422 if form.errors else 200)


@require_POST
@for_everyone_signed_in
def set_enrolment(request: Any, enrolment_id: int) -> HttpResponse:
    """Say that somebody completed a course or withdrew from it."""
    status = request.POST.get("status")
    if status not in (EnrolmentStatus.COMPLETED, EnrolmentStatus.WITHDRAWN):
        raise DomainError(_("Say whether the person completed the course or withdrew from it."))
    one = cohortservices.set_enrolment(viewer=request.viewer, enrolment_id=enrolment_id, status=EnrolmentStatus(status))
    messages.success(request, _("Saved."))
    return (
        redirect("courses:mine")
        if one.user_id == request.viewer.user_id
        else redirect("courses:cohort", one.seat.cohort_id)
    )


@require_safe
@for_everyone_signed_in
def mine(request: Any) -> HttpResponse:
    """The courses that the person who looks is enrolled in."""
    page = paginate(request, queries.my_enrolments(request.viewer).order_by("-enrolled_at", "-id"))
    return render(request, "courses/mine.html", {"page_obj": page})


@require_safe
@for_roles(*queries.FUNDING_READERS)
def funding(request: Any) -> HttpResponse:
    """Who pays for training in the cluster, up to how much, and in which periods."""
    return render(
        request,
        "courses/funding.html",
        {
            "funders": queries.funders(request.viewer),
            "periods": queries.periods(request.viewer),
            "resources": queries.resources(request.viewer),
        },
    )
