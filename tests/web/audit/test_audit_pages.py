"""The audit log as a page and as a file."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse

from skillpact_web import clock
from skillpact_web.accounts.roles import Role
from skillpact_web.accounts.viewer import Viewer
from skillpact_web.audit.kinds import EventKind
from skillpact_web.audit.models import Event
from skillpact_web.audit.services import record
from skillpact_web.consents.auditlog.queries import Filters, events

LIST, EXPORT = "audit:list", "audit:export"


@pytest.fixture
def log(world):
    """One event of a company, one of its competitor's talent desk, one of the other cluster, one of the program."""
    bruno = world.viewer(Role.COMPANY)
    record(kind=EventKind.CHANGED_ROLE, actor=bruno, on=world.company, details={"n_rows": 1})
    record(kind=EventKind.SIGNED_IN, actor=world.viewer(Role.TALENT))
    record(kind=EventKind.CHANGED_ROLE, actor=world.foreign_viewer(Role.COMPANY), on=world.foreign_company)
    record(kind=EventKind.RAN_RETENTION, actor=None)
    return world


def seen(viewer, **filters):
    return [one.kind for one in events(viewer, Filters(**filters))]


def page(client, query=""):
    return client.get(reverse(LIST) + query)


@pytest.mark.parametrize("role", list(Role))
def test_the_log_is_open_to_auditor_and_privacy_officer_alone(log, role):
    expected = 200 if role in (Role.AUDITOR, Role.PRIVACY_OFFICER) else 403
    client = log.client(role)
    assert [client.get(reverse(name)).status_code for name in (LIST, EXPORT)] == [expected] * 2
    if expected == 403:
        assert seen(log.viewer(role)) == []


def test_an_auditor_reads_what_happened_in_their_cluster(log):
    assert seen(log.viewer(Role.AUDITOR)) == ["accounts.signed_in", "accounts.changed_role"]
    assert seen(log.foreign_viewer(Role.AUDITOR)) == ["accounts.changed_role"]


def test_an_auditor_of_the_installation_reads_everything(log):
    ines = log.viewer(Role.AUDITOR)
    assert len(seen(Viewer(ines.user_id, ines.membership_id, Role.AUDITOR, None))) == 4


def test_a_privacy_officer_reads_what_touched_people(log):
    assert seen(log.viewer(Role.PRIVACY_OFFICER)) == ["accounts.changed_role"]


def test_filters_narrow_by_kind_period_organisation_and_row(log):
    ines, today = log.viewer(Role.AUDITOR), clock.today()
    assert seen(ines, kind="accounts.signed_in") == ["accounts.signed_in"]
    assert seen(ines, starts_on=today, ends_on=today) == ["accounts.signed_in", "accounts.changed_role"]
    assert seen(ines, starts_on=today + timedelta(days=1)) == []
    assert seen(ines, organisation_id=log.company.pk) == ["accounts.changed_role"]
    assert seen(ines, organisation_id=log.foreign_company.pk) == []
    assert seen(ines, on=f"accounts.organisation:{log.company.pk}") == ["accounts.changed_role"]
    assert seen(ines, on="accounts.organisation") == ["accounts.changed_role"]
    assert seen(ines, on="accounts.organisation:0") == []


def test_the_page_shows_numbers_of_people_and_no_name(log):
    text = page(log.client(Role.AUDITOR)).content.decode()
    main = text.partition("<main")[2].partition("</main>")[0]
    assert f"account {log.viewer(Role.TALENT).user_id}, talent" in main
    assert log.company.name in main
    assert [name for name in ("Chiara", "Bruno", "people.example", "Foreign") if name in main] == []


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?kind=accounts.flew_away", "Select a valid choice."),
        ("?starts_on=0001-01-01", "between 2000 and 2100"),
        ("?ends_on=9999-12-31", "between 2000 and 2100"),
        ("?starts_on=2026-02-01&ends_on=2026-01-01", "lies before the first day"),
        ("?organisation=foreign", "Select a valid choice."),
        ("?on=%27%3B+DROP+TABLE", "Enter a valid value."),
    ],
)
def test_a_filter_that_cannot_be_read_is_answered_and_shows_nothing(log, query, sentence):
    query = query.replace("foreign", str(log.foreign_company.pk))
    response = page(log.client(Role.AUDITOR), query)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert len(response.context["page_obj"]) == 0
    assert log.client(Role.AUDITOR).get(reverse(EXPORT) + query).status_code == 400


def test_the_file_holds_what_the_page_shows_and_is_itself_an_event(log):
    response = log.client(Role.AUDITOR).get(reverse(EXPORT) + "?kind=accounts.changed_role")
    rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert [(one["kind"], one["object_id"], one["details"]) for one in rows] == [
        ("accounts.changed_role", str(log.company.pk), '{"n_rows": 1}')
    ]
    assert Event.objects.first().kind == "audit.exported"


def test_no_cell_of_the_file_is_a_formula(log):
    Event.objects.create(
        at=clock.now(), kind="accounts.signed_in", organisation_id=log.cluster.pk, object_type="=1+1", object_id="@x"
    )
    text = b"".join(log.client(Role.AUDITOR).get(reverse(EXPORT)).streaming_content).decode()
    assert ",'=1+1,'@x," in text


def test_an_unknown_format_is_answered_clearly(log):
    assert log.client(Role.AUDITOR).get(reverse(EXPORT) + "?format=exe").status_code == 422


def test_the_log_costs_as_many_queries_for_three_rows_as_for_one(world, django_assert_num_queries):
    client = world.client(Role.AUDITOR)
    record(kind=EventKind.SIGNED_IN, actor=world.viewer(Role.COMPANY))
    page(client)
    with django_assert_num_queries(8):
        page(client)
    record(kind=EventKind.SIGNED_IN, actor=world.viewer(Role.TALENT))
    record(kind=EventKind.SIGNED_IN, actor=world.viewer(Role.PROVIDER))
    with django_assert_num_queries(8):
        assert len(page(client).context["page_obj"]) == 3
