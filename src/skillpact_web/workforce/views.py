"""Pages of functions: thin doors to queries and services."""

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
from .forms import FunctionForm, RequirementForm
from .models import Function

# A function is a job, no person: no second factor is asked.
readers = for_roles(*queries.FUNCTION_READERS, needs_second_factor=False)
writers = for_roles(*queries.WRITERS, needs_second_factor=False)


@require_safe
@readers
def functions(request: Any) -> HttpResponse:
    """The functions in scope, found by words."""
    words = request.GET.get("q", "")
    rows = queries.listed_functions(request.viewer, words=words)
    rows = sort_rows(request, rows, queries.FUNCTION_SORTS, default="title")
    context = {"page_obj": paginate(request, rows), "q": words, "can_write": request.viewer.role in queries.WRITERS}
    return render(request, "workforce/functions.html", context)


@writers
def create_function(request: Any) -> HttpResponse:
    """A new function from its title and its occupation."""
    form = FunctionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            outcome = once(request, lambda: services.create_function(viewer=request.viewer, **form.values()))
        except DomainError as error:
            put_errors(form, error)
        else:
            return redirect("workforce:function", outcome.value_id)
    return render(request, "workforce/function_form.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@readers
def function(request: Any, function_id: int) -> HttpResponse:
    """One function with the skills that it expects."""
    one = get_object_or_404(queries.functions(request.viewer), pk=function_id)
    return render(request, "workforce/function.html", _context(request, one))


def _context(request: Any, one: Function) -> dict[str, Any]:
    rows = queries.profile(request.viewer, one)
    return {
        "function": one,
        **by_decision(rows),
        "can_write": request.viewer.role in queries.WRITERS,
        "has_need": True,
        "skill_form": RequirementForm(),
    }


@writers
def change_function(request: Any, function_id: int) -> HttpResponse:
    """Change a function; two people who do so at once are told."""
    one = get_object_or_404(queries.writable_functions(request.viewer), pk=function_id)
    form = FunctionForm(request.POST or None, instance=one)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.change_function(
                    viewer=request.viewer,
                    function_id=function_id,
                    expected_version=form.cleaned_data["version"],
                    **form.values(),
                )
            except DomainError as error:
                put_errors(form, error)
                status = error.status
            else:
                messages.success(request, _("Saved."))
                return redirect("workforce:function", function_id)
    return render(request, "workforce/function_form.html", {"form": form, "function": one}, status=status)


@require_POST
@writers
def decide(request: Any, function_id: int) -> HttpResponse:
    """Save which skills the function expects."""
    n_changed = services.decide_profile(viewer=request.viewer, function_id=function_id, data=request.POST)
    messages.success(request, _("Saved: %(n)s skills decided.") % {"n": n_changed})
    return redirect("workforce:function", function_id)


@require_POST
@writers
def add_skill(request: Any, function_id: int) -> HttpResponse:
    """Add a skill by its name."""
    one = get_object_or_404(queries.writable_functions(request.viewer), pk=function_id)
    form = RequirementForm(request.POST)
    if form.is_valid():
        try:
            services.add_to_profile(viewer=request.viewer, function_id=function_id, **form.cleaned_data)
        except DomainError as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Added."))
            return redirect("workforce:function", function_id)
    return render(request, "workforce/function.html", _context(request, one) | {"skill_form": form}, status=422)


@require_POST
@writers
def undo_function(request: Any, function_id: int) -> HttpResponse:
    """Take the last change back."""
    services.undo_function(viewer=request.viewer, function_id=function_id, expected_version=version_read(request))
    messages.success(request, _("The last change is taken back."))
    return redirect("workforce:function", function_id)
