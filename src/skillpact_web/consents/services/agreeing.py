"""Giving and withdrawing a consent. Withdrawing is as easy as giving."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from ... import clock
from ...accounts.models import User
from ...audit.kinds import EventKind
from ...audit.services import Actor, record
from ...errors import DomainError
from .. import queries
from ..models import Consent
from ..purposes import TEXTS, Purpose


@transaction.atomic
def give(*, viewer: Actor, purpose: str, recipient_id: int | None = None, ends_on: date | None = None) -> Consent:
    """Record that the viewer agrees, to the present text. Agreeing again to the same returns what stands.

    Raises DomainError for an unknown purpose, a recipient that is missing, too much or out of reach, or a past end.
    """
    if purpose not in Purpose.values:
        raise DomainError(
            _("Nobody can agree to that here. Choose one of the purposes in the list."),
            fields={"purpose": _("Choose one of the purposes in the list.")},
        )
    text = TEXTS[purpose]
    if text.needs_recipient and recipient_id is None:
        raise _recipient_error(_("Say which organisation this is for."))
    if not text.needs_recipient and recipient_id is not None:
        raise _recipient_error(_("This agreement names no organisation: leave it empty."))
    if recipient_id is not None:
        reachable = queries.possible_recipients(viewer.user_id or 0, purpose)
        if not reachable.filter(pk=recipient_id).exists():
            raise _recipient_error(_("This organisation is not in your cluster. Choose one of the list."))
    if ends_on is not None and ends_on < clock.today():
        raise DomainError(
            _("The end lies in the past. Choose today or a later day, or leave it open."),
            fields={"ends_on": _("Choose today or a later day, or leave it open.")},
        )
    # Whoever gives twice at the same moment waits here for the first.
    subject = User.objects.select_for_update().get(pk=viewer.user_id)
    standing = queries.standing().filter(subject=subject, purpose=purpose, recipient_id=recipient_id)
    same = standing.filter(text_version=text.version, ends_on=ends_on).first()
    if same:
        return same
    standing.update(withdrawn_at=clock.now())  # a new text or another end takes the place of the old
    consent = Consent.objects.create(
        subject=subject,
        purpose=purpose,
        recipient_id=recipient_id,
        ends_on=ends_on,
        text_version=text.version,
        given_at=clock.now(),
    )
    record(
        kind=EventKind.GAVE_CONSENT,
        actor=viewer,
        on=consent,
        details={"purpose": purpose, "recipient_id": recipient_id, "text_version": text.version},
    )
    return consent


@transaction.atomic
def withdraw(*, viewer: Actor, consent_id: int) -> Consent:
    """Withdraw one of the viewer's own consents; twice does nothing more. Raises Http404 for anybody else's."""
    consent = Consent.objects.select_for_update().filter(pk=consent_id, subject_id=viewer.user_id).first()
    if consent is None:
        raise Http404
    if consent.withdrawn_at is None:
        consent.withdrawn_at = clock.now()
        consent.save(update_fields=["withdrawn_at"])
        details = {"purpose": consent.purpose, "recipient_id": consent.recipient_id}
        record(kind=EventKind.WITHDREW_CONSENT, actor=viewer, on=consent, details=details)
    return consent


def _recipient_error(sentence: str) -> DomainError:
    return DomainError(sentence, fields={"recipient": sentence})
