"""The privacy centre for programs."""

from __future__ import annotations

from datetime import timedelta

import consents_world
import pytest

from skillpact_web import clock
from skillpact_web.accounts.roles import Role
from skillpact_web.consents import queries
from skillpact_web.consents.models import Consent, DataRequest

BASE = "/api/v1/consents"


@pytest.fixture
def filled(world):
    consents_world.fill(world)
    return world


def post(client, address, data=None):
    return client.post(f"{BASE}{address}", data or {}, content_type="application/json")


@pytest.mark.parametrize("role", list(Role))
def test_everybody_reads_their_own_data(world, role):
    response = world.client(role).get(f"{BASE}/my-data")
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    (row,) = response.json()["stored"]["accounts.User"]["rows"]
    assert row["email"] == world.members[role].user.email


def test_ones_own_agreements_and_requests_are_listed(filled):
    client = filled.client(Role.TALENT)
    (consent,) = client.get(BASE).json()["items"]
    assert (consent["purpose"], consent["is_standing"], consent["recipient"]) == ("matching", True, None)
    (request,) = client.get(f"{BASE}/requests").json()["items"]
    assert (request["kind"], request["words"], request["outcome"]) == ("correction", "My course ended in June.", "")


def test_agreeing_and_ending(world):
    client, user_id = world.client(Role.TALENT), world.members[Role.TALENT].user_id
    made = post(client, "", {"purpose": "share_profile", "recipient_id": world.company.pk})
    assert (made.status_code, made.json()["recipient"]) == (201, world.company.name)
    assert queries.holds(user_id, "share_profile", world.company.pk)
    assert post(client, f"/{made.json()['id']}/withdraw").json()["is_standing"] is False
    assert not queries.holds(user_id, "share_profile", world.company.pk)


def test_a_foreign_agreement_does_not_exist(filled):
    assert post(filled.client(Role.TALENT), f"/{filled.objects['consent_id']['foreign']}/withdraw").status_code == 404


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"purpose": "world_peace"},
        {"purpose": "matching", "recipient_id": 1},
        {"purpose": "share_profile"},
        {"purpose": "share_profile", "recipient_id": 0},
        {"purpose": "matching", "ends_on": "soon"},
    ],
)
def test_half_a_consent_is_a_problem(world, data):
    response = post(world.client(Role.TALENT), "", data)
    assert (response.status_code, response["Content-Type"]) == (422, "application/problem+json")
    assert Consent.objects.count() == 0


def test_a_past_end_names_its_field(world):
    ends_on = (clock.today() - timedelta(days=1)).isoformat()
    response = post(world.client(Role.TALENT), "", {"purpose": "matching", "ends_on": ends_on})
    assert "ends_on" in response.content.decode()
    assert response.status_code == 422


def test_a_request_for_erasure_hands_out_its_code_once(world):
    client = world.client(Role.TALENT)
    first, second = (post(client, "/requests", {"kind": "erasure"}).json() for _ in range(2))
    assert len(first["receipt_code"]) == 32
    assert (second["id"], second["receipt_code"]) == (first["id"], "")
    assert DataRequest.objects.count() == 1


@pytest.mark.parametrize("data", [{"kind": "wish"}, {"kind": "correction"}, {"kind": "access", "words": "x" * 2001}])
def test_half_a_request_is_a_problem(world, data):
    assert post(world.client(Role.TALENT), "/requests", data).status_code == 422
    assert DataRequest.objects.count() == 0


@pytest.mark.parametrize("address", ["", "/requests"])
def test_a_list_costs_as_many_queries_for_three_rows_as_for_one(world, django_assert_num_queries, address):
    client = world.client(Role.TALENT)

    def add(purposes):
        for purpose in purposes:
            post(client, "", {"purpose": purpose})
            post(client, "/requests", {"kind": "correction", "words": purpose})

    add(["matching"])
    with django_assert_num_queries(5):
        client.get(f"{BASE}{address}")
    add(["studies", "follow_up"])
    with django_assert_num_queries(5):
        assert client.get(f"{BASE}{address}").json()["count"] == 3
