"""Reads of functions and employees: a company sees its own alone, a person what was recorded of them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from .. import clock
from ..accounts.models import Organisation
from ..accounts.roles import Role
from ..accounts.viewer import Viewer
from ..skills.models import StatementStatus
from .models import Employee, EmployeeSkill, Function, FunctionRequirement, Objection, ObjectionOutcome

# The desk sees functions of members that agreed to show rows; employees are for their employer alone.
FUNCTION_READERS = (Role.COMPANY, Role.CLUSTER_MANAGER)
WRITERS = (Role.COMPANY,)
FUNCTION_SORTS = {
    "title": ("title", "id"),
    "company": ("organisation__name", "title", "id"),
    "now": ("headcount_now", "title", "id"),
    "in_1_year": ("headcount_in_1_year", "title", "id"),
    "in_3_years": ("headcount_in_3_years", "title", "id"),
}
PEOPLE_SORTS = {"nickname": ("nickname", "id"), "function": ("function__title", "nickname", "id")}


def functions(viewer: Viewer) -> QuerySet[Function]:
    """Return the functions that the viewer may read, with `n_people` recorded in each."""
    rows = Function.objects.select_related("organisation").annotate(n_people=Count("employees", distinct=True))
    if viewer.role == Role.COMPANY:
        return rows.filter(organisation_id=viewer.organisation_id)
    if viewer.role == Role.CLUSTER_MANAGER:
        return rows.filter(organisation__in=viewer.sharing_members.order_by())
    return rows.none()


def writable_functions(viewer: Viewer) -> QuerySet[Function]:
    """Return the functions that the viewer may change."""
    return functions(viewer) if viewer.role in WRITERS else Function.objects.none()


def listed_functions(viewer: Viewer, *, words: str = "") -> QuerySet[Function]:
    """Return the rows of the list of functions, with `n_confirmed` and `n_suggested` skills of each."""
    rows = functions(viewer)
    if words := words.replace("\x00", "").strip()[:200]:
        rows = rows.filter(Q(title__icontains=words) | Q(occupation_label__icontains=words))
    return rows.annotate(
        n_confirmed=Count("requirements", filter=Q(requirements__status=StatementStatus.CONFIRMED), distinct=True),
        n_suggested=Count("requirements", filter=Q(requirements__status=StatementStatus.SUGGESTED), distinct=True),
    )


def profile(viewer: Viewer, function: Function) -> list[FunctionRequirement]:
    """Return the skills that a function expects; who may not change it sees the confirmed ones only."""
    rows = function.requirements.all()
    if viewer.role not in WRITERS:
        rows = rows.filter(status=StatementStatus.CONFIRMED)
    return list(rows)


def employees(viewer: Viewer) -> QuerySet[Employee]:
    """Return the records of a company's own people, with `n_skills` confirmed of each."""
    if viewer.role not in WRITERS:
        return Employee.objects.none()
    return (
        Employee.objects.filter(organisation_id=viewer.organisation_id)
        .select_related("function", "organisation")
        .annotate(n_skills=Count("skills", filter=Q(skills__status=StatementStatus.CONFIRMED)))
    )


def listed_employees(viewer: Viewer, *, words: str = "", function: str = "") -> QuerySet[Employee]:
    """Return the rows of the list of people, by the words of their nickname or key and by their function."""
    rows = employees(viewer)
    if words := words.replace("\x00", "").strip()[:200]:
        rows = rows.filter(Q(nickname__icontains=words) | Q(reference__icontains=words))
    if function.isascii() and function.isdigit():
        rows = rows.filter(function_id=int(function) if len(function) < 18 else None)
    return rows


def skills_of(employee: Employee) -> QuerySet[EmployeeSkill]:
    """Return the confirmed skills of a record that the caller found in scope."""
    return employee.skills.filter(status=StatementStatus.CONFIRMED).order_by("label", "id")


def objections(viewer: Viewer) -> QuerySet[Objection]:
    """Return what was objected to in the records of the viewer's company."""
    if viewer.role not in WRITERS:
        return Objection.objects.none()
    rows = Objection.objects.filter(employee__organisation_id=viewer.organisation_id)
    return rows.select_related("employee", "skill", "answered_by")


def my_records(viewer: Viewer) -> QuerySet[Employee]:
    """Return what employers recorded about the person who looks, whatever their role."""
    return Employee.objects.filter(user_id=viewer.user_id).select_related("function", "organisation")


def my_records_in_full(viewer: Viewer) -> QuerySet[Employee]:
    """Return `my_records` with `held` skills and `said`, the objections and their answers."""
    confirmed = EmployeeSkill.objects.filter(status=StatementStatus.CONFIRMED).order_by("label", "id")
    return my_records(viewer).prefetch_related(
        Prefetch("skills", confirmed, "held"),
        Prefetch("objections", Objection.objects.select_related("answered_by"), "said"),
    )


def my_skills(viewer: Viewer) -> QuerySet[EmployeeSkill]:
    """Return the skills that employers recorded about the person who looks."""
    rows = EmployeeSkill.objects.filter(employee__user_id=viewer.user_id, status=StatementStatus.CONFIRMED)
    return rows.select_related("employee__organisation")


def open_objections(employee: Employee) -> QuerySet[Objection]:
    """Return what still waits for an answer in a record that the caller found in scope."""
    return employee.objections.filter(outcome=ObjectionOutcome.OPEN)


def told_since(day: date) -> QuerySet[Any]:
    """Return the organisations that entered or changed a function since a day."""
    return Function.objects.filter(changed_at__gte=clock.start_of(day)).values("organisation_id")


def answered(members: Collection[Organisation]) -> set[int]:
    """Return which members have entered a function with a headcount or a profile."""
    rows = Function.objects.filter(organisation__in=members)
    said = Q(headcount_now__isnull=False) | Q(requirements__status=StatementStatus.CONFIRMED)
    return set(rows.filter(said).values_list("organisation_id", flat=True))


def functions_for_study(members: Collection[Organisation]) -> QuerySet[Function]:
    """Return the functions of members with their profiles, for a study of their cluster."""
    return Function.objects.filter(organisation__in=members).prefetch_related("requirements").order_by("pk")


def employees_for_study(members: Collection[Organisation]) -> QuerySet[Employee]:
    """Return the employees of members with their skills, for a study of their cluster: by key, without nicknames."""
    rows = Employee.objects.filter(organisation__in=members)
    return rows.prefetch_related("skills").defer("nickname").order_by("pk")
