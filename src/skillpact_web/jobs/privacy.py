"""What background work holds of persons."""

from __future__ import annotations

from ..privacy.registry import Erasure, NoPersonalData, PersonalData, declare
from .models import Job, PeriodicRun

declare(
    Job,
    PersonalData(
        purpose="Shows the person who started background work how far it is and what came of it.",
        legal_basis="Needed for the service that the person asked for.",
        subject="user",
        exported=("label", "state", "created_at", "started_at", "finished_at", "error"),
        erasure=Erasure.DELETE,
        retention_days=90,
        retention_from="finished_at",
    ),
)
declare(PeriodicRun, NoPersonalData(because="Holds when the program last did its rounds."))
