"""How fast the web answers on a large cluster: an open load on PostgreSQL and SQLite, and how much more each could bear.

    python benchmarks/web.py                  both databases; the first run fills them (minutes), the next ones use them again
    python benchmarks/web.py --on sqlite

100,000 talents, 10,000 vacancies, 2,000 courses, 300 companies; 20 sessions, pages by the mix in `webload.py`; the product runs as
`skillpact serve` starts it, with its worker, on this machine beside the load. With SKILLPACT_DATA the taxonomy is ESCO, else the
starter taxonomy. PostgreSQL must be installed; it runs with its own defaults, so that what is written is on the disk.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from webdata import DAY, Sizes
from webload import (
    LIMIT_MS,
    MIX,
    Browser,
    Line,
    by_page,
    draw,
    is_good,
    make_request,
    percentile,
    run_load,
    schedule,
    summarise,
)
from webplan import Plan, read_plan

HERE = Path(__file__).resolve().parent
RATES = {"postgresql": 10.0, "sqlite": 3.0}  # requests a second
STEP_SECONDS, STEP = 8.0, 1.3
LIMIT_FIRST_PAGE = 100_000


@dataclass(frozen=True)
class House:
    """A filled database and where it is. environment : points the product at it"""

    kind: str
    folder: Path
    environment: dict[str, str]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--on", choices=(*RATES, "both"), default="both", help="which database (default: both)")
    parser.add_argument("--rate", type=float, help="requests a second (default: 10 on PostgreSQL, 3 on SQLite)")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long the load lasts (default: 60)")
    parser.add_argument(
        "--workers", type=int, default=2, help="processes of the product, as in skillpact serve (default: 2)"
    )
    parser.add_argument("--share", type=float, default=1.0, help="of these sizes, for a short look")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--no-saturation", action="store_true", help="do not look for the rate at which it breaks")
    parser.add_argument(
        "--keep",
        type=Path,
        default=Path(tempfile.gettempdir()) / "skillpact-bench-web",
        help="folder for the databases",
    )
    options = parser.parse_args()
    sizes = Sizes().scaled(options.share)
    print(f"{sizes.talents:,} talents, {sizes.vacancies:,} vacancies, {sizes.courses:,} courses, {sizes.companies} companies; "
          f"{os.cpu_count()} cores, the load and the database on them as well")  # fmt: skip
    failures = []
    for kind in RATES if options.on == "both" else [options.on]:
        with filled(kind, sizes, options.seed, options.keep) as house, served(house, options.workers) as address:
            failures += measure(house, address, options)
    sys.exit(1 if failures else 0)


def measure(house: House, address: str, options: argparse.Namespace) -> list[str]:
    """Run the load on one database and print its figures; return which limits were missed."""
    rate = options.rate or RATES[house.kind]
    plan = read_plan(house.folder / "plan.json")
    keys = json.loads(in_the_house(house, "sessions", str(house.folder / "plan.json")))
    browser = Browser(address, keys)
    warm_up(browser, plan, options.workers)
    print(
        f"\n{house.kind}, {options.workers} processes of 4 threads: {rate:g} requests/s for {options.seconds:g} s, {len(keys)} sessions"
    )
    moments = schedule(rate, options.seconds, options.seed)
    before = os.getloadavg()[0]
    answers = run_load(browser.send, draw(plan, len(moments), options.seed), moments)
    whole = summarise(answers)
    print_table([*by_page(answers), whole])
    for one in [one for one in answers if one.problem][:10]:
        print(f"  wrong: {one.page}: {one.problem}")
    late = percentile([one.late_ms for one in answers], 0.95)
    print(
        f"sent within {late:.0f} ms of its time (p95); load of the machine {before:.1f} before, {os.getloadavg()[0]:.1f} after"
    )
    failures = [] if is_good(whole) else [f"{house.kind}: p95 {whole.p95:.0f} ms, {whole.n_errors} errors"]
    print(
        f"p95 of all {whole.p95:.0f} ms (limit {LIMIT_MS:.0f}), errors {whole.n_errors}: {'missed' if failures else 'kept'}"
    )
    n_bytes = first_page(address, keys[0])
    print(
        f"first page, with its style and scripts: {n_bytes / 1000:.1f} kB compressed (limit {LIMIT_FIRST_PAGE / 1000:.0f})"
    )
    if n_bytes > LIMIT_FIRST_PAGE:
        failures.append("first page")
    if not options.no_saturation:
        print(f"saturation: {saturate(browser, plan, rate, options.seed)}")
    return failures


def warm_up(browser: Browser, plan: Plan, workers: int) -> None:
    """Open every page of every role a few times, uncounted: each process opens the taxonomy once."""
    import random

    chance = random.Random(1)
    first = {account.role: session for session, account in reversed(list(enumerate(plan.accounts)))}
    asked = [make_request(plan, session, page, chance) for role, session in first.items() for page in MIX[role]]
    run_load(browser.send, asked * workers, [0.06 * number for number in range(len(asked) * workers)])


def saturate(browser: Browser, plan: Plan, rate: float, seed: int) -> str:
    """Raise the rate until the limit is missed; return the last that was good, in words."""
    good = 0.0
    for step in range(1, 16):
        moments = schedule(rate, STEP_SECONDS, seed + step)
        line = summarise(run_load(browser.send, draw(plan, len(moments), seed + step), moments))
        print(f"  {rate:5.1f} requests/s: p95 {line.p95:.0f} ms, {line.n_errors} errors", flush=True)
        if not is_good(line):
            return f"{good:.1f} requests/s were answered within the limit, {rate:.1f} were not"
        good, rate = rate, rate * STEP
    return f"{good:.1f} requests/s and more"


def first_page(address: str, key: str) -> int:
    """Return the bytes of a person's first page with all that a browser loads for it, compressed."""
    import urllib3

    manager = urllib3.PoolManager()
    headers = {"Accept-Encoding": "gzip", "Cookie": f"sessionid={key}"}
    page = manager.request("GET", address + "/", headers=headers).data.decode()
    total = len(zlib.compress(page.encode(), 6))  # as a proxy sends it
    for path in sorted(set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page))):
        total += len(manager.request("GET", address + path, headers=headers, decode_content=False).data)
    return total


def print_table(lines: list[Line]) -> None:
    """Print figures, one page a line."""
    width = max(len(line.page) for line in lines)
    print(f"{'page'.ljust(width)} {'n':>5} {'p50 ms':>7} {'p95 ms':>7} {'p99 ms':>7} {'errors':>6} {'bytes':>7}")
    for line in lines:
        print(
            f"{line.page.ljust(width)} {line.n:>5} {line.p50:>7.0f} {line.p95:>7.0f} {line.p99:>7.0f} {line.n_errors:>6} {line.n_bytes:>7,}"
        )


@contextlib.contextmanager
def filled(kind: str, sizes: Sizes, seed: int, keep: Path) -> Iterator[House]:
    """Yield a filled database, one that an earlier run kept where there is one for the same tables, sizes and seed."""
    data = os.environ.get("SKILLPACT_DATA")
    esco = Path(data) / "esco" / "v1.1.1" if data else None
    sources = [HERE / "webdata.py", *sorted((HERE.parent / "src/skillpact_web").glob("*/migrations/0*.py"))]
    whole = hashlib.sha256(json.dumps([asdict(sizes), seed, bool(esco)]).encode())
    for path in sources:
        whole.update(path.read_bytes())
    folder = keep / f"{kind}-{whole.hexdigest()[:12]}"
    keep.mkdir(parents=True, exist_ok=True, mode=0o755)
    folder.mkdir(exist_ok=True, mode=0o755)
    environment = {
        **os.environ, "SKILLPACT_MODE": "local", "SKILLPACT_CLOCK": DAY.isoformat(), "SKILLPACT_HOME": str(folder),
        "PYTHONPATH": os.pathsep.join([str(HERE.parent / "src"), os.environ.get("PYTHONPATH", "")]),
    }  # fmt: skip
    environment.pop("SKILLPACT_DATABASE_URL", None)
    with contextlib.ExitStack() as stack:
        if kind == "postgresql":
            sys.path.insert(0, str(HERE.parent / "tests/web"))
            from postgres import serve

            server = stack.enter_context(serve(settings={"listen_addresses": "127.0.0.1"}, folder=folder / "postgres"))
            environment["SKILLPACT_DATABASE_URL"] = server.url
        house = House(kind, folder, environment)
        if not (folder / "plan.json").exists():
            print(f"Filling {kind} (minutes, once) ...", flush=True)
            began = time.perf_counter()
            more = [str(esco)] if esco else []
            in_the_house(house, "fill", str(folder / "plan.json"), json.dumps(asdict(sizes)), str(seed), *more)
            print(f"  took {time.perf_counter() - began:.0f} s")
        yield house


def in_the_house(house: House, *words: str) -> str:
    """Run `webdata.py` on the database and return what it prints."""
    done = subprocess.run(
        [sys.executable, str(HERE / "webdata.py"), *words],
        env=house.environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout


@contextlib.contextmanager
def served(house: House, workers: int) -> Iterator[str]:
    """Start the product as `skillpact serve` does and yield its address."""
    command = [sys.executable, "-m", "skillpact", "serve", "--no-demo", "--port", "0", "--workers", str(workers)]
    process = subprocess.Popen(
        command, env=house.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        address = ""
        for line in process.stdout or ():
            if found := re.search(r"Skillpact is at (http://\S+)", line):
                address = found[1]
                break
        if not address:
            raise SystemExit("The product did not start: try skillpact serve by hand")
        with urllib.request.urlopen(f"{address}/health/live", timeout=10):
            yield address
    finally:
        process.terminate()
        process.wait(timeout=60)


if __name__ == "__main__":
    main()
