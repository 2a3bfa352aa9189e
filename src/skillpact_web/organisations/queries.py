"""Reads of organisations. What a viewer sees of which:

the cluster desk its members, in full · a member itself, in full · the installation's administrator all, in full ·
everybody else the names of the organisations of their clusters, without headcount, contacts or agreements.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from .. import clock
from ..accounts.models import Organisation, Participation
from ..accounts.roles import Role
from ..accounts.viewer import Viewer
from ..search.queries import restrict
from .answers import answered
from .models import Contact, Merge

READERS = tuple(Role)
WRITERS = (Role.CLUSTER_MANAGER, Role.COMPANY, Role.PROVIDER, Role.ADMINISTRATOR)
MEMBERS = (Role.COMPANY, Role.PROVIDER)
DESKS = (Role.CLUSTER_MANAGER, Role.ADMINISTRATOR)
SORTS = {"name": ("name",), "kind": ("kind", "name"), "region": ("nuts", "name")}
# Sorting by people is for those who see the number of every row.
SORTS_IN_FULL = {**SORTS, "people": ("headcount", "name")}
SIZES = {"micro": (0, 9), "small": (10, 49), "medium": (50, 249), "large": (250, None)}


def organisations(viewer: Viewer) -> QuerySet[Organisation]:
    """Return the organisations that exist for a viewer; what was merged into another does not."""
    rows = Organisation.objects.filter(merged_into=None)
    if _is_of_installation(viewer):
        return rows
    own = Q(pk=viewer.organisation_id)
    if viewer.role in DESKS:
        return rows.filter(own | Q(pk__in=_members(viewer.organisation_id)))
    return rows.filter(own | Q(pk__in=viewer.members.order_by().values("pk")) | Q(pk__in=viewer.cluster_ids))


def in_full(viewer: Viewer) -> QuerySet[Organisation]:
    """Return those of which the viewer sees headcount, contacts and agreements."""
    rows = organisations(viewer)
    if viewer.role in DESKS:
        return rows
    return rows.filter(pk=viewer.organisation_id) if viewer.role in MEMBERS else rows.none()


def writable(viewer: Viewer) -> QuerySet[Organisation]:
    """Return those that the viewer may change."""
    return in_full(viewer)


def sees_all_in_full(viewer: Viewer) -> bool:
    """Tell whether every organisation of the viewer is seen in full."""
    return viewer.role in DESKS


def listed(
    viewer: Viewer,
    *,
    words: str = "",
    kind: str = "",
    ecosystem: str = "",
    nuts: str = "",
    nace: str = "",
    size: str = "",
    answer: str = "",
) -> QuerySet[Organisation]:
    """Return the rows of a list. size and answer count only for who sees every row in full: they would tell it."""
    rows = organisations(viewer)
    if words.strip():
        rows = restrict(rows, "organisation", words, is_ranked=False)
    if kind:
        rows = rows.filter(kind=kind)
    if ecosystem:
        rows = rows.filter(_holds_ecosystem(ecosystem))
    if nuts:
        rows = rows.filter(nuts__startswith=nuts.strip().upper())
    if nace:
        rows = rows.filter(nace__startswith=nace.strip().upper())
    if sees_all_in_full(viewer):
        if size in SIZES:
            least, most = SIZES[size]
            rows = rows.filter(headcount__gte=least, **({} if most is None else {"headcount__lte": most}))
        if answer in ("yes", "no"):
            rows = rows.filter(answered()) if answer == "yes" else rows.exclude(answered())
    return rows.annotate(has_answered=Exists(Organisation.objects.filter(answered(), pk=OuterRef("pk"))))


def participations(viewer: Viewer, organisation: Organisation) -> QuerySet[Participation]:
    """Return the participations of an organisation that concern the viewer, oldest first."""
    rows = Participation.objects.filter(organisation=organisation).select_related("cluster").order_by("id")
    if _is_of_installation(viewer) or viewer.organisation_id == organisation.pk:
        return rows
    return rows.filter(cluster_id=viewer.organisation_id) if viewer.role in DESKS else rows.none()


def contacts(viewer: Viewer, organisation: Organisation | None = None) -> QuerySet[Contact]:
    """Return contacts of organisations that the viewer sees in full."""
    rows = Contact.objects.filter(organisation__in=in_full(viewer).order_by()).select_related("organisation")
    return rows if organisation is None else rows.filter(organisation=organisation)


def merges(viewer: Viewer) -> QuerySet[Merge]:
    """Return the merges that stand, of organisations that the viewer may merge."""
    rows = Merge.objects.filter(undone_at=None).select_related("kept", "merged")
    if _is_of_installation(viewer):
        return rows
    return rows.filter(kept__in=in_full(viewer).order_by()) if viewer.role == Role.CLUSTER_MANAGER else rows.none()


def _is_of_installation(viewer: Viewer) -> bool:
    return viewer.role == Role.ADMINISTRATOR and viewer.organisation_id is None


def _members(cluster_id: int | None) -> Any:
    running = Q(ends_on=None) | Q(ends_on__gte=clock.today())
    return Participation.objects.filter(running, cluster_id=cluster_id).values("organisation_id")


def _holds_ecosystem(code: str) -> Q:
    # A list in a JSON field: SQLite has no containment, and a quoted code is found as text on either database.
    return Q(ecosystems__icontains=f'"{code.strip().upper()[:10]}"')
