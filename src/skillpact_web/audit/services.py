"""Writing the audit log. Every service that writes records one event, in the same transaction."""

from __future__ import annotations

from typing import Any, Protocol

from django.db import models

from .. import clock
from .details import check_details
from .kinds import EventKind
from .models import Event


class Actor(Protocol):
    """Who acts; `accounts.viewer.Viewer` is one."""

    @property
    def user_id(self) -> int | None: ...
    @property
    def role(self) -> str: ...
    @property
    def organisation_id(self) -> int | None: ...


def record(
    *, kind: EventKind, actor: Actor | None, on: models.Model | None = None, details: dict[str, Any] | None = None
) -> Event:
    """Append one event. `details` holds ids, codes and counts, never a name or a text of a person.

    Raises ValueError for a kind outside the closed list and for details that read like a text (see `details.py`).
    """
    kind = EventKind(kind)
    check_details(details or {})
    return Event.objects.create(
        at=clock.now(),
        kind=kind.value,
        user_id=actor.user_id if actor else None,
        role=str(actor.role) if actor else "",
        organisation_id=actor.organisation_id if actor else None,
        object_type=on._meta.label_lower if on is not None else "",
        object_id=str(on.pk) if on is not None else "",
        details=details or {},
    )
