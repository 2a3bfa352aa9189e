"""Reads of vacancies. Whose rows a viewer sees:

a company its own · the cluster desk those of members that agreed to show rows · talents and counsellors those open in
their clusters that the company shows to them · nobody else any.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from .. import clock
from ..accounts.models import Organisation
from ..accounts.roles import Role
from ..accounts.viewer import Viewer
from ..search.queries import restrict
from ..skills.counting import count_statements
from ..skills.models import StatementStatus
from .models import Requirement, Vacancy, VacancyAudience, VacancyStatus

READERS = (Role.COMPANY, Role.CLUSTER_MANAGER, Role.COUNSELLOR, Role.TALENT)
WRITERS = (Role.COMPANY, Role.CLUSTER_MANAGER)
SORTS = {
    "published": ("-published_on", "-id"),
    "title": ("title",),
    "company": ("organisation__name", "title"),
    "openings": ("-openings",),
}


def vacancies(viewer: Viewer) -> QuerySet[Vacancy]:
    """Return the vacancies that the viewer may read."""
    rows = Vacancy.objects.select_related("organisation")
    if viewer.role == Role.COMPANY:
        return rows.filter(organisation_id=viewer.organisation_id)
    if viewer.role == Role.CLUSTER_MANAGER:
        return rows.filter(organisation__in=viewer.sharing_members.order_by())
    if viewer.role in (Role.TALENT, Role.COUNSELLOR):
        return rows.filter(
            organisation__in=viewer.members.order_by(), status=VacancyStatus.OPEN, audience=VacancyAudience.TALENTS
        )
    return rows.none()


def writable(viewer: Viewer) -> QuerySet[Vacancy]:
    """Return the vacancies that the viewer may change."""
    return vacancies(viewer) if viewer.role in WRITERS else Vacancy.objects.none()


def writable_organisations(viewer: Viewer) -> QuerySet[Organisation]:
    """Return the companies for which the viewer may enter a vacancy."""
    if viewer.role == Role.COMPANY:
        return Organisation.objects.filter(pk=viewer.organisation_id)
    if viewer.role == Role.CLUSTER_MANAGER:
        return viewer.sharing_members.order_by("name", "id")
    return Organisation.objects.none()


def listed(
    viewer: Viewer, *, words: str = "", status: str = "", organisation: str = "", is_ranked: bool = True
) -> QuerySet[Vacancy]:
    """Return the rows of a list: filtered, with the number of confirmed and waiting skills of each.

    is_ranked : best first where there are words
    """
    rows = vacancies(viewer)
    if words.strip():
        rows = restrict(rows, "vacancy", words, is_ranked=is_ranked)
    if status in VacancyStatus.values:
        rows = rows.filter(status=status)
    if organisation.isdigit():
        rows = rows.filter(organisation_id=int(organisation) if len(organisation) < 18 else None)
    return with_counts(rows)


def with_counts(rows: QuerySet[Vacancy]) -> QuerySet[Vacancy]:
    """Annotate `n_confirmed` and `n_suggested` skills."""
    return count_statements(rows, Requirement, "vacancy")


def requirements(viewer: Viewer, vacancy: Vacancy) -> list[Requirement]:
    """Return the skills of one vacancy; who may not change it sees the confirmed ones only."""
    rows = vacancy.requirements.all()
    if viewer.role not in WRITERS:
        rows = rows.filter(status=StatementStatus.CONFIRMED)
    return list(rows)


def answered(members: Collection[Organisation]) -> set[int]:
    """Return which members have told a need that somebody confirmed as open within the set days."""
    oldest = clock.today() - timedelta(days=settings.SKILLPACT_STALE_DAYS)
    rows = Vacancy.objects.filter(organisation__in=members, status=VacancyStatus.OPEN)
    rows = rows.filter(Q(published_on__gte=oldest) | Q(confirmed_open_on__gte=oldest))
    return set(rows.values_list("organisation_id", flat=True))


def old_enough_to_ask() -> QuerySet[Vacancy]:
    """Return the open vacancies published before the set days; whether somebody confirmed them since, each says."""
    oldest = clock.today() - timedelta(days=settings.SKILLPACT_STALE_DAYS)
    rows = Vacancy.objects.filter(status=VacancyStatus.OPEN, published_on__lt=oldest)
    return rows.select_related("organisation").order_by("pk")


def told_since(day: date) -> QuerySet[Any]:
    """Return the organisations that entered, changed or confirmed a vacancy since a day."""
    return Vacancy.objects.filter(changed_at__gte=clock.start_of(day)).values("organisation_id")


def for_study(members: Collection[Organisation]) -> QuerySet[Vacancy]:
    """Return the open vacancies of members with their skills, for a study of their cluster.

    It takes no viewer: a study names no row to anybody whom its company did not allow to see it.
    """
    rows = Vacancy.objects.filter(organisation__in=members, status=VacancyStatus.OPEN)
    return rows.select_related("organisation").prefetch_related("requirements").order_by("pk")
