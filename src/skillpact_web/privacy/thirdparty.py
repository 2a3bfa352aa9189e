"""Hooks for what packages hold outside columns that name an account."""

from __future__ import annotations

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from .hooks import Subject, erases


@erases("sessions")
def end_sessions(subject: Subject) -> dict[str, int]:
    """End every session of the account; the account stands inside the session's own data."""
    keys = [
        one.session_key
        for one in Session.objects.iterator(chunk_size=500)
        if str(one.get_decoded().get(SESSION_KEY, "")) == str(subject.user_id)
    ]
    for start in range(0, len(keys), 500):
        Session.objects.filter(pk__in=keys[start : start + 500]).delete()
    return {Session._meta.label: len(keys)}
