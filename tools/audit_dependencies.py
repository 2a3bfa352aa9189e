"""Compares the locked packages with a shipped list of known vulnerabilities; asks nobody over a network.

`python tools/audit_dependencies.py [LOCK…]` ends with 0 where nothing is known, 1 where a locked version is vulnerable,
3 where the list is too old to say so, and 2 where it could not run. What the list holds and how to renew it:
docs/trust/security.md.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

ROOT = Path(__file__).resolve().parent.parent
LOCKS = (ROOT / "requirements" / "run.txt",)
ADVISORIES = Path(__file__).with_name("advisories.json")
MOST_DAYS = 90
FINE, VULNERABLE, COULD_NOT_RUN, TOO_OLD = 0, 1, 2, 3
_PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==([^\s;\\]+)")
_FIELDS = {"package", "id", "affected", "summary", "source"}


class AuditError(ValueError):
    """Why the audit could not run, in one sentence."""


@dataclass(frozen=True)
class Advisory:
    """One known vulnerability. affected : the versions that have it, as `>=5.2,<5.2.8`"""

    package: str
    id: str
    affected: SpecifierSet
    summary: str
    source: str


@dataclass(frozen=True)
class Advisories:
    """The shipped list, the day on which it was last brought up to date, and from where."""

    as_of: date
    source: str
    rows: tuple[Advisory, ...]


def read_pins(path: Path) -> dict[str, Version]:
    """Return the locked versions of a lock file by normalised name. Raises AuditError where there are none."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise AuditError(f"{path.name} cannot be read, expected a file of locked packages") from None
    pins: dict[str, Version] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith((" ", "#", "\t")):
            continue
        match = _PIN.match(line)
        if not match:
            raise AuditError(f"{path.name}:{number} locks no version, expected NAME==VERSION")
        try:
            pins[canonicalize_name(match[1])] = Version(match[2])
        except InvalidVersion:
            raise AuditError(f"{path.name}:{number} holds the version {match[2]}, which is none") from None
    if not pins:
        raise AuditError(f"{path.name} locks no package, expected NAME==VERSION lines")
    return pins


def read_advisories(path: Path) -> Advisories:
    """Return the shipped list. Raises AuditError where it is absent or a field of it cannot be used."""
    try:
        raw: Any = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise AuditError(f"{path.name} cannot be read, expected the list of known vulnerabilities") from None
    except json.JSONDecodeError as error:
        raise AuditError(f"{path.name}:{error.lineno} is no JSON ({error.msg})") from None
    try:
        as_of, source, rows = date.fromisoformat(raw["as_of"]), str(raw["source"]), list(raw["advisories"])
    except (KeyError, TypeError, ValueError):
        raise AuditError(f"{path.name} lacks as_of (a day), source or advisories (a list)") from None
    return Advisories(as_of, source, tuple(_advisory(path.name, number, row) for number, row in enumerate(rows, 1)))


def _advisory(file: str, number: int, row: Any) -> Advisory:
    if (
        not isinstance(row, dict)
        or set(row) != _FIELDS
        or not all(isinstance(one, str) and one for one in row.values())
    ):
        raise AuditError(f"{file}: advisory {number} has other fields than {', '.join(sorted(_FIELDS))}, each a text")
    try:
        affected = SpecifierSet(row["affected"])
    except InvalidSpecifier:
        raise AuditError(
            f"{file}: advisory {number} affects {row['affected']}, expected such as >=5.2,<5.2.8"
        ) from None
    return Advisory(canonicalize_name(row["package"]), row["id"], affected, row["summary"], row["source"])


def find_vulnerable(pins: dict[str, Version], rows: Iterable[Advisory]) -> Iterator[tuple[str, Version, Advisory]]:
    """Yield each locked package that an advisory affects, by name and id."""
    for row in sorted(rows, key=lambda one: (one.package, one.id)):
        version = pins.get(row.package)
        if version is not None and row.affected.contains(version, prereleases=True):
            yield row.package, version, row


def main(arguments: list[str] | None = None) -> int:
    """Print what is known about the locked packages and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("locks", nargs="*", type=Path, default=list(LOCKS), help="lock files (requirements/run.txt)")
    parser.add_argument("--advisories", type=Path, default=ADVISORIES, help="the list of known vulnerabilities")
    parser.add_argument("--max-age", type=int, default=MOST_DAYS, metavar="DAYS", help="older lists are too old")
    parser.add_argument("--today", type=date.fromisoformat, default=None, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    try:
        known = read_advisories(options.advisories)
        pins: dict[str, Version] = {}
        for lock in options.locks:
            pins |= read_pins(lock)
    except AuditError as error:
        print(f"The dependency audit could not run: {error}.", file=sys.stderr)
        return COULD_NOT_RUN
    found = list(find_vulnerable(pins, known.rows))
    for package, version, row in found:
        print(f"{package} {version} is vulnerable: {row.id}, {row.summary} (affected: {row.affected}; {row.source})")
    today = options.today or date.today()  # noqa: DTZ011 - the day of whoever runs it
    age_days = (today - known.as_of).days
    n_rows, names = len(known.rows), ", ".join(path.name for path in options.locks)
    print(
        f"{len(pins)} packages of {names} compared with {n_rows} advisories of {known.as_of} ({known.source}): "
        f"{len(found)} vulnerable."
    )
    if found:
        return VULNERABLE
    if age_days > options.max_age:
        print(
            f"The list is {age_days} days old, more than {options.max_age}: it says nothing about what became known "
            "since. Renew tools/advisories.json, or run an auditor with a network.",
            file=sys.stderr,
        )
        return TOO_OLD
    return FINE


if __name__ == "__main__":
    sys.exit(main())
