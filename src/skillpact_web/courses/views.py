"""Pages of courses: thin doors to queries and services."""

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
from ..skills.statements import by_decision
from ..ui.pages import paginate, sort_rows, version_read
from ..ui.refusals import put_errors
from . import queries, services
from .forms import CourseForm, NewCourseForm, OutcomeForm
from .models import Course, Mode

readers = for_roles(*queries.READERS, needs_second_factor=False)
writers = for_roles(*queries.WRITERS, needs_second_factor=False)


@require_safe
@readers
def list_page(request: Any) -> HttpResponse:
    """The courses in scope, found by words, mode and provider."""
    chosen = {
        "words": request.GET.get("q", ""),
        "mode": request.GET.get("mode", ""),
        "provider": request.GET.get("provider", ""),
    }
    found = queries.listed(request.viewer, **chosen, is_ranked=False)
    rows = sort_rows(request, found, queries.SORTS, default="title")
    context = {
        "page_obj": paginate(request, rows),
        "chosen": chosen,
        "modes": Mode.choices,
        "q": chosen["words"],
        "can_write": request.viewer.role in queries.WRITERS,
        "can_see_money": request.viewer.role in queries.FUNDING_READERS,
    }
    return render(request, "courses/list.html", context)


@writers
def create(request: Any) -> HttpResponse:
    """A new course, from a form, a text or a file."""
    form = NewCourseForm(request.POST or None, request.FILES or None, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        try:
            outcome = once(
                request,
                lambda: services.create(
                    viewer=request.viewer,
                    organisation=form.cleaned_data["organisation"],
                    file=form.cleaned_data["file"],
                    **form.values(),
                ),
            )
        except DomainError as error:
            put_errors(form, error)
        else:
            return redirect("courses:detail", outcome.value_id)
    return render(request, "courses/form.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@readers
def detail(request: Any, course_id: int) -> HttpResponse:
    """One course: what it teaches, beside its sentences, and its cohorts."""
    course = get_object_or_404(queries.courses(request.viewer), pk=course_id)
    return render(request, "courses/detail.html", _detail_context(request, course))


def _detail_context(request: Any, course: Course) -> dict[str, Any]:
    rows = queries.outcomes(request.viewer, course)
    return {
        "course": course,
        **by_decision(rows),
        "cohorts": queries.cohorts(request.viewer).filter(course=course),
        "requires": course.requires.all(),
        "can_write": queries.may_write(request.viewer, course),
        "outcome_form": OutcomeForm(),
    }


@writers
def change(request: Any, course_id: int) -> HttpResponse:
    """Change a course; two people who do so at once are told."""
    course = get_object_or_404(queries.writable(request.viewer), pk=course_id)
    form = CourseForm(request.POST or None, instance=course, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        try:
            services.change(
                viewer=request.viewer,
                course_id=course_id,
                expected_version=form.cleaned_data["version"],
                **form.values(),
            )
        except DomainError as error:
            put_errors(form, error)
            return render(request, "courses/form.html", {"form": form, "course": course}, status=error.status)
        messages.success(request, _("Saved."))
        return redirect("courses:detail", course_id)
    return render(request, "courses/form.html", {"form": form, "course": course}, status=422 if form.errors else 200)


@require_POST
@writers
def decide(request: Any, course_id: int) -> HttpResponse:
    """Save what the course teaches."""
    n_changed = services.decide_outcomes(viewer=request.viewer, course_id=course_id, data=request.POST)
    messages.success(request, _("Saved: %(n)s skills decided.") % {"n": n_changed})
    return redirect("courses:detail", course_id)


@require_POST
@writers
def add_skill(request: Any, course_id: int) -> HttpResponse:
    """Add a learning outcome by its name."""
    course = get_object_or_404(queries.writable(request.viewer), pk=course_id)
    form = OutcomeForm(request.POST)
    if form.is_valid():
        try:
            services.add_outcome(viewer=request.viewer, course_id=course_id, **form.cleaned_data)
        except DomainError as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Added."))
            return redirect("courses:detail", course_id)
    context = _detail_context(request, course) | {"outcome_form": form}
    return render(request, "courses/detail.html", context, status=422)


@require_POST
@writers
def undo(request: Any, course_id: int) -> HttpResponse:
    """Take the last change back."""
    services.undo(
        viewer=request.viewer,
        course_id=course_id,
        expected_version=version_read(request),
    )
    messages.success(request, _("The last change is taken back."))
    return redirect("courses:detail", course_id)


@require_POST
@writers
def read_again(request: Any, course_id: int) -> HttpResponse:
    """Have the text read once more, with the taxonomy and the models of today."""
    services.read_again(viewer=request.viewer, course_id=course_id)
    return redirect("courses:detail", course_id)
