"""Whatever stands in an address for a row, the answer is that there is nothing, never a fault."""

from __future__ import annotations

import pytest
from pages import pages, smallest_body, smallest_query
from permission_table import read_table
from rows_of_pages import FIELDS
from visiting import VISITOR, House, Who

from skillpact_web.accounts.roles import Role

pytestmark = pytest.mark.django_db
TABLE = read_table()
HOSTILE = (
    "0",
    "-1",
    str(2**63),
    str(2**64),
    "9" * 5000,
    "../x",
    "..",
    "a\x00b",
    "\x00",
    "x" * 10_000,
    "' OR 1=1 --",
    "Ⅷ",
    "%s",
)
ADDRESSED = {page.name: page for page in pages() if page.keywords}


@pytest.mark.parametrize("name", sorted(ADDRESSED))
def test_a_hostile_address_finds_nothing(house: House, name: str) -> None:
    page, problems = ADDRESSED[name], []
    roles = [role for role in Role if TABLE.right(name, role) != "–"]
    # Who sees the most, who sees the least, and nobody.
    for who in (Who(roles[-1]), Who(roles[0]), *([VISITOR] if name in TABLE.visitors else [])):
        own = {keyword: house.own(name, keyword, who.role) for keyword in page.keywords}
        for keyword in page.keywords:
            for value in HOSTILE:
                path = page.path(**own | {keyword: value})
                if page.method:
                    kind, body = smallest_body(name, {})
                    answers = [house.visit(who, page.method, path + smallest_query(name), body, kind)]
                else:
                    answers = [house.visit(who, method, path, FIELDS.get(name)) for method in ("GET", "POST")]
                for answer in answers:
                    # Links of mails answer alike whatever they hold, so that nobody learns which exist.
                    is_found = answer.status < 400 and name not in TABLE.visitors
                    if is_found or answer.status >= 500 or answer.changed:
                        problems.append(f"{name}, {who}, {keyword}={value[:20]!r}: expected 4xx, got {answer.outcome}")
    assert not problems, "\n".join(["", *problems])


QUESTIONS = (
    "q=%00&words=%00",
    f"page={2**63}",
    "page=-1&sort=-no.such__column&order=password",
    f"organisation={2**63}&company={2**63}&provider={2**63}&cluster={2**63}&status=%00",
    f"organisation=x&organisation_id={2**64}&limit=-1&offset={2**63}",
    "q=" + "x" * 5000,
    "q=%22%27%29%3B+--+%28%5B*%25_&words=%22%27%29%3B+*",
    "from=0000-00-00&to=9999-99-99&format=exe&kind=%F0%9F%92%A5",
)
LISTS = {page.name: page for page in pages() if not page.keywords and page.method in (None, "GET")}


@pytest.mark.parametrize("name", sorted(LISTS))
def test_a_hostile_question_is_answered(house: House, name: str) -> None:
    page, problems = LISTS[name], []
    role = next(role for role in reversed(Role) if TABLE.right(name, role) != "–")
    for question in QUESTIONS:
        answer = house.visit(Who(role), "GET", f"{page.path()}?{question}")
        if answer.status >= 500:
            problems.append(f"{name}?{question[:80]}, {role}: expected an answer, got {answer.outcome}")
    assert not problems, "\n".join(["", *problems])
