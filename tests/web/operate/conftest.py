"""An installation of its own for each test: a home, and an empty database of the kind that the run is on."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

BIN = Path(sys.executable).parent
Run = Callable[..., "subprocess.CompletedProcess[str]"]


def plain_environment() -> dict[str, str]:
    """Return the environment of somebody who has set nothing."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SKILLPACT_", "DJANGO_", "PYTEST_")) and name != "DATABASE_URL"
    }


@pytest.fixture
def own_database() -> Iterator[str]:
    """The address of an empty PostgreSQL database, or an empty text where the run is on SQLite."""
    url = os.environ.get("SKILLPACT_DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield ""
        return
    name = f"own_{secrets.token_hex(6)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield f"{url.rpartition('/')[0]}/{name}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def installation(tmp_path: Path, own_database: str) -> dict[str, str]:
    """The environment of an installation on one's own machine, with nothing in it yet."""
    environment = {**plain_environment(), "SKILLPACT_HOME": str(tmp_path / "home"), "SKILLPACT_MODE": "local"}
    if own_database:
        environment["SKILLPACT_DATABASE_URL"] = own_database
    return environment


@pytest.fixture
def run(installation: dict[str, str], tmp_path: Path) -> Run:
    """Run `skillpact …` or, with `module=True`, `python -m skillpact_web …` there, and return what came of it."""

    def call(*words: str, module: bool = False, **changes: str) -> subprocess.CompletedProcess[str]:
        start = [sys.executable, "-m", "skillpact_web"] if module else [str(BIN / "skillpact")]
        environment = {**installation, **changes}
        return subprocess.run(
            [*start, *words], env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
        )

    return call
