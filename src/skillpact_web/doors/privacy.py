"""What the doors keep of persons, and for how long."""

from __future__ import annotations

from ..privacy.registry import Erasure, PersonalData, declare
from .keys import KEPT_DAYS
from .models import IdempotencyKey, PendingImport

declare(
    IdempotencyKey,
    PersonalData(
        purpose="A form or request that arrives twice is carried out once.",
        legal_basis="Legitimate interest in correct records (GDPR Art. 6(1)(f)).",
        subject="membership__user",
        exported=("created_at",),
        erasure=Erasure.DELETE,
        retention_days=KEPT_DAYS,
        retention_from="created_at",
    ),
)
declare(
    PendingImport,
    PersonalData(
        purpose="A table that was uploaded waits until its sender has seen what it would change.",
        legal_basis="Legitimate interest in correct records (GDPR Art. 6(1)(f)).",
        subject="membership__user",
        exported=("file_name", "created_at", "applied_at"),
        erasure=Erasure.DELETE,
        retention_days=1,
        retention_from="created_at",
    ),
)
