"""The process that parses what others made: bounded, replaceable, with nothing in it worth taking.

Started by `DocumentReader` as `python -m skillpact.files.documents.worker`. On standard input come requests, each a
line of JSON and then the file's bytes; on standard output go replies, each eight bytes of length and then JSON.
"""

from __future__ import annotations

import json
import math
import os
import signal
import sys
from dataclasses import asdict
from typing import IO, Any

from skillpact.errors import InputError
from skillpact.files.documents.document import Document, ReaderLimits, ReadResult
from skillpact.records import Refusal


def main() -> int:
    """Answer requests until the parent closes the pipe. Returns the exit status."""
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # Ctrl-C reaches the whole terminal group; the parent ends this process
    requests = sys.stdin.buffer
    # A C library that prints must not write into the replies.
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, sys.stdout.fileno())
    _send(replies, {"ready": True})
    start_bytes = _address_space()
    while line := requests.readline():
        header = json.loads(line)
        data = requests.read(header["n_bytes"])
        limits = ReaderLimits(**header["limits"])
        _bound(limits, start_bytes)
        _send(replies, _answer(data, header, limits))
    return 0


def encode_result(result: ReadResult) -> dict[str, Any]:
    """Return a result as plain values, for a reply."""
    return {
        "documents": [asdict(d) for d in result.documents],
        "refusals": [asdict(r) for r in result.refusals],
    }


def decode_result(reply: dict[str, Any]) -> ReadResult:
    """Return the result in a reply."""
    return ReadResult(
        tuple(Document(**values) for values in reply["documents"]),
        tuple(Refusal(**values) for values in reply["refusals"]),
    )


def _answer(data: bytes, header: dict[str, Any], limits: ReaderLimits) -> dict[str, Any]:
    from skillpact.files.documents.parsing import parse_document

    try:
        return encode_result(parse_document(data, file=header["file"], role=header["role"], limits=limits))
    except InputError as error:
        return {"error": [error.message, error.file, error.row, error.column]}
    except MemoryError:
        return {"failure": "memory"}
    except Exception as error:  # whatever a library raises on a damaged file; the parent counts and names it
        return {"failure": "exception", "type": f"{type(error).__module__}.{type(error).__qualname__}"}


def _send(replies: IO[bytes], reply: dict[str, Any]) -> None:
    body = json.dumps(reply).encode("ascii")
    replies.write(len(body).to_bytes(8, "big"))
    replies.write(body)
    replies.flush()


def _bound(limits: ReaderLimits, start_bytes: int) -> None:
    """Bound memory and processor time for the next document, where the platform can (not on Windows)."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = math.ceil(used.ru_utime + used.ru_stime + limits.seconds) + 1
    wanted = [("RLIMIT_CORE", 0), ("RLIMIT_CPU", seconds)]
    if start_bytes:
        wanted.append(("RLIMIT_AS", start_bytes + limits.memory_bytes))
    for name, soft in wanted:
        try:
            kind = getattr(resource, name)
            hard = resource.getrlimit(kind)[1]
            resource.setrlimit(kind, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))
        except (AttributeError, ValueError, OSError):
            continue  # this platform lacks it; the parent's clock still holds


def _address_space() -> int:
    """Return the address space in use, in bytes; 0 where the platform does not tell."""
    try:
        with open("/proc/self/statm", "rb") as status:
            return int(status.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


if __name__ == "__main__":
    sys.exit(main())
