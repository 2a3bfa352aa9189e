"""Reads `cluster.toml`: who the cluster is, taxonomy and day of a study, periods, funders, file mappings."""

from __future__ import annotations

import math
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from skillpact.errors import InputError
from skillpact.records import Cluster, Funder, Period

FILE = "cluster.toml"
_TABLES = ("companies", "functions", "employees", "vacancies", "talents", "courses")
_KEYS = {
    "id", "name", "region", "ecosystems", "taxonomy", "as_of", "language", "budget_cents", "periods", "funders",
    "resources", "minimum_group", "stale_after_days", "is_invented", "files",
}  # fmt: skip
_VARIABLE = re.compile(r"\$\{(SKILLPACT_[A-Z_]+)\}")


@dataclass(frozen=True)
class FileMapping:
    """Where a table stands and what its columns are called, where it is not `<table>.csv` with our own names."""

    path: str | None
    columns: Mapping[str, str]
    defaults: Mapping[str, str]
    limit: int | None


def read_cluster(folder: Path) -> tuple[Cluster, dict[str, FileMapping]]:
    """Return the settings in `folder`/cluster.toml and the file mappings. Raises InputError."""
    path = folder / FILE
    try:
        data = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise InputError(
            "the file is not there, expected the settings of the study (docs/guide/input.md)", file=FILE
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read as TOML ({error})", file=FILE) from None
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", file=FILE) from None
    unknown = sorted(set(data) - _KEYS)
    if unknown:
        raise _error(unknown[0], f"is not known, expected one of {', '.join(sorted(_KEYS))}")
    name = _text(data, "name", required=True)
    as_of = data.get("as_of")
    if not isinstance(as_of, date):
        raise _error("as_of", "is missing or no date, expected for example as_of = 2026-11-02")
    periods = _periods(data.get("periods", []))
    cluster = Cluster(
        id=_text(data, "id") or re.sub(r"[^a-z0-9]+", "-", str(name).lower()).strip("-") or "cluster",
        name=str(name),
        region=_text(data, "region"),
        ecosystems=tuple(_texts(data, "ecosystems")),
        taxonomy=_text(data, "taxonomy"),
        as_of=as_of if not hasattr(as_of, "date") else as_of.date(),
        language=(_text(data, "language") or "en").lower(),
        periods=periods,
        funders=_funders(data),
        resources=_resources(data.get("resources", {})),
        minimum_group=_whole(data, "minimum_group", 5, minimum=1),
        stale_after_days=_whole(data, "stale_after_days", 90, minimum=1),
        is_invented=data.get("is_invented", False) is True,
    )
    return cluster, _mappings(data.get("files", {}))


def resolve_path(folder: Path, stated: str) -> Path:
    """Return the path that a mapping states: relative to the folder, with ${SKILLPACT_…} variables filled in."""

    def fill(match: re.Match[str]) -> str:
        value = os.environ.get(match.group(1))
        if not value:
            raise _error("files", f"needs the environment variable {match.group(1)}, which is not set")
        return value

    return folder / Path(_VARIABLE.sub(fill, stated)).expanduser()


def _mappings(stated: Any) -> dict[str, FileMapping]:
    mappings = {}
    for table, entry in _table(stated, "files").items():
        key = f"files.{table}"
        if table not in _TABLES:
            raise _error(key, f"is not known, expected one of {', '.join(_TABLES)}")
        fields = _table(entry, key)
        unknown = sorted(set(fields) - {"path", "columns", "defaults", "limit"})
        if unknown:
            raise _error(f"{key}.{unknown[0]}", "is not known, expected path, columns, defaults or limit")
        limit = _whole(fields, "limit", 0, minimum=0) or None
        mappings[table] = FileMapping(
            path=_text(fields, "path"),
            columns={k: str(v) for k, v in _table(fields.get("columns", {}), f"{key}.columns").items()},
            defaults={k: str(v) for k, v in _table(fields.get("defaults", {}), f"{key}.defaults").items()},
            limit=limit,
        )
    return mappings


def _periods(stated: Any) -> tuple[Period, ...]:
    periods: list[Period] = []
    for position, entry in enumerate(_list(stated, "periods"), start=1):
        key = f"periods[{position}]"
        fields = _table(entry, key)
        starts, ends = fields.get("starts_on"), fields.get("ends_on")
        identifier = _text(fields, "id")
        if not identifier:
            raise _error(f"{key}.id", "is missing, expected a name such as 2027-1")
        if not isinstance(starts, date) or not isinstance(ends, date):
            raise _error(key, "needs starts_on and ends_on as dates, for example 2027-01-01")
        if ends < starts:
            raise _error(key, f"ends on {ends} before it starts on {starts}")
        if periods and starts <= periods[-1].ends_on:
            raise _error(
                key,
                f"starts on {starts}, expected a day after {periods[-1].ends_on}, the end of the period before",
            )
        if identifier in {period.id for period in periods}:
            raise _error(f"{key}.id", f'"{identifier}" stands twice, expected each id once')
        periods.append(Period(identifier, starts, ends))
    return tuple(periods)


def _funders(data: Mapping[str, Any]) -> tuple[Funder, ...]:
    stated = _list(data.get("funders", []), "funders")
    if "budget_cents" in data:
        if stated:
            raise _error("budget_cents", "stands beside [[funders]], expected one of the two")
        return (Funder("budget", _whole(data, "budget_cents", 0, minimum=0), 1.0),)
    funders: list[Funder] = []
    for position, entry in enumerate(stated, start=1):
        key = f"funders[{position}]"
        fields = _table(entry, key)
        unknown = sorted(set(fields) - {"id", "budget_cents", "max_share", "organisations", "regions", "statuses"})
        if unknown:
            raise _error(f"{key}.{unknown[0]}", "is not known")
        identifier = _text(fields, "id")
        if not identifier:
            raise _error(f"{key}.id", "is missing")
        if identifier in {funder.id for funder in funders}:
            raise _error(f"{key}.id", f'"{identifier}" stands twice, expected each id once')
        if "budget_cents" not in fields:
            raise _error(f"{key}.budget_cents", "is missing, expected a whole number of cents")
        share = fields.get("max_share", 1.0)
        if (
            not isinstance(share, int | float)
            or isinstance(share, bool)
            or not math.isfinite(share)
            or not 0 <= share <= 1
        ):
            raise _error(f"{key}.max_share", f"is {share!r}, expected a number from 0 to 1")
        funders.append(
            Funder(
                identifier,
                _whole(fields, "budget_cents", 0, minimum=0),
                float(share),
                tuple(_texts(fields, "organisations")),
                tuple(_texts(fields, "regions")),
                tuple(_texts(fields, "statuses")),
            )
        )
    return tuple(funders)


def _resources(stated: Any) -> tuple[tuple[str, int], ...]:
    fields = _table(stated, "resources")
    return tuple((key, _whole(fields, key, 0, minimum=0)) for key in sorted(fields))


def _error(key: str, message: str) -> InputError:
    return InputError(message, file=FILE, column=key)


def _table(value: Any, key: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _error(key, f"is {value!r}, expected a table")
    return value


def _list(value: Any, key: str) -> list[Any]:
    if not isinstance(value, list):
        raise _error(key, f"is {value!r}, expected a list of tables ([[{key}]])")
    return value


def _text(data: Mapping[str, Any], key: str, *, required: bool = False) -> str | None:
    value = data.get(key)
    if value is None and not required:
        return None
    if not isinstance(value, str) or not value.strip():
        raise _error(key, "is missing, expected a text" if value is None else f"is {value!r}, expected a text")
    return value.strip()


def _texts(data: Mapping[str, Any], key: str) -> list[str]:
    value = data.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise _error(key, f"is {value!r}, expected a list of texts")
    return value


def _whole(data: Mapping[str, Any], key: str, default: int, *, minimum: int) -> int:
    value = data.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int) or not minimum <= value <= 10**13:
        raise _error(key, f"is {value!r}, expected a whole number of at least {minimum}")
    return value
