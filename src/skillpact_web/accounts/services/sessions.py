"""The end of sessions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from allauth.usersessions.internal.flows.sessions import end_sessions
from django.db import transaction

from ...audit.kinds import EventKind
from ...audit.services import record
from ..actor import AccountHolder


@transaction.atomic
def end(*, request: Any, sessions: Sequence[Any]) -> None:
    """Sign a person out of these sessions of theirs; where the present one is among them, here as well."""
    record(kind=EventKind.ENDED_SESSIONS, actor=AccountHolder(request.user.pk), details={"n": len(sessions)})
    end_sessions(request, sessions)
