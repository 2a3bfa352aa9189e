"""What is past its retention leaves, once, and the run says what it did."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from allauth.usersessions.models import UserSession
from django.core.management import call_command
from django.db import models

from skillpact_web import clock
from skillpact_web.accounts.roles import Role
from skillpact_web.audit.models import Event
from skillpact_web.audit.seals import seal_events
from skillpact_web.consents import services
from skillpact_web.consents.models import Consent, DataRequest, RetentionRun
from skillpact_web.consents.services import retention


@pytest.fixture
def chiara(world):
    return world.viewer(Role.TALENT)


def old_consent(viewer, days):
    consent = services.give(viewer=viewer, purpose="matching")
    Consent.objects.filter(pk=consent.pk).update(withdrawn_at=clock.now() - timedelta(days=days))
    return consent


def line(run, label):
    return next(one for one in run.results if one["model"] == label)


def test_rows_past_their_date_are_deleted_and_younger_ones_stay(chiara):
    old, young = old_consent(chiara, 1096), old_consent(chiara, 1094)
    run = services.run_retention()
    assert list(Consent.objects.all()) == [young]
    assert line(run, "consents.Consent") == {
        "model": "consents.Consent",
        "due": 1,
        "deleted": 1,
        "blanked": 0,
        "kept": 0,
        "why": "",
    }
    assert old.pk != young.pk
    assert services.run_retention().totals["due"] == 0


def test_a_dry_run_counts_and_changes_nothing(chiara):
    old_consent(chiara, 1096)
    run = services.run_retention(is_dry_run=True)
    assert (run.totals["due"], run.totals["deleted"], Consent.objects.count()) == (1, 0, 1)


def test_a_row_without_its_date_is_not_due(chiara):
    services.give(viewer=chiara, purpose="matching")
    assert services.run_retention().totals["due"] == 0


def test_rows_that_stay_are_emptied_once(chiara):
    request = services.ask(viewer=chiara, kind="correction", words="It was June.").request
    long_ago = clock.now() - timedelta(days=1200)
    DataRequest.objects.filter(pk=request.pk).update(
        made_at=long_ago, answered_at=long_ago, outcome="done", answer="Done."
    )
    assert line(services.run_retention(), "consents.DataRequest")["blanked"] == 1
    request.refresh_from_db()
    assert (request.subject, request.words, request.answer, request.kind) == (None, "", "", "correction")
    assert line(services.run_retention(), "consents.DataRequest")["due"] == 0


def test_what_a_person_asked_to_keep_is_kept_and_said(world, chiara):
    request = services.ask(viewer=chiara, kind="restriction").request
    services.answer(viewer=world.viewer(Role.PRIVACY_OFFICER), request_id=request.pk, outcome="done", words="Kept.")
    old_consent(chiara, 1096)
    found = line(services.run_retention(), "consents.Consent")
    assert (found["due"], found["deleted"], found["kept"], found["why"]) == (1, 0, 1, "restricted_on_request")
    assert Consent.objects.count() == 1


def test_a_row_that_others_need_is_kept_and_the_rest_goes(monkeypatch, chiara):
    needed = old_consent(chiara, 1200)
    old_consent(chiara, 1096)
    real = retention.delete_rows

    def protect(rows):
        if rows.filter(pk=needed.pk).exists():
            raise models.ProtectedError("needed", set())
        return real(rows)

    monkeypatch.setattr(retention, "delete_rows", protect)
    found = line(services.run_retention(), "consents.Consent")
    assert (found["deleted"], found["kept"], found["why"]) == (1, 1, "still_needed_by_other_rows")
    assert list(Consent.objects.all()) == [needed]


def test_old_events_go_by_whole_seals(db):
    Event.objects.create(at=clock.now() - timedelta(days=2200), kind="accounts.signed_in")
    seal_events(up_to=clock.now())
    assert line(services.run_retention(is_dry_run=True), "audit.Event")["due"] == 1
    assert line(services.run_retention(), "audit.Event")["deleted"] == 1
    assert not Event.objects.filter(kind="accounts.signed_in").exists()


def test_packages_rows_are_retired_as_well(world):
    user = world.members[Role.TALENT].user
    long_ago = clock.now() - timedelta(days=400)
    UserSession.objects.create(
        user=user, ip="127.0.0.1", user_agent="x", session_key="k" * 32, last_seen_at=long_ago, created_at=long_ago
    )
    UserSession.objects.update(last_seen_at=long_ago)
    assert line(services.run_retention(), "usersessions.UserSession")["deleted"] == 1


def test_the_run_is_kept_and_audited(world):
    run = services.run_retention(viewer=world.viewer(Role.PRIVACY_OFFICER), is_dry_run=True)
    assert RetentionRun.objects.get() == run
    event = Event.objects.get()
    assert (event.kind, event.object_id, event.details["is_dry_run"]) == ("consents.ran_retention", str(run.pk), True)


def test_the_command_says_what_it_did(chiara):
    old_consent(chiara, 1096)
    dry, real = StringIO(), StringIO()
    call_command("run_retention", "--dry-run", stdout=dry, skip_checks=True)
    call_command("run_retention", stdout=real, skip_checks=True)
    assert dry.getvalue().splitlines()[-1] == "Dry run: 1 due, 0 deleted, 0 emptied, 0 kept"
    assert real.getvalue().splitlines()[0] == "consents.Consent: 1 due, 1 deleted, 0 emptied, 0 kept"


def test_a_bug_in_one_app_holds_back_no_other(monkeypatch, caplog, chiara):
    old_consent(chiara, 1096)
    real = retention.rows_due

    def break_one(model, declaration):
        if model is DataRequest:
            raise RuntimeError("a bug")
        return real(model, declaration)

    monkeypatch.setattr(retention, "rows_due", break_one)
    run = services.run_retention()
    assert line(run, "consents.DataRequest")["why"] == "failed_see_log"
    assert line(run, "consents.Consent")["deleted"] == 1
    assert "retention failed" in caplog.text
