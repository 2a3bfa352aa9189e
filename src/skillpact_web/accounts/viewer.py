"""The viewer: on whose behalf a query reads and a service writes. Every query of every app takes one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q, QuerySet

from .. import clock
from .models import Membership, Organisation, Participation
from .roles import Role


@dataclass(frozen=True)
class Viewer:
    """A person in one role at one organisation: one membership, chosen where they hold several.

    organisation_id : None for a role of the whole installation; scopes : what an API token may do, None in a session
    """

    user_id: int
    membership_id: int
    role: Role
    organisation_id: int | None
    scopes: frozenset[str] | None = None
    display_name: str = ""
    organisation_name: str = ""

    @cached_property
    def cluster_ids(self) -> frozenset[int]:
        """Return the clusters the viewer acts in: their own where they work for one, else those they take part in."""
        if self.organisation_id is None:
            return frozenset()
        today = clock.today()
        joined = Participation.objects.filter(organisation_id=self.organisation_id).filter(
            Q(ends_on=None) | Q(ends_on__gte=today)
        )
        return frozenset({self.organisation_id, *joined.values_list("cluster_id", flat=True)})

    @property
    def members(self) -> QuerySet[Organisation]:
        """Return the organisations that take part in the viewer's clusters today."""
        running = Q(participations__ends_on=None) | Q(participations__ends_on__gte=clock.today())
        return Organisation.objects.filter(running, participations__cluster_id__in=self.cluster_ids).distinct()

    @property
    def sharing_members(self) -> QuerySet[Organisation]:
        """Return those of `members` that agreed to show their rows to the cluster desk of the viewer's own cluster."""
        running = Q(participations__ends_on=None) | Q(participations__ends_on__gte=clock.today())
        return Organisation.objects.filter(
            running,
            participations__cluster_id=self.organisation_id,
            participations__shares_rows_since__isnull=False,
        ).distinct()


def viewer_of(membership: Membership, *, scopes: frozenset[str] | None = None) -> Viewer:
    """Return the viewer of a membership."""
    return Viewer(
        user_id=membership.user_id,
        membership_id=membership.pk,
        role=Role(membership.role),
        organisation_id=membership.organisation_id,
        scopes=scopes,
        display_name=str(membership.user),
        organisation_name=str(membership.organisation or ""),
    )


def memberships_in_force(user_id: int) -> QuerySet[Membership]:
    """Return the memberships of a person that hold now, oldest first."""
    now = clock.now()
    return (
        Membership.objects.filter(user_id=user_id, starts_at__lte=now)
        .filter(Q(ends_at=None) | Q(ends_at__gt=now))
        .select_related("user", "organisation")
        .order_by("id")
    )
