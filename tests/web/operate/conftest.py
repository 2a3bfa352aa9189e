"""An installation of its own for each test: a home, and an empty database of the kind that the run is on."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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


@contextmanager
def database(template: str = "template1") -> Iterator[str]:
    """The address of a new PostgreSQL database, or an empty text where the run is on SQLite."""
    url = os.environ.get("SKILLPACT_DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield ""
        return
    name = f"own_{secrets.token_hex(6)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield f"{url.rpartition('/')[0]}/{name}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def make_installation(home: Path, address: str) -> dict[str, str]:
    """Return the environment of an installation on one's own machine."""
    environment = {**plain_environment(), "SKILLPACT_HOME": str(home), "SKILLPACT_MODE": "local"}
    return {**environment, "SKILLPACT_DATABASE_URL": address} if address else environment


@pytest.fixture
def own_database() -> Iterator[str]:
    """An empty database, as `database` gives it."""
    with database() as address:
        yield address


@pytest.fixture
def installation(tmp_path: Path, own_database: str) -> dict[str, str]:
    """The environment of an installation on one's own machine, with nothing in it yet."""
    return make_installation(tmp_path / "home", own_database)


@pytest.fixture(scope="session")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """An installation level with the program, made once: others begin as its copy."""
    with database() as address:
        environment = make_installation(tmp_path_factory.mktemp("pattern"), address)
        done = subprocess.run(
            [sys.executable, "-m", "skillpact_web", "prepare"],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr, done.stdout) == (0, "", "")
        yield environment


@pytest.fixture
def prepared(pattern: dict[str, str], tmp_path: Path) -> Iterator[dict[str, str]]:
    """An installation whose database is level with the program, without rows."""
    shutil.copytree(pattern["SKILLPACT_HOME"], tmp_path / "home")
    with database(pattern.get("SKILLPACT_DATABASE_URL", "").rpartition("/")[2]) as address:
        yield make_installation(tmp_path / "home", address)


@pytest.fixture
def run(request: pytest.FixtureRequest, tmp_path: Path) -> Run:
    """Run, in the test's installation, `skillpact …` or, with `module=True`, `python -m skillpact_web …`, and return what came of it."""
    installation = request.getfixturevalue("prepared" if "prepared" in request.fixturenames else "installation")

    def call(*words: str, module: bool = False, **changes: str) -> subprocess.CompletedProcess[str]:
        start = [sys.executable, "-m", "skillpact_web"] if module else [str(BIN / "skillpact")]
        environment = {**installation, **changes}
        return subprocess.run(
            [*start, *words], env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
        )

    return call
