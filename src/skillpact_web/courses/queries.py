"""Reads of courses. A provider sees its own, also those no longer offered; who else works in a cluster sees what is on
offer there. Who sits in a cohort is for its provider and, for its own people, for the company that sent them.
"""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from .. import clock
from ..accounts.models import Organisation, OrganisationKind
from ..accounts.roles import Role
from ..accounts.viewer import Viewer
from ..search.queries import restrict
from ..skills.counting import count_statements
from ..skills.models import StatementStatus
from .models import Cohort, Course, Enrolment, EnrolmentStatus, Funder, LearningOutcome, Period, Resource, Seat
from .models.cohort import UNDER_WAY

READERS = (
    Role.TALENT, Role.COUNSELLOR, Role.COMPANY, Role.PROVIDER, Role.CLUSTER_MANAGER, Role.AUTHORITY, Role.FUNDER,
    Role.COORDINATOR,
)  # fmt: skip
WRITERS = (Role.PROVIDER, Role.CLUSTER_MANAGER)
FUNDING_READERS = (Role.CLUSTER_MANAGER, Role.AUTHORITY, Role.FUNDER)
FUNDING_WRITERS = (Role.CLUSTER_MANAGER,)
SORTS = {
    "title": ("title",),
    "provider": ("organisation__name", "title"),
    "hours": ("hours",),
    "price": ("cohort_cost_cents",),
}


def courses(viewer: Viewer) -> QuerySet[Course]:
    """Return the courses that the viewer may read."""
    rows = Course.objects.select_related("organisation")
    if viewer.role == Role.PROVIDER:
        return rows.filter(organisation_id=viewer.organisation_id)
    if viewer.role == Role.CLUSTER_MANAGER:
        return rows.filter(organisation__in=viewer.members.order_by())
    if viewer.role in READERS:
        return rows.filter(organisation__in=viewer.members.order_by(), is_offered=True)
    return rows.none()


def writable(viewer: Viewer) -> QuerySet[Course]:
    """Return the courses that the viewer may change: a provider's own, a cluster desk's of members that agreed."""
    if viewer.role == Role.PROVIDER:
        return courses(viewer)
    if viewer.role == Role.CLUSTER_MANAGER:
        return Course.objects.select_related("organisation").filter(organisation__in=viewer.sharing_members.order_by())
    return Course.objects.none()


def writable_organisations(viewer: Viewer) -> QuerySet[Organisation]:
    """Return the providers for which the viewer may enter a course."""
    if viewer.role == Role.PROVIDER:
        return Organisation.objects.filter(pk=viewer.organisation_id)
    if viewer.role == Role.CLUSTER_MANAGER:
        kinds = (OrganisationKind.TRAINING_PROVIDER, OrganisationKind.COMPANY)
        return viewer.sharing_members.filter(kind__in=kinds).order_by("name", "id")
    return Organisation.objects.none()


def listed(
    viewer: Viewer, *, words: str = "", mode: str = "", provider: str = "", is_ranked: bool = True
) -> QuerySet[Course]:
    """Return the rows of a list: filtered, with the number of confirmed and waiting learning outcomes of each.

    is_ranked : best first where there are words
    """
    rows = courses(viewer)
    if words.strip():
        rows = restrict(rows, "course", words, is_ranked=is_ranked)
    if mode in ("on_site", "online", "blended"):
        rows = rows.filter(mode=mode)
    if provider.isdigit() and len(provider) < 18:
        rows = rows.filter(organisation_id=int(provider))
    return count_statements(rows, LearningOutcome, "course")


def outcomes(viewer: Viewer, course: Course) -> list[LearningOutcome]:
    """Return the learning outcomes of one course; who may not change it sees the confirmed ones only."""
    rows = course.outcomes.all()
    if not may_write(viewer, course):
        rows = rows.filter(status=StatementStatus.CONFIRMED)
    return list(rows)


def may_write(viewer: Viewer, course: Course) -> bool:
    """Whether the viewer may change this course."""
    return viewer.role in WRITERS and writable(viewer).filter(pk=course.pk).exists()


def cohorts(viewer: Viewer) -> QuerySet[Cohort]:
    """Return the cohorts of courses in scope, with `n_enrolled`."""
    return (
        Cohort.objects.filter(course__in=courses(viewer).order_by())
        .select_related("course__organisation")
        .annotate(n_enrolled=_n_enrolled("seats__enrolment__status"))
        .order_by("starts_on", "id")
    )


def _n_enrolled(path: str) -> Count:
    return Count("seats", filter=Q(**{f"{path}__in": (EnrolmentStatus.ENROLLED, EnrolmentStatus.COMPLETED)}))


def seats(viewer: Viewer, cohort: Cohort) -> QuerySet[Seat]:
    """Return the seats of a cohort that the viewer may look into: its provider all, a company its own people's."""
    rows = Seat.objects.filter(cohort=cohort).select_related("enrolment", "funder", "kept_for")
    if viewer.role == Role.PROVIDER and cohort.course.organisation_id == viewer.organisation_id:
        return rows
    if viewer.role == Role.COMPANY:
        return rows.filter(Q(kept_for_id=viewer.organisation_id) | Q(enrolment__organisation_id=viewer.organisation_id))
    return rows.none()


def my_enrolments(viewer: Viewer) -> QuerySet[Enrolment]:
    """Return the enrolments of the person who looks, whatever their role."""
    return Enrolment.objects.filter(user_id=viewer.user_id).select_related("seat__cohort__course__organisation")


def funders(viewer: Viewer) -> QuerySet[Funder]:
    """Return the lines of money of the viewer's clusters."""
    if viewer.role not in FUNDING_READERS:
        return Funder.objects.none()
    return Funder.objects.filter(cluster_id__in=viewer.cluster_ids).select_related("cluster")


def periods(viewer: Viewer) -> QuerySet[Period]:
    """Return the periods of the viewer's clusters."""
    return Period.objects.filter(cluster_id__in=viewer.cluster_ids)


def resources(viewer: Viewer) -> QuerySet[Resource]:
    """Return the rooms and machines of the viewer's clusters."""
    return Resource.objects.filter(cluster_id__in=viewer.cluster_ids)


def seats_under_way(course_ids: QuerySet[Course] | list[int]) -> dict[int, int]:
    """Return for each course how many seats are filled in cohorts that are confirmed or run ("in training")."""
    rows = (
        Enrolment.objects.filter(
            seat__cohort__course__in=course_ids, seat__cohort__status__in=UNDER_WAY, status=EnrolmentStatus.ENROLLED
        )
        .values("seat__cohort__course_id")
        .annotate(n=Count("id"))
        .order_by()
    )
    return {row["seat__cohort__course_id"]: row["n"] for row in rows}


def for_study(cluster: Organisation) -> QuerySet[Course]:
    """Return the courses on offer in a cluster with what they teach, for a study of it."""
    running = Q(participations__ends_on=None) | Q(participations__ends_on__gte=clock.today())
    members = Organisation.objects.filter(running, participations__cluster=cluster)
    rows = Course.objects.filter(organisation__in=members.order_by(), is_offered=True)
    return rows.select_related("organisation").prefetch_related("outcomes", "requires").order_by("pk")
