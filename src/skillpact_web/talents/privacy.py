"""What talents' rows hold of persons, and what goes when a person leaves."""

from __future__ import annotations

from collections.abc import Iterable

from ..privacy.hooks import Subject, erases, finds_references
from ..privacy.registry import Erasure, PersonalData, declare
from .models import Claim, Dispute, Mandate, Talent

_BASIS = "The person's own request, GDPR Article 6(1)(b): they enter it, choose who sees it, and can take it back."
_SEEN = "You, the counsellor you chose, and only whom you allow on “Who can see me”. Never your employer."

declare(
    Talent,
    PersonalData(
        purpose="Keeps what a person wants and can do, to find work and training that fit.",
        legal_basis=_BASIS,
        subject="user",
        exported=(
            "reference", "cluster", "nickname", "status", "nuts", "languages", "employer", "hours",
            "target_occupation_label", "wishes", "vacancy_ids", "visibility", "cv_text", "created_at", "changed_at",
        ),
        erasure=Erasure.DELETE,
        seen_by=_SEEN,
    ),
)  # fmt: skip
declare(
    Claim,
    PersonalData(
        purpose="Keeps the skills that a person brings, with what stands behind each and what the machine suggested.",
        legal_basis=_BASIS,
        subject="talent__user",
        exported=(
            "uri", "label", "level", "status", "origin", "score", "sentence", "evidence", "issuer", "issued_on",
            "expires_on", "decided_at", "taxonomy", "program_version",
        ),
        erasure=Erasure.DELETE,
        seen_by=_SEEN,
    ),
)  # fmt: skip
declare(
    Mandate,
    PersonalData(
        purpose="Shows who may act for a person, since when and until when.",
        legal_basis=_BASIS,
        subject="talent__user",
        exported=("starts_on", "ends_on", "recorded_at", "ended_at"),
        erasure=Erasure.DELETE,
        seen_by="You, the counsellor, and the staff of the cluster where you let them see you.",
    ),
)
declare(
    Dispute,
    PersonalData(
        purpose="Keeps what a person disputes and what was answered by whom.",
        legal_basis="Legal duty to correct what is wrong, GDPR Article 16, and to look at what a machine suggested.",
        subject="talent__user",
        exported=("about", "reason", "asked_at", "due_on", "outcome", "answer", "answered_at"),
        erasure=Erasure.DELETE,
        seen_by="You, your counsellor, and the named person who answers.",
    ),
)


@finds_references("talents")
def references(user_id: int) -> Iterable[str]:
    """Return the opaque references of a person, one a cluster."""
    return list(Talent.objects.filter(user_id=user_id).values_list("reference", flat=True))


@erases("talents")
def forget(subject: Subject) -> dict[str, int]:
    """Erase what stands under the person's references, also uploads that somebody else brought for them."""
    from .services import forget as forget_references

    return forget_references(references=subject.references)
