"""Reads `cluster.toml`: who the cluster is, taxonomy and day of a study, periods, funders, file mappings."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from skillpact.errors import InputError
from skillpact.files.contents import problem_of
from skillpact.files.limits import MAX_CENTS, MAX_COHORTS, MAX_NAME
from skillpact.files.settings import Settings, SettingsError, show
from skillpact.records import Cluster, Funder, Period, Status

FILE = "cluster.toml"
_TABLES = ("companies", "functions", "employees", "vacancies", "talents", "courses")
_KEYS = {
    "id", "name", "region", "ecosystems", "taxonomy", "as_of", "language", "budget_cents", "periods", "funders",
    "resources", "minimum_group", "stale_after_days", "is_invented", "files",
}  # fmt: skip
_MAX_BYTES = 5_000_000
_MAX_GROUP, _MAX_DAYS = 1_000_000, 36_500
_VARIABLE = re.compile(r"\$\{(SKILLPACT_[A-Z_]+)\}")


@dataclass(frozen=True)
class FileMapping:
    """Where a table stands and what its columns are called, where it is not `<table>.csv` with our own names."""

    path: str | None
    columns: Mapping[str, str]
    defaults: Mapping[str, str]
    limit: int | None


def read_cluster(folder: Path) -> tuple[Cluster, dict[str, FileMapping]]:
    """Return the settings in `folder`/cluster.toml and the file mappings.

    Raises InputError where the folder or the file is not there or cannot be read, SettingsError (an InputError) with
    everything that is wrong with the settings.
    """
    settings = Settings(_load(folder))
    settings.only(_KEYS)
    name = settings.text("name", example='name = "My cluster"') or ""
    as_of = settings.day("as_of", example="2026-11-02") or date.min
    cluster = Cluster(
        id=settings.text("id") or re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "cluster",
        name=name,
        region=settings.text("region"),
        ecosystems=settings.texts("ecosystems"),
        taxonomy=settings.text("taxonomy"),
        as_of=as_of,
        language=_language(settings),
        periods=_periods(settings),
        funders=_funders(settings),
        resources=_resources(settings.table("resources")),
        minimum_group=settings.whole("minimum_group", 5, minimum=1, maximum=_MAX_GROUP),
        stale_after_days=settings.whole("stale_after_days", 90, minimum=1, maximum=_MAX_DAYS),
        is_invented=settings.flag("is_invented"),
    )
    mappings = _mappings(settings.table("files"))
    settings.raise_problems(FILE)
    return cluster, mappings


def resolve_path(folder: Path, table: str, stated: str) -> Path:
    """Return the path that the mapping of a table states: relative to the folder, ${SKILLPACT_…} filled in."""

    def fill(match: re.Match[str]) -> str:
        value = os.environ.get(match.group(1))
        if not value:
            problem = f"key 'files.{table}.path' needs the environment variable {match.group(1)}, which is not set"
            raise SettingsError([problem], file=FILE)
        return value

    path = Path(_VARIABLE.sub(fill, stated))
    try:
        return folder / path.expanduser()
    except RuntimeError:
        raise SettingsError(
            [f"key 'files.{table}.path' starts with ~, and this user's home folder is not known"], file=FILE
        ) from None


def _load(folder: Path) -> dict[str, Any]:
    name = folder.name or str(folder)
    problem = problem_of(folder, None, expected="a folder: the input folder of a study")
    if problem == "is not there":
        raise InputError("the folder is not there, expected the input folder of a study", file=name)
    if problem is None or not problem.startswith("is a folder"):
        raise InputError(problem or "is a file, expected a folder: the input folder of a study", file=name)
    path = folder / FILE
    problem = problem_of(path, folder)
    if problem == "is not there":
        raise InputError("the file is not there, expected the settings of the study (docs/guide/input.md)", file=FILE)
    if problem:
        raise InputError(problem, file=FILE)
    try:
        data = path.read_bytes()
    except OSError:
        raise InputError("cannot be opened: check that you may read it", file=FILE) from None
    if len(data) > _MAX_BYTES:
        raise InputError(f"is larger than {_MAX_BYTES // 1_000_000} MB, expected settings", file=FILE)
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputError(f"line {line} is not UTF-8, save the file as UTF-8", file=FILE) from None
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"cannot be read as TOML ({error})", file=FILE) from None
    except RecursionError:
        raise InputError("cannot be read as TOML (nested too deeply)", file=FILE) from None
    except ValueError:
        raise InputError("cannot be read as TOML (a number or date that does not exist)", file=FILE) from None


def _language(settings: Settings) -> str:
    stated = settings.text("language") or "en"
    if not re.fullmatch("[A-Za-z]{2}", stated):
        settings.note("language", f"is {show(stated)}, expected two letters such as es")
    return stated.lower()


def _mappings(settings: Settings) -> dict[str, FileMapping]:
    settings.only(_TABLES)
    mappings = {}
    for table in sorted(set(settings.values) & set(_TABLES)):
        fields = settings.table(table)
        fields.only(("path", "columns", "defaults", "limit"))
        columns, defaults = fields.table("columns"), fields.table("defaults")
        mappings[table] = FileMapping(
            path=fields.text("path"),
            columns={key: columns.text(key) or "" for key in columns.values},
            defaults={key: _default(defaults, key) for key in defaults.values},
            limit=fields.whole("limit", 0, minimum=0, maximum=MAX_CENTS) or None,
        )
    return mappings


def _default(settings: Settings, key: str) -> str:
    value = settings.values[key]
    if not isinstance(value, str | int | float | date):
        settings.note(key, f"is {show(value)}, expected the text of a cell")
        return ""
    return value if isinstance(value, str) else show(value)


def _periods(settings: Settings) -> tuple[Period, ...]:
    periods: list[Period] = []
    for fields in settings.tables("periods"):
        fields.only(("id", "starts_on", "ends_on"))
        identifier = fields.text("id", example='id = "2027-1"')
        starts = fields.day("starts_on", example="2027-01-01")
        ends = fields.day("ends_on", example="2027-03-31")
        if identifier in {period.id for period in periods}:
            fields.note("id", f"is {show(identifier)} a second time, expected each id once")
        if identifier is None or starts is None or ends is None:
            continue
        if ends < starts:
            fields.note("ends_on", f"is {ends}, before it starts on {starts}")
        elif periods and starts <= periods[-1].ends_on:
            fields.note(
                "starts_on",
                f"is {starts}, expected a day after {periods[-1].ends_on}, the end of the period before",
            )
        periods.append(Period(identifier, starts, ends))
    return tuple(periods)


def _funders(settings: Settings) -> tuple[Funder, ...]:
    tables = settings.tables("funders")
    if "budget_cents" in settings.values:
        if tables:
            settings.note("budget_cents", "stands beside [[funders]], expected one of the two")
        return (Funder("budget", settings.whole("budget_cents", 0, minimum=0, maximum=MAX_CENTS), 1.0),)
    funders: list[Funder] = []
    for fields in tables:
        fields.only(("id", "budget_cents", "max_share", "organisations", "regions", "statuses"))
        identifier = fields.text("id", example='id = "region"') or ""
        if identifier and identifier in {funder.id for funder in funders}:
            fields.note("id", f"is {show(identifier)} a second time, expected each id once")
        statuses = fields.texts("statuses")
        for status in statuses:
            if status not in list(Status):
                fields.note("statuses", f"holds {show(status)}, expected {', '.join(Status)}")
        funders.append(
            Funder(
                identifier,
                fields.whole("budget_cents", None, minimum=0, maximum=MAX_CENTS),
                fields.share("max_share", 1.0),
                fields.texts("organisations"),
                fields.texts("regions"),
                statuses,
            )
        )
    return tuple(funders)


def _resources(settings: Settings) -> tuple[tuple[str, int], ...]:
    for name in settings.values:
        if not 0 < len(name.strip()) <= MAX_NAME:
            settings.note("", f"holds the name {show(name)}, expected 1 to {MAX_NAME} characters")
    return tuple((name, settings.whole(name, 0, minimum=0, maximum=MAX_COHORTS)) for name in sorted(settings.values))
