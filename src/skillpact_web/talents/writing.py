"""How people and tables write what is kept as lists: languages, hours by period, numbers of vacancies."""

from __future__ import annotations

import math
import re

_SEPARATORS = re.compile(r"[;,\s]+")


def read_languages(text: str) -> list[str]:
    """Return the codes in "es; EU, en", each once, in order: ["es", "eu", "en"]. They are checked by the service."""
    return list(dict.fromkeys(part.lower() for part in _SEPARATORS.split(text) if part))


def read_hours(text: str) -> dict[str, float]:
    """Return "40" as {"": 40.0} and "2027-1=40; 2027-2=60" by period. Raises ValueError for anything else."""
    found: dict[str, float] = {}
    for part in (one.strip() for one in text.split(";")):
        if not part:
            continue
        period, sign, number = part.rpartition("=")
        hours = float(number.strip().replace(",", "."))
        if not math.isfinite(hours) or period.strip() in found or (sign and not period.strip()):
            raise ValueError(f"{part[:40]} cannot be read as hours")
        found[period.strip()] = hours
    if "" in found and len(found) > 1:
        raise ValueError("hours stand both for every period and for some")
    return found


def read_numbers(text: str) -> list[int]:
    """Return the numbers in "12; 31", each once. Raises ValueError where a part is none."""
    parts = [part for part in _SEPARATORS.split(text) if part]
    if any(not (part.isascii() and part.isdigit() and len(part) < 19) for part in parts):
        raise ValueError("a part is no number")
    return list(dict.fromkeys(int(part) for part in parts))


def write_list(values: list[object]) -> str:
    """Return what `read_languages` or `read_numbers` reads again."""
    return "; ".join(str(value) for value in values)


def write_hours(hours: dict[str, float]) -> str:
    """Return what `read_hours` reads again."""
    return "; ".join(f"{period}={number:g}" if period else f"{number:g}" for period, number in sorted(hours.items()))
