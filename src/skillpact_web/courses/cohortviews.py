"""Pages of cohorts, of one's own enrolments, and of who pays."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ..accounts.access import for_everyone_signed_in, for_roles
from ..accounts.roles import Role
from ..doors.once import once
from ..errors import DomainError
from ..ui.pages import paginate
from ..ui.refusals import put_errors
from . import cohortservices, queries
from .cohortservices import TAKING
from .forms import CohortForm, EnrolForm, KeepSeatsForm
from .models import EnrolmentStatus

# Who may give a person a seat: the person, their employer, the provider.
ENROLLERS = (Role.TALENT, Role.COMPANY, Role.PROVIDER)
readers = for_roles(*queries.READERS)
enrollers = for_roles(*ENROLLERS)
writers = for_roles(*queries.WRITERS)


@require_safe
@readers
def cohort(request: Any, cohort_id: int) -> HttpResponse:
    """One cohort: days, seats, and who sits in it as far as the viewer may know."""
    found = get_object_or_404(queries.cohorts(request.viewer), pk=cohort_id)
    return render(request, "courses/cohort.html", _cohort_context(request, found))


def _cohort_context(request: Any, found: Any) -> dict[str, Any]:
    can_write = queries.may_write(request.viewer, found.course)
    takes_people = found.status in TAKING and request.viewer.role in ENROLLERS
    return {
        "cohort": found,
        "seats": paginate(request, queries.seats(request.viewer, found), per_page=50),
        "can_write": can_write,
        "enrol_form": EnrolForm(viewer=request.viewer) if takes_people else None,
        "is_for_oneself": request.viewer.role == Role.TALENT,
        "keep_form": KeepSeatsForm(viewer=request.viewer) if can_write and found.status in TAKING else None,
    }


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


@require_POST
@enrollers
def enrol(request: Any, cohort_id: int) -> HttpResponse:
    """Take a seat for oneself, or give one to somebody: a company to its people, a provider to whom it enters."""
    found = get_object_or_404(queries.cohorts(request.viewer), pk=cohort_id)
    form = EnrolForm(request.POST, viewer=request.viewer)
    if form.is_valid():
        try:
            cohortservices.enrol(viewer=request.viewer, cohort_id=cohort_id, **form.participant())
        except DomainError as error:
            put_errors(form, error)
        else:
            messages.success(request, _("The seat is taken."))
            if request.viewer.role == Role.TALENT:
                return redirect("courses:mine")
            return redirect("courses:cohort", cohort_id)
    return render(request, "courses/cohort.html", _cohort_context(request, found) | {"enrol_form": form}, status=422)


@require_POST
@writers
def keep_seats(request: Any, cohort_id: int) -> HttpResponse:
    """Keep free seats of a cohort for an organisation."""
    found = get_object_or_404(queries.cohorts(request.viewer), pk=cohort_id)
    form = KeepSeatsForm(request.POST, viewer=request.viewer)
    if form.is_valid():
        try:
            cohortservices.keep_seats(viewer=request.viewer, cohort_id=cohort_id, **form.cleaned_data)
        except DomainError as error:
            put_errors(form, error)
        else:
            messages.success(request, _("The seats are kept."))
            return redirect("courses:cohort", cohort_id)
    return render(request, "courses/cohort.html", _cohort_context(request, found) | {"keep_form": form}, status=422)
