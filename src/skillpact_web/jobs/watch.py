"""Taking up again what a dead worker held.

A worker is dead when the beat of its job has not moved for the set time *on the clock of the process that watches*,
which counts seconds since it started. No two clocks are compared, so a clock that is put back or ahead neither takes a
job from a worker that lives nor leaves one with a worker that died.
"""

from __future__ import annotations

import logging
import time
from typing import Any

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from .. import clock
from .limits import MAX_ATTEMPTS, ORPHAN_SECONDS, stale_seconds
from .models import Job, JobState
from .services import enqueue

logger = logging.getLogger("skillpact.jobs")


class Watch:
    """What one process has seen of the jobs that are not over: beat and attempt, and since when they stand still."""

    def __init__(self) -> None:
        self._seen: dict[int, tuple[tuple[Any, ...], float]] = {}

    def look(self) -> int:
        """Look at every job that is not over, and return how many were taken from the dead or put into the queue."""
        now = time.monotonic()
        seen: dict[int, tuple[tuple[Any, ...], float]] = {}
        n_moved = 0
        for job in Job.objects.filter(state__in=(JobState.QUEUED, JobState.RUNNING)).order_by("id"):
            sign = (job.state, job.attempts, job.beat, job.task_result_id)
            known, since = self._seen.get(job.pk, (None, now))
            seen[job.pk] = (sign, since if known == sign else now)
            n_moved += self._judge(job, now - seen[job.pk][1])
        self._seen = seen
        return n_moved

    def _judge(self, job: Job, silent_seconds: float) -> bool:
        if job.state == JobState.RUNNING:
            return silent_seconds >= stale_seconds() and take_from_dead(job)
        if silent_seconds < min(ORPHAN_SECONDS, stale_seconds()) or has_line(job):
            return False
        return enqueue_again(job)


def has_line(job: Job) -> bool:
    """Return whether a worker will still come to a waiting job by itself."""
    return DBTaskResult.objects.filter(pk=job.task_result_id, status="READY").exists()


def take_from_dead(job: Job) -> bool:
    """Take a job from a worker that is silent: back into the queue, or to its end. Return whether it was still so."""
    unmoved = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts, beat=job.beat)
    held = job.task_result_id
    if job.is_cancel_asked:
        is_ours = end(unmoved, JobState.CANCELLED, "")
    elif job.attempts >= MAX_ATTEMPTS:
        is_ours = end(unmoved, JobState.FAILED, sentence_of_giving_up(job))
    else:
        is_ours = bool(unmoved.update(state=JobState.QUEUED, task_result_id=None))
    if not is_ours:
        return False  # it moved meanwhile, or another process took it
    logger.warning("job taken from a silent worker", extra={"job_id": job.pk, "attempt": job.attempts})
    DBTaskResult.objects.filter(pk=held, status="RUNNING").update(status="FAILED", finished_at=clock.now())
    job.refresh_from_db()
    if job.state == JobState.QUEUED:
        enqueue(job)
    return True


def enqueue_again(job: Job) -> bool:
    """Put a waiting job that no worker would come to into the queue, or end it where it was tried often enough."""
    unmoved = Job.objects.filter(pk=job.pk, state=JobState.QUEUED, attempts=job.attempts, beat=job.beat)
    if job.attempts >= MAX_ATTEMPTS:
        return end(unmoved, JobState.FAILED, sentence_of_giving_up(job))
    enqueue(job)
    return True


def end(jobs: QuerySet[Job], state: JobState, error: str) -> bool:
    """End a job from outside."""
    return bool(jobs.update(state=state, error=error, finished_at=clock.now()))


def sentence_of_giving_up(job: Job) -> str:
    """Return what the person is told, in their language."""
    with translation.override(job.language or None):
        return _(
            "This was tried %(n)d times, and each time the program that works in the background stopped in the middle. "
            "Nothing half done was kept. Start it again with less at once, or tell your administrator the number of "
            "this work: %(number)s."
        ) % {"n": job.attempts, "number": job.pk}
