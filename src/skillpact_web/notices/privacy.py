"""What notices and mail hold of persons."""

from __future__ import annotations

from ..privacy.registry import Erasure, PersonalData, declare
from .models import MailPreference, Notice, OutgoingMail

declare(
    Notice,
    PersonalData(
        purpose="Shows a person what waits for them. Its sentence names no other person.",
        legal_basis="Needed for the service that the person asked for.",
        subject="user",
        exported=("kind", "state", "due_on", "asked_at", "settled_at"),
        erasure=Erasure.DELETE,
        retention_days=365,
        retention_from="settled_at",
    ),
)
declare(
    OutgoingMail,
    PersonalData(
        purpose="Sends a person mail and knows whether it went; what it said is forgotten once it is sent.",
        legal_basis="Needed for the service that the person asked for.",
        subject="user",
        exported=("template", "state", "created_at", "sent_at"),
        erasure=Erasure.DELETE,
        retention_days=365,
        retention_from="created_at",
    ),
)
declare(
    MailPreference,
    PersonalData(
        purpose="Keeps how often a person wants reminders by mail.",
        legal_basis="The person's own choice.",
        subject="user",
        exported=("reminders",),
        erasure=Erasure.DELETE,
    ),
)
