"""A form that is sent twice is carried out once, also when both arrive at the same time."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.template import Context, Template
from django.test import RequestFactory

from skillpact_web import clock
from skillpact_web.accounts.models import Organisation
from skillpact_web.accounts.roles import Role
from skillpact_web.doors.keys import prune
from skillpact_web.doors.models import IdempotencyKey
from skillpact_web.doors.once import once
from skillpact_web.errors import DomainError


def form(world: Any, role: Role = Role.COMPANY, **fields: Any) -> Any:
    request = RequestFactory().post("/vacancies/new/", fields)
    request.viewer = world.viewer(role)
    return request


def create(name: str = "Thing") -> Organisation:
    return Organisation.objects.create(name=name, kind="company")


def test_the_tag_gives_every_form_another_key():
    one, two = (Template("{% once %}").render(Context()) for _ in range(2))
    assert one.startswith('<input type="hidden" name="once" value="')
    assert one != two


def test_the_same_form_twice_is_the_first_result(world):
    first = once(form(world, once="a", title="x"), create)
    second = once(form(world, once="a", title="x"), create)
    assert (first.is_repeat, second.is_repeat) == (False, True)
    assert first.value_id == second.value_id == str(first.value.pk)
    assert Organisation.objects.filter(name="Thing").count() == 1


def test_the_same_file_twice_is_the_first_result_and_another_file_is_refused(world):
    def upload(content: bytes) -> Any:
        return form(world, once="a", file=SimpleUploadedFile("a.csv", content))

    once(upload(b"1"), create)
    assert once(upload(b"1"), create).is_repeat
    with pytest.raises(DomainError):
        once(upload(b"2"), create)


def test_a_form_with_other_content_under_the_same_key_is_told_so(world):
    once(form(world, once="a", title="x"), create)
    with pytest.raises(DomainError, match="sent before with other content"):
        once(form(world, once="a", title="y"), create)


def test_a_refused_form_can_be_corrected_and_sent_again(world):
    def refuse() -> None:
        create()
        raise DomainError("no")

    with pytest.raises(DomainError):
        once(form(world, once="a", title="x"), refuse)
    assert not Organisation.objects.filter(name="Thing").exists()
    assert not once(form(world, once="a", title="y"), create).is_repeat


def test_a_form_without_a_key_is_carried_out_each_time(world):
    assert [once(form(world, title="x"), create).is_repeat for _ in range(2)] == [False, False]


def test_two_people_may_have_the_same_key(world):
    for role in (Role.COMPANY, Role.CLUSTER_MANAGER):
        assert not once(form(world, role, once="a"), create).is_repeat


def test_a_key_is_forgotten_after_a_week(world):
    once(form(world, once="a"), create)
    IdempotencyKey.objects.update(created_at=clock.now() - timedelta(days=8))
    assert not once(form(world, once="a"), create).is_repeat
    IdempotencyKey.objects.update(created_at=clock.now() - timedelta(days=8))
    assert prune() == 1


def in_threads(work: Callable[[], Any], n_threads: int, tmp_path: Path) -> list[Any]:
    """Return what `work` returned in each of several threads, each with a connection of its own.

    SQLite keeps the tests' database in memory, where connections share one cache and do not wait for each other as they
    do on a file: so the threads work on a copy in a file.
    """
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        name = str(tmp_path / "copy.sqlite3")
        with contextlib.closing(sqlite3.connect(name)) as copy:
            connection.connection.backup(copy)
    start, results = threading.Barrier(n_threads), []

    def one() -> None:
        connection.settings_dict = {**connection.settings_dict, "NAME": name}
        try:
            start.wait()
            results.append(work())
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(n_threads)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_both_at_the_same_time_make_one_row(tmp_path):
    from world import make_world

    world = make_world()

    def send() -> tuple[bool, str, int]:
        outcome = once(form(world, once="a", title="x"), create)
        return outcome.is_repeat, outcome.value_id, Organisation.objects.filter(name="Thing").count()

    outcomes = in_threads(send, 4, tmp_path)
    assert sorted(is_repeat for is_repeat, _id, _n in outcomes) == [False, True, True, True]
    assert len({value_id for _is_repeat, value_id, _n in outcomes}) == 1
    assert {n_rows for _is_repeat, _id, n_rows in outcomes} == {1}
