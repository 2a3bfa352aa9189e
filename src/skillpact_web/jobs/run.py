"""Inside a task: take the job up, say how far it is, and end it, whatever happens.

@task
def draw_balance(job_id: int, study_id: int) -> None:
    with running(job_id) as job:
        for done, part in enumerate(parts):
            job.progress(done, len(parts), _("Reading vacancies"))
        with job.writing():  # only where the job is still ours: nothing is written twice
            services.save_result(...)
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from .. import clock
from ..errors import DomainError
from .models import Job, JobState

logger = logging.getLogger("skillpact.jobs")
# Progress is written at most so often: a task may call it for every row.
PROGRESS_SECONDS = 0.25
# What this process works on, as job id → attempt: the heartbeat of the worker reads it.
PRESENT: dict[int, int] = {}


class JobTakenError(Exception):
    """The job runs elsewhere, is over or is gone; this task has nothing to do."""


class JobLostError(Exception):
    """The job was given to another worker because this one was silent for too long; what it does now must not count."""


class JobCancelledError(Exception):
    """The person asked for the job to end."""


class Running:
    """A job that this process works on."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.result: dict[str, Any] | None = None
        self._written_at = 0.0
        self._present = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts)

    def progress(self, n_done: int, n_total: int, message: str = "") -> None:
        """Say how far the work is. Raises JobCancelledError or JobLostError, which end the task."""
        now = time.monotonic()
        if now - self._written_at < PROGRESS_SECONDS and n_done < n_total:
            return
        self._written_at = now
        n_rows = self._present.update(
            n_done=max(0, n_done),
            n_total=max(0, n_total),
            message=message[:300],
            beat=F("beat") + 1,
            heartbeat_at=clock.now(),
        )
        if not n_rows:
            raise JobLostError
        self.check()

    def check(self) -> None:
        """End the task where the person cancelled it or another worker has it."""
        asked = self._present.values_list("is_cancel_asked", flat=True).first()
        if asked is None:
            raise JobLostError
        if asked:
            raise JobCancelledError

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Open a transaction that is only committed while the job is ours, so that a result is written once."""
        with transaction.atomic():
            if not self._present.select_for_update().exists():
                raise JobLostError
            yield

    def end(self, state: JobState, *, error: str = "") -> None:
        """Write how the job ended. Raises JobLostError where it is no longer ours."""
        values: dict[str, Any] = {"state": state, "error": error[:500], "finished_at": clock.now()}
        if state == JobState.DONE:
            values |= {"result": self.result, "n_done": F("n_total"), "message": ""}
        if not self._present.update(**values):
            raise JobLostError

    def give_back(self) -> None:
        """Let another worker take the job up; the workers see that it waits without a line in the queue."""
        self._present.update(state=JobState.QUEUED, task_result_id=None)


def take_up(job_id: int) -> Running:
    """Take a waiting job up. Raises JobTakenError where it does not wait: a job is never run twice at a time."""
    now = clock.now()
    n_rows = Job.objects.filter(pk=job_id, state=JobState.QUEUED).update(
        state=JobState.RUNNING,
        attempts=F("attempts") + 1,
        beat=F("beat") + 1,
        heartbeat_at=now,
        started_at=now,
        n_done=0,
        error="",
    )
    if not n_rows:
        raise JobTakenError
    return Running(Job.objects.get(pk=job_id))


@contextmanager
def running(job_id: int) -> Iterator[Running]:
    """Work on a job: it is running inside, and done, failed or cancelled after.

    A `DomainError` is told to the person as it stands; another error is a bug: they are told so, and it is logged. A
    database that goes away or a worker that is told to stop leaves the job to another worker. Raises JobTakenError
    where the job does not wait.
    """
    present = take_up(job_id)
    PRESENT[job_id] = present.job.attempts
    try:
        with translation.override(present.job.language or None):
            yield from _run(present)
    finally:
        PRESENT.pop(job_id, None)


def _run(present: Running) -> Iterator[Running]:
    job = present.job
    try:
        yield present
        present.end(JobState.DONE)
    except JobCancelledError:
        present.end(JobState.CANCELLED)
    except JobLostError:
        logger.warning("job lost", extra={"job_id": job.pk, "attempt": job.attempts})
        raise
    except DomainError as error:
        present.end(JobState.FAILED, error=error.message)
    except (OperationalError, InterfaceError):
        raise  # the database is gone or locked: the job falls silent, and is taken up again
    except Exception:
        logger.exception("job failed", extra={"job_id": job.pk, "task": job.task})
        sentence = _(
            "This did not work because of a fault in the program. Try it once more; if it fails again, tell your "
            "administrator the number of this work: %(number)s."
        )
        present.end(JobState.FAILED, error=sentence % {"number": job.pk})
        raise
    except BaseException:  # the worker is told to stop at once
        present.give_back()
        raise
