"""The processes that `skillpact serve` starts: they end with it, however it ends."""

from __future__ import annotations

import contextlib
import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from skillpact.errors import ConfigurationError

_PATIENCE_SECONDS = 15
_RESTARTS = 5


@dataclass
class Child:
    """One process. `is_renewed`: started again where it ends by itself, a few times."""

    name: str
    command: list[str]
    is_renewed: bool = False
    process: subprocess.Popen[bytes] | None = None
    n_started: int = 0

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches it through us and in order."""
        self.process = subprocess.Popen(  # noqa: S603 - words of our own
            self.command, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=_end_with_parent
        )
        self.n_started += 1

    @property
    def code(self) -> int | None:
        """The exit code, None while it runs."""
        return self.process.poll() if self.process else None


@dataclass
class Household:
    """All children, started in order and stopped in the reverse one."""

    children: list[Child]
    is_told_to_stop: bool = field(default=False)

    def run(self, is_up: Callable[[], bool], when_up: Callable[[], object]) -> None:
        """Start all, call `when_up` once `is_up`, and return when told to stop by SIGINT or SIGTERM.

        Raises ConfigurationError where a child ends by itself.
        """
        before = {number: signal.signal(number, self._told) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            for child in self.children:
                child.start()
            was_up = False
            while not self.is_told_to_stop:
                self._look()
                if not was_up and is_up():
                    was_up = True
                    when_up()
                time.sleep(0.1)
        finally:
            self.stop()
            for number, handler in before.items():
                signal.signal(number, handler)

    def stop(self) -> None:
        """End all: politely, then by force."""
        running = [child.process for child in reversed(self.children) if child.process and child.code is None]
        for process in running:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
        end = time.monotonic() + _PATIENCE_SECONDS
        for process in running:
            try:
                process.wait(timeout=max(0.1, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _told(self, number: int, frame: object) -> None:
        self.is_told_to_stop = True

    def _look(self) -> None:
        for child in self.children:
            if child.code is None or self.is_told_to_stop:
                continue
            if not child.is_renewed or child.n_started > _RESTARTS:
                raise ConfigurationError(
                    f"The {child.name} ended by itself (exit code {child.code}), so everything was stopped: "
                    "see its last lines above"
                )
            child.start()


def _end_with_parent() -> None:
    """Have the kernel end this child where its parent is killed and can no longer do so."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
