"""What the reader of instances accepts, and what it refuses with the object and the field."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest

from skillpact.errors import InputError
from skillpact.planning import InstanceError, check_plan, plan_to_json, read_instance, read_plan, solve_plan, to_json

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "plan-format.md"


def example() -> dict:
    """Return the worked example of the guide, the one that users copy."""
    return json.loads(blocks()[0])


def blocks() -> list[str]:
    return [part.split("```")[0] for part in GUIDE.read_text(encoding="utf-8").split("```json\n")[1:]]


def problems(raw: object) -> tuple[str, ...]:
    with pytest.raises(InstanceError) as caught:
        read_instance(raw if isinstance(raw, str) else json.dumps(raw))
    return caught.value.problems


def test_guide_shows_the_plan_of_its_own_example():
    instance, plan = read_instance(blocks()[0]), read_plan(blocks()[1])
    assert solve_plan(instance) == plan
    assert check_plan(instance, plan) == []
    assert json.loads(plan_to_json(plan)) == json.loads(blocks()[1])


def test_writing_and_reading_gives_the_same_instance():
    instance = read_instance(blocks()[0])
    assert read_instance(to_json(instance)) == instance
    assert to_json(read_instance(to_json(instance))) == to_json(instance)


def test_file_is_named_without_its_folder(tmp_path):
    path = tmp_path / "broken.json"
    path.write_text('{"format": "skillpact.plan/1"}', encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_instance(path)
    assert str(caught.value).startswith("broken.json: The file, field 'periods': it is missing; add it.")
    assert str(tmp_path) not in str(caught.value)
    with pytest.raises(InputError, match=r"absent\.json: The file cannot be read"):
        read_instance(tmp_path / "absent.json")


def test_error_crosses_a_process_border():
    error = InstanceError(["one", "two"], file="x.json")
    assert str(pickle.loads(pickle.dumps(error))) == "x.json: one\nx.json: two"


CASES = {
    "courses.0.seat_cost_cents=-1": "course 'plc', field 'seat_cost_cents': found -1, expected at least 0.",
    "courses.0.cohort_cost_cents=null": "course 'plc', field 'cohort_cost_cents': found null, expected a whole number.",
    "courses.0.cohort_cost_cents=10.5": "course 'plc', field 'cohort_cost_cents': found 10.5, expected a whole number.",
    "courses.0.seats_max=0": "course 'plc', field 'seats_max': found 0, expected at least 1.",
    "courses.0.seats_min=99": "course 'plc', field 'seats_min': found 99 with seats_max 10, expected seats_min at most seats_max.",
    "courses.0.hours=NaN": "course 'plc', field 'hours': found NaN, expected a number.",
    "courses.0.hours=Infinity": "course 'plc', field 'hours': found Infinity, expected a number.",
    "courses.0.hours=1e400": "course 'plc', field 'hours': found Infinity, expected at most 100000.",
    "courses.0.hours=true": "course 'plc', field 'hours': found true, expected a number.",
    "courses.0.teaches={\"uri:plc\": 0.3}": "course 'plc', field 'teaches.uri:plc': found 0.3, expected one of 0, 0.25, 0.5, 0.75, 1.",
    "courses.0.requires=[\"x\"]": "course 'plc', field 'requires': there is no course 'x'; add it or mend the id.",
    "courses.0.requires=[\"plc\"]": "course 'plc', field 'requires': it requires 'plc' in a circle; remove one of them.",
    "courses.0.resources=[\"x\"]": "course 'plc', field 'resources': there is no resource 'x'; add it or mend the id.",
    "courses.0.colour=1": "course 'plc': unknown field 'colour'; expected only cohort_cost_cents, cohorts_max, hours, id, "
    "language, mode, periods, provider, region, requires, resources, seat_cost_cents, seats_max, seats_min, teaches.",
    "talents.0.hours={\"x\": 1}": "talent 'amaia', field 'hours': there is no period 'x'; add it or mend the id.",
    "talents.0.vacancies=[\"x\"]": "talent 'amaia', field 'vacancies': there is no vacancy 'x'; add it or mend the id.",
    "talents.0.target={\"uri:plc\": null}": "talent 'amaia', field 'target.uri:plc': found null, expected one of 0, 0.25, 0.5, 0.75, 1.",
    "talents.1.id=\"amaia\"": "talent 'amaia', field 'id': it stands 2 times, expected once.",
    "talents.0.id=\"\"": "talent '', field 'id': found \"\", expected a text that is not empty.",
    "funders.0.max_share=1.5": "funder 'esf', field 'max_share': found 1.5, expected at most 1.",
    "funders.0.budget_cents=1e300": "funder 'esf', field 'budget_cents': found 1e+300, expected at most 1000000000000.",
    "periods.0.ends_on=null": "period '2027-1', field 'ends_on': found null, expected a text.",
    "periods.0.ends_on=\"2027-02-30\"": "period '2027-1', field 'ends_on': found 2027-02-30, which is no day of the calendar.",
    "periods.0.ends_on=\"2026-01-01\"": "period '2027-1', field 'ends_on': found 2026-01-01, expected a day not before 2027-01-01.",
    "periods.0.ends_on=\"2027-09-30\"": "period '2027-2', field 'starts_on': found 2027-07-01, expected a day after period '2027-1' ends (2027-09-30).",
    "kept=[{\"talent\": \"x\", \"course\": \"plc\", \"period\": \"2027-1\"}]": "kept assignment 'x' 'plc' '2027-1', field 'talent': there is no talent 'x'; add it or mend the id.",
    "objective=[\"speed\"]": "Field 'objective.0': found \"speed\", expected one of fillable, gap_closed, cost.",
    "format=\"skillpact.plan/9\"": "Field 'format': found \"skillpact.plan/9\", expected \"skillpact.plan/1\".",
    "talents=null": "Field 'talents': found null, expected a list.",
    "gap=-0.1": "Field 'gap': found -0.1, expected at least 0.",
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_bad_value_is_named_with_object_and_field(case):
    path, _, text = case.partition("=")
    raw = example()
    *parents, last = path.split(".")
    place = raw
    for part in parents:
        place = place[int(part)] if part.isdigit() else place[part]
    place[last] = "@"
    assert problems(json.dumps(raw).replace('"@"', text)) == (CASES[case],)


def test_missing_cost_is_named():
    raw = example()
    del raw["courses"][0]["seat_cost_cents"]
    assert problems(raw) == ("course 'plc', field 'seat_cost_cents': it is missing; add it.",)


def test_all_problems_come_at_once():
    raw = example()
    raw["courses"][0]["hours"] = -1
    raw["talents"][0]["languages"] = "es"
    assert len(problems(raw)) == 2


@pytest.mark.parametrize(
    "text",
    ["[1]", "{", '{"format": "a", "format": "b"}', '{"x": "\\ud800"}', "[" * 100_000, '{"gap": ' + "9" * 5000 + "}"],
)
def test_text_that_is_no_instance_is_refused_in_one_sentence(text):
    assert len(problems(text)) == 1


def test_circle_of_required_courses_names_each_of_them():
    raw = example()
    raw["courses"][0]["requires"] = ["welding"]
    raw["courses"][1]["requires"] = ["plc"]
    assert [line.split(",")[0] for line in problems(raw)] == ["course 'plc'", "course 'welding'"]
