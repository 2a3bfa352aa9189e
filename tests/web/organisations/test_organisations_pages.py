"""Organisations: who sees what, bad input, two editors, the same form twice, how many queries."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse
from organisations_world import fill
from world import organisation

from skillpact_web.accounts.models import Organisation, Participation
from skillpact_web.accounts.roles import Role
from skillpact_web.audit.models import Event
from skillpact_web.organisations import answers, codes
from skillpact_web.organisations.models import Contact

N_LIST, N_API, N_DETAIL, N_DUPLICATES = 6, 5, 7, 7
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def no_lists():
    """Lists of codes come from the library, which is empty in a test; sources of answers are put back."""
    before = list(answers._SOURCES), list(codes._OFFERED)
    yield
    answers._SOURCES[:], codes._OFFERED[:] = before


def text(response):
    return response.content.decode()


def member(world, name, **fields):
    one = organisation(name, fields.pop("kind", "company"), **fields)
    Participation.objects.create(cluster=world.cluster, organisation=one)
    return one


def names(client, query=""):
    page = client.get(reverse("organisations:list") + query)
    assert page.status_code == 200
    return [one.name for one in page.context["page_obj"]]


def test_a_desk_sees_its_members_in_full_and_no_foreign_one(world):
    fill(world)
    page = text(world.client(Role.CLUSTER_MANAGER).get(reverse("organisations:list")))
    assert "Izarlerro Data" in page
    assert "Foreign" not in page
    assert ">18<" in page


def test_a_company_sees_its_own_people_and_not_those_of_a_competitor(world):
    Contact.objects.create(organisation=world.other_company, name="Secret Person", email="secret@izarlerro.example")
    client = world.client(Role.COMPANY)
    assert ">18<" not in text(client.get(reverse("organisations:list")))
    other = text(client.get(reverse("organisations:detail", args=[world.other_company.pk])))
    assert "Izarlerro Data" in other
    for words in ("18", "Secret Person", "secret@", "Whom to ask", "Takes part in"):
        assert words not in other.partition("<main")[2].partition("</main")[0]
    assert "<dd>62</dd>" in text(client.get(reverse("organisations:detail", args=[world.company.pk])))


@pytest.mark.parametrize("query", ["?size=micro", "?size=small", "?answer=no", "?sort=people", "?sort=-people"])
def test_no_filter_and_no_order_tells_a_company_what_it_may_not_see(world, query):
    client = world.client(Role.COMPANY)
    assert names(client, query) == names(client)


def test_filters_find_what_they_say(world):
    world.company.ecosystems = ["DIGI", "CCI"]
    world.company.save()
    client = world.client(Role.CLUSTER_MANAGER)
    assert names(client, "?ecosystem=DIGI") == ["Olatuna Software"]
    assert names(client, "?ecosystem=DIG") == []
    assert names(client, "?nuts=ES211") == ["Izarlerro Data"]
    assert names(client, "?nace=J62&kind=company") == ["Izarlerro Data", "Olatuna Software"]
    assert names(client, "?size=medium") == ["Olatuna Software"]
    assert names(client, "?q=olatu") == ["Olatuna Software"]
    assert names(client, "?sort=-people&kind=company")[0] == "Olatuna Software"


def test_answered_is_what_an_app_says(world):
    answers.add_source(lambda since: Organisation.objects.filter(pk=world.company.pk).values("pk"))
    client = world.client(Role.CLUSTER_MANAGER)
    assert names(client, "?answer=yes") == ["Olatuna Software"]
    assert "Olatuna Software" not in names(client, "?answer=no")


@pytest.mark.parametrize(
    "query",
    ["?q=%01", "?q=%27%22%3C%3E", "?nuts=%F0%9F%98%80", "?page=-1", "?kind=x", "?ecosystem=%22%5D", "?sort=1%3B"],
)
def test_odd_filters_find_nothing_and_break_nothing(world, query):
    assert world.client(Role.CLUSTER_MANAGER).get(reverse("organisations:list") + query).status_code == 200


@pytest.mark.parametrize("n_rows", [1, 3])
def test_lists_ask_the_same_queries_with_one_row_and_with_three(world, django_assert_num_queries, n_rows):
    Participation.objects.all().delete()
    for k in range(n_rows):
        member(world, f"Twin {'GmbH' if k else ''}", website=f"https://x{k}.example")
    client = world.client(Role.CLUSTER_MANAGER)
    client.get(reverse("organisations:list"))
    with django_assert_num_queries(N_LIST):
        client.get(reverse("organisations:list"))
    with django_assert_num_queries(N_API):
        client.get("/api/v1/organisations")
    with django_assert_num_queries(N_DUPLICATES):
        client.get(reverse("organisations:duplicates"))


@pytest.mark.parametrize("n_rows", [1, 3])
def test_a_page_asks_the_same_queries_with_one_contact_and_with_three(world, django_assert_num_queries, n_rows):
    for k in range(n_rows):
        Contact.objects.create(organisation=world.company, name=f"N{k}", email=f"n{k}@x.example")
    client = world.client(Role.CLUSTER_MANAGER)
    client.get(reverse("organisations:list"))
    with django_assert_num_queries(N_DETAIL):
        client.get(reverse("organisations:detail", args=[world.company.pk]))


def test_the_same_form_sent_twice_enters_one_organisation(world):
    client = world.client(Role.CLUSTER_MANAGER)
    page = text(client.get(reverse("organisations:create")))
    key = page.partition('name="once" value="')[2].partition('"')[0]
    data = {"name": "Mendizulo Cloud", "kind": "company", "headcount": "140", "nuts": "es212", "nace": "j63", "ecosystems": "digi",
            "website": "mendizulo.example", "reference": "mendizulo", "once": key}  # fmt: skip
    answers_ = [client.post(reverse("organisations:create"), data) for _ in range(2)]
    assert answers_[0]["Location"] == answers_[1]["Location"]
    one = Organisation.objects.get(name="Mendizulo Cloud")
    assert (one.nuts, one.nace, one.ecosystems, one.website) == ("ES212", "J63", ["DIGI"], "https://mendizulo.example")
    assert one.participations.get().cluster == world.cluster
    assert Event.objects.filter(kind="organisations.created").count() == 1


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "required"),
        ("name", "\u200b\u200e", "1 to 200 characters"),
        ("name", "x" * 201, "200"),
        ("kind", "cluster", "not one of the available choices"),
        ("headcount", "-1", "greater than or equal to 0"),
        ("headcount", str(10**12), "less than or equal to"),
        ("headcount", "many", "whole number"),
        ("nuts", "12345", "NUTS code"),
        ("nuts", "ÑÑ1", "NUTS code"),
        ("nace", "ZZZ", "NACE code"),
        ("ecosystems", "D1GI", "no industrial ecosystem"),
        ("website", "javascript:alert(1)", "web address"),
        ("website", "ftp://x.example", "web address"),
        ("starts_on", "0001-01-01", "1950"),
        ("reference", "x" * 61, "60"),
    ],
)  # fmt: skip
def test_bad_input_is_answered_beside_the_field_and_nothing_is_written(world, field, value, sentence):
    data = {"name": "New One", "kind": "company", field: value}
    before = Organisation.objects.count()
    answer = world.client(Role.CLUSTER_MANAGER).post(reverse("organisations:create"), data)
    assert answer.status_code == 422
    assert sentence in " ".join(answer.context["form"].errors[field])
    assert Organisation.objects.count() == before


def test_scripts_in_a_name_are_shown_as_text(world):
    one = member(world, HOSTILE)
    client = world.client(Role.CLUSTER_MANAGER)
    for address in (
        reverse("organisations:list"),
        reverse("organisations:detail", args=[one.pk]),
        reverse("organisations:change", args=[one.pk]),
    ):
        page = text(client.get(address))
        assert HOSTILE not in page
        assert "&lt;script&gt;" in page


def facts(**more):
    return {"name": "Olatuna", "headcount": "70", "version": "1", **more}


def test_of_two_editors_the_second_is_told_and_nothing_is_lost(world):
    address = reverse("organisations:change", args=[world.company.pk])
    assert world.client(Role.CLUSTER_MANAGER).post(address, facts(nuts="ES212", name="Olatuna One")).status_code == 302
    late = world.client(Role.COMPANY).post(address, facts(name="Olatuna Two"))
    assert late.status_code == 409
    assert "Somebody else changed this" in text(late)
    assert Organisation.objects.get(pk=world.company.pk).name == "Olatuna One"


def test_a_change_can_be_undone_and_a_first_version_cannot(world):
    client = world.client(Role.COMPANY)
    undo = reverse("organisations:undo", args=[world.company.pk])
    assert "nothing to undo" in text(client.post(undo, {"version": "1"}))
    client.post(reverse("organisations:change", args=[world.company.pk]), facts())
    client.post(undo, {"version": "2"})
    one = Organisation.objects.get(pk=world.company.pk)
    assert (one.name, one.headcount, one.nace, one.version) == ("Olatuna Software", 62, "J62", 3)


def test_a_company_changes_itself_and_no_other_and_not_its_kind(world):
    client = world.client(Role.COMPANY)
    other = reverse("organisations:change", args=[world.other_company.pk])
    assert (client.get(other).status_code, client.post(other, facts()).status_code) == (404, 404)
    client.post(reverse("organisations:change", args=[world.company.pk]), facts(kind="authority"))
    assert Organisation.objects.get(pk=world.company.pk).kind == "company"
    assert client.get(reverse("organisations:create")).status_code == 403


@pytest.mark.parametrize("name", ["detail", "change", "add_contact"])
def test_a_foreign_organisation_is_not_found(world, name):
    address = reverse(f"organisations:{name}", args=[world.foreign_company.pk])
    assert world.client(Role.CLUSTER_MANAGER).get(address).status_code == 404
    assert world.client(Role.COMPANY).post(address, {}).status_code in (404, 405)


def test_only_the_member_itself_agrees_and_withdraws(world):
    part = Participation.objects.get(organisation=world.company)
    for verb, holds in (("withdraw", False), ("agree", True)):
        address = reverse(f"organisations:{verb}", args=[part.pk])
        assert world.client(Role.CLUSTER_MANAGER).post(address).status_code == 403
        assert world.foreign_client(Role.COMPANY).post(address).status_code == 404
        assert world.client(Role.COMPANY).post(address).status_code == 302
        part.refresh_from_db()
        assert (part.shares_rows_since is not None) == holds


def test_who_leaves_a_cluster_takes_its_agreement_along(world):
    part = Participation.objects.get(organisation=world.company)
    client = world.client(Role.CLUSTER_MANAGER)
    address = reverse("organisations:participation", args=[part.pk])
    wrong = client.post(address, {"starts_on": "2026-01-01", "ends_on": "2025-01-01"})
    assert "before the start" in text(wrong)
    assert client.post(address, {"ends_on": "2020-01-01"})["Location"] == reverse("organisations:list")
    part.refresh_from_db()
    assert part.shares_rows_since is None
    assert world.foreign_client(Role.CLUSTER_MANAGER).get(address).status_code == 404


def test_contacts_are_added_changed_and_removed_without_a_trace(world):
    client = world.client(Role.COMPANY)
    add = reverse("organisations:add_contact", args=[world.company.pk])
    data = {"name": "Maite Example", "email": "Maite@olatuna.example", "function": "HR", "purpose": "needs"}
    client.post(add, data)
    assert "a contact for this already" in text(client.post(add, data))
    one = Contact.objects.get()
    assert one.email == "maite@olatuna.example"
    address = reverse("organisations:change_contact", args=[one.pk])
    assert client.post(address, {**data, "function": "Head of HR", "version": "1"}).status_code == 302
    assert client.post(address, {**data, "function": "Late", "version": "1"}).status_code == 409
    assert world.foreign_client(Role.COMPANY).get(address).status_code == 404
    client.post(reverse("organisations:remove_contact", args=[one.pk]))
    assert not Contact.objects.exists()
    from skillpact_web.audit.models import Revision

    kept = json.dumps(
        [*Revision.objects.values_list("values", flat=True), *Event.objects.values_list("details", flat=True)]
    )
    assert "maite" not in kept.lower()


@pytest.mark.parametrize(
    ("field", "value"), [("name", ""), ("name", "x" * 151), ("email", "no address"), ("purpose", "spam"), ("function", "x" * 121)]
)  # fmt: skip
def test_a_contact_that_cannot_be_is_refused_beside_the_field(world, field, value):
    data = {"name": "Maite", "email": "", "function": "", "purpose": "needs", field: value}
    answer = world.client(Role.COMPANY).post(reverse("organisations:add_contact", args=[world.company.pk]), data)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert not Contact.objects.exists()


def test_nobody_signed_out_sees_anything(client, world):
    assert client.get(reverse("organisations:list")).status_code == 302
    assert client.get("/api/v1/organisations").status_code == 401


def test_rest_shows_names_to_all_and_headcount_to_whom_it_concerns(world):
    items = {
        one["name"]: one["headcount"]
        for one in json.loads(world.client(Role.COMPANY).get("/api/v1/organisations").content)["items"]
    }
    assert (items["Olatuna Software"], items["Izarlerro Data"]) == (62, None)
    assert "Foreign Company" not in items
    assert world.client(Role.COMPANY).get(f"/api/v1/organisations/{world.foreign_company.pk}").status_code == 404


def send(client, method, address, data):
    return getattr(client, method)(address, data=json.dumps(data), content_type="application/json")


def test_rest_enters_and_changes_with_the_version_that_was_read(world):
    client = world.client(Role.CLUSTER_MANAGER)
    made = send(client, "post", "/api/v1/organisations", {"name": "New One", "headcount": 5, "nuts": "ES2"})
    assert made.status_code == 201
    address = f"/api/v1/organisations/{json.loads(made.content)['id']}"
    assert json.loads(send(client, "patch", address, {"version": 1, "headcount": None}).content)["headcount"] is None
    assert send(client, "patch", address, {"version": 1, "headcount": 9}).status_code == 409
    for bad in ({"version": 2, "headcount": -1}, {"version": 2, "headcount": 10**12}, {"version": 2, "nuts": "??"}, {}):
        assert send(client, "patch", address, bad).status_code == 422
    assert send(world.client(Role.TALENT), "post", "/api/v1/organisations", {"name": "x"}).status_code == 403
