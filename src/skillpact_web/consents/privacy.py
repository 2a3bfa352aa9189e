"""What the privacy centre itself holds of persons."""

from __future__ import annotations

from ..privacy.registry import Erasure, NoPersonalData, PersonalData, declare
from .models import Consent, DataRequest, ErasedSubject, RetentionRun

_OFFICER = "The privacy officer of your cluster."

declare(
    Consent,
    PersonalData(
        purpose="Remembers what you agreed to, for whom, since when and until when.",
        legal_basis="Legal duty to prove a consent, GDPR Article 7(1).",
        subject="subject",
        exported=("purpose", "recipient", "text_version", "given_at", "ends_on", "withdrawn_at"),
        erasure=Erasure.DELETE,
        retention_days=1095,
        retention_from="withdrawn_at",
        seen_by="You, and the organisation that you named for as long as the consent holds.",
    ),
)
declare(
    DataRequest,
    PersonalData(
        purpose="Lets you ask about your data, and a named person answer in time.",
        legal_basis="Legal duty to answer, GDPR Articles 12 and 15 to 22.",
        subject="subject",
        exported=(
            "kind",
            "words",
            "object_type",
            "object_id",
            "made_at",
            "due_on",
            "outcome",
            "answer",
            "answered_at",
            "lifted_at",
        ),
        erasure=Erasure.BLANK,  # that a request was made and answered stays, without the person
        blanked=("subject", "words", "answer", "object_id"),
        retention_days=1095,
        retention_from="answered_at",
        seen_by=_OFFICER,
    ),
)
declare(
    ErasedSubject,
    PersonalData(
        purpose="Erases a person again when a backup from before their erasure is restored.",
        legal_basis="Legal duty to erase, GDPR Article 17.",
        subject="",  # there is no account any more
        exported=(),
        erasure=Erasure.KEEP,
        law="GDPR Articles 5(2) and 17: numbers only, without name or text",
        retention_days=1826,
        retention_from="erased_at",
        seen_by="The privacy officer.",
    ),
)
declare(RetentionRun, NoPersonalData(because="Counts of rows by model, and the number of the account that ran it."))
