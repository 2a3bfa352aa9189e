"""Every page and every REST operation, visited by every role on own and foreign rows, against the written table.

The table is docs/trust/permissions.md. A page that is new needs its row there, and its rows in tests/web/<app>_world.py.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from pages import Page, pages, pages_of_others, smallest_body, smallest_query
from permission_table import read_table
from rows_of_pages import FIELDS
from visiting import VISITOR, Answer, House, Who

from skillpact_web.accounts.roles import Role

pytestmark = pytest.mark.django_db
TABLE = read_table()
BY_NAME = {page.name: page for page in pages()}


def test_every_page_and_operation_has_exactly_one_row_and_every_row_its_page() -> None:
    table, found = TABLE, [page.name for page in pages()]
    assert table.problems == []
    rows = Counter(name for name, _rights in table.rows)
    assert sorted(set(found) - set(rows)) == [], "these need a row in docs/trust/permissions.md"
    assert sorted(set(rows) - set(found)) == [], "these rows of docs/trust/permissions.md stand for nothing"
    assert [name for name, n in rows.items() if n > 1] == [], "these have more than one row"
    assert [name for name, n in Counter(found).items() if n > 1] == [], "two pages share a name"


def test_rows_of_ones_own_are_promised_only_where_the_address_names_a_row() -> None:
    without = [name for name, rights in TABLE.rows if "own" in rights.values() and not BY_NAME[name].keywords]
    assert without == []


def test_pages_without_signing_in_are_listed_once_and_exist() -> None:
    assert sorted(set(TABLE.visitors)) == sorted(TABLE.visitors)
    assert set(TABLE.visitors) <= set(BY_NAME)


def test_pages_of_libraries_are_listed_by_name() -> None:
    listed = [name for name, _cells in TABLE.of_others]
    assert sorted(listed) == sorted(name for name, _route in pages_of_others())


def test_pages_of_libraries_open_to_whom_the_table_says(house: House) -> None:
    cells, problems = dict(TABLE.of_others), []
    for name, route in pages_of_others():
        for who, cell in ((VISITOR, cells[name][0]), *((Who(role), cells[name][1]) for role in Role)):
            for method in ("GET", "POST") if who.role in (None, Role.COMPANY) else ("GET",):
                answer = house.visit(who, method, _path_of_others(route))
                is_right = answer.outcome == "open" if cell == "yes" else answer.outcome in ("sign-in", "hidden")
                strange = house.strange_words(who, answer)
                if answer.error or strange or not (is_right or method == "POST"):
                    problems.append(f"{name} {method}, {who}: expected {cell}, got {answer.outcome} {strange}")
    assert not problems, "\n".join(["", *problems])


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_a_page_opens_to_whom_the_table_says(house: House, name: str) -> None:
    page, problems = BY_NAME[name], []
    missing = [keyword for keyword in page.keywords if house.row(page.name, keyword) is None]
    assert missing == [], f"world.objects of tests/web/{name.partition(':')[0]}_world.py lacks these"
    methods = methods_of(house, page)
    for visit in visits(house, page):
        for method in methods if visit.expected in ("open", "hidden") else methods[:1]:
            answer = ask(house, visit, page, method)
            wrong = judge(house, page, visit, methods, method, answer)
            problems += [f"{page.name} {method}, {visit}: {problem}" for problem in wrong]
    assert not problems, "\n".join(["", *problems])


@dataclass(frozen=True)
class Visit:
    """Who comes, to whose rows. expected : outcomes that are right, "" for whatever is no fault"""

    who: Who
    rows: str
    values: dict[str, Any]
    expected: str

    def __str__(self) -> str:
        return f"{self.who}, {self.rows} row"


def visits(house: House, page: Page) -> Iterator[Visit]:
    """Return who visits a page, and what the table promises them."""
    objects = {keyword: house.row(page.name, keyword) for keyword in page.keywords}
    has_foreign = any(len(set(_sides(one))) > 1 for one in objects.values())
    foreign = {keyword: one.get("foreign", one["own"]) for keyword, one in objects.items()}
    for role in Role:
        right = TABLE.right(page.name, role)
        own = {keyword: house.own(page.name, keyword, role) for keyword in objects}
        if right == "–":
            yield Visit(Who(role), "own", own, "refused")
            continue
        yield Visit(Who(role), "own", own, "open")
        if right in ("own", "all") and has_foreign:
            yield Visit(Who(role), "foreign", foreign, "hidden" if right == "own" else "open")
        if right == "own":
            for keyword, one in objects.items():
                if len(objects) > 1 and one.get("foreign", own[keyword]) != own[keyword]:
                    yield Visit(Who(role), f"own but {keyword} foreign", own | {keyword: one["foreign"]}, "hidden")
                if one.get("is_personal", True) and one["own"] != own[keyword]:
                    yield Visit(Who(role), f"own but {keyword} another's", own | {keyword: one["own"]}, "hidden")
        if role != Role.ADMINISTRATOR:
            # The same role of the other cluster, on its own rows: whatever it gets, nothing of home is on it.
            yield Visit(Who(role, "foreign"), "its own", foreign, "")
    yield Visit(VISITOR, "own", {keyword: one["own"] for keyword, one in objects.items()}, _of_visitors(page))


def methods_of(house: House, page: Page) -> list[str]:
    """Return what is asked of a page: GET where it answers it, and a POST with nothing in it."""
    if page.method:
        return [page.method]
    rights = next(rights for name, rights in TABLE.rows if name == page.name)
    role = next(role for role, right in rights.items() if right != "–")
    own = {keyword: house.own(page.name, keyword, role) for keyword in page.keywords}
    return [method for method in ("GET", "POST") if house.visit(Who(role), method, page.path(**own)).status != 405]


def ask(house: House, visit: Visit, page: Page, method: str) -> Answer:
    """Visit a page: forms are sent empty, operations with the least that they take."""
    path = page.path(**visit.values)
    if not page.is_rest:
        return house.visit(visit.who, method, path, FIELDS.get(page.name) if method == "POST" else None)
    names = [*house.world.objects, *house.world.objects.get(page.name, {})]
    known = {name: house.own(page.name, name, visit.who.role) for name in names if ":" not in name}
    kind, body = smallest_body(page.name, known)
    return house.visit(visit.who, method, path + smallest_query(page.name), body, kind)


def judge(house: House, page: Page, visit: Visit, methods: list[str], method: str, answer: Answer) -> list[str]:
    """Return what is wrong with an answer. methods : all that the page is asked for"""
    problems = []
    # A page that shows something may take no form, or from fewer roles.
    right = [visit.expected]
    if method == "POST" and "GET" in methods:
        right += ["405", "refused", "hidden"] if visit.expected == "open" else []
    is_link = page.name == "accounts:open_invitation"  # a link of a mail does what it says at once
    if visit.expected and answer.outcome not in right:
        problems.append(f"expected {visit.expected}, got {answer.outcome}")
    if answer.error and not visit.expected:
        problems.append(f"expected an answer, got {answer.outcome}")
    is_asked_to_write = (method != "GET" or is_link) and visit.expected in ("open", "") and answer.outcome == "open"
    if answer.changed and not is_asked_to_write:
        problems.append(f"expected nothing written, got changes in {', '.join(answer.changed)}")
    strange = house.strange_words(visit.who, answer)
    if strange:
        problems.append(f"expected nothing of the other cluster, got “{strange}”")
    return problems


def _of_visitors(page: Page) -> str:
    return "open" if page.name in TABLE.visitors else "sign-in"


def _sides(one: dict[str, Any]) -> list[Any]:
    return [one["own"], one.get("foreign", one["own"])]


def _path_of_others(route: str) -> str:
    values = {"key": "no-key", "uidb36": "1", "provider_id": "oidc", "rest": "nothing", "pk": "99"}
    path = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", lambda found: values[found[1]], re.sub(r"[\^$]", "", route))
    return "/" + re.sub(r"<int:(\w+)>", lambda found: values[found[1]], path)
