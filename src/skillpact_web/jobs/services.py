"""Starting and cancelling background work."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .. import clock
from ..accounts.viewer import Viewer
from ..audit.kinds import EventKind
from ..audit.services import record
from ..errors import ConflictError
from .models import Job, JobState


@transaction.atomic
def start(
    *,
    viewer: Viewer,
    task: Any,
    kwargs: dict[str, Any],
    label: str,
    on: models.Model | None = None,
    url: str = "",
) -> Job:
    """Start a task in the background and return its job; a worker sees it once the present transaction is committed.

    task : a `@task` function that takes `job_id` and `kwargs` (plain JSON values) and works in `run.running(job_id)`
    label : what the person is told is being done; on : what it is done to; url : where its result will be seen
    """
    job = Job.objects.create(
        task=task.module_path,
        kwargs=kwargs,
        label=label[:200],
        user_id=viewer.user_id,
        organisation_id=viewer.organisation_id,
        language=get_language() or "",
        on_type=on._meta.label_lower if on is not None else "",
        on_id=str(on.pk) if on is not None else "",
        url=url,
    )
    record(kind=EventKind.STARTED_JOB, actor=viewer, on=job, details={"task": job.task})
    transaction.on_commit(lambda: enqueue(job))
    return job


def enqueue(job: Job) -> None:
    """Put a job into the queue of the workers. A second line for the same job does no harm: it is taken up once."""
    result = import_string(job.task).enqueue(job_id=job.pk, **job.kwargs)
    if hasattr(result, "db_result"):  # only the queue in the database has a line that can be looked up
        Job.objects.filter(pk=job.pk).update(task_result_id=result.id)


@transaction.atomic
def cancel(*, viewer: Viewer, job: Job) -> None:
    """Cancel a job: at once where it still waits, else as soon as its task looks up.

    Raises ConflictError where it is over.
    """
    now = clock.now()
    waiting = Job.objects.filter(pk=job.pk, state=JobState.QUEUED)
    if not waiting.update(state=JobState.CANCELLED, is_cancel_asked=True, finished_at=now):
        running = Job.objects.filter(pk=job.pk, state=JobState.RUNNING)
        if not running.update(is_cancel_asked=True):
            raise ConflictError(_("This work is already over, so there is nothing left to cancel."))
    record(kind=EventKind.CANCELLED_JOB, actor=viewer, on=job)
