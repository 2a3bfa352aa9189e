"""The rows that the benchmark makes: as many as asked, the same by the same seed, and open to those who load them."""

from __future__ import annotations

import random
from typing import Any

import pytest
import webdata
import webload
from django.test import Client
from webdata import Sizes
from webplan import Plan, open_sessions

SIZES = Sizes(talents=200, vacancies=40, courses=20, companies=10, providers=4)


@pytest.fixture
def plan(db: Any, own_home: Any) -> Plan:
    """A small database filled as the large one is."""
    return webdata.fill(SIZES, seed=3)


def test_there_are_as_many_rows_as_asked_and_each_can_be_found(plan: Plan) -> None:
    from skillpact_web.accounts.models import Organisation
    from skillpact_web.courses.models import Cohort, Course
    from skillpact_web.search.models import Entry
    from skillpact_web.talents.models import Talent
    from skillpact_web.vacancies.models import Requirement, Vacancy

    counts = [model.objects.count() for model in (Talent, Vacancy, Course, Cohort)]
    assert counts == [200, 40, 20, 40]
    assert Organisation.objects.filter(kind="company").count() == 10
    assert 8 * 40 <= Requirement.objects.count() <= 12 * 40
    kinds = {kind: Entry.objects.filter(kind=kind).count() for kind in ("talent", "talent_open", "vacancy", "course")}
    assert kinds == {"talent": 200, "talent_open": 200, "vacancy": 40, "course": 20}


def test_the_words_of_a_person_are_those_that_the_product_would_keep(plan: Plan) -> None:
    from skillpact_web.search.models import Entry
    from skillpact_web.search.services import rebuild

    def words() -> dict[tuple[str, str], list[str]]:
        rows = Entry.objects.filter(kind__startswith="talent").values_list("kind", "object_id", "words")
        return {(kind, key): sorted(words.split()) for kind, key, words in rows}

    before = words()
    rebuild("talent")
    rebuild("talent_open")
    assert words() == before


def test_every_page_of_every_role_opens_and_says_what_it_is(plan: Plan) -> None:
    keys = open_sessions(plan)
    chance = random.Random(0)
    first = {account.role: session for session, account in reversed(list(enumerate(plan.accounts)))}
    wrong = []
    for role, session in first.items():
        client = Client()
        client.cookies["sessionid"] = keys[session]
        for page in webload.MIX[role]:
            request = webload.make_request(plan, session, page, chance)
            more = {"headers": {"HX-Request": "true"}} if page.startswith("skills") else {}
            answer = (
                client.get(request.path, **more)
                if request.body is None
                else client.post(request.path, dict(request.body))
            )
            if problem := webload.judge(
                request, answer.status_code, answer.content.decode(), answer.headers.get("Location", "")
            ):
                wrong.append((role, page, problem))
    assert wrong == []


def test_smaller_sizes_keep_enough_for_every_session() -> None:
    assert Sizes().scaled(1) == Sizes()
    assert Sizes().scaled(0.5).talents == 50_000
    assert Sizes().scaled(0.0001) == Sizes(talents=200, vacancies=100, courses=40, companies=10, providers=4)
