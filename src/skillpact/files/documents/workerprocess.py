"""The parent's side of the worker: start, ask under a clock, end without leaving anything behind."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import weakref
from pathlib import Path
from typing import IO, Any, cast

_START_SECONDS = 60.0
_LONGEST_REPLY = 1_000_000_000
_PACKAGE_PARENT = Path(__file__).resolve().parents[3]


class WorkerGoneError(Exception):
    """The worker ended before it answered. is_timeout : because its time was over."""

    def __init__(self, *, is_timeout: bool):
        super().__init__("timeout" if is_timeout else "crash")
        self.is_timeout = is_timeout


class WorkerProcess:
    """One running worker. Not for several threads at once."""

    def __init__(self) -> None:
        environment = dict(os.environ)
        paths = [str(_PACKAGE_PARENT), *filter(None, [environment.get("PYTHONPATH")])]
        environment["PYTHONPATH"] = os.pathsep.join(paths)
        environment.pop("PYTHONWARNINGS", None)
        # -P keeps the folder the user stands in off the path: a json.py there must not be run.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "skillpact.files.documents.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        self._owner = os.getpid()
        # Also at exit of the interpreter, if nobody closed the reader.
        self._finalizer = weakref.finalize(self, _end, self._process, self._owner)
        try:
            self._exchange(b"", seconds=_START_SECONDS)
        except WorkerGoneError as error:
            self.end()
            raise RuntimeError("the process that reads documents does not start") from error
        except BaseException:
            self.end()
            raise

    def is_usable(self) -> bool:
        """Return whether the process still runs and was started by this process, not by the parent of a fork."""
        return os.getpid() == self._owner and self._process.poll() is None

    def ask(self, header: bytes, data: bytes, *, seconds: float) -> dict[str, Any]:
        """Return the reply to one request. Raises WorkerGoneError after `seconds`, or when the process ends before."""
        return self._exchange(header + b"\n" + data, seconds=seconds)

    def end(self) -> None:
        """Kill the process and collect it, so that no zombie stays. May be called twice."""
        self._finalizer()

    def _exchange(self, request: bytes, *, seconds: float) -> dict[str, Any]:
        is_over = threading.Event()

        def stop() -> None:
            is_over.set()
            self._process.kill()

        clock = threading.Timer(seconds, stop)
        clock.daemon = True
        clock.start()
        try:
            requests = cast(IO[bytes], self._process.stdin)
            if request:
                requests.write(request)
                requests.flush()
            n_bytes = int.from_bytes(self._read(8), "big")
            if n_bytes > _LONGEST_REPLY:
                raise EOFError
            return cast(dict[str, Any], json.loads(self._read(n_bytes)))
        except (OSError, EOFError, ValueError) as error:
            raise WorkerGoneError(is_timeout=is_over.is_set() or self._was_out_of_time()) from error
        finally:
            clock.cancel()

    def _read(self, n_bytes: int) -> bytes:
        data = cast(IO[bytes], self._process.stdout).read(n_bytes)
        if len(data) < n_bytes:
            raise EOFError
        return data

    def _was_out_of_time(self) -> bool:
        """Return whether the system ended the process because its processor time was used up."""
        import signal

        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._process.wait(timeout=1.0) == -int(getattr(signal, "SIGXCPU", 0) or -1)
        return False


def _end(process: subprocess.Popen[bytes], owner: int) -> None:
    if os.getpid() != owner:
        return  # a fork inherited the object; the process belongs to the parent
    with contextlib.suppress(OSError):
        process.kill()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with contextlib.suppress(OSError, ValueError):
                stream.close()
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        process.wait(timeout=10)
