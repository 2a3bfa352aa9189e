"""Whether this installation can do its work: one check a question, each answering with a reason or nothing."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection

from .. import clock, environment
from ..errors import DomainError

# The rounds start every minute; a worker in the middle of a long piece of work beats instead.
WORKER_SILENCE = timedelta(minutes=3)
_MIGRATIONS_TRUSTED_SECONDS = 60
_level_until = 0.0


def find_troubles() -> dict[str, str]:
    """Return check → what is wrong with it, an empty text where nothing is."""
    troubles = {"database": _trouble(check_database)}
    is_there = not troubles["database"]
    for name, check in CHECKS.items():
        troubles[name] = _trouble(check) if is_there or check is check_disk else "not checked without the database"
    return troubles


def _trouble(check: Callable[[], str]) -> str:
    try:
        return check()
    except DatabaseError as error:
        return f"the database refused: {type(error).__name__}"


def check_database() -> str:
    """The database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def check_migrations() -> str:
    """The database is level with the program; believed for a minute, as looking takes a while."""
    global _level_until
    if time.monotonic() < _level_until:
        return ""
    from .schema import migrations_applied, migrations_due, migrations_unknown

    n_due, n_unknown = len(migrations_due()), len(migrations_unknown(migrations_applied()))
    if n_due:
        return f"{n_due} changes of the database are due: run `python -m skillpact_web prepare`"
    if n_unknown:
        return f"{n_unknown} changes of the database are unknown to this version: install the newer one"
    _level_until = time.monotonic() + _MIGRATIONS_TRUSTED_SECONDS
    return ""


def check_taxonomy() -> str:
    """The folder of the taxonomy that the database names is there and whole."""
    from ..skills.engine import taxonomy_id_in_use, taxonomy_in_use

    try:
        taxonomy_in_use()
    except DomainError:
        return f"{taxonomy_id_in_use()} is missing or damaged: run `skillpact taxonomy list`, then import it"
    return ""


def check_worker() -> str:
    """A worker does its rounds, or is in the middle of a piece of work."""
    seconds = worker_silent_seconds()
    if seconds is None:
        return "no worker has run yet: start `python -m skillpact_web work`"
    if seconds > WORKER_SILENCE.total_seconds():
        return f"no worker has been seen for {seconds:.0f} seconds: start `python -m skillpact_web work`"
    return ""


def worker_silent_seconds() -> float | None:
    """Return for how long no worker was seen, None where none ever was."""
    from ..jobs.models import Job, JobState, PeriodicRun

    # The rounds go by the real clock, beats by that of the installation, which a demo holds still.
    last = (
        PeriodicRun.objects.filter(last_at__isnull=False).order_by("-last_at").values_list("last_at", flat=True).first()
    )
    beat = (
        Job.objects.filter(state=JobState.RUNNING, heartbeat_at__isnull=False)
        .order_by("-heartbeat_at")
        .values_list("heartbeat_at", flat=True)
        .first()
    )
    silences = [(datetime.now(UTC) - last).total_seconds()] if last else []
    silences += [(clock.now() - beat).total_seconds()] if beat else []
    return max(0.0, min(silences)) if silences else None


def check_disk() -> str:
    """There is room for uploads and results."""
    least = environment.number("DISK_FREE_MB", 500)
    free = free_bytes() // 1_000_000
    return "" if free >= least else f"{free} MB are free, at least {least} are needed: make room under SKILLPACT_HOME"


def free_bytes() -> int:
    """Return the free room where the web's data lie."""
    folder = next(path for path in (settings.HOME, *settings.HOME.parents) if path.exists())
    return shutil.disk_usage(folder).free


CHECKS: dict[str, Callable[[], str]] = {
    "migrations": check_migrations,
    "taxonomy": check_taxonomy,
    "worker": check_worker,
    "disk": check_disk,
}
