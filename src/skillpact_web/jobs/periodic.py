"""What is done every minute, hour or day, by the real clock; one worker starts each.

An app says so in its `tasks.py` (`PERIODIC = {"daily": [collect]}`, plain functions without arguments that may be run
twice without harm), or a higher one calls `every("daily", collect)` in its `AppConfig.ready`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from .models import Job, JobState, PeriodicRun
from .services import enqueue

logger = logging.getLogger("skillpact.jobs")
PERIODS = {"minutely": timedelta(minutes=1), "hourly": timedelta(hours=1), "daily": timedelta(days=1)}
Work = Callable[[], object]
_REGISTRY: dict[str, tuple[timedelta, Work]] = {}


def every(period: str, work: Work) -> None:
    """Have a function run every "minutely", "hourly" or "daily". Raises ValueError for another word."""
    if period not in PERIODS:
        raise ValueError(f"period is {period!r}, expected one of {', '.join(PERIODS)}")
    _REGISTRY[f"{work.__module__}.{work.__qualname__}".removeprefix("skillpact_web.")] = (PERIODS[period], work)


def registry() -> dict[str, tuple[timedelta, Work]]:
    """Return name → period and function, with those that the apps name in their `tasks.py`."""
    for app in apps.get_app_configs():
        if app.name.startswith("skillpact_web.") and find_spec(f"{app.name}.tasks"):
            for period, works in getattr(import_module(f"{app.name}.tasks"), "PERIODIC", {}).items():
                for work in works:
                    every(period, work)
    return dict(sorted(_REGISTRY.items()))


def real_now() -> datetime:
    """Return the machine's time: rounds go on in a demo whose day stands still."""
    return timezone.now()


def start_due() -> int:
    """Start every periodic job whose time has come, and return how many."""
    now = real_now()
    last = dict(PeriodicRun.objects.values_list("name", "last_at"))
    return sum(
        start_one(name, last.get(name), now)
        for name, (period, _work) in registry().items()
        if is_due(last.get(name), now, period)
    )


def is_due(last_at: datetime | None, now: datetime, period: timedelta) -> bool:
    """Return whether a job that ran last at `last_at` is to run.

    A last time that lies in the future was written before the clock was put back: waiting for it could take years.
    """
    return last_at is None or now - last_at >= period or last_at - now > period


@transaction.atomic
def start_one(name: str, last_at: datetime | None, now: datetime) -> bool:
    """Start a periodic job unless another worker did so since `last_at` was read, or it still runs."""
    PeriodicRun.objects.get_or_create(name=name)
    if not PeriodicRun.objects.filter(name=name, last_at=last_at).update(last_at=now, n_runs=F("n_runs") + 1):
        return False
    earlier = Job.objects.filter(periodic=name)
    if earlier.filter(state__in=(JobState.QUEUED, JobState.RUNNING)).exists():
        return False
    earlier.filter(state=JobState.DONE).delete()  # of those that went well the last one is enough
    job = Job.objects.create(
        task="skillpact_web.jobs.tasks.run_periodic", kwargs={"name": name}, label=name, periodic=name
    )
    transaction.on_commit(lambda: enqueue(job))
    return True
