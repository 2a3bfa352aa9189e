"""What the search keeps of persons: nothing that their own rows do not hold."""

from __future__ import annotations

from ..privacy.registry import Erasure, PersonalData, declare
from .models import Entry

declare(
    Entry,
    PersonalData(
        purpose="Rows are found by their words; for a talent only the words that their profile shows.",
        legal_basis="As the row itself: an entry goes when its row goes.",
        subject="",
        exported=(),
        erasure=Erasure.DELETE,
    ),
)
