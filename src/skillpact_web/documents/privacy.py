"""What uploads hold of persons."""

from __future__ import annotations

from ..privacy.registry import Erasure, NoPersonalData, PersonalData, declare
from .models import Blob, Upload

declare(
    Upload,
    PersonalData(
        purpose="Keeps the document that a person brought, so that what was read from it can be checked and corrected.",
        legal_basis="The person's own request; for documents of an organisation, its legitimate interest in them.",
        subject="user",
        exported=("filename", "purpose", "kind", "created_at"),
        erasure=Erasure.BLANK,
        blanked=("blob", "filename"),
        retention_days=730,
        retention_from="created_at",
    ),
)
declare(
    Blob,
    NoPersonalData(because="Holds a hash and a size; its file goes within hours of the last upload that names it."),
)
