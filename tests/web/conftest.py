"""The web's tests: the cast of the house, each signed in by one call, on the database that the run is on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def quiet_outside(settings: Any, tmp_path: Path) -> None:
    """Mail stays in memory, tasks run at once, uploads go to a folder of the test, the cache to memory."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    settings.SKILLPACT_DOCUMENTS = tmp_path / "documents"
    settings.SKILLPACT_ERASURES = tmp_path / "erasures.jsonl"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def world(db: Any) -> Any:
    """The invented world of the tests: two clusters, their members and the cast (tests/web/world.py)."""
    from world import make_world

    return make_world()


@pytest.fixture
def sign_in(client: Any) -> Callable[..., Any]:
    """Return a client signed in as a membership of the world, with a second factor where the role asks for one."""
    from world import signed_in_client

    return signed_in_client
