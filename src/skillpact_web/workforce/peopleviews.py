"""Pages of employees, for their own employer alone and behind a second factor."""

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
from ..doors.once import once
from ..errors import DomainError
from ..ui.pages import paginate, sort_rows, version_read
from ..ui.refusals import put_errors
from . import people, queries, records
from .fit import compare
from .forms import AnswerForm, ChangeSkillForm, EmployeeForm, HeldSkillForm, functions_to_choose
from .models import Employee

employers = for_roles(*queries.WRITERS)


@require_safe
@employers
def list_page(request: Any) -> HttpResponse:
    """The company's own people, found by nickname, key and function."""
    chosen = {"words": request.GET.get("q", ""), "function": request.GET.get("function", "")}
    rows = sort_rows(
        request, queries.listed_employees(request.viewer, **chosen), queries.PEOPLE_SORTS, default="nickname"
    )
    context = {
        "page_obj": paginate(request, rows),
        "q": chosen["words"],
        "chosen": chosen["function"],
        "functions": [(str(pk), title) for pk, title in functions_to_choose(request.viewer)],
    }
    return render(request, "workforce/people.html", context)


@employers
def create_employee(request: Any) -> HttpResponse:
    """Begin the record of somebody."""
    form = EmployeeForm(request.POST or None, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        try:
            outcome = once(request, lambda: people.create_employee(viewer=request.viewer, **form.values()))
        except DomainError as error:
            put_errors(form, error)
        else:
            return redirect("workforce:employee", outcome.value_id)
    return render(request, "workforce/employee_form.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@employers
def employee(request: Any, employee_id: int) -> HttpResponse:
    """One record: skills, and what stands between them and the function."""
    one = get_object_or_404(queries.employees(request.viewer), pk=employee_id)
    return render(request, "workforce/employee.html", _context(one))


def _context(one: Employee) -> dict[str, Any]:
    held = list(queries.skills_of(one))
    return {
        "employee": one,
        "held": held,
        "fits": compare(one.function.requirements.all(), held) if one.function else [],
        "objections": one.objections.all(),
        "skill_form": HeldSkillForm(),
    }


@employers
def change_employee(request: Any, employee_id: int) -> HttpResponse:
    """Change a record; two people who do so at once are told."""
    one = get_object_or_404(queries.employees(request.viewer), pk=employee_id)
    form = EmployeeForm(request.POST or None, instance=one, viewer=request.viewer)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                people.change_employee(
                    viewer=request.viewer,
                    employee_id=employee_id,
                    expected_version=form.cleaned_data["version"],
                    **form.values(),
                )
            except DomainError as error:
                put_errors(form, error)
                status = error.status
            else:
                messages.success(request, _("Saved."))
                return redirect("workforce:employee", employee_id)
    return render(request, "workforce/employee_form.html", {"form": form, "employee": one}, status=status)


@require_POST
@employers
def undo_employee(request: Any, employee_id: int) -> HttpResponse:
    """Take the last change back."""
    people.undo_employee(viewer=request.viewer, employee_id=employee_id, expected_version=version_read(request))
    messages.success(request, _("The last change is taken back."))
    return redirect("workforce:employee", employee_id)


@employers
def delete_employee(request: Any, employee_id: int) -> HttpResponse:
    """Delete a record, after a look at what goes."""
    one = get_object_or_404(queries.employees(request.viewer), pk=employee_id)
    if request.method == "POST":
        people.delete_employee(viewer=request.viewer, employee_id=employee_id)
        messages.success(request, _("Deleted."))
        return redirect("workforce:people")
    return render(request, "workforce/delete.html", {"employee": one})


@require_POST
@employers
def add_employee_skill(request: Any, employee_id: int) -> HttpResponse:
    """Add a skill by its name."""
    one = get_object_or_404(queries.employees(request.viewer), pk=employee_id)
    form = HeldSkillForm(request.POST)
    if form.is_valid():
        try:
            people.add_skill(viewer=request.viewer, employee_id=employee_id, **form.cleaned_data)
        except DomainError as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Added."))
            return redirect("workforce:employee", employee_id)
    return render(request, "workforce/employee.html", _context(one) | {"skill_form": form}, status=422)


@employers
def change_employee_skill(request: Any, employee_id: int, employee_skill_id: int) -> HttpResponse:
    """Change the level, evidence and last day of a skill."""
    one = get_object_or_404(queries.employees(request.viewer), pk=employee_id)
    skill = get_object_or_404(queries.skills_of(one), pk=employee_skill_id)
    form = ChangeSkillForm(request.POST or None, skill=skill)
    if request.method == "POST" and form.is_valid():
        people.change_skill(
            viewer=request.viewer, employee_id=employee_id, employee_skill_id=employee_skill_id, **form.cleaned_data
        )
        messages.success(request, _("Saved."))
        return redirect("workforce:employee", employee_id)
    status = 422 if form.errors or request.method == "POST" else 200
    back = reverse("workforce:employee", args=[one.pk])
    context = {"form": form, "employee": one, "skill": skill, "cancel_url": back}
    return render(request, "workforce/employee_skill.html", context, status=status)


@require_POST
@employers
def remove_employee_skill(request: Any, employee_id: int, employee_skill_id: int) -> HttpResponse:
    """Take a skill out of a record."""
    people.remove_skill(viewer=request.viewer, employee_id=employee_id, employee_skill_id=employee_skill_id)
    messages.success(request, _("Taken out."))
    return redirect("workforce:employee", employee_id)


@never_cache
@require_POST
@employers
def make_code(request: Any, employee_id: int) -> HttpResponse:
    """Make the code by which the person takes their record, and show it this once."""
    one = get_object_or_404(queries.employees(request.viewer), pk=employee_id)
    code = records.make_code(viewer=request.viewer, employee_id=employee_id)
    address = request.build_absolute_uri(reverse("workforce:take"))
    one.refresh_from_db(fields=["code_expires_at"])
    return render(request, "workforce/code.html", {"employee": one, "code": code, "address": address})


@employers
def objection(request: Any, objection_id: int) -> HttpResponse:
    """What somebody says is wrong in their record, and the company's answer."""
    one = get_object_or_404(queries.objections(request.viewer), pk=objection_id)
    form = AnswerForm(request.POST or None) if one.is_open else None
    status = 200
    if request.method == "POST":
        status = 422
        form = form or AnswerForm(request.POST)
        if form.is_valid():
            try:
                records.answer(viewer=request.viewer, objection_id=objection_id, **form.cleaned_data)
            except DomainError as error:
                put_errors(form, error)
                status = error.status
            else:
                messages.success(request, _("Answered."))
                return redirect("workforce:objection", objection_id)
    return render(request, "workforce/objection.html", {"objection": one, "form": form}, status=status)
