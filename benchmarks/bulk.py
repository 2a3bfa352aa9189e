"""Prints the speed, memory and disk of bulk extraction over real-like vacancies, and what 100 million a year would need.

`--rows 10000 100000 1000000` measures these sizes, each in full, for each of `--taxonomy` and `--tier`; only the last
lines are extrapolated. Advertisements are resampled from real Spanish ones (SKILLPACT_DATA) and written piece by piece;
ratios travel to other machines, seconds do not, and files of resampled texts are smaller than those of real ones,
because they compress better. Taxonomies, and the indexes of the default tier, are made before and
not counted. All files lie in one temporary folder that is removed at the end, also after Ctrl-C.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from material import data_folder, real_vacancies

from skillpact.taxonomy import TaxonomyStore

A_YEAR = 100_000_000
_YEAR_H = 365 * 24
_PIECE = 5_000
_SAMPLE_S = 0.5  # between two looks at memory and disk
_LANGUAGE = "es"
_HEAD = (
    "taxonomy  tier          rows   seconds   rows/s  KB/s of text  processor s  rows/processor s  largest process MB  "
    "all processes MB  in MB  out MB  most disk MB"
)


@dataclass
class Run:
    """What one run took; memory and disk at their highest, seen every half second but for the largest process."""

    n_rows: int
    seconds: float = 0.0
    processor_s: float = 0.0
    largest_process_mb: float = 0.0
    processes_mb: float = 0.0
    disk_mb: float = 0.0
    text_kb: float = 0.0
    in_mb: float = 0.0
    out_mb: float = 0.0


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000], metavar="N", help="sizes to measure")
    parser.add_argument("--tier", choices=["default", "fast"], nargs="+", default=["default", "fast"])
    parser.add_argument(
        "--taxonomy", nargs="+", default=["starter", "esco"], metavar="NAME",
        help="starter, esco (1.1.1 in English and Spanish, imported where missing), or the name of another",
    )  # fmt: skip
    parser.add_argument("--engine", choices=["local", "spark"], default="local")
    parser.add_argument(
        "--master", default="local[*]", help="of Spark; of a cluster, memory and processors are not seen"
    )
    parser.add_argument(
        "--workers", type=int, default=len(os.sched_getaffinity(0)), help="processes of the local engine"
    )
    parser.add_argument("--home", type=Path, help="folder of taxonomies and indexes [default: a fresh one]")
    parser.add_argument("--scratch", type=Path, help="where the temporary folder is made [default: the system's]")
    options = parser.parse_args()
    # A killed benchmark also removes its files.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="skillpact-bench-", dir=options.scratch) as folder:
        scratch = Path(folder)
        os.environ["SKILLPACT_HOME"] = str(options.home or scratch / "home")
        measure_all(options, scratch)
    print("the temporary folder is removed")


def measure_all(options: argparse.Namespace, scratch: Path) -> None:
    """Measure each taxonomy, tier and size."""
    how = ["--engine", "spark", "--master", options.master]
    if options.engine == "local":
        how = ["--workers", str(options.workers)]
    os.environ.setdefault("SPARK_LOCAL_DIRS", str(scratch / "spark"))
    taxonomies = {name: prepare(name, options.tier) for name in options.taxonomy}
    tell(f"taxonomies and indexes: {megabytes_of(scratch):,.0f} MB in the temporary folder")
    print(f"engine {options.engine} with {how[-1]}, {os.cpu_count()} cores here\n{_HEAD}", flush=True)
    last: dict[tuple[str, str], Run] = {}
    work = scratch / "work"
    for n_rows in options.rows:
        work.mkdir()
        started = time.perf_counter()
        text_kb = write_vacancies(work / "in.parquet", n_rows)
        tell(f"{n_rows:,} vacancies written in {time.perf_counter() - started:.0f} s")
        for name, taxonomy_id in taxonomies.items():
            for tier in options.tier:
                run = measure(work, n_rows, ["--tier", tier, "--taxonomy", taxonomy_id, *how])
                run.text_kb = text_kb
                last[name, tier] = run
                print(row_of(name, tier, run), flush=True)
        for path in work.iterdir():
            path.unlink()
        work.rmdir()
    for (name, tier), run in last.items():
        print(extrapolated(name, tier, run, is_local=options.engine == "local"))


def prepare(name: str, tiers: list[str]) -> str:
    """Return the id of a taxonomy, imported and indexed where it was not."""
    store = TaxonomyStore()
    if name == "esco":
        known = [taxonomy.id for taxonomy in store.list() if taxonomy.id.startswith("esco_bench-")]
        source = [data_folder() / "esco" / part for part in ("v1.1.1", "v1.0.x")]
        found = known[0] if known else store.import_source(source, name="esco_bench").id
    else:
        found = store.find(name).id
    if "default" in tiers:
        started = time.perf_counter()
        languages = ["--lang", "en", "--lang", _LANGUAGE]
        command = [sys.executable, "-m", "skillpact", "taxonomy", "index", found, *languages]
        subprocess.run(command, check=True, capture_output=True)
        tell(f"indexes of {name}: {time.perf_counter() - started:.0f} s")
    return found


def measure(work: Path, n_rows: int, options: list[str]) -> Run:
    """Run the command once over `in.parquet`, in a session of its own."""
    source, out, run = work / "in.parquet", work / "out.parquet", Run(n_rows)
    command = [sys.executable, "-m", "skillpact", "bulk", "extract", str(source), str(out), *options]
    is_over = threading.Event()
    with (work / "said.txt").open("w+") as said:
        started = time.perf_counter()
        running = subprocess.Popen(command, stdout=said, stderr=said, start_new_session=True)
        watcher = threading.Thread(target=watch, args=(running.pid, work, run, is_over), daemon=True)
        watcher.start()
        try:
            # Not `wait`: only this tells what the process and those that it waited for have used.
            _pid, status, usage = os.wait4(running.pid, 0)
            running.returncode = os.waitstatus_to_exitcode(status)
        finally:
            is_over.set()
            watcher.join()
            if running.returncode is None:
                os.killpg(running.pid, signal.SIGKILL)
                running.wait()
        run.seconds = time.perf_counter() - started
        said.seek(0)
        if running.returncode not in (0, 1):
            raise SystemExit(said.read())
    if (n_found := pq.read_metadata(out).num_rows) != n_rows:
        raise SystemExit(f"{n_found} rows came back of {n_rows}")
    run.processor_s = usage.ru_utime + usage.ru_stime
    run.largest_process_mb = usage.ru_maxrss / 1e3
    run.in_mb, run.out_mb = source.stat().st_size / 1e6, out.stat().st_size / 1e6
    out.unlink()
    return run


def watch(session: int, work: Path, run: Run, is_over: threading.Event) -> None:
    """Keep the highest memory of all processes of a session, and the highest weight of a folder."""
    while not is_over.wait(_SAMPLE_S):
        run.processes_mb = max(run.processes_mb, memory_of(session))
        run.disk_mb = max(run.disk_mb, megabytes_of(work.parent / "spark") + megabytes_of(work))


def memory_of(session: int) -> float:
    """Return the megabytes that the processes of a session hold, what they share counted once."""
    kilobytes = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if int((folder / "stat").read_text().rpartition(")")[2].split()[3]) == session:
                lines = (folder / "smaps_rollup").read_text().splitlines()
                kilobytes += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        except OSError:
            continue  # it has just ended
    return kilobytes / 1e3


def megabytes_of(folder: Path) -> float:
    """Return what the files of a folder weigh; those that vanish meanwhile weigh nothing."""
    n_bytes = 0
    for where, _folders, names in os.walk(folder):
        for name in names:
            try:
                n_bytes += os.stat(os.path.join(where, name)).st_size
            except OSError:
                continue
    return n_bytes / 1e6


def row_of(name: str, tier: str, run: Run) -> str:
    """Return a row of the table."""
    return (
        f"{name:<9} {tier:<8} {run.n_rows:>9,} {run.seconds:9.1f} {run.n_rows / run.seconds:8,.0f} "
        f"{run.text_kb / run.seconds:13,.0f} {run.processor_s:12,.1f} {run.n_rows / run.processor_s:17,.0f} "
        f"{run.largest_process_mb:19,.0f} {run.processes_mb:17,.0f} {run.in_mb:6,.0f} {run.out_mb:7,.0f} {run.disk_mb:13,.0f}"
    )


def extrapolated(name: str, tier: str, run: Run, *, is_local: bool) -> str:
    """Return what a year's vacancies would need at the speed of a run."""
    used_s = run.processor_s if is_local else run.seconds
    hours, factor = used_s / run.n_rows * A_YEAR / 3600, A_YEAR / run.n_rows / 1e3
    what = "processor hours on cores of this kind" if is_local else "hours of this cluster"
    busy = "cores" if is_local else "clusters"
    return (
        f"EXTRAPOLATED from {run.n_rows:,} rows, {name}, {tier}: {A_YEAR:,} a year need {hours:,.0f} {what}, "
        f"{hours / _YEAR_H:.3f} {busy} busy all year; input {run.in_mb * factor:,.0f} GB, output {run.out_mb * factor:,.0f} "
        f"GB, most disk {run.disk_mb * factor:,.0f} GB"
    )


def tell(message: str) -> None:
    """Say on standard error what goes on."""
    print(message, file=sys.stderr, flush=True)


def write_vacancies(path: Path, n_rows: int, seed: int = 0) -> float:
    """Write resampled advertisements piece by piece; return the kilobytes of their texts."""
    chance, n_bytes = random.Random(seed), 0
    advertisements = [row["description"].split("\n") for row in real_vacancies()]
    schema = pa.schema([("id", pa.string()), ("text", pa.string()), ("lang", pa.string())])
    with pq.ParquetWriter(path, schema, compression="zstd", compression_level=1) as writer:
        for first in range(0, n_rows, _PIECE):
            numbers = range(first, min(n_rows, first + _PIECE))
            texts = []
            for number in numbers:
                lines = chance.choice(advertisements)
                # Nine in ten lines, so that no two are the same.
                kept = "\n".join([line for line in lines if chance.random() < 0.9] or lines)
                texts.append(f"{kept}\nRef. {number}")
            table = pa.array(texts, pa.string())
            n_bytes += pc.sum(pc.binary_length(table)).as_py()
            ids = pa.array([f"v{number:09d}" for number in numbers], pa.string())
            languages = pa.array([_LANGUAGE] * len(texts), pa.string())
            writer.write_batch(pa.record_batch([ids, table, languages], schema=schema))
    return n_bytes / 1000


if __name__ == "__main__":
    main()
