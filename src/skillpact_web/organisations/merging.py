"""Two rows that a person found to be one organisation become one; the merge can be taken back for thirty days."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from .. import clock
from ..accounts.models import Membership, Organisation, OrganisationKind, Participation
from ..accounts.roles import Role
from ..accounts.viewer import Viewer
from ..audit.kinds import EventKind
from ..audit.services import record
from ..audit.versions import save_version
from ..errors import ConflictError, DomainError, NotAllowedError
from ..search.services import drop, put
from . import queries
from .models import KeptApart, Merge
from .repointing import Moves, repoint
from .services import VERSIONED, keep_first_revision

UNDO_DAYS = 30
_FILLED = ("headcount", "nuts", "nace", "ecosystems", "website")


@transaction.atomic
def merge(*, viewer: Viewer, keep_id: int, merge_id: int) -> Merge:
    """Move everything of `merge_id` to `keep_id`, whose facts win; what it does not know it takes over."""
    kept, other = _pair(viewer, keep_id, merge_id)
    _check(viewer, kept, other)
    agreed = _common_agreements(kept, other)
    moves = Moves()
    repoint(other, kept, moves)
    for one in Participation.objects.filter(organisation=kept):
        # What one of them let the desk see does not open the rows of the other.
        if one.shares_rows_since != agreed.get(one.cluster_id):
            moves.changed.append(
                [
                    "accounts.participation",
                    one.pk,
                    "shares_rows_since",
                    one.shares_rows_since and one.shares_rows_since.isoformat(),
                ]
            )
            one.shares_rows_since = agreed.get(one.cluster_id)
            one.save(update_fields=["shares_rows_since"])
    keep_first_revision(kept, viewer)
    for name in _FILLED:
        if getattr(kept, name) in (None, "", []):
            setattr(kept, name, getattr(other, name))
    save_version(kept, actor=viewer, fields=VERSIONED)
    other.merged_into = kept
    other.save(update_fields=["merged_into"])
    drop("organisation", other.pk)
    made = Merge.objects.create(
        kept=kept, merged=other, moved=_plain(moves.moved), changed=moves.changed, dropped=_plain(moves.dropped)
    )
    details = {"merged": other.pk, "n_moved": moves.n_moved, "n_dropped": len(moves.dropped) + moves.n_lost}
    record(kind=EventKind.MERGED_ORGANISATIONS, actor=viewer, on=kept, details=details)
    return made


@transaction.atomic
def unmerge(*, viewer: Viewer, merge_id: int) -> Merge:
    """Take a merge back: rows that are still where it put them return. Facts that `kept` took over stay."""
    made = queries.merges(viewer).select_for_update(of=("self",)).filter(pk=merge_id).first()
    if made is None:
        raise Http404
    if made.at < clock.now() - timedelta(days=UNDO_DAYS):
        raise DomainError(_("A merge can be taken back for %(days)s days; this one is older.") % {"days": UNDO_DAYS})
    if Merge.objects.filter(undone_at=None, pk__gt=made.pk).filter(Q(kept=made.kept) | Q(merged=made.kept)).exists():
        raise ConflictError(_("A later merge stands on this one: take that one back first."))
    # Rows that were dropped return first: what hung on them finds its place again.
    try:
        with transaction.atomic():
            for one in serializers.deserialize("python", made.dropped, ignorenonexistent=True):
                one.save()
            for move in reversed(made.moved):
                rows = apps.get_model(move["model"])._base_manager
                rows.filter(pk__in=move["keys"], **{move["field"]: move["to"]}).update(**{move["field"]: move["from"]})
            for label, key, name, before in reversed(made.changed):
                apps.get_model(label)._base_manager.filter(pk=key).update(**{name: before})
    except IntegrityError:
        raise DomainError(
            _("Rows were entered since that stand where the old ones would return: change them first.")
        ) from None
    made.merged.merged_into = None
    made.merged.save(update_fields=["merged_into"])
    put("organisation", made.merged.pk, made.merged.name)
    made.undone_at = clock.now()
    made.save(update_fields=["undone_at"])
    record(kind=EventKind.UNMERGED_ORGANISATIONS, actor=viewer, on=made.kept, details={"merged": made.merged_id})
    return made


@transaction.atomic
def keep_apart(*, viewer: Viewer, first_id: int, second_id: int) -> KeptApart:
    """Say that two organisations are not the same; they are not suggested again."""
    first, second = _pair(viewer, *sorted((first_id, second_id)))
    one, is_new = KeptApart.objects.get_or_create(first=first, second=second)
    if is_new:
        record(kind=EventKind.KEPT_APART_ORGANISATIONS, actor=viewer, on=first, details={"other": second.pk})
    return one


def _pair(viewer: Viewer, first_id: int, second_id: int) -> tuple[Organisation, Organisation]:
    if viewer.role not in queries.DESKS:
        raise NotAllowedError(_("Only the cluster desk and the administrator decide about doubled organisations."))
    if first_id == second_id:
        raise DomainError(_("Choose two different organisations."))
    scope = queries.in_full(viewer).order_by().values("pk")
    rows = Organisation.objects.select_for_update().filter(pk__in=scope).in_bulk([first_id, second_id])
    if len(rows) != 2:
        raise Http404
    return rows[first_id], rows[second_id]


def _check(viewer: Viewer, kept: Organisation, other: Organisation) -> None:
    if OrganisationKind.CLUSTER in (kept.kind, other.kind):
        raise DomainError(_("A cluster organisation is not merged: its figures and snapshots are its own."))
    if kept.kind != other.kind:
        raise DomainError(
            _("A company and a provider are two things: give both the same kind first, or keep them apart.")
        )
    if viewer.role == Role.ADMINISTRATOR and viewer.organisation_id is None:
        return
    elsewhere = Participation.objects.filter(organisation__in=(kept, other)).exclude(cluster_id=viewer.organisation_id)
    if elsewhere.exists():
        raise NotAllowedError(
            _("One of them takes part in another cluster as well: ask the administrator to merge them.")
        )
    people = [Membership.objects.filter(organisation=one).exists() for one in (kept, other)]
    if all(people):
        # Merged, the people of each would see what the other entered.
        raise NotAllowedError(
            _("People of both sign in here: ask the administrator, who can make sure that it is one firm.")
        )


def _common_agreements(kept: Organisation, other: Organisation) -> dict[int, Any]:
    """Return cluster → since when both let its desk see their rows, None where one does not."""
    found: dict[int, list[Any]] = {}
    for one in Participation.objects.filter(organisation__in=(kept, other)):
        found.setdefault(one.cluster_id, []).append(one.shares_rows_since)
    # What one of them agreed to alone says nothing about the rows of the other: the member agrees anew.
    return {cluster: max(days) if len(days) == 2 and all(days) else None for cluster, days in found.items()}


def _plain(rows: list[Any]) -> Any:
    return json.loads(json.dumps(rows, cls=DjangoJSONEncoder))
