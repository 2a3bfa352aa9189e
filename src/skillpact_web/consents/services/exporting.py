"""Everything that is stored about a person, for the person."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from ... import clock
from ...audit.kinds import EventKind
from ...audit.services import Actor, record
from ...privacy.exporting import collect


@transaction.atomic
def my_data(*, viewer: Actor) -> dict[str, Any]:
    """Return the viewer's own data as plain data, ready for JSON, and record that they took it away."""
    data = {"made_at": clock.now().isoformat(), **collect(viewer.user_id or 0)}
    n_rows = sum(len(one["rows"]) for one in data["stored"].values())
    record(kind=EventKind.EXPORTED_OWN_DATA, actor=viewer, details={"n_rows": n_rows})
    return data
