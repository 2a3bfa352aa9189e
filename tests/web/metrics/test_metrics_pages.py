"""Pages of the figures: who sees what, what of bad input, how many queries."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse
from metrics_making import make_definition

from skillpact_web.accounts.models import Participation
from skillpact_web.accounts.roles import Role
from skillpact_web.metrics import groups, services
from skillpact_web.metrics.disclosure import Cell
from skillpact_web.metrics.models import Snapshot

N_LIST, N_SNAPSHOTS, N_GROUPS, N_API = 10, 6, 7, 9


def text(response):
    return response.content.decode()


def test_every_role_but_the_talent_opens_the_list_and_nobody_signed_out(world, by_company, client):
    for role in Role:
        answer = world.client(role).get(reverse("metrics:list"))
        assert (role, answer.status_code) == (role, 403 if role == Role.TALENT else 200)
    assert client.get(reverse("metrics:list")).status_code == 302


def test_the_page_states_value_base_date_and_source_to_the_desk(world, by_company):
    Participation.objects.filter(organisation=world.other_company).update(shares_rows_since="2026-01-01T00:00Z")
    page = text(world.client(Role.CLUSTER_MANAGER).get(reverse("metrics:detail", args=[by_company.pk])))
    for words in (
        "7 openings",
        "2 of 3 that were asked",
        "November 2026",
        "Izarlerro Data",
        'href="/vacancies/"',
        "<svg",
    ):
        assert words in page


def test_a_stranger_sees_neither_name_nor_number_nor_source(world, by_company):
    page = text(world.client(Role.AUTHORITY).get(reverse("metrics:detail", args=[by_company.pk])))
    assert "withheld: fewer than five" in page
    for words in ("Izarlerro", "Olatuna", '/vacancies/">Open', "<svg"):
        assert words not in page
    as_everyone = text(
        world.client(Role.CLUSTER_MANAGER).get(reverse("metrics:detail", args=[by_company.pk]) + "?as=everyone")
    )
    assert "Olatuna" not in as_everyone


def test_foreign_figures_are_not_found(world, by_company):
    address = reverse("metrics:detail", args=[by_company.pk])
    assert world.foreign_client(Role.CLUSTER_MANAGER).get(address).status_code == 404
    assert world.client(Role.COMPANY).get(reverse("metrics:detail", args=[10**12])).status_code == 404


def more_sets(world, n):
    for k in range(n):
        definition = make_definition(code=f"d{k}", title=f"Figure {k}", dimensions=["region"])
        cells = [Cell(("ES211",), 3, frozenset({world.company.pk}))]
        services.write(viewer=None, definition=definition, cluster=world.cluster, cells=cells, as_of="2026-11-01")


@pytest.mark.parametrize("n_rows", [1, 3])
def test_lists_ask_the_same_queries_with_one_row_and_with_three(world, django_assert_num_queries, n_rows):
    more_sets(world, n_rows)
    client = world.client(Role.AUTHORITY)
    client.get(reverse("metrics:list"))
    with django_assert_num_queries(N_LIST):
        client.get(reverse("metrics:list"))
    with django_assert_num_queries(N_API):
        client.get("/api/v1/metrics")


@pytest.mark.parametrize("n_rows", [1, 3])
def test_snapshots_and_groups_ask_the_same_queries_with_one_row_and_with_three(
    world, django_assert_num_queries, n_rows
):
    more_sets(world, 1)
    desk = world.viewer(Role.CLUSTER_MANAGER)
    for k in range(n_rows):
        services.take_snapshot(viewer=desk, cluster=world.cluster, code=f"s{k}", title="S", as_of="2026-12-01")
        groups.form_group(
            viewer=desk, title="G", dimension="skill", codes=["a"], organisations=[world.company, world.other_company]
        )
    client = world.client(Role.COMPANY)
    client.get(reverse("metrics:snapshots"))
    with django_assert_num_queries(N_SNAPSHOTS):
        client.get(reverse("metrics:snapshots"))
    with django_assert_num_queries(N_GROUPS):
        client.get(reverse("metrics:groups"))


def test_the_desk_takes_a_snapshot_once_though_the_form_is_sent_twice(world, by_company):
    client = world.client(Role.CLUSTER_MANAGER)
    page = text(client.get(reverse("metrics:take_snapshot")))
    key = page.partition('name="once"')[2].partition('value="')[2].partition('"')[0] or None
    data = {"title": "Needs", "code": "q4", "as_of": "2026-12-01", **({"once": key} if key else {})}
    answers = [client.post(reverse("metrics:take_snapshot"), data) for _ in range(2)]
    assert Snapshot.objects.count() == 1
    assert answers[0].status_code == 302
    assert text(client.get(answers[0]["Location"])).count("Olatuna") == 1


@pytest.mark.parametrize(
    "data", [{}, {"title": "x", "code": "a b", "as_of": "2026-12-01"}, {"title": "x", "code": "q", "as_of": "1066-10-14"},
             {"title": "x" * 201, "code": "q", "as_of": "2026-12-01"}],
)  # fmt: skip
def test_bad_input_is_answered_beside_the_field_and_nothing_is_taken(world, by_company, data):
    answer = world.client(Role.CLUSTER_MANAGER).post(reverse("metrics:take_snapshot"), data)
    assert answer.status_code == 422
    assert 'class="errors"' in text(answer)
    assert not Snapshot.objects.exists()


def test_a_correction_needs_a_reason_and_a_foreign_desk_finds_nothing(world, by_company):
    desk = world.viewer(Role.CLUSTER_MANAGER)
    one = services.take_snapshot(viewer=desk, cluster=world.cluster, code="q4", title="S", as_of="2026-12-01")
    address = reverse("metrics:correct_snapshot", args=[one.pk])
    assert world.client(Role.CLUSTER_MANAGER).post(address, {"reason": " "}).status_code == 422
    assert world.foreign_client(Role.CLUSTER_MANAGER).post(address, {"reason": "x"}).status_code == 404
    assert world.client(Role.COMPANY).post(address, {"reason": "x"}).status_code == 403
    assert world.client(Role.CLUSTER_MANAGER).post(address, {"reason": "New numbers"}).status_code == 302
    assert Snapshot.objects.count() == 2


def test_a_company_agrees_and_leaves_by_two_buttons(world):
    desk = world.viewer(Role.CLUSTER_MANAGER)
    group = groups.form_group(
        viewer=desk, title="Welders", dimension="skill", codes=["a"], organisations=[world.company, world.other_company]
    )
    client = world.client(Role.COMPANY)
    client.post(reverse("metrics:agree", args=[group.pk]))
    assert "1 of 2: Olatuna Software" in text(client.get(reverse("metrics:groups")))
    client.post(reverse("metrics:leave", args=[group.pk]))
    assert "0 of 2" in text(client.get(reverse("metrics:groups")))
    assert client.get(reverse("metrics:agree", args=[group.pk])).status_code == 405
    assert world.foreign_client(Role.COMPANY).post(reverse("metrics:agree", args=[group.pk])).status_code == 404


def test_rest_tells_the_same_as_the_pages(world, by_company):
    company = json.loads(world.client(Role.COMPANY).get(f"/api/v1/metrics/{by_company.pk}").content)
    assert [(row["label"], float(row["value"])) for row in company["rows"]] == [("Olatuna Software", 3.0)]
    stranger = json.loads(world.client(Role.AUTHORITY).get("/api/v1/metrics").content)
    assert [(one["value"], one["is_withheld"]) for one in stranger["items"]] == [(None, True)]
    assert world.client(Role.TALENT).get("/api/v1/metrics").status_code == 403
    assert world.foreign_client(Role.COMPANY).get(f"/api/v1/metrics/{by_company.pk}").status_code == 404
