"""The same form twice, and two people in one row, both truly at the same time; a disk that is full behind a form."""

from __future__ import annotations

import re
import resource
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from vacancies_world import vacancy
from world import World, make_world, person

from skillpact_web.accounts.roles import Role
from skillpact_web.audit.models import Event, Revision
from skillpact_web.documents.models import Blob, Upload
from skillpact_web.jobs.models import Job
from skillpact_web.vacancies.models import Vacancy

KEY = "6f1c9d7e0a5b4c3d8e2f1a0b9c8d7e6f"


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Return what each thread returned or raised, in the order of `works`; each has a connection of its own."""
    start, results = threading.Barrier(len(works)), [None] * len(works)

    def one(number: int) -> None:
        try:
            start.wait()
            results[number] = works[number]()
        except Exception as error:
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def form(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "organisation": world.company.pk, "title": "Welder", "text": "You know TIG welding.", "openings": "2",
        "audience": "talents", "published_on": "", "closes_on": "", "nuts": "", "reference": "", "occupation": "",
        "occupation_uri": "", **changes,
    }  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_twice_at_once_makes_one_vacancy_one_event_and_one_job(shared_database):
    world = make_world()
    clients = [world.client(Role.COMPANY) for _n in range(4)]
    answers = at_once(
        *(lambda client=client: client.post(reverse("vacancies:create"), form(world, once=KEY)) for client in clients)
    )
    assert [answer.status_code for answer in answers] == [302] * 4
    assert len({answer.url for answer in answers}) == 1
    assert Vacancy.objects.filter(title="Welder").count() == 1
    assert Event.objects.filter(kind="vacancies.created").count() == 1
    assert Job.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_call_sent_twice_at_once_under_one_key_makes_one_vacancy(shared_database):
    world = make_world()
    clients = [world.client(Role.COMPANY) for _n in range(3)]
    body = {"organisation_id": world.company.pk, "title": "Welder"}
    answers = at_once(
        *(
            lambda client=client: client.post(
                "/api/v1/vacancies", body, content_type="application/json", headers={"Idempotency-Key": "one"}
            )
            for client in clients
        )
    )
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert 201 in {answer.status_code for answer in answers}
    assert len({answer.json()["id"] for answer in answers if answer.status_code == 201}) == 1
    assert Vacancy.objects.filter(title="Welder").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_save_the_same_vacancy_at_once_one_wins_and_the_other_is_told(shared_database):
    world = make_world()
    own = vacancy(world.company, "Backend developer", text="")
    colleague = person("Bea", Role.COMPANY, world.company)
    world.members[Role.COMPANY], bruno = colleague, world.client(Role.COMPANY)
    clients, titles = [bruno, world.client(Role.COMPANY)], ["Bruno's words", "Bea's words"]
    address = reverse("vacancies:change", args=[own.pk])
    answers = at_once(
        *(
            lambda client=client, title=title: client.post(address, form(world, title=title, text="", version="1"))
            for client, title in zip(clients, titles, strict=True)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    winner = [answer.status_code for answer in answers].index(302)
    loser = answers[1 - winner].content.decode()
    assert "Somebody else changed this meanwhile" in loser
    # What the other wrote is still in the form: nothing is lost.
    assert titles[1 - winner].replace("'", "&#x27;") in loser
    own.refresh_from_db()
    assert (own.title, own.version) == (titles[winner], 2)
    assert Revision.objects.filter(object_type="vacancies.vacancy", object_id=str(own.pk)).count() == 1


def test_a_disk_that_is_full_is_told_beside_the_file_and_no_vacancy_is_made(world, settings):
    """The kernel refuses to write more than 300 kB into one file, as a full disk refuses."""
    data = form(world, text="", file=SimpleUploadedFile("advert.txt", b"Welder wanted.\n" * 70_000))
    client, (soft, hard) = world.client(Role.COMPANY), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, hard))
    try:
        answer = client.post(reverse("vacancies:create"), data)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert len(re.findall("The disk of the server is full", page)) >= 1
    assert 'value="Welder"' in page
    assert (Vacancy.objects.count(), Upload.objects.count(), Blob.objects.count(), Job.objects.count()) == (0, 0, 0, 0)
    assert [path for path in settings.SKILLPACT_DOCUMENTS.rglob("*") if path.is_file()] == []
    again = form(world, text="", file=SimpleUploadedFile("advert.txt", b"Welder wanted.\n" * 70_000))
    assert client.post(reverse("vacancies:create"), again).status_code == 302
