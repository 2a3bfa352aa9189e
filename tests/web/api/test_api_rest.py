"""The door of the REST interface: who comes in, what is refused and how, paging, keys of writes, limits."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import include, path
from ninja import Query, Router, Schema

from skillpact_web import clock
from skillpact_web.accounts.models import ApiToken, Organisation
from skillpact_web.accounts.roles import Role
from skillpact_web.accounts.tokens import PREFIX, hash_of
from skillpact_web.doors.models import IdempotencyKey
from skillpact_web.doors.rest import Paged, Paging, RestApi, for_roles, ordered, paged, scope_needed
from skillpact_web.errors import ConflictError, DomainError

router = Router(tags=["things"])


class ThingIn(Schema):
    name: str
    headcount: int | None = None


class ThingOut(Schema):
    id: int
    name: str


@router.get("", response=Paged[ThingOut])
@for_roles(Role.CLUSTER_MANAGER)
@scope_needed("things:read")
def list_things(request: Any, paging: Query[Paging], order: str = "") -> Any:
    rows = ordered(Organisation.objects.filter(name__startswith="Thing"), order, {"name": "name"})
    return paged(request, rows, paging)


@router.post("", response={201: ThingOut})
@for_roles(Role.CLUSTER_MANAGER)
@scope_needed("things:write")
def create_thing(request: Any, data: ThingIn) -> Any:
    from ninja.responses import Status

    if data.name == "taken":
        raise DomainError("The name is taken.", fields={"name": "is taken"})
    if data.name == "stale":
        raise ConflictError("Changed meanwhile.")
    if data.name == "bug":
        raise RuntimeError("a secret detail")
    return Status(201, Organisation.objects.create(name=data.name, kind="company", headcount=data.headcount))


@router.get("/{int:thing_id}", response=ThingOut)
@for_roles(Role.CLUSTER_MANAGER)
def read_thing(request: Any, thing_id: int) -> Any:
    from django.shortcuts import get_object_or_404

    return get_object_or_404(Organisation, pk=thing_id)


@router.get("/closed", response=ThingOut)
def read_closed(request: Any) -> Any:
    raise AssertionError("nobody is named, so nobody comes here")


api = RestApi(title="Things", version="1", description="", urls_namespace="things")
api.add_router("/things", router)


class Urls:
    urlpatterns = [path("api/things-api/", api.urls), path("", include("skillpact_web.urls"))]


@pytest.fixture(autouse=True)
def _with_things(settings: Any) -> None:
    settings.ROOT_URLCONF = Urls


URL = "/api/things-api/things"


def send(client: Client, data: Any, **headers: str) -> Any:
    body = data if isinstance(data, bytes) else json.dumps(data)
    return client.post(URL, body, content_type="application/json", headers=headers)


def is_problem(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    body = json.loads(answer.content)
    assert body["status"] == status
    assert body["instance"] == answer.headers["X-Request-ID"]
    return body


def test_a_stranger_is_asked_to_sign_in(db):
    answer = Client().get(URL)
    is_problem(answer, 401)
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_token_that_is_none_does_not_fall_back_to_the_session(world):
    answer = world.client(Role.CLUSTER_MANAGER).get(URL, headers={"Authorization": "Bearer nonsense"})
    is_problem(answer, 401)


def token(world: Any, role: Role, *scopes: str) -> dict[str, str]:
    raw = f"{PREFIX}_{role}_{len(scopes)}"
    ApiToken.objects.create(
        membership=world.members[role],
        name="test",
        prefix=PREFIX,
        token_hash=hash_of(raw),
        scopes=list(scopes),
        expires_at=clock.now() + timedelta(days=1),
    )
    return {"Authorization": f"Bearer {raw}"}


def test_a_token_does_what_its_scopes_say_and_needs_no_page(world):
    client = Client(enforce_csrf_checks=True)
    headers = token(world, Role.CLUSTER_MANAGER, "things:write")
    assert send(client, {"name": "Thing"}, **headers).status_code == 201
    assert "things:read" in is_problem(client.get(URL, headers=headers), 403)["detail"]
    assert "No token" in is_problem(client.get(URL + "/1", headers=headers), 403)["detail"]
    assert client.get("/api/v1/me", headers=headers).json()["scopes"] == ["things:write"]


def test_a_token_opens_nothing_that_its_role_does_not(world):
    is_problem(Client().get(URL, headers=token(world, Role.COMPANY, "things:read")), 403)


def test_another_role_is_refused_before_its_body_is_read(world):
    is_problem(send(world.client(Role.COMPANY), b"{broken"), 403)


def test_an_operation_that_names_nobody_is_closed_to_everybody(world):
    is_problem(world.client(Role.CLUSTER_MANAGER).get(URL + "/closed"), 403)


def test_a_session_without_its_csrf_token_writes_nothing(world):
    client = world.client(Role.CLUSTER_MANAGER)
    client.handler.enforce_csrf_checks = True
    is_problem(send(client, {"name": "Thing"}), 403)
    assert not Organisation.objects.filter(name="Thing").exists()


def test_a_session_without_its_second_factor_is_refused(world):
    client = Client()
    client.force_login(
        world.members[Role.CLUSTER_MANAGER].user, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    assert "second factor" in is_problem(client.get(URL), 403)["detail"]


def test_a_list_comes_in_parts_with_the_address_of_the_next(world):
    for number in range(3):
        Organisation.objects.create(name=f"Thing {number}", kind="company")
    client = world.client(Role.CLUSTER_MANAGER)
    first = client.get(URL, {"limit": 2, "order": "-name"}).json()
    assert [one["name"] for one in first["items"]] == ["Thing 2", "Thing 1"]
    assert first["count"] == 3
    last = client.get(first["next"]).json()
    assert [one["name"] for one in last["items"]] == ["Thing 0"]
    assert last["next"] is None


@pytest.mark.parametrize("n_rows", [1, 3])
def test_a_list_costs_the_same_queries_for_one_row_and_for_three(world, n_rows, django_assert_num_queries):
    for number in range(n_rows):
        Organisation.objects.create(name=f"Thing {number}", kind="company")
    client = world.client(Role.CLUSTER_MANAGER)
    # session, user, memberships, count, rows
    with django_assert_num_queries(5):
        assert client.get(URL).json()["count"] == n_rows


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("offset=-1", "offset"),
        ("limit=x", "limit"),
        ("order=age", "order"),
    ],
)
def test_a_part_or_order_that_is_none_is_refused_by_field(world, query, field):
    body = is_problem(world.client(Role.CLUSTER_MANAGER).get(f"{URL}?{query}"), 422)
    assert [one["field"] for one in body["errors"]] == [field]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{broken", 400),
        (b"\xff\xfe\x00", 400),
        (b'{"name": "a\\u0000b"}', 400),
        (b'{"name": "\\ud800"}', 400),
        (b'{"name": "x", "headcount": 99999999999999999999}', 400),
        (b'{"name": "x", "headcount": NaN}', 400),
        (b'{"name": "x", "headcount": 9' + b"9" * 5000 + b"}", 400),
        (b"[" * 100_000, 400),
        (b'{"name": 7}', 422),
    ],
)
def test_a_broken_body_is_refused_and_nothing_is_written(world, body, status):
    before = Organisation.objects.count()
    is_problem(send(world.client(Role.CLUSTER_MANAGER), body), status)
    assert Organisation.objects.count() == before


def test_a_number_beyond_the_column_is_refused(world):
    answer = send(world.client(Role.CLUSTER_MANAGER), {"name": "Thing", "headcount": 2**62})
    assert answer.status_code in (201, 422)  # SQLite keeps 64 bits, PostgreSQL 32


def test_a_body_of_another_type_or_too_large_is_refused(world):
    client = world.client(Role.CLUSTER_MANAGER)
    is_problem(client.post(URL, "<a/>", content_type="text/xml"), 415)
    is_problem(send(client, b'"' + b"x" * 2_600_000 + b'"'), 413)


def test_a_zero_character_in_the_query_is_refused(world):
    is_problem(world.client(Role.CLUSTER_MANAGER).get(URL, {"order": "a\0b"}), 422)


def test_a_missing_row_and_a_huge_id_are_not_found(world):
    client = world.client(Role.CLUSTER_MANAGER)
    is_problem(client.get(URL + "/999999"), 404)
    is_problem(client.get(URL + "/99999999999999999999999"), 404)


def test_a_rule_of_the_house_is_told_by_field(world):
    body = is_problem(send(world.client(Role.CLUSTER_MANAGER), {"name": "taken"}), 422)
    assert body["detail"] == "The name is taken."
    assert body["errors"] == [{"field": "name", "message": "is taken"}]
    is_problem(send(world.client(Role.CLUSTER_MANAGER), {"name": "stale"}), 409)


def test_a_bug_is_told_by_the_id_of_the_request_alone(world):
    client = world.client(Role.CLUSTER_MANAGER)
    client.raise_request_exception = False
    body = is_problem(send(client, {"name": "bug"}), 500)
    assert "secret" not in json.dumps(body)
    assert body["instance"] in body["detail"]


def test_the_same_write_under_one_key_is_carried_out_once_and_answered_the_same(world):
    client = world.client(Role.CLUSTER_MANAGER)
    first, second = (send(client, {"name": "Thing"}, **{"Idempotency-Key": "k1"}) for _ in range(2))
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert first.status_code == 201
    assert second.headers["Idempotent-Replay"] == "true"
    assert Organisation.objects.filter(name="Thing").count() == 1


def test_another_write_under_the_same_key_is_refused(world):
    client = world.client(Role.CLUSTER_MANAGER)
    send(client, {"name": "Thing"}, **{"Idempotency-Key": "k1"})
    is_problem(send(client, {"name": "Thing 2"}, **{"Idempotency-Key": "k1"}), 422)
    assert not Organisation.objects.filter(name="Thing 2").exists()


def test_a_refused_write_leaves_its_key_free(world):
    client = world.client(Role.CLUSTER_MANAGER)
    is_problem(send(client, {"name": "taken"}, **{"Idempotency-Key": "k1"}), 422)
    assert IdempotencyKey.objects.count() == 0
    assert send(client, {"name": "Thing"}, **{"Idempotency-Key": "k1"}).status_code == 201


def test_a_key_of_somebody_else_is_another_key(world):
    for client in (world.client(Role.CLUSTER_MANAGER), world.foreign_client(Role.CLUSTER_MANAGER)):
        assert send(client, {"name": "Thing"}, **{"Idempotency-Key": "k1"}).status_code == 201
    assert Organisation.objects.filter(name="Thing").count() == 2


@pytest.mark.parametrize("key", ["", "x" * 101, "with blank"])
def test_a_key_of_another_shape_is_refused(world, key):
    is_problem(send(world.client(Role.CLUSTER_MANAGER), {"name": "Thing"}, **{"Idempotency-Key": key}), 400)


def test_whoever_calls_too_often_is_told_when_to_come_again(world, settings):
    settings.SKILLPACT_API_CALLS_A_MINUTE = 2
    client = world.client(Role.CLUSTER_MANAGER)
    answers = [client.get(URL) for _ in range(6)]
    late = [one for one in answers if one.status_code == 429]
    assert late
    is_problem(late[0], 429)
    assert 0 < int(late[0].headers["Retry-After"]) <= 60


def test_an_unknown_address_and_a_wrong_method_are_problems_too(world):
    client = world.client(Role.CLUSTER_MANAGER)
    is_problem(client.get("/api/v1/nothing"), 404)
    answer = client.delete("/api/v1/me")
    is_problem(answer, 405)
    assert answer.headers["Allow"] == "GET"


def test_me_is_who_calls(world):
    assert world.client(Role.COMPANY).get("/api/v1/me").json() == {
        "membership_id": world.members[Role.COMPANY].pk,
        "role": "company",
        "organisation_id": world.company.pk,
        "organisation_name": "Olatuna Software",
        "display_name": "Bruno",
        "scopes": None,
    }


def test_the_description_names_roles_scopes_and_refusals(db):
    schema = api.get_openapi_schema()
    details = schema["paths"]["/api/things-api/things"]["post"]
    assert details["x-roles"] == ["cluster_manager"]
    assert details["x-scope"] == "things:write"
    assert set(details["responses"]) == {201, 400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503}


def test_a_person_reads_the_interface_as_a_page(world):
    page = world.client(Role.TALENT).get("/api/v1/docs").content.decode()
    assert "/api/v1/me" in page
    assert "://" not in page.replace("http://127.0.0.1:8000", "").replace("http://www.w3.org", "")


def test_nobody_signed_in_sees_the_description_of_machines_only(db):
    assert Client().get("/api/v1/openapi.json").json()["info"]["title"] == "Skillpact"
    assert Client().get("/api/v1/docs").status_code == 302
    assert AnonymousUser().is_anonymous
