"""What is done every minute, hour or day: by the real clock, by one worker, not lost and not doubled when a clock moves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from skillpact_web.jobs import periodic
from skillpact_web.jobs.models import Job, PeriodicRun

DID: list[str] = []
START = datetime(2026, 11, 2, 8, tzinfo=UTC)


def sweep() -> None:
    DID.append("swept")


def stumble() -> None:
    raise ValueError("a bug")


@pytest.fixture
def rounds(db, monkeypatch, django_capture_on_commit_callbacks):
    """Make the rounds at a time after the start, and return how often `sweep` was done till then."""
    DID.clear()
    monkeypatch.setattr(periodic, "registry", lambda: dict(periodic._REGISTRY))
    monkeypatch.setattr(periodic, "_REGISTRY", {})

    def make(**after) -> int:
        monkeypatch.setattr(timezone, "now", lambda: START + timedelta(**after))
        with django_capture_on_commit_callbacks(execute=True):
            periodic.start_due()
        return len(DID)

    return make


@pytest.mark.parametrize(("period", "unit"), [("minutely", "minutes"), ("hourly", "hours"), ("daily", "days")])
def test_a_round_is_made_once_a_period(rounds, period, unit):
    periodic.every(period, sweep)
    assert [rounds(**{unit: after}) for after in (0, 0.5, 0.99, 1, 1.5, 2, 10)] == [1, 1, 1, 2, 2, 3, 4]


def test_a_clock_put_back_by_years_loses_no_round_and_then_goes_on(rounds):
    periodic.every("daily", sweep)
    assert [rounds(days=after) for after in (0, -800, -799.5, -799)] == [1, 2, 2, 3]


def test_a_clock_put_back_by_less_than_a_period_doubles_nothing(rounds):
    periodic.every("daily", sweep)
    assert [rounds(days=after) for after in (0, -0.5, 0.4, 0.9, 1)] == [1, 1, 1, 1, 2]


def test_a_clock_put_ahead_and_right_again_makes_two_rounds_at_most(rounds):
    periodic.every("daily", sweep)
    assert [rounds(days=after) for after in (0, 400, 0.1, 0.2, 1.1)] == [1, 2, 3, 3, 4]


def test_of_two_workers_one_makes_the_round(rounds, django_capture_on_commit_callbacks):
    periodic.every("daily", sweep)
    rounds()
    now = START + timedelta(days=1)
    with django_capture_on_commit_callbacks(execute=True):
        last = PeriodicRun.objects.get().last_at
        name = PeriodicRun.objects.get().name
        assert [periodic.start_one(name, last, now) for _worker in range(2)] == [True, False]
    assert len(DID) == 2


def test_a_round_that_still_runs_is_not_begun_again(rounds):
    periodic.every("daily", sweep)
    rounds()
    Job.objects.update(state="running")
    assert rounds(days=1) == 1


def test_a_round_that_fails_is_kept_to_be_seen_and_made_again(rounds):
    periodic.every("daily", stumble)
    rounds()
    rounds(days=1)
    assert list(Job.objects.values_list("state", "user_id")) == [("failed", None)] * 2


def test_of_rounds_that_went_well_the_last_is_kept(rounds):
    periodic.every("minutely", sweep)
    for minute in range(5):
        rounds(minutes=minute)
    assert Job.objects.filter(state="done").count() == 1


def test_another_word_for_a_period_is_a_mistake_of_the_program():
    with pytest.raises(ValueError, match="period is 'weekly', expected one of minutely, hourly, daily"):
        periodic.every("weekly", sweep)


def test_the_apps_own_rounds_are_found(db):
    assert {
        "documents.collecting.collect",
        "jobs.tasks.clear_away",
        "notices.outbox.send_waiting",
        "notices.reminders.send_digests",
        "notices.services.escalate",
        "notices.tasks.clear_away",
    } <= set(periodic.registry())


def test_rounds_go_on_in_a_demo_whose_day_stands_still(rounds, settings):
    settings.SKILLPACT_CLOCK = START.date()
    periodic.every("daily", sweep)
    assert [rounds(days=after) for after in (0, 1, 2)] == [1, 2, 3]
