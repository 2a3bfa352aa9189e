"""A table comes in by upload, trial and yes; what cannot be used is told, and nothing is done twice."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import include, path

from skillpact_web import clock
from skillpact_web.accounts.access import for_roles
from skillpact_web.accounts.models import Organisation
from skillpact_web.accounts.roles import Role
from skillpact_web.doors.exchange import Column, Row, Shape
from skillpact_web.doors.importing import import_table
from skillpact_web.doors.models import PendingImport
from skillpact_web.doors.views import import_page
from skillpact_web.errors import DomainError

SHAPE = Shape(
    "things", [Column("name", is_required=True, help="What it is called"), Column("headcount", "whole")], max_rows=100
)
URL = "/things/import/"


def apply(row: Row) -> Any:
    values = row.values
    if values["name"] == "taken":
        raise DomainError("no", fields={"name": "is taken"})
    if values["name"].startswith("Costless"):
        return "new"
    thing, is_new = Organisation.objects.get_or_create(name=values["name"], defaults={"kind": "company"})
    if not is_new and thing.headcount == values["headcount"]:
        return "same"
    thing.headcount = values["headcount"]
    thing.save()
    return "new" if is_new else "changed"


@for_roles(Role.COMPANY)
def page(request: Any) -> Any:
    return import_page(request, SHAPE, apply, title="Import things", back_url="/things/")


class Urls:
    urlpatterns = [path("things/import/", page), path("", include("skillpact_web.urls"))]


@pytest.fixture
def bruno(world: Any, settings: Any) -> Any:
    settings.ROOT_URLCONF = Urls
    return world.client(Role.COMPANY)


def send(client: Any, content: bytes, name: str = "things.csv") -> Any:
    return client.post(URL, {"file": SimpleUploadedFile(name, content)})


def confirm(client: Any, trial: Any, **changed: str) -> Any:
    fields = dict(re.findall(r'name="(import_id|sha256)" value="([^"]+)"', trial.content.decode()))
    return client.post(URL, {**fields, **changed}, follow=True)


def n_things() -> int:
    return Organisation.objects.filter(name__startswith="Thing").count()


CONTENT = b"name;headcount\nThing 1;1\nThing 2;2\ntaken;3\nThing 4;many\n"


def test_a_trial_shows_what_would_change_and_saves_nothing(bruno):
    Organisation.objects.create(name="Thing 2", kind="company")
    text = send(bruno, CONTENT).content.decode()
    assert re.findall(r"<dt>(\w+)</dt><dd>(\d+)</dd>", text) == [
        ("New", "1"), ("Changed", "1"), ("Unchanged", "0"), ("Refused", "2")
    ]  # fmt: skip
    assert "is taken" in text
    assert "expected a whole number" in text
    assert n_things() == 1


def test_a_confirmed_trial_saves_the_good_rows_and_reports_the_others(bruno):
    answer = confirm(bruno, send(bruno, CONTENT))
    assert "2 new, 0 changed, 0 unchanged, 2 refused" in answer.content.decode()
    assert n_things() == 2
    pending = PendingImport.objects.get()
    assert bytes(pending.content) == b""


def test_a_confirmation_that_arrives_twice_shows_the_first_result(bruno):
    trial = send(bruno, CONTENT)
    first, second = confirm(bruno, trial), confirm(bruno, trial)
    assert "2 new" in first.content.decode()
    assert "2 new" in second.content.decode()
    assert n_things() == 2


def test_the_same_file_can_be_imported_again_and_changes_nothing(bruno):
    confirm(bruno, send(bruno, CONTENT))
    text = send(bruno, CONTENT).content.decode()
    assert "There is nothing to import." in text


def test_a_confirmation_of_other_bytes_or_of_somebody_else_is_refused(bruno, world):
    trial = send(bruno, CONTENT)
    assert confirm(bruno, trial, sha256="0" * 64).status_code == 400
    assert confirm(world.foreign_client(Role.COMPANY), trial).status_code == 422
    for import_id in ("x", "9" * 30, "-1", "٣"):
        assert confirm(bruno, trial, import_id=import_id).status_code == 422
    assert n_things() == 0


def test_a_forgotten_trial_asks_for_the_file_again(bruno):
    trial = send(bruno, CONTENT)
    PendingImport.objects.update(created_at=clock.now() - timedelta(days=2))
    send(bruno, b"name\nThing 9\n")
    assert "send the file again" in confirm(bruno, trial).content.decode()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The submitted file is empty"),
        (b"title\nx\n", "The column name is missing"),
        (b"\0\1\2", "no table of text"),
        (b"name\n" + b"x\n" * 101, "more than 100 rows"),
        (b"x" * 10_000_001, "expected at most 10.0 MB"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_beside_the_field(bruno, content, sentence):
    answer = send(bruno, content)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not PendingImport.objects.exists()


def test_no_file_is_told_beside_the_field(bruno):
    assert bruno.post(URL, {}).status_code == 422


def test_what_the_file_holds_is_shown_and_never_run(bruno):
    text = send(bruno, b"name;headcount\n<script>alert(1)</script>;<b>\n", name="<img>.csv").content.decode()
    assert "<script>alert" not in text
    assert "<b>" not in text
    assert "<img>" not in text


def test_the_form_names_the_columns_and_hands_out_an_empty_table(bruno):
    assert "What it is called" in bruno.get(URL).content.decode()
    empty = bruno.get(URL + "?empty=csv")
    assert b"".join(empty.streaming_content).decode("utf-8-sig") == "name,headcount\r\n"
    assert bruno.get(URL + "?empty=exe").status_code == 422


def test_another_role_has_no_such_page(bruno, world):
    assert world.client(Role.TALENT).get(URL).status_code == 403


def test_an_error_that_nobody_foresaw_takes_everything_back(world):
    def fail(row: Row) -> Any:
        if row.number == 3:
            raise LookupError
        return apply(row)

    with pytest.raises(LookupError):
        import_table(SHAPE, CONTENT, fail, is_trial=False)
    assert n_things() == 0


@pytest.mark.parametrize("n_rows", [1, 3])
def test_a_trial_adds_a_savepoint_and_its_end_to_what_a_row_costs(bruno, n_rows, django_assert_num_queries):
    content = b"name\n" + b"".join(b"Costless %d\n" % number for number in range(n_rows))
    # session, user, memberships · 2 to prune · trial: savepoint and back · store: 7
    with django_assert_num_queries(14 + 2 * n_rows):
        assert send(bruno, content).status_code == 200
