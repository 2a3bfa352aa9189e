"""A database that other processes see as well, and workers as processes of their own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import dj_database_url
import pytest
from django.core.management import call_command
from django.db import connections
from worker_processes import Workers, database, url_of, wait_until, workers_on


@pytest.fixture(scope="session")
def empty_file(django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with all tables."""
    path = tmp_path_factory.mktemp("queue") / "template.sqlite3"
    with django_db_blocker.unblock(), database(NAME=str(path)):
        call_command("migrate", verbosity=0, run_syncdb=True)
    return path


@pytest.fixture
def queue(request: Any, settings: Any, django_db_blocker: Any, tmp_path: Path) -> Iterator[str]:
    """The queue in the database, seen by other processes; returns the database's address."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    if connections["default"].vendor != "sqlite":
        yield url_of(connections["default"].settings_dict)
        return
    path = tmp_path / "queue.sqlite3"
    shutil.copy(request.getfixturevalue("empty_file"), path)
    with django_db_blocker.unblock(), database(NAME=str(path)):
        yield url_of(connections["default"].settings_dict)


@pytest.fixture
def postgres_queue(settings: Any, django_db_blocker: Any) -> Iterator[Any]:
    """As `queue`, on a PostgreSQL server that the test may stop and start."""
    from postgres import serve

    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    with serve() as server:
        config = dj_database_url.parse(server.url, conn_health_checks=True)
        with django_db_blocker.unblock(), database(**config, OPTIONS={}):
            call_command("migrate", verbosity=0, run_syncdb=True)
            yield server


@pytest.fixture
def workers(queue: str, tmp_path: Path) -> Iterator[Workers]:
    """Workers on the queue of the test."""
    with workers_on(queue, tmp_path) as found:
        yield found


@pytest.fixture
def until() -> Callable[..., None]:
    return wait_until
