"""What waits, over REST."""

from __future__ import annotations

import pytest

from skillpact_web.accounts.roles import Role
from skillpact_web.notices import services


def ask(world, kind="house.read", **changes):
    return services.ask(kind=kind, text="Read the rules", user=world.members[Role.TALENT].user, **changes)


@pytest.mark.parametrize("n_rows", [1, 3])
def test_what_waits_is_listed_with_the_same_number_of_queries(world, django_assert_num_queries, n_rows):
    for n in range(n_rows):
        ask(world, kind=f"house.{n}")
    client = world.client(Role.TALENT)
    client.get("/api/v1/notices")
    # session, user, memberships, count, rows
    with django_assert_num_queries(5):
        found = client.get("/api/v1/notices").json()
    assert (found["count"], found["next"]) == (n_rows, None)
    assert {one["text"] for one in found["items"]} == {"Read the rules"}


def test_a_notice_is_settled_once(world):
    notice = ask(world)
    client = world.client(Role.TALENT)
    first = client.post(f"/api/v1/notices/{notice.pk}/settle", content_type="application/json")
    assert (first.status_code, first.json()["state"]) == (200, "settled")
    second = client.post(f"/api/v1/notices/{notice.pk}/settle", content_type="application/json")
    assert (second.status_code, second["Content-Type"]) == (409, "application/problem+json")


def test_what_is_about_something_else_is_not_settled_by_hand(world):
    notice = ask(world, on=world.company)
    answer = world.client(Role.TALENT).post(f"/api/v1/notices/{notice.pk}/settle", content_type="application/json")
    assert answer.status_code == 409
    assert "by doing it" in answer.json()["detail"]


def test_what_waits_for_another_does_not_exist_over_rest(world):
    notice = ask(world)
    for client in (world.client(Role.COMPANY), world.foreign_client(Role.TALENT)):
        assert client.post(f"/api/v1/notices/{notice.pk}/settle", content_type="application/json").status_code == 404
        assert client.get("/api/v1/notices").json()["count"] == 0


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=x", "offset=-1", "offset=" + "9" * 30])
def test_a_part_that_cannot_be_is_refused(world, query):
    assert world.client(Role.TALENT).get(f"/api/v1/notices?{query}").status_code == 422
