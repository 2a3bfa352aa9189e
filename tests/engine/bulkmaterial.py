"""Texts for the tests of bulk work: lines of the invented cluster's advertisements, dealt out anew."""

from __future__ import annotations

import csv
import ctypes
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

_LONGEST_S = 400.0  # only a test that fails waits so long
_ADVERTS = Path(__file__).resolve().parents[2] / "examples" / "hiruzubi" / "vacancies.csv"


def adverts(n_rows: int, seed: int = 0) -> pa.Table:
    """Return `n_rows` advertisements with all oddities of real tables: nulls, empty texts, foreign tongues."""
    chance = random.Random(seed)
    with _ADVERTS.open(encoding="utf-8", newline="") as stream:
        texts = [row["text"] for row in csv.DictReader(stream) if row["text"]]
    ids, found, languages = [], [], []
    for number in range(n_rows):
        kept = [line for line in chance.choice(texts).split("\n") if chance.random() < 0.9]
        ids.append(f"v{number:05d}")
        found.append({0: None, 1: "", 2: "需要焊工和电工，熟悉数控机床"}.get(number % 50, "\n".join(kept)))
        languages.append("es-ES" if number % 7 == 0 else None)
    return pa.table({"id": ids, "text": found, "lang": pa.array(languages, pa.string())})


def write(path: Path, table: pa.Table | None = None, **columns: Any) -> Path:
    """Write a table as Parquet, in several row groups."""
    pq.write_table(pa.table(columns) if table is None else table, path, row_group_size=300)
    return path


def bulk(*arguments: object, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `skillpact bulk extract` in a process of its own."""
    done = subprocess.run(
        command(*arguments), capture_output=True, text=True, cwd=cwd, env={**os.environ, **environment}, check=False,
        timeout=_LONGEST_S,
    )  # fmt: skip
    assert "Traceback" not in done.stdout + done.stderr
    return done


def command(*arguments: object) -> list[str]:
    """Return the command line of a bulk run."""
    return [sys.executable, "-m", "skillpact", "bulk", "extract", "--tier", "fast", *map(str, arguments)]


def wait_for(is_so: Callable[[], object], process: subprocess.Popen[Any], *, seconds: float = _LONGEST_S) -> None:
    """Wait until something is so, while a process runs."""
    until = time.monotonic() + seconds
    while not is_so():
        assert process.poll() is None, "the process ended before"
        assert time.monotonic() < until, "it never came to this"
        time.sleep(0.02)


def end_with_parent() -> None:
    """Let the system end this process when the tests are killed, so that nothing is left behind."""
    prctl_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(prctl_set_pdeathsig, signal.SIGKILL)


@contextmanager
def started(*arguments: object, cwd: Path, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """Start a bulk run in a process group of its own, as a terminal does; none is left behind."""
    running = subprocess.Popen(
        command(*arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=cwd,
        env={**os.environ, **environment}, start_new_session=True, preexec_fn=end_with_parent,
    )  # fmt: skip
    try:
        yield running
    finally:
        kill(running)


def ending(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Return exit code, output and messages of a run that ends by itself."""
    printed, said = process.communicate(timeout=_LONGEST_S)
    return process.returncode, printed, said


def kill(process: subprocess.Popen[Any]) -> None:
    """End a process as a power cut does."""
    process.kill()
    process.wait()
    for stream in (process.stdout, process.stderr):
        if stream is not None:
            stream.close()
