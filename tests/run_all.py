"""Runs every part of the test suite and prints its time; what `make test` calls.

`--core` leaves out what needs Debian packages, `--only PART…` runs some parts. Missing Debian packages are installed
as root, or through sudo where SKILLPACT_APT=1; otherwise what can run is run, each missing package is named with the
number of tests not run, and the exit code is 1. The tests of the web run twice: on SQLite, and on a PostgreSQL server
that is started for them and stopped at the end.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from web import postgres

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
WORKERS = str(min(4, os.cpu_count() or 1))
PYTEST = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
PARALLEL = ["-n", WORKERS, "--dist", "loadfile"]

# Pages of one app in a browser are tested beside the rest of the app, and marked `browser`.
IN_A_BROWSER = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "tests" / "web").rglob("test_*_browser.py"))

# part → command
PARTS: dict[str, list[str]] = {
    "style": [str(BIN / "ruff"), "check", "--quiet", "."],
    "format": [str(BIN / "ruff"), "format", "--check", "--quiet", "."],
    "types": [str(BIN / "mypy")],
    "contracts": [*PYTEST, "tests/contracts"],
    "engine": [*PYTEST, *PARALLEL, "-m", "not fuzz and not shared_data and not spark", "tests/engine"],
    "web": [*PYTEST, *PARALLEL, "-m", "not postgres and not shared_data and not browser", "tests/web"],
    "web-postgres": [*PYTEST, *PARALLEL, "-m", "not shared_data and not browser", "tests/web"],
    "data": [*PYTEST, *PARALLEL, "-m", "shared_data", "tests"],
    "fuzz": [*PYTEST, "-m", "fuzz", "tests/engine"],
    "spark": [*PYTEST, "-m", "spark", "tests/engine"],
    "browser": [*PYTEST, "tests/e2e", *IN_A_BROWSER],
}
# Debian package → how to tell that it is there, and which part needs it
DEBIAN = {
    "chromium": ("chromium", "browser"),
    "openjdk-17-jre-headless": ("java", "spark"),
    "postgresql": ("initdb", "web-postgres"),
}


def main(arguments: list[str] | None = None) -> int:
    """Run the parts and print what each took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--core", action="store_true", help="only what needs Python alone")
    parser.add_argument("--only", nargs="+", choices=PARTS, metavar="PART", help=f"some of {', '.join(PARTS)}")
    options = parser.parse_args(arguments)
    # A terminated run stops what it started, as an interrupted one does.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    needing = {part for _command, part in DEBIAN.values()}
    wanted = options.only or [part for part in PARTS if not (options.core and part in needing)]
    missing = {
        package: part for package, (_command, part) in DEBIAN.items() if part in wanted and not is_installed(package)
    }
    if missing:
        missing = install(missing)
    failed, times = [], {}
    with tempfile.TemporaryDirectory(prefix="skillpact-test-") as home:
        # Tests never touch the user's own taxonomies.
        environment = {**os.environ, "SKILLPACT_HOME": home, "PYTHONDONTWRITEBYTECODE": "1"}
        environment.setdefault("PYTHONHASHSEED", "random")
        if (ROOT.parent / "shared" / "data").is_dir():
            environment.setdefault("SKILLPACT_DATA", str(ROOT.parent / "shared" / "data"))
        for part in wanted:
            if part in missing.values():
                continue
            print(f"== {part}", flush=True)
            started = time.monotonic()
            code = run_part(part, environment)
            times[part] = time.monotonic() - started
            # pytest: 5 means that no test was selected, which is right for a part that has none yet.
            if code not in ((0, 5) if PARTS[part][1:3] == ["-m", "pytest"] else (0,)):
                failed.append(part)
    print("\ntime by part")
    for part, seconds in times.items():
        print(f"  {part:<12} {seconds:7.1f} s{'   FAILED' if part in failed else ''}")
    print(f"  {'all':<12} {sum(times.values()):7.1f} s")
    for package, part in missing.items():
        print(
            f"Not run: {count_tests(part)} tests of part '{part}' need the Debian package '{package}' "
            f"(apt-get install {package})"
        )
    return 1 if failed or missing else 0


def run_part(part: str, environment: dict[str, str]) -> int:
    """Run one part and return its exit code; a part of the web gets its database, whatever the caller's settings."""
    if part == "web-postgres":
        with postgres.serve() as server:
            own = {**environment, "SKILLPACT_DATABASE_URL": server.url}
            return subprocess.run(PARTS[part], cwd=ROOT, env=own, check=False).returncode
    own = {name: value for name, value in environment.items() if not name.endswith("DATABASE_URL")}
    return subprocess.run(PARTS[part], cwd=ROOT, env=own, check=False).returncode


def is_installed(package: str) -> bool:
    """Tell whether what a Debian package brings is there."""
    if package == "postgresql":
        return postgres.find_binaries() is not None
    return shutil.which(DEBIAN[package][0]) is not None


def install(missing: dict[str, str]) -> dict[str, str]:
    """Install missing Debian packages where that is allowed; return what is still missing."""
    names = sorted(missing)
    is_root = os.geteuid() == 0
    if not is_root and os.environ.get("SKILLPACT_APT") != "1":
        return missing
    if not shutil.which("apt-get"):
        return missing
    print(f"Installing Debian packages: {', '.join(names)}", flush=True)
    prefix = [] if is_root else ["sudo"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *names],
    ):
        subprocess.run([*prefix, *command], env=environment, check=False, stdout=subprocess.DEVNULL)
    return {package: part for package, part in missing.items() if not is_installed(package)}


def count_tests(part: str) -> int:
    """Return how many tests a part holds, by collecting them."""
    found = subprocess.run([*PARTS[part], "--collect-only"], cwd=ROOT, capture_output=True, text=True, check=False)
    match = re.search(r"(\d+) tests? collected", found.stdout)
    return int(match.group(1)) if match else 0


if __name__ == "__main__":
    sys.exit(main())
