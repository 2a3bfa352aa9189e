"""The worker: takes tasks out of the queue one by one, beats, watches over other workers, does the rounds."""

from __future__ import annotations

import logging
import threading
import time

from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections, connection
from django_tasks_db.management.commands.db_worker import Worker as QueueWorker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction, is_locked_database_exception

from .heartbeat import Heartbeat
from .limits import outage_seconds, stale_seconds
from .periodic import start_due
from .watch import Watch

logger = logging.getLogger("skillpact.jobs")


class DatabaseGoneError(Exception):
    """The database could not be reached for longer than a worker waits."""


class Worker(QueueWorker):
    """django-tasks-db's worker with a life of its own: how a task is claimed and run is theirs, the rest is here."""

    running: bool  # of theirs: whether it goes on

    def __init__(self, *, worker_id: str, interval_seconds: float = 0.5, until_empty: bool = False) -> None:
        super().__init__(
            queue_names=["*"],
            interval=interval_seconds,
            batch=until_empty,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=worker_id,
            excluded_queue_names=[],
        )
        self._watch = Watch()
        self._watched_at = self._rounds_at = -1e9
        self._told = threading.Event()

    def shutdown(self, signum: int, frame: object) -> None:
        """Stop after the present task; told a second time, stop at once, and the task goes to another worker."""
        if not self.running:
            raise SystemExit(1)
        logger.info("worker stops", extra={"worker_id": self.worker_id, "is_working": self.running_task})
        self.running = False
        self._told.set()

    def run(self) -> None:
        """Work until told to stop. Raises DatabaseGoneError where the database stays away for too long."""
        logger.info("worker starts", extra={"worker_id": self.worker_id})
        heartbeat = Heartbeat()
        heartbeat.start()
        gone_since: float | None = None
        try:
            while self.running:
                try:
                    close_old_connections()
                    is_empty = not self.step()
                    gone_since = None
                except (DatabaseError, InterfaceError) as error:
                    gone_since = gone_since or time.monotonic()
                    self._bear(error, time.monotonic() - gone_since)
                    continue
                if is_empty and self.batch:
                    return
                if is_empty:
                    self._told.wait(self.interval)
        finally:
            heartbeat.stop()
            logger.info("worker stopped", extra={"worker_id": self.worker_id})

    def step(self) -> bool:
        """Do the rounds that are due, then one task. Return whether there was one."""
        now = time.monotonic()
        if now - self._watched_at >= min(1.0, stale_seconds() / 4):
            self._watched_at = now
            self._watch.look()
        if now - self._rounds_at >= 5:
            self._rounds_at = now
            start_due()
        found = self.claim()
        if found is not None:
            self.run_task(found)
            # The log has where it broke; a trace with its words may hold what a person wrote.
            DBTaskResult.objects.filter(pk=found.pk).exclude(traceback="").update(traceback="")
        return found is not None

    def claim(self) -> DBTaskResult | None:
        """Return the next task, marked as ours, or None where there is none."""
        try:
            with exclusive_transaction():
                found = DBTaskResult.objects.ready().filter(backend_name=self.backend_name).get_locked()
                if found is not None:
                    found.claim(self.worker_id)
                return found
        except OperationalError as error:
            if is_locked_database_exception(error):
                return None
            raise

    def _bear(self, error: Exception, gone_seconds: float) -> None:
        if gone_seconds > outage_seconds():
            raise DatabaseGoneError from error
        logger.warning("database not reached", extra={"error": type(error).__name__, "seconds": int(gone_seconds)})
        connection.close()
        self._told.wait(1)
