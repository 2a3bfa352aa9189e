"""Background work on courses: fetch by id, delegate."""

from __future__ import annotations

from django_tasks import task

from ..jobs.run import running
from . import services


@task()
def read_course(job_id: int, course_id: int) -> None:
    """Read the text of one course for what it teaches."""
    with running(job_id):
        services.read(course_id=course_id)
