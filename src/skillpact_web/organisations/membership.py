"""Writes of participations. Only the member itself lets the cluster desk see its rows, and only it takes that back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from .. import clock
from ..accounts.models import Organisation, OrganisationKind, Participation
from ..accounts.roles import Role
from ..accounts.viewer import Viewer
from ..audit.kinds import EventKind
from ..audit.services import record
from ..errors import DomainError, NotAllowedError
from . import queries

EARLIEST, LATEST = date(1950, 1, 1), date(2100, 12, 31)


def join(
    *, cluster_id: int | None, organisation: Organisation, reference: str = "", starts_on: date | None = None
) -> Participation:
    """Return a new participation. The caller has checked the viewer and records the event."""
    _check_days(starts_on, None)
    return Participation.objects.create(
        cluster_id=cluster_id,
        organisation=organisation,
        reference=_free_reference(cluster_id, reference, None),
        starts_on=starts_on,
    )


@transaction.atomic
def add_member(
    *, viewer: Viewer, organisation: Organisation, cluster: Organisation, reference: str = "", starts_on: Any = None
) -> Participation:
    """Let an organisation that is here already take part in a cluster: the administrator, who sees both."""
    if viewer.role != Role.ADMINISTRATOR or viewer.organisation_id is not None:
        raise NotAllowedError(_("Only the installation's administrator adds an organisation of another cluster."))
    if cluster.kind != OrganisationKind.CLUSTER:
        sentence = _("Choose a cluster organisation.")
        raise DomainError(sentence, fields={"cluster": sentence})
    if Participation.objects.filter(cluster=cluster, organisation=organisation).exists():
        raise DomainError(_("It takes part in this cluster already."))
    one = join(cluster_id=cluster.pk, organisation=organisation, reference=reference, starts_on=starts_on)
    record(kind=EventKind.JOINED_CLUSTER, actor=viewer, on=organisation, details={"cluster": cluster.pk})
    return one


@transaction.atomic
def change_participation(
    *, viewer: Viewer, participation_id: int, reference: str, starts_on: date | None, ends_on: date | None
) -> Participation:
    """Change since when and until when an organisation takes part in the viewer's cluster, and its key there."""
    one = _locked(viewer, participation_id, of_desk=True)
    _check_days(starts_on, ends_on)
    one.reference = _free_reference(one.cluster_id, reference, one.pk)
    one.starts_on, one.ends_on = starts_on, ends_on
    if ends_on and ends_on < clock.today():
        one.shares_rows_since = None
    one.save()
    kind = EventKind.LEFT_CLUSTER if ends_on else EventKind.CHANGED_PARTICIPATION
    record(kind=kind, actor=viewer, on=one.organisation, details={"cluster": one.cluster_id})
    return one


@transaction.atomic
def agree_to_show_rows(*, viewer: Viewer, participation_id: int) -> Participation:
    """Let the named staff of the cluster desk see the member's rows, from now on."""
    one = _locked(viewer, participation_id, of_desk=False)
    if one.shares_rows_since is None:
        one.shares_rows_since = clock.now()
        one.save(update_fields=["shares_rows_since"])
        record(
            kind=EventKind.AGREED_TO_SHOW_ROWS, actor=viewer, on=one.organisation, details={"cluster": one.cluster_id}
        )
    return one


@transaction.atomic
def withdraw_rows(*, viewer: Viewer, participation_id: int) -> Participation:
    """Take the agreement back: from now on the desk sees suppressed figures only."""
    one = _locked(viewer, participation_id, of_desk=False)
    if one.shares_rows_since is not None:
        one.shares_rows_since = None
        one.save(update_fields=["shares_rows_since"])
        record(kind=EventKind.WITHDREW_ROWS, actor=viewer, on=one.organisation, details={"cluster": one.cluster_id})
    return one


def _locked(viewer: Viewer, participation_id: int, *, of_desk: bool) -> Participation:
    if viewer.role not in (queries.DESKS if of_desk else queries.MEMBERS):
        sentence = (
            _("Only the cluster desk changes this.") if of_desk else _("Only the member itself agrees or withdraws.")
        )
        raise NotAllowedError(sentence)
    rows = Participation.objects.select_for_update(of=("self",)).select_related("organisation")
    if not of_desk:
        rows = rows.filter(organisation_id=viewer.organisation_id)
    elif viewer.organisation_id is not None:
        rows = rows.filter(cluster_id=viewer.organisation_id)
    one = rows.filter(pk=participation_id).first()
    if one is None:
        raise Http404
    return one


def _check_days(starts_on: date | None, ends_on: date | None) -> None:
    for name, day in (("starts_on", starts_on), ("ends_on", ends_on)):
        if day and not EARLIEST <= day <= LATEST:
            sentence = _("A day from 1950 to 2100 is expected.")
            raise DomainError(sentence, fields={name: sentence})
    if starts_on and ends_on and ends_on < starts_on:
        sentence = _("The end lies before the start.")
        raise DomainError(sentence, fields={"ends_on": sentence})


def _free_reference(cluster_id: int | None, reference: str, own: int | None) -> str:
    reference = reference.strip()
    if len(reference) > 60:
        sentence = _("A reference has at most 60 characters.")
        raise DomainError(sentence, fields={"reference": sentence})
    others = Participation.objects.filter(cluster_id=cluster_id, reference=reference).exclude(pk=own)
    if reference and others.exists():
        sentence = _("Another member has this reference already.")
        raise DomainError(sentence, fields={"reference": sentence})
    return reference
