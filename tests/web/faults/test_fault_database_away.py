"""A database that is away, restarted or busy: a clear page, nothing half written, and on as soon as it is back."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from typing import Any

import dj_database_url
import psycopg
import pytest
from django.core.management import call_command
from django.db import close_old_connections, connection
from django.urls import reverse
from jobs.worker_processes import database
from world import make_world

from skillpact_web.accounts.roles import Role
from skillpact_web.audit.models import Event
from skillpact_web.vacancies.models import Vacancy

WORDS = "Nothing that you sent was saved: go back and send it again in a minute."


def form(world: Any) -> dict[str, Any]:
    return {
        "organisation": world.company.pk,
        "title": "Welder",
        "openings": "1",
        "audience": "talents",
        "once": "a" * 32,
    }


def is_clearly_away(answer: Any) -> None:
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "10"), page[:500]
    assert WORDS in page or "Nothing was saved: send it again in a minute." in page
    assert "Traceback" not in page
    assert "psycopg" not in page
    assert "sqlite" not in page.lower()


@pytest.mark.postgres
def test_while_the_database_is_away_pages_say_so_and_they_work_again_without_a_restart(django_db_blocker):
    from postgres import serve

    with serve() as server:
        config = dj_database_url.parse(server.url, conn_health_checks=True, conn_max_age=60)
        with django_db_blocker.unblock(), database(**config, OPTIONS={}):
            call_command("migrate", verbosity=0, run_syncdb=True)
            world = make_world()
            client = world.client(Role.COMPANY)
            client.raise_request_exception = False
            assert client.get(reverse("vacancies:list")).status_code == 200
            server.stop()
            for _attempt in range(2):
                close_old_connections()  # as the server does before each request
                is_clearly_away(client.get(reverse("vacancies:list")))
                is_clearly_away(client.post(reverse("vacancies:create"), form(world)))
                is_clearly_away(client.get("/api/v1/vacancies"))
            server.start()
            close_old_connections()
            assert client.get(reverse("vacancies:list")).status_code == 200
            assert Vacancy.objects.count() == 0
            for _attempt in range(2):
                assert client.post(reverse("vacancies:create"), form(world)).status_code == 302
            assert Vacancy.objects.count() == 1
            assert Event.objects.filter(kind="vacancies.created").count() == 1


@contextlib.contextmanager
def somebody_who_writes_for_long(url: str) -> Iterator[None]:
    """Another process in the middle of a long write."""
    if connection.vendor == "sqlite":
        with contextlib.closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
        return
    with psycopg.connect(url) as other:
        other.execute("LOCK TABLE vacancies_vacancy, doors_idempotencykey IN EXCLUSIVE MODE")
        yield
        other.rollback()


def wait_a_second_at_most() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 1000" if connection.vendor == "sqlite" else "SET lock_timeout = '1s'")


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_busy_for_long_is_told_and_the_form_can_be_sent_again(shared_database):
    world = make_world()
    client = world.client(Role.COMPANY)
    client.raise_request_exception = False
    wait_a_second_at_most()
    with somebody_who_writes_for_long(shared_database):
        # Who only reads does not wait for who writes.
        assert client.get(reverse("vacancies:list")).status_code == 200
        is_clearly_away(client.post(reverse("vacancies:create"), form(world)))
        call = {"organisation_id": world.company.pk, "title": "Welder"}
        is_clearly_away(client.post("/api/v1/vacancies", call, content_type="application/json"))
    assert Vacancy.objects.count() == 0
    assert client.post(reverse("vacancies:create"), form(world)).status_code == 302
    assert Vacancy.objects.count() == 1
    connection.close()  # with its short patience
