"""What the audit log holds of persons: the numbers of accounts."""

from __future__ import annotations

from django.db import models

from ..privacy.hooks import after_rows_left, retires
from ..privacy.registry import Erasure, NoPersonalData, PersonalData, declare
from .guards import RETENTION_DAYS
from .models import Event, Revision, Seal
from .seals import drop_past_retention

declare(
    Event,
    PersonalData(
        purpose="Shows who did what, so that misuse can be found and decisions can be explained.",
        legal_basis="Legal duty to show and to secure the processing, GDPR Articles 5(2) and 32.",
        subject="user_id",
        exported=("at", "kind", "role", "object_type", "object_id"),
        erasure=Erasure.KEEP,
        retention_days=RETENTION_DAYS,
        retention_from="at",
        law="GDPR Article 5(2), proof of lawful processing: numbers only, no name or text",
        seen_by="The auditor and, for access to sensitive data, the privacy officer.",
    ),
)
declare(
    Revision,
    PersonalData(
        purpose="Keeps what a row held before a change, so that the change can be seen and taken back.",
        legal_basis="Legitimate interest in correct data that can be restored, GDPR Article 6(1)(f).",
        subject="user_id",
        exported=("at", "object_type", "object_id", "version"),
        erasure=Erasure.BLANK,
        blanked=("user_id",),
        seen_by="Whoever may change the row.",
    ),
)
declare(Seal, NoPersonalData(because="Hashes and counts of events."))


@after_rows_left
def drop_revisions(model: type[models.Model], pks: list[object]) -> None:
    """Forget what rows held that were deleted or emptied for a person: their old versions hold the same."""
    Revision.objects.filter(object_type=model._meta.label_lower, object_id__in=[str(pk) for pk in pks]).delete()


@retires(Event)
def drop_old_events(is_dry_run: bool) -> int:
    """Let events go by whole seals, so that the chain over what stays still holds."""
    return drop_past_retention(is_dry_run=is_dry_run)
