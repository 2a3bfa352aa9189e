"""Writes of named groups: companies that choose, each for itself, to be known to each other for one joint need."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from .. import clock
from ..accounts.models import Organisation
from ..accounts.roles import Role
from ..accounts.viewer import Viewer
from ..audit.kinds import EventKind
from ..audit.services import record
from ..errors import DomainError, NotAllowedError
from .models import NamedGroup, NamedGroupMember


@transaction.atomic
def form_group(
    *, viewer: Viewer, title: str, dimension: str, codes: Sequence[str], organisations: Sequence[Organisation]
) -> NamedGroup:
    """Propose a group of the cluster's members; none is known to another before it agrees."""
    if viewer.role != Role.CLUSTER_MANAGER:
        raise NotAllowedError(_("Only the cluster desk proposes a group."))
    members = set(viewer.members.values_list("pk", flat=True))
    if any(one.pk not in members for one in organisations):
        raise Http404
    if not title.strip() or not codes or len(organisations) < 2:
        raise DomainError(_("A group needs a title, the need that it shares, and at least two companies."))
    group = NamedGroup.objects.create(
        cluster_id=viewer.organisation_id, title=title.strip()[:200], dimension=dimension, codes=sorted(set(codes))
    )
    NamedGroupMember.objects.bulk_create(NamedGroupMember(group=group, organisation=one) for one in set(organisations))
    record(kind=EventKind.FORMED_NAMED_GROUP, actor=viewer, on=group, details={"n": len(set(organisations))})
    return group


@transaction.atomic
def agree(*, viewer: Viewer, group_id: int) -> NamedGroupMember:
    """Agree for the viewer's own organisation to be known to the group."""
    seat = _own_seat(viewer, group_id)
    if seat.agreed_at is None or seat.left_at is not None:
        seat.agreed_at, seat.left_at = clock.now(), None
        seat.save(update_fields=["agreed_at", "left_at"])
        record(kind=EventKind.AGREED_TO_NAMED_GROUP, actor=viewer, on=seat.group)
    return seat


@transaction.atomic
def leave(*, viewer: Viewer, group_id: int) -> NamedGroupMember:
    """Take the viewer's own organisation out of the group, from now on."""
    seat = _own_seat(viewer, group_id)
    if seat.left_at is None:
        seat.left_at = clock.now()
        seat.save(update_fields=["left_at"])
        record(kind=EventKind.LEFT_NAMED_GROUP, actor=viewer, on=seat.group)
    return seat


def _own_seat(viewer: Viewer, group_id: int) -> NamedGroupMember:
    if viewer.role not in (Role.COMPANY, Role.PROVIDER):
        raise NotAllowedError(_("Only the organisation itself agrees or leaves."))
    seat = (
        NamedGroupMember.objects.select_for_update(of=("self",))
        .select_related("group")
        .filter(group_id=group_id, organisation_id=viewer.organisation_id)
        .first()
    )
    if seat is None:
        raise Http404
    return seat
