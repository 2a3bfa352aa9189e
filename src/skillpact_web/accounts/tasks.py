"""Daily work of the accounts."""

from __future__ import annotations

from django.core.management import call_command


def clear_sessions() -> None:
    """Delete sessions that have ended."""
    call_command("clearsessions")


PERIODIC = {"daily": [clear_sessions]}
