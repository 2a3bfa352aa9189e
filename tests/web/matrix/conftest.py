"""The whole filled world, made once a file; nothing that a visit writes stays."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import rows_of_pages
from django.db import connection, transaction
from django.test import override_settings
from visiting import House
from world import make_world

FILLERS = sorted(path.stem for path in Path(__file__).resolve().parent.parent.glob("*_world.py"))


@pytest.fixture(scope="module", autouse=True)
def quiet_outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Mail, tasks, uploads and cache as elsewhere in the tests of the web, for the file instead of a test."""
    folder = tmp_path_factory.mktemp("matrix")
    with override_settings(
        EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
        TASKS={"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}},
        SKILLPACT_DOCUMENTS=folder / "documents",
        SKILLPACT_ERASURES=folder / "erasures.jsonl",
        DEBUG_PROPAGATE_EXCEPTIONS=True,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
    ):
        logging.disable(logging.CRITICAL)  # thousands of refusals are what is asked for
        yield
        logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def house(quiet_outside: None, django_db_setup: None, django_db_blocker: Any) -> Iterator[House]:
    """Both clusters with the rows of every app, in a transaction that is taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_world()
        for name in FILLERS:
            import_module(name).fill(world)
        rows_of_pages.fill(world)
        connection.check_constraints()
        yield House(world)
        transaction.set_rollback(True)
