"""Background work on talents: fetch by id, delegate."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django_tasks import task

from .. import clock
from ..jobs.run import running
from . import index, services
from .models import Talent


@task()
def read_talent(job_id: int, talent_id: int) -> None:
    """Read one CV for what the person brings."""
    with running(job_id):
        services.read(talent_id=talent_id)


def forget_expired() -> None:
    """Take skills out of the search whose last day has just passed: they count as not held."""
    today = clock.today()
    recently = {"claims__expires_on__lt": today, "claims__expires_on__gte": today - timedelta(days=3)}
    for talent in Talent.objects.filter(**recently).distinct():
        index.refresh(talent)


def remind_of_ends() -> None:
    """Tell people of certificates that end soon."""
    services.remind_of_ends()


PERIODIC: dict[str, list[Any]] = {"daily": [forget_expired, remind_of_ends]}
