"""Workers as processes of their own, on a database that they and the test both see."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connections, transaction
from django.db.utils import load_backend

from skillpact_web.accounts.models import Membership, User
from skillpact_web.accounts.roles import Role
from skillpact_web.accounts.viewer import Viewer, viewer_of
from skillpact_web.jobs import services
from skillpact_web.jobs.models import Job

ROOT = Path(__file__).resolve().parents[3]
STALE_SECONDS = 2


@contextlib.contextmanager
def database(**values: Any) -> Iterator[None]:
    """Have the default database be another one inside."""
    before, known = connections["default"], dict(connections.settings["default"])
    config = {**known, **values}
    connections.settings["default"].clear()
    connections.settings["default"].update(config)
    connections["default"] = load_backend(config["ENGINE"]).DatabaseWrapper(config, "default")
    try:
        yield
    finally:
        connections["default"].close()
        connections.settings["default"].clear()
        connections.settings["default"].update(known)
        connections["default"] = before


def url_of(config: dict[str, Any]) -> str:
    """Return the address of a database for SKILLPACT_DATABASE_URL."""
    if config["ENGINE"].endswith("sqlite3"):
        return f"sqlite:///{config['NAME']}"
    return (
        f"postgres://{config['USER']}:{config['PASSWORD']}@{config['HOST']}:{config['PORT'] or 5432}/{config['NAME']}"
    )


@dataclass
class Workers:
    """Starts workers and ends what still runs after the test."""

    url: str
    folder: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, *, shift_days: int = 0, until_empty: bool = False, stale_seconds: int = STALE_SECONDS) -> Any:
        """Start a worker whose clock is `shift_days` ahead."""
        environment = os.environ | {
            "SKILLPACT_MODE": "test",
            "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "skillpact_web.settings"),
            "SKILLPACT_DATABASE_URL": self.url,
            "SKILLPACT_HOME": str(self.folder),
            "SKILLPACT_LOG_LEVEL": "INFO",
            "SKILLPACT_JOB_STALE_SECONDS": str(stale_seconds),
            "SHIFT_DAYS": str(shift_days),
            "PYTHONPATH": os.pathsep.join(
                [str(ROOT / "src"), str(ROOT / "tests" / "web" / "jobs"), os.environ.get("PYTHONPATH", "")]
            ),
        }
        module = ["shifted_worker"] if shift_days else ["skillpact_web", "work"]
        command = [sys.executable, "-m", *module, *(["--until-empty"] if until_empty else [])]
        with (self.folder / "worker.log").open("ab") as log:
            process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=self.folder)
        self.processes.append(process)
        return process

    @property
    def log(self) -> str:
        return (self.folder / "worker.log").read_text(encoding="utf-8")

    def end(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
            process.wait(timeout=20)


def wait_until(is_so: Callable[[], Any], seconds: float = 60) -> None:
    """Wait until something is so; the test fails where it takes longer than `seconds`."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, f"not so after {seconds} s"
        time.sleep(0.05)


def make_viewer() -> Viewer:
    """Return Bruno, without the rest of the world: it is quick."""
    user, _is_new = User.objects.get_or_create(email="bruno@people.example", defaults={"display_name": "Bruno"})
    membership, _is_new = Membership.objects.get_or_create(user=user, role=Role.COMPANY, organisation=None)
    return viewer_of(membership)


def start(task: Any, *, is_enqueued: bool = True, **kwargs: Any) -> Job:
    """Start a job; not enqueued: as where the web process dies between its commit and the queue."""
    if is_enqueued:
        return services.start(viewer=make_viewer(), task=task, kwargs=kwargs, label="A study")
    with transaction.atomic():
        job = services.start(viewer=make_viewer(), task=task, kwargs=kwargs, label="A study")
        transaction.get_connection().run_on_commit = []
    return job


@contextlib.contextmanager
def workers_on(url: str, folder: Path) -> Iterator[Any]:
    """Workers on a database of the caller's choice."""
    found = Workers(url, folder)
    try:
        yield found
    finally:
        found.end()
