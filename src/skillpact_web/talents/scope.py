"""Whose people a viewer may see. This file is the employer's blindness: every page, list, count and door reads it.

a talent themself · a counsellor those who gave them a mandate, and those without an account whom they entered · the
desk of the cluster those who let it · a company those who let companies, in its clusters · nobody else any.
Nobody who works for a person's employer, or for an organisation that the person named, sees them in any role.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from .. import clock
from ..accounts.models import Membership, Organisation, OrganisationKind
from ..accounts.roles import Role
from ..accounts.viewer import Viewer
from .models import Mandate, Talent, Visibility

READERS = (Role.TALENT, Role.COUNSELLOR, Role.CLUSTER_MANAGER, Role.COMPANY)
LIST_READERS = (Role.COUNSELLOR, Role.CLUSTER_MANAGER, Role.COMPANY)
WRITERS = (Role.TALENT, Role.COUNSELLOR)
# Roles that may know how a person is called and everything that they said themselves.
ROLES_KNOWING_NAMES = frozenset({Role.TALENT, Role.COUNSELLOR, Role.CLUSTER_MANAGER})


def talents(viewer: Viewer) -> QuerySet[Talent]:
    """Return the people whom the viewer may see. What of them is shown says `portrait.py`."""
    rows = Talent.objects.select_related("user", "cluster", "employer")
    if viewer.role == Role.TALENT:
        return rows.filter(user_id=viewer.user_id, cluster_id=viewer.organisation_id)
    if viewer.role == Role.COUNSELLOR:
        served = Exists(mandates_in_force().filter(talent=OuterRef("pk"), counsellor_id=viewer.user_id))
        entered = Q(user=None, created_by_id=viewer.user_id)
        return unhidden(rows.filter(Q(served) | entered, cluster_id__in=viewer.cluster_ids), viewer)
    if viewer.role == Role.CLUSTER_MANAGER:
        shown = rows.filter(cluster_id=viewer.organisation_id).exclude(visibility=Visibility.NOBODY)
        return unhidden(shown, viewer)
    if viewer.role == Role.COMPANY:
        shown = rows.filter(cluster_id__in=viewer.cluster_ids, visibility=Visibility.COMPANIES)
        return unhidden(shown, viewer)
    return rows.none()


def writable(viewer: Viewer) -> QuerySet[Talent]:
    """Return the people whose profile the viewer may change: themself, or those for whom they act."""
    return talents(viewer) if viewer.role in WRITERS else Talent.objects.none()


def unhidden(rows: QuerySet[Talent], viewer: Viewer) -> QuerySet[Talent]:
    """Return the rows without those of people who must not be seen by an organisation that the viewer works for."""
    theirs = workplaces(viewer).values("pk")
    named = Talent.named_out.through.objects.filter(talent_id=OuterRef("pk"), organisation_id__in=theirs)
    return rows.filter(Q(employer=None) | ~Q(employer_id__in=theirs)).filter(~Exists(named))


def workplaces(viewer: Viewer) -> QuerySet[Organisation]:
    """Return the organisations for which the viewer works in any role, with those that were merged with them."""
    now = clock.now()
    ids = (
        Membership.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), user_id=viewer.user_id)
        .exclude(role=Role.TALENT)
        .exclude(organisation=None)
        .order_by()
        .values("organisation_id")
    )
    own = Q(pk=viewer.organisation_id) | Q(pk__in=ids)
    same = Q(merged_into_id=viewer.organisation_id) | Q(merged_into_id__in=ids) | Q(merged__in=ids)
    return Organisation.objects.filter(own | same | Q(merged=viewer.organisation_id)).order_by()


def mandates_in_force() -> QuerySet[Mandate]:
    """Return the mandates that hold today."""
    today = clock.today()
    return (
        Mandate.objects.filter(ended_at=None, starts_on__lte=today)
        .filter(Q(ends_on=None) | Q(ends_on__gte=today))
        .order_by("id")
    )


def clusters(viewer: Viewer) -> QuerySet[Organisation]:
    """Return the clusters in which the viewer may enter a person."""
    if viewer.role == Role.TALENT:
        return Organisation.objects.filter(pk=viewer.organisation_id)
    if viewer.role == Role.COUNSELLOR:
        return Organisation.objects.filter(pk__in=viewer.cluster_ids, kind=OrganisationKind.CLUSTER)
    return Organisation.objects.none()


def member_organisations(cluster: Organisation) -> QuerySet[Organisation]:
    """Return the organisations that take part in a cluster today, by name."""
    today = clock.today()
    running = Q(participations__ends_on=None) | Q(participations__ends_on__gte=today)
    return Organisation.objects.filter(running, participations__cluster=cluster).order_by("name", "id").distinct()
