"""A person says that a skill or a match about them is wrong; a named person answers within the set days."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ... import clock
from ...accounts.models import Membership
from ...accounts.roles import Role
from ...accounts.viewer import Viewer
from ...audit.kinds import EventKind
from ...audit.services import record
from ...errors import ConflictError, DomainError
from ...notices.services import ask, settle
from .. import queries, scope
from ..models import Dispute, DisputeOutcome, Talent
from .locking import locked

LONGEST = 5_000
NOTICE_KIND, ANSWERED_KIND = "talents.dispute", "talents.dispute_answered"
WAITING = gettext_noop("A person says that something about them is wrong. Look at it and answer.")
ANSWERED = gettext_noop("What you said is wrong was looked at: read the answer.")


@transaction.atomic
def open_dispute(
    *, viewer: Viewer, talent_ref: str, reason: str, claim_id: int | None = None, about: str = ""
) -> Dispute:
    """Say that something about a person is wrong. claim_id : a skill of theirs; about : else what, such as a match"""
    talent = locked(viewer, talent_ref)
    claim = None
    if claim_id is not None:
        claim = talent.claims.filter(pk=claim_id).first()
        if claim is None:
            raise Http404
        about = claim.label
    problems = {}
    if not about.strip():
        problems["about"] = _("Say what is wrong: a skill, or a match with a vacancy.")
    if not reason.strip():
        problems["reason"] = _("Say in a sentence what is wrong with it.")
    elif len(reason) > LONGEST:
        problems["reason"] = _("The text has %(n)s characters, at most %(most)s are kept: shorten it.") % {
            "n": len(reason), "most": LONGEST,
        }  # fmt: skip
    if problems:
        raise DomainError(_("Nothing was sent: see the marked fields."), fields=problems)
    dispute = Dispute.objects.create(
        talent=talent,
        claim=claim,
        about=about.strip()[:300],
        reason=reason.strip(),
        asked_by_id=viewer.user_id,
        assigned_to_id=_who_answers(talent, viewer),
        due_on=clock.today() + timedelta(days=settings.SKILLPACT_ANSWER_DAYS),
    )
    record(kind=EventKind.OPENED_DISPUTE, actor=viewer, on=dispute)
    if dispute.assigned_to is not None:
        # With the organisation and the role, what is overdue finds the next of that role.
        ask(
            kind=NOTICE_KIND,
            user=dispute.assigned_to,
            organisation=talent.cluster,
            role=Role.CLUSTER_MANAGER,
            text=WAITING,
            url=reverse("talents:dispute", args=[dispute.pk]),
            due_on=dispute.due_on,
            on=dispute,
            actor=viewer,
        )
    return dispute


@transaction.atomic
def answer_dispute(*, viewer: Viewer, dispute_id: int, outcome: str, answer: str) -> Dispute:
    """Answer once: corrected, or it stays and why."""
    if viewer.role not in (Role.COUNSELLOR, Role.CLUSTER_MANAGER):
        raise Http404
    if not queries.disputes(viewer).filter(pk=dispute_id).exists():
        raise Http404
    dispute: Dispute = Dispute.objects.select_for_update().get(pk=dispute_id)
    if not dispute.is_open:
        raise ConflictError(_("This was answered meanwhile: nothing of yours was saved."))
    problems = {}
    if outcome not in (DisputeOutcome.CORRECTED, DisputeOutcome.KEPT):
        problems["outcome"] = _("Say whether it was corrected or stays as it is.")
    if not answer.strip():
        problems["answer"] = _("Say why, in a sentence that the person understands.")
    elif len(answer) > LONGEST:
        problems["answer"] = _("At most %(most)s characters are kept: shorten it.") % {"most": LONGEST}
    if problems:
        raise DomainError(_("Nothing was sent: see the marked fields."), fields=problems)
    dispute.outcome, dispute.answer = outcome, answer.strip()
    dispute.answered_at, dispute.answered_by_id = clock.now(), viewer.user_id
    dispute.save(update_fields=["outcome", "answer", "answered_at", "answered_by"])
    record(kind=EventKind.ANSWERED_DISPUTE, actor=viewer, on=dispute, details={"outcome": str(outcome)})
    settle(kind=NOTICE_KIND, on=dispute, actor=viewer)
    if dispute.talent.user is not None:
        url = reverse("talents:dispute", args=[dispute.pk])
        ask(kind=ANSWERED_KIND, user=dispute.talent.user, text=ANSWERED, url=url, actor=viewer)
    return dispute


def _who_answers(talent: Talent, viewer: Viewer) -> int | None:
    """Return the named person: the desk's longest-serving manager who may know of the person, else their counsellor."""
    hidden = {talent.employer_id, *talent.named_out.values_list("pk", flat=True)} - {None}
    running = Q(ends_at=None) | Q(ends_at__gt=clock.now())
    blind = Membership.objects.filter(running, organisation_id__in=hidden).exclude(role=Role.TALENT)
    managers = (
        Membership.objects.filter(running, organisation=talent.cluster, role=Role.CLUSTER_MANAGER)
        .exclude(user_id__in=blind.values("user_id"))
        .exclude(user_id=viewer.user_id)
        .order_by("id")
    )
    found = managers.values_list("user_id", flat=True).first()
    if found is None:
        acting = scope.mandates_in_force().filter(talent=talent).exclude(counsellor_id=viewer.user_id)
        found = acting.values_list("counsellor_id", flat=True).first()
    return found
