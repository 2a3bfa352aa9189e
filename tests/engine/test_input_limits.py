"""A row that is read never stops the planner: the readers know the limits of the plan's schema, and keep to them."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from skillpact.errors import InputError
from skillpact.files.cluster import read_cluster
from skillpact.planning import read_instance, to_json
from skillpact.study import StudySettings, load_study_inputs, run_study
from skillpact.taxonomy import TaxonomyStore

SETTINGS = """name = "Test"
as_of = 2026-11-02
taxonomy = "starter"
[[funders]]
id = "f"
budget_cents = {funders_budget_cents}
max_share = {funders_max_share}
[[periods]]
id = "p1"
starts_on = 2027-01-01
ends_on = 2027-03-31
[resources]
lab = {resources_cohorts_per_period}
"""
COURSE = {
    "id": "c", "provider": "P", "title": "T", "hours": "40", "seats_min": "1", "seats_max": "1000000",
    "cohorts_max": "1", "cohort_cost_cents": "1", "seat_cost_cents": "1", "skills": "SQL = advanced",
}  # fmt: skip
TABLES: dict[str, dict[str, str]] = {
    "courses": COURSE,
    "talents": {"id": "t", "status": "student", "hours": "40", "languages": "en", "skills": "Git"},
    "vacancies": {"id": "v", "title": "Dev", "openings": "1", "skills": "SQL = advanced"},
}
SETTING_VALUES = {"funders_budget_cents": "1", "funders_max_share": "1.0", "resources_cohorts_per_period": "1"}
# Where the input says more than the plan does, or the same under another name.
COLUMNS = {("talents", "organisation"): "employer", ("vacancies", "organisation"): "company"}
NOT_FREE_TEXT = {
    "id",
    "mode",
    "status",
    "language",
    "starts_on",
    "ends_on",
}  # ids and closed lists have rules of their own


def fields_of_schema() -> dict[tuple[str, str], dict[str, Any]]:
    """Return (list, field) → its schema, for every field that a row or a setting fills with a number or a text."""
    schema = json.loads(
        resources.files("skillpact.planning").joinpath("schemas/instance.schema.json").read_text(encoding="utf-8")
    )

    def resolve(entry: dict[str, Any]) -> dict[str, Any]:
        return resolve(schema["$defs"][entry["$ref"].rpartition("/")[2]]) if "$ref" in entry else entry

    found = {}
    for name in ("periods", "talents", "vacancies", "courses", "resources", "funders"):
        for field, entry in schema["properties"][name]["items"]["properties"].items():
            stated = resolve(entry)
            stated = resolve(stated["items"]) if stated.get("type") == "array" else stated
            inner = stated.get("additionalProperties")
            stated = resolve(inner) if isinstance(inner, dict) else stated
            found[name, field] = stated
    return found


FIELDS = fields_of_schema()
NUMBERS = {place: entry for place, entry in FIELDS.items() if entry.get("type") in ("integer", "number")}
NAMES = {
    (name, field): entry["maxLength"]
    for (name, field), entry in FIELDS.items()
    if "maxLength" in entry and field not in NOT_FREE_TEXT and name in TABLES
    and COLUMNS.get((name, field), field) not in ("requires", "resources", "periods", "vacancies")
}  # fmt: skip


def write(folder: Path, name: str, field: str, value: str) -> None:
    """Write a folder that is in order but for one value, beside a good row in each table."""
    stated = SETTING_VALUES | ({f"{name}_{field}": value} if name in ("funders", "resources") else {})
    (folder / "cluster.toml").write_text(SETTINGS.format(**stated), encoding="utf-8")
    for table, row in TABLES.items():
        column = COLUMNS.get((name, field), field)
        changed = row | ({column: value} if table == name else {})
        good = {**dict.fromkeys(changed, ""), **row, "id": "good"}
        lines = [changed, changed, good]
        (folder / f"{table}.csv").write_text(
            "\n".join(",".join(line) for line in (list(lines[0]), *(list(line.values()) for line in lines[1:]))) + "\n",
            encoding="utf-8",
        )


def test_the_numbers_of_an_instance_all_come_from_the_input():
    assert sorted(NUMBERS) == [
        ("courses", "cohort_cost_cents"), ("courses", "cohorts_max"), ("courses", "hours"), ("courses", "seat_cost_cents"),
        ("courses", "seats_max"), ("courses", "seats_min"), ("funders", "budget_cents"), ("funders", "max_share"),
        ("resources", "cohorts_per_period"), ("talents", "hours"), ("vacancies", "openings"),
    ]  # fmt: skip
    assert sorted(NAMES) == [
        ("courses", "provider"), ("courses", "region"), ("talents", "languages"), ("talents", "organisation"),
        ("talents", "region"), ("vacancies", "organisation"),
    ]  # fmt: skip


@pytest.mark.parametrize("place", sorted(NUMBERS), ids=".".join)
def test_the_largest_number_of_the_schema_is_the_largest_that_is_read(tmp_path, place):
    name, field = place
    largest = NUMBERS[place]["maximum"]
    write(tmp_path, name, field, str(largest))
    inputs, taxonomy = load_study_inputs(tmp_path, TaxonomyStore())
    assert inputs.refusals == ()
    study = run_study(inputs, taxonomy, StudySettings(solves_plan=False))
    assert study.instance is not None
    assert read_instance(to_json(study.instance)) is not None

    write(tmp_path, name, field, str(largest + 1))
    if name in TABLES:
        inputs, taxonomy = load_study_inputs(tmp_path, TaxonomyStore())
        assert [(r.file, r.row, r.column) for r in inputs.refusals] == [(f"{name}.csv", 2, field)]
        assert len(getattr(inputs, name)) == 1
        assert run_study(inputs, taxonomy).plan is not None
    else:
        with pytest.raises(InputError, match=r"lab|budget_cents|max_share"):
            read_cluster(tmp_path)


@pytest.mark.parametrize("place", sorted(NAMES), ids=".".join)
def test_the_longest_name_of_the_schema_is_the_longest_that_is_read(tmp_path, place):
    name, field = place
    write(tmp_path, name, field, "x" * NAMES[place])
    inputs, taxonomy = load_study_inputs(tmp_path, TaxonomyStore())
    assert inputs.refusals == ()
    assert run_study(inputs, taxonomy).plan is not None

    write(tmp_path, name, field, "x" * (NAMES[place] + 1))
    inputs, taxonomy = load_study_inputs(tmp_path, TaxonomyStore())
    assert [(r.file, r.row, r.column) for r in inputs.refusals] == [(f"{name}.csv", 2, COLUMNS.get(place, field))]
    assert run_study(inputs, taxonomy).plan is not None
