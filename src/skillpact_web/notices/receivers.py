"""Whom a notice is for, and who stands in for them."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from .. import clock
from ..accounts.models import Membership, Participation, User
from ..accounts.roles import Role
from .models import Notice

# Their matters are nobody else's: what waits for them is never shown to a deputy.
WITHOUT_DEPUTY = frozenset({"", Role.TALENT, Role.COUNSELLOR})


def in_force() -> QuerySet[Membership]:
    """Return the memberships that hold now, oldest first."""
    now = clock.now()
    return (
        Membership.objects.filter(starts_at__lte=now, user__is_active=True)
        .filter(Q(ends_at=None) | Q(ends_at__gt=now))
        .select_related("user")
        .order_by("id")
    )


def people(notice: Notice) -> list[User]:
    """Return everybody whom a notice is for, each once."""
    if notice.user_id is not None:
        return [notice.user]
    found = in_force().filter(role=notice.role, organisation_id=notice.organisation_id)
    return list({one.user_id: one.user for one in found}.values())


def deputy_of(notice: Notice) -> User | None:
    """Return who sees an overdue notice too: the next of that role there, else a manager of a cluster they are in."""
    if notice.role in WITHOUT_DEPUTY or notice.organisation_id is None:
        return None
    known = {user.pk for user in people(notice)}
    if notice.user_id is not None:
        same = in_force().filter(role=notice.role, organisation_id=notice.organisation_id)
        for one in same.exclude(user_id__in=known):
            return one.user
    today = clock.today()
    clusters = Participation.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=today), organisation_id=notice.organisation_id
    )
    managers = in_force().filter(role=Role.CLUSTER_MANAGER, organisation__in=clusters.values("cluster"))
    return next((one.user for one in managers.exclude(user_id__in=known)), None)
