"""The log is only ever appended to, holds no text about a person, and shows when somebody meddled with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from skillpact_web import clock
from skillpact_web.accounts.roles import Role
from skillpact_web.audit.guards import lift_guards, missing_guards, put_guards
from skillpact_web.audit.kinds import EventKind
from skillpact_web.audit.models import Event, Seal
from skillpact_web.audit.seals import check, drop_past_retention, seal_events
from skillpact_web.audit.services import record

LATER = timedelta(hours=2)


def refused(statement: str) -> bool:
    """Return whether the database itself refuses a statement."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as error:
        return "never changed or deleted" in str(error)
    return False


def some_events(n_events: int = 3) -> list[Event]:
    return [record(kind=EventKind.SIGNED_IN, actor=None, details={"n": number}) for number in range(n_events)]


def seal_all() -> Seal | None:
    return seal_events(up_to=clock.now() + LATER)


def test_an_event_names_who_did_what_on_which_row(world):
    viewer = world.viewer(Role.COMPANY)
    event = record(kind=EventKind.CHANGED_ROLE, actor=viewer, on=world.company, details={"n_rows": 3})
    stored = Event.objects.get(pk=event.pk)
    assert (stored.kind, stored.user_id, stored.role, stored.organisation_id, stored.object_type, stored.object_id) == (
        "accounts.changed_role",
        viewer.user_id,
        "company",
        world.company.pk,
        "accounts.organisation",
        str(world.company.pk),
    )


@pytest.mark.parametrize("statement", ["UPDATE audit_event SET role = 'x'", "DELETE FROM audit_event"])
def test_the_database_refuses_to_change_or_delete_an_event(db, statement):
    some_events(1)
    assert refused(statement)
    assert Event.objects.count() == 1


@pytest.mark.parametrize("statement", ["UPDATE audit_seal SET n_events = 9", "DELETE FROM audit_seal"])
def test_the_database_refuses_to_change_or_delete_a_seal(db, statement):
    some_events(1)
    seal_all()
    assert refused(statement)


def test_the_database_refuses_to_replace_or_to_empty(db):
    event = some_events(1)[0]
    if connection.vendor == "postgresql":
        assert refused("TRUNCATE audit_event")
    else:
        values = f"({event.pk}, '2026-01-01', 'x', '', '', '', '{{}}')"
        assert refused(
            "INSERT OR REPLACE INTO audit_event (id, at, kind, role, object_type, object_id, details) VALUES " + values
        )


def test_rows_and_querysets_refuse_before_the_database_does(db):
    event = some_events(1)[0]
    for refuse in (event.save, event.delete, Event.objects.all().delete, lambda: Event.objects.update(role="x")):
        with pytest.raises(TypeError, match="never changed or deleted"):
            refuse()


def test_guards_that_were_taken_away_are_named_and_come_back_with_the_next_migrate(db):
    lift_guards(connection)
    try:
        assert "audit_event" in " ".join(missing_guards(connection))
        assert any("is missing" in problem for problem in check().problems)
        call_command("migrate", "audit", verbosity=0, skip_checks=True)
        assert missing_guards(connection) == []
    finally:
        put_guards(connection)


@pytest.mark.parametrize(
    "details",
    [
        {"name": "Chiara Rossi"},
        {"mail": "chiara@people.example"},
        {"note": "x" * 81},
        {"deep": [{"er": ["two words"]}]},
        {"a key with words": 1},
        {"moment": datetime(2026, 1, 1, tzinfo=UTC)},
        {"rows": list(range(201))},
        {"share": float("nan")},
    ],
)
def test_details_that_read_like_a_text_are_refused(db, details):
    with pytest.raises(ValueError, match="audit event"):
        record(kind=EventKind.SIGNED_IN, actor=None, details=details)
    assert Event.objects.count() == 0


def test_a_refusal_does_not_repeat_what_it_found(db):
    with pytest.raises(ValueError) as error:
        record(kind=EventKind.SIGNED_IN, actor=None, details={"name": "Chiara Rossi"})
    assert "Chiara" not in str(error.value)


def test_ids_codes_and_counts_are_taken(db):
    details = {
        "uri": "http://data.europa.eu/esco/skill/" + "0" * 36,
        "n": 3,
        "share": 0.5,
        "ids": [1, "a1"],
        "none": None,
    }
    assert Event.objects.get(pk=record(kind=EventKind.SIGNED_IN, actor=None, details=details).pk).details == details


def test_a_kind_outside_the_closed_list_is_refused(db):
    with pytest.raises(ValueError, match=r"accounts\.flew_away"):
        record(kind="accounts.flew_away", actor=None)


def test_a_chain_of_seals_holds_while_nobody_meddles(db):
    some_events(3)
    first = seal_all()
    some_events(2)
    second = seal_all()
    some_events(1)
    finding = check(expected_hash=first.sha256)
    assert (finding.n_seals, finding.n_events, finding.n_unsealed, finding.problems) == (2, 5, 1, [])
    assert finding.last_hash == second.sha256 != first.sha256
    assert second.first_id == first.last_id + 1


def test_what_is_younger_than_an_hour_waits_for_the_next_seal(db):
    some_events(2)
    assert seal_events() is None
    assert seal_events(up_to=clock.now()).n_events == 2
    assert seal_events(up_to=clock.now()) is None


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE audit_event SET role = 'auditor' WHERE id = {id}", "at least one was changed"),
        ("DELETE FROM audit_event WHERE id = {id}", "3 were sealed, 2 are there"),
    ],
)
def test_meddling_behind_the_guards_is_found(db, statement, found):
    event = some_events(3)[1]
    seal_all()
    lift_guards(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement.format(id=event.pk))
    put_guards(connection)
    (problem,) = check().problems
    assert found in problem
    with pytest.raises(CommandError, match="does not hold"):
        call_command("check_audit", stdout=StringIO(), stderr=StringIO(), skip_checks=True)


def test_a_chain_that_was_written_anew_lacks_the_hash_kept_outside(db):
    some_events(1)
    seal_all()
    assert "written anew" in check(expected_hash="f" * 64).problems[0]


def test_the_command_prints_the_last_hash(db):
    some_events(2)
    seal = seal_all()
    out = StringIO()
    call_command("check_audit", "--seal", stdout=out, skip_checks=True)
    assert out.getvalue().strip().endswith(seal.sha256)
    assert "2 events under 1 seals" in out.getvalue()


def test_events_leave_when_their_six_years_are_over_and_the_seals_stay(db):
    old = Event.objects.create(at=clock.now() - timedelta(days=2193), kind="accounts.signed_in")
    seal_all()
    young = some_events(1)[0]
    seal_all()
    assert drop_past_retention(is_dry_run=True) == 1
    assert drop_past_retention() == 1
    assert list(Event.objects.values_list("pk", flat=True)) == [young.pk]
    finding = check()
    assert (finding.n_past_retention, finding.n_events, finding.problems) == (1, 1, [])
    assert drop_past_retention() == 0
    assert old.pk < young.pk


def test_flush_is_refused_in_production(db, settings):
    settings.MODE = "production"
    with pytest.raises(CommandError, match="empty the audit log"):
        call_command("flush", interactive=False, skip_checks=True)


@pytest.mark.django_db(transaction=True)
def test_a_flush_outside_production_empties_and_puts_the_guards_back():
    some_events(1)
    call_command("flush", interactive=False, verbosity=0, skip_checks=True)
    assert Event.objects.count() == 0
    assert missing_guards(connection) == []
