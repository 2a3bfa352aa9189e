"""A counsellor acts for a person: since when, until when, and who wrote it down."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from ... import clock
from ...accounts.models import Membership
from ...accounts.roles import Role
from ...accounts.viewer import Viewer
from ...audit.kinds import EventKind
from ...audit.services import record
from ...errors import DomainError
from .. import queries, scope
from ..models import Mandate, Talent

LONGEST = timedelta(days=5 * 366)


@transaction.atomic
def give_mandate(*, viewer: Viewer, talent_ref: str, counsellor_id: int, ends_on: date | None = None) -> Mandate:
    """Let a counsellor act for a person: by the person, or by the desk for somebody without an account."""
    rows = scope.talents(viewer).filter(reference=talent_ref)
    if viewer.role == Role.CLUSTER_MANAGER:
        rows = rows.filter(user=None)
    elif viewer.role != Role.TALENT:
        raise Http404
    talent = rows.select_for_update(of=("self",)).first()
    if talent is None:
        raise Http404
    _check(talent, counsellor_id, ends_on)
    mandate = Mandate.objects.create(
        talent=talent, counsellor_id=counsellor_id, ends_on=ends_on, recorded_by_id=viewer.user_id
    )
    record(kind=EventKind.GAVE_MANDATE, actor=viewer, on=talent, details={"counsellor": counsellor_id})
    return mandate


@transaction.atomic
def end_mandate(*, viewer: Viewer, talent_ref: str, mandate_id: int) -> Mandate:
    """End a mandate at once: by the person, the counsellor themself, or the desk for somebody without an account."""
    talent = scope.talents(viewer).filter(reference=talent_ref).first()
    if talent is None:
        raise Http404
    mandate = queries.mandates(viewer, talent).select_for_update(of=("self",)).filter(pk=mandate_id).first()
    if mandate is None or (viewer.role == Role.COUNSELLOR and mandate.counsellor_id != viewer.user_id):
        raise Http404
    if viewer.role == Role.CLUSTER_MANAGER and talent.user_id:
        raise DomainError(_("This person has an account: only they, or the counsellor, can end it."))
    if mandate.is_in_force:
        mandate.ended_at, mandate.ended_by_id = clock.now(), viewer.user_id
        mandate.save(update_fields=["ended_at", "ended_by"])
        record(kind=EventKind.ENDED_MANDATE, actor=viewer, on=talent, details={"mandate": mandate.pk})
    return mandate


def _check(talent: Talent, counsellor_id: int, ends_on: date | None) -> None:
    problems = {}
    if not queries.counsellors_of(talent.cluster).filter(pk=counsellor_id).exists():
        problems["counsellor"] = _("Choose a counsellor from the list.")
    elif _works_for_whom_they_must_not_see(talent, counsellor_id):
        problems["counsellor"] = _("This counsellor works for an organisation that must not see you: choose another.")
    elif scope.mandates_in_force().filter(talent=talent, counsellor_id=counsellor_id).exists():
        problems["counsellor"] = _("This counsellor acts for you already.")
    if ends_on and not clock.today() <= ends_on <= clock.today() + LONGEST:
        problems["ends_on"] = _("The last day is today or later, and at most five years away.")
    if problems:
        raise DomainError(_("Nothing was saved: see the marked fields."), fields=problems)


def _works_for_whom_they_must_not_see(talent: Talent, user_id: int) -> bool:
    hidden = {talent.employer_id, *talent.named_out.values_list("pk", flat=True)} - {None}
    running = Q(ends_at=None) | Q(ends_at__gt=clock.now())
    jobs = Membership.objects.filter(running, user_id=user_id, organisation_id__in=hidden)
    return jobs.exclude(role=Role.TALENT).exists()
