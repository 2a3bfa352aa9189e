"""A database that several processes see, as for the tests of the worker."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections
from jobs.worker_processes import database, url_of


@pytest.fixture(scope="session")
def empty_file(django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with all tables."""
    path = tmp_path_factory.mktemp("shared") / "template.sqlite3"
    with django_db_blocker.unblock(), database(NAME=str(path)):
        call_command("migrate", verbosity=0, run_syncdb=True)
        call_command("createcachetable", verbosity=0)
    return path


@pytest.fixture
def shared_database(request: Any, settings: Any, django_db_blocker: Any, tmp_path: Path) -> Iterator[str]:
    """The address of a database with all tables, in use here and open to other processes, with the queue in it."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    if connections["default"].vendor != "sqlite":
        yield url_of(connections["default"].settings_dict)
        return
    path = tmp_path / "shared.sqlite3"
    shutil.copy(request.getfixturevalue("empty_file"), path)
    with django_db_blocker.unblock(), database(NAME=str(path)):
        yield url_of(connections["default"].settings_dict)
