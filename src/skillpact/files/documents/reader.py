"""Reads files into documents within bounds: what a file can do wrong, it does in a process that can be replaced."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import stat
import threading
from dataclasses import asdict
from pathlib import Path, PurePath
from types import TracebackType
from typing import Any, Self

from skillpact.errors import InputError
from skillpact.files.documents.detection import detect_format
from skillpact.files.documents.document import DEFAULT_LIMITS, ROLE_WORDS, ReaderLimits, ReadResult, Role
from skillpact.files.documents.parsing import parse_document
from skillpact.files.documents.worker import decode_result
from skillpact.files.documents.workerprocess import WorkerGoneError, WorkerProcess

_LOG = logging.getLogger("skillpact")
_LINES_SUFFIXES = {".jsonl", ".ndjson"}


def read_documents(
    path: Path, *, role: Role, name: str | None = None, limits: ReaderLimits = DEFAULT_LIMITS
) -> ReadResult:
    """Return the documents in one file, and its refused rows. For many files use one `DocumentReader`.

    role : what the file is expected to be; a CV read as "talent" comes without personal data
    name : what messages call the file and what its id and expected kind are taken from; default the path's last part
    Raises InputError when the file as a whole cannot be used; the message says what was found and what to do.
    """
    with DocumentReader(limits) as reader:
        return reader.read(path, role=role, name=name)


class DocumentReader:
    """Reads many files with one long-lived worker process, started at the first file that needs it.

    A file on which the worker takes too long, needs too much memory or crashes is refused, and the next file gets a new
    worker. One reader may be used from several threads, which then wait for each other. Use it as a context manager.

    n_timeouts, n_crashes, n_exceptions : how often that happened (n_exceptions: errors that no reader foresaw)
    """

    def __init__(self, limits: ReaderLimits = DEFAULT_LIMITS):
        self.limits = limits
        self.n_timeouts = 0
        self.n_crashes = 0
        self.n_exceptions = 0
        self._worker: WorkerProcess | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the worker. The reader can still be used; it then starts another one."""
        with self._lock:
            self._end_worker()

    def read(self, path: Path, *, role: Role, name: str | None = None) -> ReadResult:
        """Return the documents in one file; see `read_documents`."""
        file = name or Path(path).name
        return self.read_bytes(_load(Path(path), file=file, limits=self.limits), role=role, name=file)

    def read_bytes(self, data: bytes, *, role: Role, name: str) -> ReadResult:
        """Return the documents in the content of a file that `name` names; see `read_documents`."""
        if role not in ROLE_WORDS:
            raise ValueError(f"role is {role!r}, expected one of {', '.join(ROLE_WORDS)}")
        if len(data) > self.limits.file_bytes:
            raise _too_large(len(data), name, self.limits)
        found = detect_format(data, file=name)
        suffix = PurePath(name).suffix.lower()
        is_plain = (found == "text" and suffix not in {".csv", ".tsv"}) or (
            found == "json" and suffix in _LINES_SUFFIXES
        )
        if is_plain and role != "talent":
            return parse_document(data, file=name, role=role, limits=self.limits)
        with self._lock:
            return self._ask_worker(data, file=name, role=role)

    def _ask_worker(self, data: bytes, *, file: str, role: Role) -> ReadResult:
        header = {"file": file, "role": role, "limits": asdict(self.limits), "n_bytes": len(data)}
        try:
            if self._worker is None or not self._worker.is_usable():
                self._end_worker()
                self._worker = WorkerProcess()
            reply = self._worker.ask(json.dumps(header).encode("ascii"), data, seconds=self.limits.seconds)
        except WorkerGoneError as gone:
            self._end_worker()
            if gone.is_timeout:
                self.n_timeouts += 1
                raise InputError(
                    f"reading took longer than {self.limits.seconds:g} s: split the document or export it again",
                    file=file,
                ) from None
            self.n_crashes += 1
            raise InputError(
                "the file is damaged or needs too much memory: the reader broke off on it; export it again",
                file=file,
            ) from None
        except BaseException:  # Ctrl-C in the middle of a reply: the pipe is out of step, so the worker goes too
            self._end_worker()
            raise
        return self._result(reply, file=file)

    def _result(self, reply: dict[str, Any], *, file: str) -> ReadResult:
        if "error" in reply:
            message, place, row, column = reply["error"]
            raise InputError(message, file=place, row=row, column=column)
        if reply.get("failure") == "memory":
            self._end_worker()
            raise InputError("reading needs too much memory: split the document or export it again", file=file)
        if "failure" in reply:
            self.n_exceptions += 1
            _LOG.info("a document could not be read: %s", reply.get("type"))
            raise InputError("the file is damaged and cannot be read: export it again", file=file)
        return decode_result(reply)

    def _end_worker(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.end()


def _load(path: Path, *, file: str, limits: ReaderLimits) -> bytes:
    """Return the content of a regular file whose stat says that it is small enough."""
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            raise InputError("found a folder or device, expected a file", file=file)
        if status.st_size > limits.file_bytes:
            raise _too_large(status.st_size, file, limits)
        with contextlib.closing(open(path, "rb")) as stream:
            data = stream.read(limits.file_bytes + 1)
    except FileNotFoundError as error:
        raise InputError("the file does not exist: check the name", file=file) from error
    except (OSError, ValueError) as error:
        raise InputError("the file cannot be opened: check that you may read it", file=file) from error
    if len(data) > limits.file_bytes:
        raise _too_large(len(data), file, limits)
    return data


def _too_large(n_bytes: int, file: str, limits: ReaderLimits) -> InputError:
    return InputError(
        f"the file has {n_bytes / 1e6:,.1f} MB, more than {limits.file_bytes / 1e6:g} MB allowed: leave out images",
        file=file,
    )
