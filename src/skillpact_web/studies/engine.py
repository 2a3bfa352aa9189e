"""Calls the engine: a snapshot becomes records, the records a study, the study tables of plain cells."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from skillpact import __version__
from skillpact.records import (
    Cluster,
    Company,
    Course,
    Employee,
    Evidence,
    Function,
    Funder,
    HeldSkill,
    Mode,
    Outcome,
    Period,
    Place,
    Requirement,
    Status,
    StudyInputs,
    Talent,
    Vacancy,
)  # fmt: skip
from skillpact.reporting import Remark, Table, build_tables, summary_lines
from skillpact.study import Study as EngineStudy
from skillpact.study import StudySettings, run_study
from skillpact.taxonomy import Taxonomy

from ..skills.engine import taxonomy_in_use
from .breakdowns import breakdown_table
from .models import RowKind, SnapshotRow, StudySnapshot

NOWHERE = Place("")
PLAN_SECONDS = 60.0
SMALLEST_GROUP = 5  # figures about fewer are not published, whatever a cluster says
# Tables that name a member's rows, by the column that says whose: withheld where the member did not agree to show rows.
OWNED_BY = "company_id"
AUDIENCES = ("cluster", "public")


@dataclass(frozen=True)
class TableData:
    """A table ready to be stored: columns and rows of plain values, one key and one person a row where it has them."""

    audience: str
    code: str
    title: str
    note: str
    columns: list[dict[str, str]]
    rows: list[tuple[str, str, list[Any]]]  # key, talent reference, cells


@dataclass(frozen=True)
class Result:
    """What a run gave."""

    tables: list[TableData]
    figures: dict[str, Any]
    notes: list[str]
    taxonomy: str
    program_version: str
    sha256: str


def run(
    snapshot: StudySnapshot, options: dict[str, Any], *, language: str, on_progress: Callable[[str, int, int], None]
) -> Result:
    """Run a study on a snapshot. The same snapshot, options and taxonomy give the same tables."""
    taxonomy = taxonomy_in_use()
    inputs, n_unknown = _known_only(read_inputs(snapshot, options, language), taxonomy)
    settings = StudySettings(
        with_plan=bool(options.get("with_plan", True)),
        minimum_score=float(options.get("minimum_score", 0.3)),
        plan_time_limit_s=PLAN_SECONDS,
    )
    study = run_study(inputs, taxonomy, settings, on_progress=on_progress)
    hidden = _hidden_companies(snapshot)
    tables = []
    for audience in AUDIENCES:
        made = [*build_tables(study, audience), _breakdown(study, audience)]
        shown = [_without_hidden(table, hidden) if audience == "cluster" else table for table in made]
        tables += [_plain(table, audience) for table in shown]
    digest = hashlib.sha256(json.dumps([vars(one) for one in tables], sort_keys=True).encode()).hexdigest()
    notes = summary_lines(study, "cluster")
    if n_unknown:
        said = _("%(n)s skills were left out, since the taxonomy in use does not know them: it was changed meanwhile.")
        notes.append(said % {"n": n_unknown})
    return Result(tables, _figures(study), notes, taxonomy.id, __version__, digest)


def _breakdown(study: EngineStudy, audience: str) -> Table:
    inputs = study.inputs
    minimum = max(SMALLEST_GROUP, inputs.cluster.minimum_group)
    return breakdown_table(inputs.companies, study.vacancies, study.n_filled, minimum, audience)


def read_inputs(snapshot: StudySnapshot, options: dict[str, Any], language: str) -> StudyInputs:
    """Return the records of a snapshot, changed as the options of a scenario say."""
    rows: dict[str, list[SnapshotRow]] = {kind: [] for kind in RowKind.values}
    for row in snapshot.rows.order_by("kind", "key").iterator(1000):
        rows[row.kind].append(row)
    without = set(options.get("without_courses") or ())
    priced = [row for row in rows[RowKind.COURSE] if _has_price(row) and row.key not in without]
    offered = {row.key for row in priced}
    return StudyInputs(
        cluster=_cluster(snapshot, options, language),
        companies=tuple(_company(row) for row in rows[RowKind.COMPANY]),
        functions=tuple(_function(row) for row in rows[RowKind.FUNCTION]),
        employees=tuple(_employee(row) for row in rows[RowKind.EMPLOYEE]),
        vacancies=tuple(_vacancy(row) for row in rows[RowKind.VACANCY]),
        talents=tuple(_talent(row) for row in rows[RowKind.TALENT]),
        courses=tuple(_course(row, options) for row in priced if set(row.values["requires"]) <= offered),
        refusals=(),
    )


def _known_only(inputs: StudyInputs, taxonomy: Taxonomy) -> tuple[StudyInputs, int]:
    """Return the inputs without skills and occupations that the taxonomy lacks, and how many skills that were."""
    n_unknown = 0

    def known(skills: tuple[Any, ...]) -> tuple[Any, ...]:
        nonlocal n_unknown
        kept = tuple(one for one in skills if one.uri in taxonomy.skills)
        n_unknown += len(skills) - len(kept)
        return kept

    def job(uri: str | None) -> str | None:
        return uri if uri and uri in taxonomy.occupations else None

    changed = replace(
        inputs,
        functions=tuple(
            replace(one, requirements=known(one.requirements), occupation_uri=job(one.occupation_uri))
            for one in inputs.functions
        ),
        employees=tuple(replace(one, skills=known(one.skills)) for one in inputs.employees),
        vacancies=tuple(
            replace(one, requirements=known(one.requirements), occupation_uri=job(one.occupation_uri))
            for one in inputs.vacancies
        ),
        talents=tuple(
            replace(one, skills=known(one.skills), target_occupation_uri=job(one.target_occupation_uri))
            for one in inputs.talents
        ),
        courses=tuple(replace(one, outcomes=known(one.outcomes)) for one in inputs.courses),
    )
    return changed, n_unknown


def _cluster(snapshot: StudySnapshot, options: dict[str, Any], language: str) -> Cluster:
    values = snapshot.cluster_values
    percent = int(options.get("budget_percent", 100))
    return Cluster(
        id=values["id"],
        name=values["name"],
        region=values["region"],
        ecosystems=tuple(values["ecosystems"]),
        taxonomy=None,
        as_of=snapshot.as_of,
        language=language,
        periods=tuple(Period(one["id"], _day(one["starts_on"]), _day(one["ends_on"])) for one in values["periods"]),
        funders=tuple(
            Funder(
                one["id"], one["budget_cents"] * percent // 100, one["max_share"], tuple(one["organisations"]),
                tuple(one["regions"]), tuple(one["statuses"]),
            )
            for one in values["funders"]
        ),
        resources=tuple((code, n) for code, n in values["resources"]),
        minimum_group=values["minimum_group"],
        stale_after_days=values["stale_after_days"],
        is_invented=values["is_invented"],
    )  # fmt: skip


def _company(row: SnapshotRow) -> Company:
    values = {name: value for name, value in row.values.items() if name != "shows_rows"}
    return Company(id=row.key, place=NOWHERE, **values)


def _function(row: SnapshotRow) -> Function:
    values = row.values | {"requirements": _requirements(row.values["requirements"])}
    return Function(id=row.key, place=NOWHERE, **values)


def _employee(row: SnapshotRow) -> Employee:
    return Employee(id=row.key, place=NOWHERE, **(row.values | {"skills": _held(row.values["skills"])}))


def _vacancy(row: SnapshotRow) -> Vacancy:
    values = row.values | {
        "requirements": _requirements(row.values["requirements"]),
        "published_on": _day(row.values["published_on"]),
    }
    return Vacancy(id=row.key, place=NOWHERE, **values)


def _talent(row: SnapshotRow) -> Talent:
    values = row.values
    return Talent(
        id=row.key,
        text="",
        language=None,
        status=Status(values["status"]),
        region=values["region"],
        employer_id=values["employer_id"],
        languages=tuple(values["languages"]),
        hours=tuple((period, float(hours)) for period, hours in values["hours"]),
        skills=_held(values["skills"]),
        target_occupation_uri=values["target_occupation_uri"],
        vacancy_ids=tuple(values["vacancy_ids"]),
        place=NOWHERE,
        hidden_from=tuple(values["hidden_from"]),
    )


def _course(row: SnapshotRow, options: dict[str, Any]) -> Course:
    values = dict(row.values)
    values["outcomes"] = tuple(Outcome(uri, level) for uri, level in values["outcomes"])
    values["cohorts_max"] += int(options.get("more_cohorts", 0))
    values["mode"] = Mode(values["mode"])
    for name in ("requires", "period_ids", "resources"):
        values[name] = tuple(values[name])
    return Course(id=row.key, place=NOWHERE, **values)


def _has_price(row: SnapshotRow) -> bool:
    return row.values["cohort_cost_cents"] is not None and row.values["seat_cost_cents"] is not None


def _requirements(rows: Iterable[list[Any]]) -> tuple[Requirement, ...]:
    return tuple(Requirement(uri, level, is_essential) for uri, level, is_essential in rows)


def _held(rows: Iterable[list[Any]]) -> tuple[HeldSkill, ...]:
    return tuple(
        HeldSkill(uri, level, Evidence(evidence), until and _day(until)) for uri, level, evidence, until in rows
    )


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _hidden_companies(snapshot: StudySnapshot) -> frozenset[str]:
    rows = snapshot.rows.filter(kind=RowKind.COMPANY)
    return frozenset(row.key for row in rows if not row.values["shows_rows"])


def _without_hidden(table: Table, hidden: frozenset[str]) -> Table:
    """Return a table without the rows and names of members that did not agree to show them; sums stay."""
    names = {column.name for column in table.columns}
    if OWNED_BY in names:
        place = table.position(OWNED_BY)
        table = replace(table, rows=tuple(row for row in table.rows if row[place] not in hidden))
    if table.id == "breakdown":
        table = replace(table, rows=tuple(row for row in table.rows if row[0] != "company" or row[1] not in hidden))
    # Who needs a skill, and where, is listed by name: with a hidden member among them only the number is told.
    going = names & {"company_names", "vacancies", "vacancy_ids"}
    if hidden and going:
        keep = [place for place, column in enumerate(table.columns) if column.name not in going]
        table = Table(
            table.id, table.title, table.note, tuple(table.columns[place] for place in keep),
            tuple(tuple(row[place] for place in keep) for row in table.rows),
        )  # fmt: skip
    return table


def _plain(table: Table, audience: str) -> TableData:
    names = [column.name for column in table.columns]
    key = next((names.index(name) for name in KEYS.get(table.id, ()) if name in names), None)
    person = names.index("talent_id") if "talent_id" in names else None
    rows = [
        (
            "" if key is None else str(row[key] or "")[:300],
            "" if person is None else str(row[person] or ""),
            [_cell(cell) for cell in row],
        )
        for row in table.rows
    ]
    columns = [
        {"name": one.name, "title": one.title, "description": one.description, "unit": one.unit, "kind": one.kind}
        for one in table.columns
    ]
    return TableData(audience, table.id, table.title, table.note, columns, rows)


# What a row of a table is about, so that a figure opens the rows behind it.
KEYS = {
    "balance": ("skill_uri",),
    "evidence": ("skill_uri",),
    "occupations": ("occupation_uri",),
    "shortage_map": ("occupation_uri",),
    "vacancies": ("vacancy_id",),
    "matches": ("talent_id",),
    "match_parts": ("talent_id",),
    "plan_assignments": ("talent_id",),
    "plan_cohorts": ("course_id",),
    "plan_unmet": ("skill_uri",),
    "breakdown": ("dimension",),
}


def _cell(cell: Any) -> Any:
    if isinstance(cell, Remark):
        return {"remark": cell.code, "number": cell.number}
    return cell.isoformat() if isinstance(cell, date) else cell


def _figures(study: EngineStudy) -> dict[str, Any]:
    """Return the key figures by which scenarios are compared."""
    found: dict[str, Any] = {
        "n_companies": study.coverage.n_companies,
        "n_companies_answered": study.coverage.n_companies_answered,
        "n_vacancies": study.coverage.n_vacancies_counted,
        "n_talents": study.coverage.n_talents,
        "n_openings": sum(cell.n_openings for cell in study.occupation_shortages),
        "n_fillable": sum(cell.n_fillable for cell in study.occupation_shortages),
        "n_short": sum(cell.n_short for cell in study.occupation_shortages),
        "n_matches": len(study.matches),
    }
    if study.plan is not None:
        found["plan_status"] = str(study.plan.status)
        found["is_reproducible"] = study.plan.reproducible
        for objective in study.plan.objectives:
            found[f"plan_{objective.name}"] = objective.value
        found["n_assignments"] = len(study.plan.assignments)
        found["n_cohorts"] = sum(cohort.count for cohort in study.plan.cohorts)
    return found
