"""Prints the throughput of bulk extraction over real-like vacancies, and what 100 million a year would need.

`--rows 10000 100000 1000000` measures these sizes, each in full; nothing but the last line is extrapolated. Advertisements
are resampled from real ones (SKILLPACT_DATA); ratios travel to other machines, seconds do not.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from material import real_vacancies

A_YEAR = 100_000_000
_YEAR_S = 365 * 24 * 3600
_PIECE = 5_000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000], metavar="N", help="sizes to measure")
    parser.add_argument("--engine", choices=["local", "spark"], default="local")
    parser.add_argument("--master", default="local[*]", help="of Spark")
    parser.add_argument(
        "--workers", type=int, default=len(os.sched_getaffinity(0)), help="processes of the local engine"
    )
    parser.add_argument("--tier", choices=["default", "fast"], default="fast")
    parser.add_argument("--taxonomy", default="starter")
    options = parser.parse_args()
    how = ["--engine", "spark", "--master", options.master]
    if options.engine == "local":
        how = ["--workers", str(options.workers)]
    slowest = 0.0
    with tempfile.TemporaryDirectory(prefix="skillpact-bench-") as scratch:
        print(
            f"engine {options.engine}, {' '.join(how[-1:])}, tier {options.tier}, taxonomy {options.taxonomy}, {os.cpu_count()} cores here"
        )
        print(
            "rows       seconds   rows/s  KB/s of text   MB in   MB out   processor s   rows/processor s   (measured)"
        )
        for n_rows in options.rows:
            source, out = Path(scratch) / "in.parquet", Path(scratch) / "out.parquet"
            kilobytes = write_vacancies(source, n_rows)
            command = [
                sys.executable,
                "-m",
                "skillpact",
                "bulk",
                "extract",
                str(source),
                str(out),
                "--overwrite",
                "--tier",
                options.tier,
            ]
            before, started = os.times(), time.perf_counter()
            done = subprocess.run(
                [*command, "--taxonomy", options.taxonomy, *how], check=False, capture_output=True, text=True
            )
            seconds, after = time.perf_counter() - started, os.times()
            if done.returncode not in (0, 1):
                raise SystemExit(done.stderr)
            if (n_found := pq.read_metadata(out).num_rows) != n_rows:
                raise SystemExit(f"{n_found} rows came back of {n_rows}")
            busy = after.children_user + after.children_system - before.children_user - before.children_system
            slowest = max(slowest, busy / n_rows) if options.engine == "local" else max(slowest, seconds / n_rows)
            print(
                f"{n_rows:<10,} {seconds:7.1f}  {n_rows / seconds:7,.0f}  {kilobytes / seconds:12,.0f}  "
                f"{source.stat().st_size / 1e6:6.1f}  {out.stat().st_size / 1e6:7.1f}  {busy:12.1f}  {n_rows / busy:17,.0f}",
                flush=True,
            )
    hours = slowest * A_YEAR / 3600
    what = "processor hours, on one core of this kind" if options.engine == "local" else "hours of this cluster"
    print(
        f"EXTRAPOLATED from the slowest of these: {A_YEAR:,} a year need {hours:,.0f} {what}: "
        f"{slowest * A_YEAR / _YEAR_S:.3f} of it busy all year"
    )


def write_vacancies(path: Path, n_rows: int, seed: int = 0) -> float:
    """Write resampled advertisements piece by piece; return the kilobytes of their texts."""
    chance, advertisements, n_bytes = random.Random(seed), real_vacancies(), 0
    schema = pa.schema([("id", pa.string()), ("text", pa.string()), ("lang", pa.string())])
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for first in range(0, n_rows, _PIECE):
            numbers = range(first, min(n_rows, first + _PIECE))
            texts = []
            for number in numbers:
                text = chance.choice(advertisements)["description"]
                # Nine in ten lines, so that no two are the same.
                kept = "\n".join(line for line in text.split("\n") if chance.random() < 0.9) or text
                texts.append(f"{kept}\nRef. {number}")
            n_bytes += sum(len(text.encode()) for text in texts)
            columns = [[f"v{number:07d}" for number in numbers], texts, ["es"] * len(texts)]
            writer.write_batch(pa.record_batch([pa.array(c, pa.string()) for c in columns], schema=schema))
    return n_bytes / 1000


if __name__ == "__main__":
    main()
