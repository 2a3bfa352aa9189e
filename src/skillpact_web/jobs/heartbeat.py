"""The sign of life of a worker: a thread that counts up the beat of what its process works on."""

from __future__ import annotations

import logging
import threading

from django.db import DatabaseError, InterfaceError, connection
from django.db.models import F

from .. import clock
from .limits import beat_seconds
from .models import Job, JobState
from .run import PRESENT

logger = logging.getLogger("skillpact.jobs")


def beat() -> None:
    """Count up the beat of every job that this process works on."""
    for job_id, attempt in list(PRESENT.items()):
        Job.objects.filter(pk=job_id, attempts=attempt, state=JobState.RUNNING).update(
            beat=F("beat") + 1, heartbeat_at=clock.now()
        )


class Heartbeat(threading.Thread):
    """Beats until it is stopped; where the database is gone it goes on trying."""

    def __init__(self) -> None:
        super().__init__(name="heartbeat", daemon=True)
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(beat_seconds()):
            try:
                beat()
            except (DatabaseError, InterfaceError) as error:
                logger.warning("heartbeat failed", extra={"error": type(error).__name__})
                connection.close()
        connection.close()

    def stop(self) -> None:
        """End the thread and wait for it."""
        self._over.set()
        self.join(timeout=5)
