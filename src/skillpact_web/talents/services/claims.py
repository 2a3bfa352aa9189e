"""What a person brings: suggested, confirmed, with what stands behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ... import clock
from ...accounts.viewer import Viewer
from ...audit.kinds import EventKind
from ...audit.services import record
from ...documents.services import erase_upload, store_upload
from ...errors import ConflictError, DomainError
from ...notices.services import ask, settle
from ...skills import engine, statements
from ...skills.models import Origin, StatementStatus
from ...ui.fields import PickedSkill
from .. import index, scope
from ..models import Claim, EvidenceLevel, Talent, soon
from .locking import locked

EARLIEST = date(1950, 1, 1)
LATEST = date(2100, 12, 31)
ENDING_KIND = "talents.ending"
ENDING = gettext_noop("A certificate ends within three months. Renew it, or it counts as not held.")
# Somebody else says so: then it must be said who.
BY_OTHERS = frozenset({EvidenceLevel.ATTESTED, EvidenceLevel.ASSESSED, EvidenceLevel.CERTIFIED})


@transaction.atomic
def decide_claims(*, viewer: Viewer, talent_ref: str, data: Mapping[str, Any]) -> int:
    """Write which of the shown skills the person brings; return how many changed."""
    talent = locked(viewer, talent_ref)
    rows = list(talent.claims.select_for_update(of=("self",)))
    n_changed = statements.decide(viewer, rows, statements.decisions_from(data, rows))
    if n_changed:
        record(kind=EventKind.DECIDED_CLAIMS, actor=viewer, on=talent, details={"n": n_changed})
        index.refresh(talent)
    return n_changed


@transaction.atomic
def add_claim(*, viewer: Viewer, talent_ref: str, skill: PickedSkill, level: float | None = None) -> Claim:
    """Add a skill by its name or URI, as confirmed."""
    talent = locked(viewer, talent_ref)
    one: Claim = statements.add(viewer, talent.claims.all(), {"talent": talent}, skill=skill, level=level)
    record(kind=EventKind.DECIDED_CLAIMS, actor=viewer, on=talent, details={"n": 1})
    index.refresh(talent)
    return one


@transaction.atomic
def change_claim(
    *,
    viewer: Viewer,
    talent_ref: str,
    claim_id: int,
    expected_version: int | None,
    level: float | None,
    evidence: str,
    issuer: str = "",
    issued_on: date | None = None,
    expires_on: date | None = None,
    file: Any = None,
) -> Claim:
    """Say what stands behind a skill: who says so, since when, until when. file : a certificate or the like"""
    talent = locked(viewer, talent_ref)
    claim = Claim.objects.select_for_update(of=("self",)).filter(talent=talent, pk=claim_id).first()
    if claim is None:
        raise Http404
    if expected_version is not None and claim.version != expected_version:
        raise ConflictError(
            _(
                "Somebody else changed this meanwhile. Nothing of yours was saved: look again, and save what you "
                "still want."
            )
        )
    _check(claim, evidence, issuer.strip(), issued_on, expires_on)
    claim.level, claim.evidence, claim.issuer = level, evidence, issuer.strip()
    claim.issued_on, claim.expires_on = issued_on, expires_on
    if file is not None:
        former = claim.document
        claim.document = store_upload(viewer=viewer, file=file, purpose="evidence")
        if former is not None:
            erase_upload(viewer=viewer, upload=former)
    claim.version += 1
    claim.decided_by_id, claim.decided_at = viewer.user_id, clock.now()
    claim.save()
    record(kind=EventKind.CHANGED_CLAIM, actor=viewer, on=claim, details={"evidence": str(evidence)})
    if not claim.expires_soon:
        settle(kind=ENDING_KIND, on=claim, actor=viewer)
    index.refresh(talent)
    return claim


@transaction.atomic
def put_claims(*, viewer: Viewer, talent_ref: str, stated: Iterable[statements.StatedSkill]) -> bool:
    """Make the confirmed skills those that an import states; return whether that changed anything."""
    talent = locked(viewer, talent_ref)
    has_changed = statements.put_stated(viewer, talent.claims.all(), {"talent": talent}, stated, Origin.IMPORT)
    if has_changed:
        record(kind=EventKind.DECIDED_CLAIMS, actor=viewer, on=talent)
        index.refresh(talent)
    return has_changed


@transaction.atomic
def suggest_from_job(*, viewer: Viewer, talent_ref: str, occupation_uri: str) -> int:
    """Suggest the skills that are usual in a job the person did, for somebody without a CV; return how many are new."""
    talent = locked(viewer, talent_ref)
    found = engine.usual_skills(occupation_uri, language=talent.language or "en")
    if not found:
        sentence = _("Nothing is known of what this occupation usually asks: add skills by their names instead.")
        raise DomainError(sentence, fields={"occupation": sentence})
    n_new = statements.put_suggestions(talent.claims.all(), {"talent": talent}, found, Origin.OCCUPATION)
    record(kind=EventKind.CHANGED_TALENT, actor=viewer, on=talent, details={"n_suggested": n_new})
    return n_new


def remind_of_ends() -> int:
    """Tell people, or who acts for them, of certificates that end within three months; return of how many.

    It may run every day: who was told already is not told again. Nobody's list says which skill it is.
    """
    ending = Claim.objects.filter(
        status=StatementStatus.CONFIRMED, expires_on__gte=clock.today(), expires_on__lte=soon()
    ).select_related("talent__user")
    n_told = 0
    for claim in ending.order_by("pk").iterator(500):
        acting = scope.mandates_in_force().filter(talent=claim.talent).exclude(counsellor=None).first()
        receiver = claim.talent.user or (acting.counsellor if acting else None)
        if receiver is not None:
            url = reverse("talents:claim", args=[claim.talent.reference, claim.pk])
            ask(kind=ENDING_KIND, user=receiver, text=ENDING, url=url, on=claim)
            n_told += 1
    return n_told


def suggest_from_text(talent: Talent, suggestions: tuple[engine.Suggested, ...]) -> int:
    """Put beside a person what their CV names; what they decided stays."""
    n_new = statements.put_suggestions(talent.claims.all(), {"talent": talent}, suggestions, Origin.MACHINE)
    # A document stands behind it, which is more than a word and less than somebody else's.
    untouched = talent.claims.filter(origin=Origin.MACHINE, evidence=EvidenceLevel.CLAIMED, version=1)
    untouched.update(evidence=EvidenceLevel.INFERRED)
    return n_new


def _check(claim: Claim, evidence: str, issuer: str, issued_on: date | None, expires_on: date | None) -> None:
    problems: dict[str, str] = {}
    if evidence not in EvidenceLevel.values or (evidence == EvidenceLevel.INFERRED and claim.origin != Origin.MACHINE):
        problems["evidence"] = _("Choose how this is known.")
    if evidence in BY_OTHERS and not issuer:
        problems["issuer"] = _("Say who attested, assessed or certified it.")
    if len(issuer) > 200:
        problems["issuer"] = _("At most 200 characters are kept: shorten it.")
    if issued_on and not EARLIEST <= issued_on <= clock.today():
        problems["issued_on"] = _("The day of issue lies between %(first)s and today.") % {"first": EARLIEST}
    if expires_on and (expires_on > LATEST or expires_on < (issued_on or EARLIEST)):
        problems["expires_on"] = _("The last day is not before the day of issue, and not after 2100.")
    if problems:
        raise DomainError(_("Nothing was saved: see the marked fields."), fields=problems)
