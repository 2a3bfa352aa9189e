"""REST of functions and employees: the same rules as the pages."""

from __future__ import annotations

import json

import pytest
from workforce_world import fill

from skillpact_web.accounts.roles import Role
from skillpact_web.workforce.models import Employee, Function

REST = "/api/v1/workforce"


@pytest.fixture
def filled(world, own_home, starter):
    """The world with functions and employees, and the starter taxonomy."""
    fill(world)
    return world


def send(client, method, path, data=None):
    return getattr(client, method)(f"{REST}{path}", data=json.dumps(data or {}), content_type="application/json")


def test_a_function_is_entered_changed_and_undone(filled):
    client = filled.client(Role.COMPANY)
    made = send(client, "post", "/functions", {"title": "Welder", "headcount_now": 4, "reference": "w-1"}).json()
    path = f"/functions/{made['id']}"
    assert (made["company"], made["headcount_now"], made["version"]) == ("Olatuna Software", 4, 1)
    changed = send(client, "patch", path, {"version": 1, "headcount_now": None, "headcount_in_3_years": 2}).json()
    assert (changed["headcount_now"], changed["headcount_in_3_years"], changed["title"]) == (None, 2, "Welder")
    assert send(client, "patch", path, {"version": 1, "title": "Late"}).status_code == 409
    assert send(client, "post", f"{path}/undo?version=2").json()["headcount_now"] == 4
    assert send(client, "post", f"{path}/skills", {"skill": "TIG welding", "level": 0.5}).status_code == 201
    one = client.get(f"{REST}{path}/skills").json()[0]
    decided = send(client, "put", f"{path}/skills/{one['id']}", {"is_confirmed": False}).json()
    assert decided["status"] == "rejected"


@pytest.mark.parametrize("headcount", [-1, 10**12, 2.5, "many"])
def test_no_impossible_number_of_people_is_taken(filled, headcount):
    n_before = Function.objects.count()
    answer = send(filled.client(Role.COMPANY), "post", "/functions", {"title": "Welder", "headcount_now": headcount})
    assert (answer.status_code, Function.objects.count()) == (422, n_before)


def test_a_record_is_begun_changed_and_deleted(filled):
    client, job = filled.client(Role.COMPANY), filled.objects["function_id"]["own"]
    made = send(client, "post", "/employees", {"nickname": "Maite", "function_id": job}).json()
    assert set(made) == {"id", "nickname", "reference", "function_id", "n_skills", "version"}
    path = f"/employees/{made['id']}"
    skill = send(client, "post", f"{path}/skills", {"skill": "TIG welding", "evidence": "certified"}).json()
    changed = send(client, "put", f"{path}/skills/{skill['id']}", {"level": 0.75, "evidence": "assessed"}).json()
    assert (changed["level"], changed["evidence"], changed["expires_on"]) == (0.75, "assessed", None)
    gap = client.get(f"{REST}{path}/gap").json()
    assert [(one["label"], one["state"]) for one in gap] == [("lubrication", "not_assessed")]
    assert send(client, "patch", path, {"version": 1, "function_id": None}).json()["function_id"] is None
    assert client.get(f"{REST}{path}/gap").json() == []
    assert send(client, "post", f"{path}/undo?version=2").json()["function_id"] == job
    assert send(client, "delete", f"{path}/skills/{skill['id']}").status_code == 204
    assert send(client, "delete", path).status_code == 204
    assert not Employee.objects.filter(pk=made["id"]).exists()


def test_a_foreign_function_cannot_be_given_to_ones_own_people(filled):
    client = filled.client(Role.COMPANY)
    for kind in ("foreign", "competing"):
        data = {"nickname": "Maite", "function_id": filled.objects["function_id"][kind]}
        assert send(client, "post", "/employees", data).status_code == 404
    own = filled.objects["employee_id"]["own"]
    data = {"version": 1, "function_id": filled.objects["function_id"]["foreign"]}
    assert send(client, "patch", f"/employees/{own}", data).status_code == 404
    assert Employee.objects.get(pk=own).function_id == filled.objects["function_id"]["own"]


def test_a_repeated_key_makes_one_record(filled):
    client = filled.client(Role.COMPANY)
    answers = [
        client.post(
            f"{REST}/employees", data=json.dumps({"nickname": "Maite"}), content_type="application/json",
            headers={"Idempotency-Key": "one-and-the-same"},
        ).json()
        for _ in range(2)
    ]  # fmt: skip
    assert answers[0]["id"] == answers[1]["id"]
    assert Employee.objects.filter(nickname="Maite").count() == 1


@pytest.mark.parametrize("kind", ["functions", "employees"])
@pytest.mark.parametrize("n_rows", [1, 3])
def test_a_list_takes_as_many_queries_for_one_row_as_for_three(world, kind, n_rows, django_assert_num_queries):
    from workforce_world import employee, function

    for number in range(n_rows):
        employee(world.company, f"Maite {number}", function=function(world.company, f"Job {number}"))
    client = world.client(Role.COMPANY)
    with django_assert_num_queries(5):
        client.get(f"{REST}/{kind}")
