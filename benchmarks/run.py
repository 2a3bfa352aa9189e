"""Prints speed and size in one table: import, cold start, documents and kilobytes a second, studies of three sizes.

Run by `make bench`. Needs real material (SKILLPACT_DATA); `--quick` leaves out the study of 100,000 vacancies. Every
figure is of a fresh process on this machine; ratios and the growth exponent travel, seconds do not.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from material import data_folder, real_vacancies

HERE = Path(__file__).resolve().parent
ONE_ADVERT = '{"id": "1", "text": "Requisitos: soldadura TIG, inglés B2 y manejo de puente grúa", "lang": "es"}\n'


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="no study of 100,000 vacancies")
    options = parser.parse_args()
    data = data_folder()
    with tempfile.TemporaryDirectory(prefix="skillpact-bench-") as home:
        os.environ["SKILLPACT_HOME"] = home
        rows = [("import skillpact", f"{best_of(['-c', 'import skillpact']) - best_of(['-c', 'pass']):.3f} s")]
        rows += import_esco(data)
        rows += cold_start()
        rows += throughput()
        rows += studies([1_000, 10_000] if options.quick else [1_000, 10_000, 100_000], home)
    width = max(len(name) for name, _value in rows)
    for name, value in rows:
        print(f"{name.ljust(width)}  {value}")


def best_of(arguments: list[str], *, runs: int = 5, text: str | None = None) -> float:
    """Return the seconds of the fastest of several runs of Python with `arguments`."""
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        subprocess.run([sys.executable, *arguments], input=text, text=True, check=True, capture_output=True)
        times.append(time.perf_counter() - started)
    return min(times)


def import_esco(data: Path) -> list[tuple[str, str]]:
    """Import English ESCO 1.1.1, then with more languages, in processes of their own."""
    code = (
        "import resource, sys, time; from pathlib import Path; from skillpact.taxonomy import TaxonomyStore\n"
        "t = time.perf_counter(); x = TaxonomyStore().import_source([Path(p) for p in sys.argv[2:]], name=sys.argv[1])\n"
        "print(time.perf_counter() - t, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    found = []
    for title, name, parts in (
        ("import ESCO 1.1.1, English", "esco", ["v1.1.1"]),
        ("import ESCO 1.1.1, en es fr de nl sv", "esco6", ["v1.1.1", "v1.0.x", "labels"]),
    ):
        paths = [str(data / "esco" / part) for part in parts]
        printed = subprocess.run(
            [sys.executable, "-c", code, name, *paths], capture_output=True, text=True, check=True
        ).stdout
        seconds, megabytes = (float(part) for part in printed.split())
        found.append((title, f"{seconds:.1f} s, {megabytes:.0f} MB"))
    return found


def cold_start() -> list[tuple[str, str]]:
    """Time the first answer of `skillpact extract` in a new process."""
    found = []
    for title, taxonomy in (("starter", "starter"), ("ESCO, 6 languages", "esco6")):
        arguments = ["-m", "skillpact", "extract", "--taxonomy", taxonomy]
        subprocess.run([sys.executable, *arguments], input=ONE_ADVERT, text=True, check=True, capture_output=True)
        found.append((f"cold start of extract, {title}", f"{best_of(arguments, text=ONE_ADVERT):.2f} s"))
    return found


def throughput() -> list[tuple[str, str]]:
    """Read the real Spanish advertisements once, as `skillpact extract` does."""
    lines = "".join(
        json.dumps({"id": row["id"], "text": row["description"], "lang": "es"}, ensure_ascii=False) + "\n"
        for row in real_vacancies()
    )
    kilobytes = sum(len(row["description"].encode()) for row in real_vacancies()) / 1000
    n_documents = lines.count("\n")
    found = []
    for title, taxonomy in (("starter", "starter"), ("ESCO, 6 languages", "esco6")):
        arguments = ["-m", "skillpact", "extract", "--taxonomy", taxonomy]
        seconds = best_of(arguments, runs=3, text=lines) - best_of(arguments, runs=3, text=ONE_ADVERT)
        found.append(
            (f"extract, {title}", f"{n_documents / seconds:,.0f} documents/s, {kilobytes / seconds:,.0f} KB/s")
        )
    return found


def studies(sizes: list[int], home: str) -> list[tuple[str, str]]:
    """Run a study of each size (5,000 talents and 500 courses, no plan) in a process of its own."""
    found, seconds = [], []
    for size in sizes:
        command = [sys.executable, str(HERE / "one_study.py"), home, "esco6", str(size), "5000", "500"]
        result = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        seconds.append(result["seconds"])
        parts = ", ".join(f"{what} {took:g}" for what, took in result["parts"].items() if took >= 0.5)
        found.append((f"study of {size:,} vacancies", f"{result['seconds']:.1f} s, {result['peak_mb']} MB  ({parts})"))
    for i in range(1, len(sizes)):
        exponent = math.log(seconds[i] / seconds[i - 1]) / math.log(sizes[i] / sizes[i - 1])
        found.append((f"growth exponent, {sizes[i - 1]:,} to {sizes[i]:,}", f"{exponent:.2f}"))
    return found


if __name__ == "__main__":
    main()
