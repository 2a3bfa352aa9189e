"""What the privacy floor does by itself: retentions end daily, the audit log is sealed hourly."""

from __future__ import annotations

from ..audit.seals import seal_events
from .services import run_retention


def end_retentions() -> None:
    """Delete or empty what is past its retention."""
    run_retention()


def seal_audit_log() -> None:
    """Seal what was written more than an hour ago."""
    seal_events()


PERIODIC = {"daily": [end_retentions], "hourly": [seal_audit_log]}
