"""The training-plan instance: frozen records, read from JSON with every problem named, written as stable bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from skillpact.planning.problems import InstanceError, load_json, rule_problems, schema_problems

FORMAT = "skillpact.plan/1"
OBJECTIVES = ("fillable", "gap_closed", "cost")


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time; both days belong to it. Periods never overlap."""

    id: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Talent:
    """A person by an opaque id. held: uri → level or None (not assessed); hours: period id → free hours (absent: 0)."""

    id: str
    organisation: str | None = None
    region: str | None = None
    status: str | None = None
    languages: tuple[str, ...] = ()
    held: Mapping[str, float | None] = field(default_factory=dict)
    target: Mapping[str, float] = field(default_factory=dict)
    hours: Mapping[str, float] = field(default_factory=dict)
    vacancies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vacancy:
    """Openings that ask for the same skills: uri → required level in [0, 1]."""

    id: str
    organisation: str | None = None
    openings: int = 1
    essential: Mapping[str, float] = field(default_factory=dict)
    optional: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Course:
    """A course on offer; costs in cents, hours for one person, seats for one cohort, cohorts_max over all periods."""

    id: str
    teaches: Mapping[str, float]
    hours: float
    seats_min: int
    seats_max: int
    cohorts_max: int
    cohort_cost_cents: int
    seat_cost_cents: int
    periods: tuple[str, ...]
    language: str
    mode: str
    provider: str | None = None
    requires: tuple[str, ...] = ()
    region: str | None = None
    resources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Resource:
    """A room, machine or trainer that serves at most `cohorts_per_period` cohorts in a period."""

    id: str
    cohorts_per_period: int


@dataclass(frozen=True, slots=True)
class Funder:
    """Who pays at most `max_share` (in [0, 1]) of an assignment and `budget_cents` in all; an empty list means all."""

    id: str
    budget_cents: int
    max_share: float
    organisations: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Floor:
    """So many seats go to the organisation's people, or each of them who can attend has one."""

    organisation: str
    seats_min: int


@dataclass(frozen=True, slots=True)
class Kept:
    """An assignment that people were told and that stays."""

    talent: str
    course: str
    period: str


@dataclass(frozen=True, slots=True)
class Related:
    """How far (factor in [0, 1]) the skill `held` serves where `asked` is required."""

    held: str
    asked: str
    factor: float


@dataclass(frozen=True, slots=True)
class Instance:
    """Everything one training plan is computed from; the field names are those of the file."""

    periods: tuple[Period, ...]
    talents: tuple[Talent, ...]
    courses: tuple[Course, ...]
    funders: tuple[Funder, ...]
    vacancies: tuple[Vacancy, ...] = ()
    resources: tuple[Resource, ...] = ()
    floors: tuple[Floor, ...] = ()
    kept: tuple[Kept, ...] = ()
    related: tuple[Related, ...] = ()
    seed: int = 0
    gap: float = 0.01
    objective: tuple[str, ...] = OBJECTIVES


def read_instance(path_or_text: str | Path) -> Instance:
    """Return the instance in a JSON file, or in the JSON text itself.

    Raises InstanceError (an InputError) with one sentence for each problem: object id, field, what was found, what
    was expected.
    """
    raw, file = load_json(path_or_text)
    problems = schema_problems(raw, "instance") or rule_problems(raw)
    if problems:
        raise InstanceError(problems, file=file)
    return _build(raw)


def normalise(instance: Instance) -> Instance:
    """Return the instance as the reader would give it; raise InstanceError where it would refuse it."""
    return read_instance(to_json(instance))


def to_json(instance: Instance) -> str:
    """Return the instance as JSON: keys and lists sorted, so that the same instance gives the same bytes."""
    raw = {
        "format": FORMAT,
        "seed": instance.seed,
        "gap": instance.gap,
        "objective": list(instance.objective),
        "periods": [
            {"id": p.id, "starts_on": p.starts_on.isoformat(), "ends_on": p.ends_on.isoformat()}
            for p in sorted(instance.periods, key=lambda p: p.id)
        ],
        "talents": _rows(instance.talents, "id"),
        "vacancies": _rows(instance.vacancies, "id"),
        "courses": _rows(instance.courses, "id"),
        "resources": _rows(instance.resources, "id"),
        "funders": [
            {
                "id": f.id,
                "budget_cents": f.budget_cents,
                "max_share": f.max_share,
                "eligible": {
                    "organisations": sorted(f.organisations),
                    "regions": sorted(f.regions),
                    "statuses": sorted(f.statuses),
                },
            }
            for f in sorted(instance.funders, key=lambda f: f.id)
        ],
        "floors": _rows(instance.floors, "organisation"),
        "kept": _rows(instance.kept, "talent", "course", "period"),
        "related": _rows(instance.related, "held", "asked"),
    }
    return json.dumps(raw, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _rows(items: tuple[Any, ...], *keys: str) -> list[dict[str, Any]]:
    rows = []
    for item in sorted(items, key=lambda item: tuple(getattr(item, key) for key in keys)):
        row = {name: getattr(item, name) for name in item.__dataclass_fields__}
        rows.append(
            {k: sorted(v) if isinstance(v, tuple) else dict(v) if isinstance(v, Mapping) else v for k, v in row.items()}
        )
    return rows


def _unique(names: Any) -> tuple[str, ...]:
    return tuple(sorted(set(names)))


def _levels(levels: Mapping[str, Any]) -> dict[str, float]:
    return {uri: float(levels[uri]) for uri in sorted(levels)}


def _talent(raw: Mapping[str, Any]) -> Talent:
    held = raw.get("held", {})
    return Talent(
        id=raw["id"],
        organisation=raw.get("organisation"),
        region=raw.get("region"),
        status=raw.get("status"),
        languages=_unique(raw["languages"]),
        held={uri: None if held[uri] is None else float(held[uri]) for uri in sorted(held)},
        target=_levels(raw.get("target", {})),
        hours={period: float(raw["hours"][period]) for period in sorted(raw["hours"])},
        vacancies=_unique(raw.get("vacancies", ())),
    )


def _course(raw: Mapping[str, Any]) -> Course:
    whole = ("seats_min", "seats_max", "cohorts_max", "cohort_cost_cents", "seat_cost_cents")
    return Course(
        id=raw["id"],
        provider=raw.get("provider"),
        teaches=_levels(raw["teaches"]),
        requires=_unique(raw.get("requires", ())),
        hours=float(raw["hours"]),
        **{name: int(raw[name]) for name in whole},
        periods=_unique(raw["periods"]),
        region=raw["region"],
        language=raw["language"],
        mode=raw["mode"],
        resources=_unique(raw.get("resources", ())),
    )


def _funder(raw: Mapping[str, Any]) -> Funder:
    eligible = {name: _unique(names) for name, names in raw.get("eligible", {}).items()}
    return Funder(raw["id"], int(raw["budget_cents"]), float(raw["max_share"]), **eligible)


def _build(raw: Mapping[str, Any]) -> Instance:
    """Make the records, every list in the order of its ids, so that the order in the file has no effect."""

    def ordered(key: str) -> list[Mapping[str, Any]]:
        return sorted(
            raw.get(key, ()), key=lambda item: json.dumps(item, sort_keys=True) if "id" not in item else item["id"]
        )

    return Instance(
        periods=tuple(
            sorted(
                (
                    Period(p["id"], date.fromisoformat(p["starts_on"]), date.fromisoformat(p["ends_on"]))
                    for p in raw["periods"]
                ),
                key=lambda p: p.starts_on,
            )
        ),
        talents=tuple(_talent(t) for t in ordered("talents")),
        courses=tuple(_course(c) for c in ordered("courses")),
        funders=tuple(_funder(f) for f in ordered("funders")),
        vacancies=tuple(
            Vacancy(
                v["id"],
                v.get("organisation"),
                int(v["openings"]),
                _levels(v["essential"]),
                _levels(v.get("optional", {})),
            )
            for v in ordered("vacancies")
        ),
        resources=tuple(Resource(r["id"], int(r["cohorts_per_period"])) for r in ordered("resources")),
        floors=tuple(Floor(f["organisation"], int(f["seats_min"])) for f in ordered("floors")),
        kept=tuple(Kept(k["talent"], k["course"], k["period"]) for k in ordered("kept")),
        related=tuple(Related(r["held"], r["asked"], float(r["factor"])) for r in ordered("related")),
        seed=int(raw.get("seed", 0)),
        gap=float(raw.get("gap", 0.01)),
        objective=tuple(raw.get("objective", OBJECTIVES)),
    )
