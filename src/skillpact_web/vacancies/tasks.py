"""Background work on vacancies: fetch by id, delegate."""

from __future__ import annotations

from django_tasks import task

from ..jobs.run import running
from . import services


@task()
def read_vacancy(job_id: int, vacancy_id: int) -> None:
    """Read the text of one vacancy for the skills that it asks."""
    with running(job_id):
        services.read(vacancy_id=vacancy_id)


PERIODIC = {"daily": [services.ask_still_open]}
