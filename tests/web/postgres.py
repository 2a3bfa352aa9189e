"""A PostgreSQL server of the tests' own: new data folder, free port on loopback, gone at the end.

A benchmark starts one with settings of its own and keeps its data.

`python tests/web/postgres.py COMMAND…` runs a command with SKILLPACT_DATABASE_URL at such a server. Root may not run
PostgreSQL, so that as root it runs as an unprivileged user.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_USERS = ("postgres", "nobody")
# Speed in place of safety: the data live as long as the tests.
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_connections": "100",
    "logging_collector": "off",
    "log_min_messages": "warning",
}


def find_binaries() -> Path | None:
    """Return the folder of the newest PostgreSQL's programs, or None where it is not installed."""
    found = [folder for folder in Path("/usr/lib/postgresql").glob("*/bin") if (folder / "initdb").exists()]
    if found:
        return max(found, key=lambda folder: int(folder.parent.name))
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


@dataclass
class Server:
    """A running server that can be stopped and started again, as when a machine restarts."""

    binaries: Path
    folder: Path
    port: int
    password: str
    account: dict[str, Any]
    settings: dict[str, str]
    process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def url(self) -> str:
        """The address of its database, for SKILLPACT_DATABASE_URL."""
        return f"postgres://skillpact:{self.password}@127.0.0.1:{self.port}/skillpact"

    def start(self) -> None:
        """Start the server and wait until it answers."""
        settings = [f"--{name}={value}" for name, value in self.settings.items()]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [str(self.binaries / "postgres"), "-D", str(self.folder / "data"), "-p", str(self.port),
                 "-k", str(self.folder), *settings],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True, cwd=self.folder, **self.account,
            )  # fmt: skip
        ready = [str(self.binaries / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        end = time.monotonic() + 60
        while subprocess.run(ready, check=False).returncode != 0:
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"PostgreSQL did not start:\n{(self.folder / 'log').read_text(encoding='utf-8')}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop it: politely, then at once, then by force."""
        if self.process is None:
            return
        for name in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            self.process.send_signal(name)
            try:
                self.process.wait(timeout=15)
                break
            except subprocess.TimeoutExpired:
                continue
        self.process = None


@contextlib.contextmanager
def serve(*, settings: dict[str, str] | None = None, folder: Path | None = None) -> Iterator[Server]:
    """Start a server with one database; stop it at the end, whatever happens, and remove its data.

    settings : its own, instead of those of the tests; folder : keeps the data there for the next time
    """
    binaries = find_binaries()
    if binaries is None:
        raise RuntimeError("PostgreSQL is not installed: apt-get install postgresql")
    account, used = _unprivileged(), _SETTINGS if settings is None else settings
    place = folder or Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        is_new = not (place / "data").exists()
        if is_new:
            _create(binaries, place, account)
        password = (place / "password").read_text(encoding="utf-8")
        server = Server(binaries, place, _free_port(), password, account, used)
        try:
            server.start()
            if is_new:
                _run(
                    [binaries / "createdb", "-h", "127.0.0.1", "-p", server.port, "-U", "skillpact", "skillpact"],
                    place, {**account, "env": {**os.environ, "PGPASSWORD": password}},
                )  # fmt: skip
            yield server
        finally:
            server.stop()
    finally:
        if folder is None:
            shutil.rmtree(place, ignore_errors=True)


def _create(binaries: Path, folder: Path, account: dict[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / "password").write_text(secrets.token_hex(16), encoding="utf-8")
    if account:
        for path in (folder, folder / "password"):
            os.chown(path, account["user"], account["group"])
    _run(
        [binaries / "initdb", "-D", folder / "data", "-U", "skillpact", "--pwfile", folder / "password",
         "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"],
        folder, account,
    )  # fmt: skip


def _unprivileged() -> dict[str, Any]:
    """Return whom subprocesses run as: another user where we are root."""
    if os.geteuid() != 0:
        return {}
    for name in _USERS:
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise RuntimeError(f"PostgreSQL does not run as root, and there is no user {' or '.join(_USERS)}")


def _run(command: list[Any], folder: Path, options: dict[str, Any]) -> None:
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False, **options)
    if done.returncode:
        raise RuntimeError(f"{Path(words[0]).name} failed: {done.stdout}{done.stderr}")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


if __name__ == "__main__":
    # A terminated runner leaves through the context manager as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with serve() as running:
        sys.exit(subprocess.run(sys.argv[1:], env={**os.environ, "SKILLPACT_DATABASE_URL": running.url}).returncode)
