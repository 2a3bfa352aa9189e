"""How long a worker may be silent and how often a job is tried; read when used, so that a test can set them."""

from __future__ import annotations

from .. import environment

# A job whose worker dies is tried on another one; what kills three workers would kill the fourth.
MAX_ATTEMPTS = 3
# A job is looked at again where nobody enqueued it although it waits (its process died between the two).
ORPHAN_SECONDS = 5


def stale_seconds() -> int:
    """Return for how long a worker may be silent before its job goes to another (SKILLPACT_JOB_STALE_SECONDS)."""
    return environment.number("JOB_STALE_SECONDS", 30, least=1)


def beat_seconds() -> float:
    """Return the time between two heartbeats: six fit into the time of silence, so that a slow one does no harm."""
    return stale_seconds() / 6


def outage_seconds() -> int:
    """Return for how long a worker waits for a database that is gone (SKILLPACT_WORKER_OUTAGE_SECONDS)."""
    return environment.number("WORKER_OUTAGE_SECONDS", 300, least=1)
