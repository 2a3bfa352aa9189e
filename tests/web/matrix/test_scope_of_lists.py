"""Lists, their filters, orders, counts and exports hold rows in scope only, whatever is asked of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from pages import Page, operation_of, pages, smallest_body
from permission_table import read_table
from visiting import House, Who

from skillpact_web.accounts.roles import Role

pytestmark = pytest.mark.django_db
TABLE = read_table()
# Words that name rows of the other cluster only; an answer repeats the question, so none of them is "Foreign".
WORDS = ("welder", "Academy", "autumn", "skill", "Twin")
_SEARCH = re.compile(r'<form[^>]*method="get".*?</form>', re.DOTALL)
_FIELD = re.compile(r'name="(\w+)"')
LISTS = {page.name: page for page in pages() if not page.keywords and page.method in (None, "GET")}
WRITES = {page.name: page for page in pages() if page.method in ("POST", "PUT", "PATCH")}


@pytest.mark.parametrize("name", sorted(LISTS))
def test_no_search_filter_or_order_of_a_list_shows_the_other_cluster(house: House, name: str) -> None:
    page, problems = LISTS[name], []
    for role in _readers(name):
        for question in _questions(house, page, role):
            answer = house.visit(Who(role), "GET", page.path() + question)
            strange = house.strange_words(Who(role), answer)
            if answer.error or strange:
                problems.append(f"{name}{question}, {role}: expected rows in scope, got {answer.error or strange}")
    assert not problems, "\n".join(["", *problems])


@pytest.mark.parametrize("name", sorted(WRITES))
def test_no_operation_writes_for_a_foreign_row_that_its_body_names(house: House, name: str) -> None:
    page, problems = WRITES[name], []
    named = {keyword: one["foreign"] for keyword, one in house.world.objects.items() if "foreign" in one}
    kind, body = smallest_body(name, {})
    fields = _fields(name) & set(named)
    for role in _readers(name) if fields else ():
        own = {keyword: house.own(name, keyword, role) for keyword in page.keywords}
        for field in fields:
            answer = house.visit(Who(role), str(page.method), page.path(**own), {**body, field: named[field]}, kind)
            if answer.error or answer.changed:
                problems.append(f"{name}, {role}, foreign {field}: expected a refusal, got {answer}")
    assert not problems, "\n".join(["", *problems])


def test_a_competitor_of_the_same_cluster_stays_unseen(house: House) -> None:
    """The desk has no agreement of this company, and another company never sees its rows."""
    competing = house.world.objects["vacancy_id"]["competing"]
    for role in (Role.COMPANY, Role.CLUSTER_MANAGER):
        for path in (f"/vacancies/{competing}/", f"/vacancies/{competing}/change/", f"/api/v1/vacancies/{competing}"):
            assert house.visit(Who(role), "GET", path).outcome in ("hidden", "405")
        for path in ("/vacancies/", "/vacancies/?q=engineer", "/vacancies/export/", "/api/v1/vacancies?words=engineer"):
            assert "Data engineer of Izarlerro" not in house.visit(Who(role), "GET", path).text


def _readers(name: str) -> Iterator[Role]:
    # The administrator of the whole installation sees every cluster.
    return (role for role in Role if role != Role.ADMINISTRATOR and TABLE.right(name, role) != "–")


def _questions(house: House, page: Page, role: Role) -> Iterator[str]:
    """Return what is asked: every search word, every foreign row as a filter, the orders that an operation names."""
    rows: dict[str, Any] = {name: one["foreign"] for name, one in house.world.objects.items() if "foreign" in one}
    company, cluster = house.world.foreign_company.pk, house.world.foreign_cluster.pk
    if page.is_rest:
        asked = [one["name"] for one in operation_of(page.name).get("parameters", ()) if one["in"] == "query"]
        for name in asked:
            if name == "words":
                yield from (f"?words={word}" for word in WORDS)
            elif name in rows or name.endswith("_id"):
                yield f"?{name}={rows.get(name, company)}"
        return
    shown = house.visit(Who(role), "GET", page.path()).text
    fields = {field for form in _SEARCH.findall(shown) for field in _FIELD.findall(form)}
    if "q" in fields:
        yield from (f"?q={word}" for word in WORDS)
    for field in fields - {"q"}:
        yield f"?{field}={rows.get(field, cluster if field == 'cluster' else company)}"
    yield f"?organisation={company}&status=all&state=all&format=json"


def _fields(name: str) -> set[str]:
    """Return the fields of an operation's body."""
    for content in operation_of(name).get("requestBody", {}).get("content", {}).values():
        schema = content["schema"]
        reference = schema.get("$ref", "").rpartition("/")[2]
        schema = house_schemas().get(reference, schema)
        return set(schema.get("properties", ()))
    return set()


def house_schemas() -> dict[str, Any]:
    """Return the shapes that operations share."""
    from skillpact_web.api.collection import api

    return dict(api.get_openapi_schema()["components"]["schemas"])
