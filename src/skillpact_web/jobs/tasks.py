"""The jobs' own work: running what is periodic, and clearing old lines away."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from .. import clock
from .models import Job, JobState
from .run import running

KEPT_DAYS = 90


@task
def run_periodic(job_id: int, name: str) -> None:
    """Run one periodic job."""
    from .periodic import registry

    with running(job_id):
        registry()[name][1]()


def clear_away() -> None:
    """Delete what was over long ago: jobs after their retention, lines of the queue after a day."""
    over = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)
    Job.objects.filter(state__in=over, finished_at__lt=clock.now() - timedelta(days=KEPT_DAYS)).delete()
    DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - timedelta(days=1)).delete()


PERIODIC = {"daily": [clear_away]}
