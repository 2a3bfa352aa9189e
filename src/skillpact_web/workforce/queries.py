"""Reads of functions and employees: a company sees its own alone, a person what was recorded of them."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Count, Q, QuerySet

from ..accounts.models import Organisation
from ..accounts.roles import Role
from ..accounts.viewer import Viewer
from ..skills.models import StatementStatus
from .models import Employee, Function

# The desk sees functions of members that agreed to show rows; employees are for their employer alone.
FUNCTION_READERS = (Role.COMPANY, Role.CLUSTER_MANAGER)
WRITERS = (Role.COMPANY,)


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


def employees(viewer: Viewer) -> QuerySet[Employee]:
    """Return the records of a company's own people, with `n_skills` confirmed of each."""
    if viewer.role not in WRITERS:
        return Employee.objects.none()
    return (
        Employee.objects.filter(organisation_id=viewer.organisation_id)
        .select_related("function", "organisation")
        .annotate(n_skills=Count("skills", filter=Q(skills__status=StatementStatus.CONFIRMED)))
    )


def my_records(viewer: Viewer) -> QuerySet[Employee]:
    """Return what employers recorded about the person who looks, whatever their role."""
    return Employee.objects.filter(user_id=viewer.user_id).select_related("function", "organisation")


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
