"""The walk over the registry: what is about a person is found, handed over, and leaves."""

from __future__ import annotations

import json

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import models

from skillpact_web import clock
from skillpact_web.accounts.models import Membership, User
from skillpact_web.accounts.roles import Role
from skillpact_web.audit.kinds import EventKind
from skillpact_web.audit.models import Event, Revision
from skillpact_web.audit.services import record
from skillpact_web.privacy import erasing, registry
from skillpact_web.privacy.erasing import erase
from skillpact_web.privacy.exporting import collect, holdings
from skillpact_web.privacy.hooks import Subject
from skillpact_web.privacy.registry import Erasure, PersonalData
from skillpact_web.privacy.rows import blank_rows, delete_rows


@pytest.fixture
def chiara(world):
    user = world.members[Role.TALENT].user
    EmailAddress.objects.create(user=user, email="chiara@people.example", verified=True, primary=True)
    UserSession.objects.create(
        user=user,
        ip="127.0.0.1",
        user_agent="A browser",
        session_key="k" * 32,
        last_seen_at=clock.now(),
        created_at=clock.now(),
    )
    return user


def declared(model):
    return registry.declarations()[model]


def test_the_copy_holds_what_is_about_the_person_and_nobody_else(world, chiara):
    data = collect(chiara.pk)
    text = json.dumps(data)
    assert data["stored"]["accounts.User"]["rows"][0]["email"] == chiara.email
    assert data["stored"]["account.EmailAddress"]["rows"] == [
        {"email": "chiara@people.example", "verified": True, "primary": True}
    ]
    assert world.members[Role.COMPANY].user.email not in text
    assert "password" not in text


def test_the_copy_of_nobody_is_empty(db):
    assert collect(10**9) == {"account": 10**9, "stored": {}, "acted": {}}


def test_holdings_count_rows_by_app(world, chiara):
    found = {(one.app, one.name): one.n_rows for one in holdings(chiara.pk)}
    assert found[("Accounts", "Memberships")] == 1
    assert all(count > 0 for count in found.values())


def test_an_erasure_deletes_empties_and_keeps(world, chiara):
    viewer = world.viewer(Role.TALENT)
    record(kind=EventKind.SIGNED_IN, actor=viewer)
    Revision.objects.create(
        object_type="accounts.organisation", object_id="1", version=1, at=clock.now(), user_id=chiara.pk, values={}
    )
    result = erase(Subject(chiara.pk))
    assert not User.objects.filter(pk=chiara.pk).exists()
    assert result.blanked == {"audit.Revision": 1}
    assert Revision.objects.get().user_id is None
    assert [(one.label, one.n_rows) for one in result.kept] == [("audit.Event", 1)]
    assert Event.objects.get().user_id == chiara.pk
    assert User.objects.count() == 25


def test_an_erasure_can_be_run_again(chiara):
    erase(Subject(chiara.pk))
    again = erase(Subject(chiara.pk))
    assert (dict(again.deleted), dict(again.blanked)) == ({}, {})


def test_sessions_of_the_person_end_and_those_of_others_stay(world, chiara):
    world.client(Role.TALENT)
    world.client(Role.COMPANY)
    result = erase(Subject(chiara.pk))
    assert result.deleted["sessions.Session"] == 1
    assert Session.objects.count() == 1


def test_the_old_versions_of_a_deleted_row_go_with_it(world, chiara):
    membership = world.members[Role.TALENT]
    Revision.objects.create(
        object_type="accounts.membership",
        object_id=str(membership.pk),
        version=1,
        at=clock.now(),
        values={"role": "talent"},
    )
    erase(Subject(chiara.pk))
    assert Revision.objects.count() == 0


def test_an_account_on_which_kept_rows_hang_becomes_an_empty_shell(monkeypatch, chiara):
    kept = PersonalData(
        purpose="x",
        legal_basis="x",
        subject="user",
        exported=(),
        erasure=Erasure.KEEP,
        law="A law.",
        seen_by="A clerk.",
    )
    registry.declarations()
    monkeypatch.setitem(registry._REGISTRY.declarations, Membership, kept)
    email, result = chiara.email, erase(Subject(chiara.pk))
    chiara.refresh_from_db()
    assert result.is_shell
    assert (chiara.email, chiara.display_name, chiara.is_active) == (f"erased-{chiara.pk}@erased.invalid", "", False)
    assert not chiara.has_usable_password()
    assert chiara.last_login is None
    assert Membership.objects.filter(user=chiara).count() == 1
    assert [(one.label, one.law, one.seen_by) for one in result.kept] == [("accounts.Membership", "A law.", "A clerk.")]
    assert email not in json.dumps(collect(chiara.pk))


def test_rows_that_leave_are_told_in_parts(world, monkeypatch):
    told = []
    monkeypatch.setattr("skillpact_web.privacy.rows.CHUNK", 10)
    monkeypatch.setattr("skillpact_web.privacy.rows.tell_rows_left", lambda model, pks: told.append(len(pks)))
    assert delete_rows(Membership.objects.all())["accounts.Membership"] == 26
    assert told == [10, 10, 6]


def test_emptying_twice_counts_once(world):
    rows = User.objects.all()
    assert blank_rows(rows, ("display_name", "last_login")) == 26
    assert blank_rows(rows, ("display_name", "last_login")) == 0
    assert blank_rows(rows, ("email",)) == 26
    assert User.objects.filter(email__startswith="erased-").count() == 26


def test_a_row_that_is_still_needed_stops_the_erasure_with_a_clear_word(monkeypatch, world, chiara):
    def refuse(rows):
        raise models.ProtectedError("needed", {world.company})

    monkeypatch.setattr(erasing, "delete_rows", refuse)
    with pytest.raises(erasing.DomainError, match="organisations still need rows of this person"):
        erase(Subject(chiara.pk))


def test_what_hangs_behind_an_emptied_row_is_found(world, chiara):
    """The employer's record stays without the person; the skills reach the person through that record alone."""
    from skillpact_web.workforce.models import Employee, EmployeeSkill

    record_of_employer = Employee.objects.create(organisation=world.company, nickname="Chi", user=chiara)
    EmployeeSkill.objects.create(employee=record_of_employer, uri="https://skills.example/1", label="Welding")
    result = erase(Subject(chiara.pk))
    record_of_employer.refresh_from_db()
    assert record_of_employer.user_id is None
    assert EmployeeSkill.objects.count() == 0
    assert result.deleted["workforce.EmployeeSkill"] == 1
