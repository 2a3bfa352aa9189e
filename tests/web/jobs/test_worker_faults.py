"""What goes wrong with workers: killed, killed again and again, two at once, a clock that moves, a database that leaves.

Nothing is lost, nothing is done twice, and the person is told in plain words.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django_tasks_db.models import DBTaskResult
from job_works import add, die, wait_for
from worker_processes import start, workers_on

from skillpact_web.jobs.models import Job, PeriodicRun
from skillpact_web.jobs.watch import Watch

# Said before the tests are gathered, so that the tables of a PostgreSQL are there when `queue` asks for them.
pytestmark = pytest.mark.django_db(transaction=True)


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def is_in(job: Job, state: str) -> bool:
    job.refresh_from_db()
    return job.state == state


def test_a_killed_workers_job_is_done_once_by_another(workers, until, tmp_path):
    log, flag = tmp_path / "log", tmp_path / "flag"
    job = start(wait_for, path=str(log), flag=str(flag))
    first = workers.start()
    until(lambda: lines(log))
    first.send_signal(signal.SIGKILL)
    first.wait(timeout=10)
    flag.touch()
    second = workers.start()
    until(lambda: is_in(job, "done"))
    assert lines(log) == [f"began {first.pid}", f"began {second.pid}", "wrote"]
    assert (job.attempts, job.error) == (2, "")
    assert sorted(DBTaskResult.objects.filter(task_path="job_works.wait_for").values_list("status", flat=True)) == [
        "FAILED",
        "SUCCESSFUL",
    ]


def test_a_job_that_kills_three_workers_fails_with_a_clear_sentence(workers, until, tmp_path):
    log = tmp_path / "log"
    job = start(die, path=str(log))
    for _attempt in range(3):
        assert workers.start(stale_seconds=1).wait(timeout=60) == -signal.SIGKILL
    last = workers.start(stale_seconds=1)
    until(lambda: is_in(job, "failed"))
    assert last.poll() is None
    assert lines(log) == ["died"] * 3
    assert job.error == (
        "This was tried 3 times, and each time the program that works in the background stopped in the middle. Nothing "
        f"half done was kept. Start it again with less at once, or tell your administrator the number of this work: {job.pk}."
    )


def test_two_workers_never_run_the_same_job(workers, until, tmp_path):
    jobs = [start(add, path=str(tmp_path / f"log{n}"), n_parts=1) for n in range(20)]
    pair = [workers.start(until_empty=True) for _n in range(2)]
    assert [process.wait(timeout=90) for process in pair] == [0, 0]
    assert [lines(tmp_path / f"log{n}") for n in range(20)] == [["added"]] * 20
    assert set(Job.objects.filter(pk__in=[job.pk for job in jobs]).values_list("state", "attempts")) == {("done", 1)}


def test_a_worker_told_to_stop_ends_its_present_task_first(workers, until, tmp_path):
    log, flag = tmp_path / "log", tmp_path / "flag"
    job, later = start(wait_for, path=str(log), flag=str(flag)), start(add, path=str(log))
    worker = workers.start()
    until(lambda: lines(log))
    worker.send_signal(signal.SIGTERM)
    time.sleep(0.5)
    assert worker.poll() is None
    flag.touch()
    assert worker.wait(timeout=20) == 0
    assert is_in(job, "done")
    assert is_in(later, "queued")
    assert "Traceback" not in workers.log


def test_an_idle_worker_told_to_stop_stops_at_once(workers, until):
    worker = workers.start()
    until(lambda: PeriodicRun.objects.exists())
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=10) == 0


def test_a_worker_that_lives_keeps_its_job_though_it_says_nothing_for_long(workers, until, tmp_path):
    log, flag = tmp_path / "log", tmp_path / "flag"
    job = start(wait_for, path=str(log), flag=str(flag))
    workers.start()
    until(lambda: lines(log))
    workers.start()  # watches the first
    time.sleep(5)
    flag.touch()
    until(lambda: is_in(job, "done"))
    assert (len(lines(log)), job.attempts) == (2, 1)


@pytest.mark.parametrize("shift_days", [-400, 400])
def test_a_clock_that_is_moved_takes_no_job_from_a_worker_that_lives(workers, until, tmp_path, shift_days):
    log, flag = tmp_path / "log", tmp_path / "flag"
    job = start(wait_for, path=str(log), flag=str(flag))
    first = workers.start()
    until(lambda: lines(log))
    shifted = workers.start(shift_days=shift_days)
    time.sleep(5)
    assert lines(log) == [f"began {first.pid}"]
    first.send_signal(signal.SIGKILL)
    flag.touch()
    until(lambda: is_in(job, "done"))
    assert lines(log) == [f"began {first.pid}", f"began {shifted.pid}", "wrote"]


def test_a_job_that_was_never_put_into_the_queue_is_found(workers, until, tmp_path):
    job = start(add, path=str(tmp_path / "log"), is_enqueued=False)
    workers.start()
    until(lambda: is_in(job, "done"))
    assert lines(tmp_path / "log") == ["added"]


def test_a_job_whose_line_was_taken_by_a_worker_that_died_before_it_began_is_found(workers, until, tmp_path):
    job = start(add, path=str(tmp_path / "log"))
    DBTaskResult.objects.update(status="RUNNING")
    workers.start()
    until(lambda: is_in(job, "done"))
    assert lines(tmp_path / "log") == ["added"]


def test_a_cancelled_job_of_a_dead_worker_ends_cancelled(queue, monkeypatch):
    monkeypatch.setenv("SKILLPACT_JOB_STALE_SECONDS", "1")
    job = start(add, path="")
    Job.objects.filter(pk=job.pk).update(state="running", attempts=1, is_cancel_asked=True)
    watch = Watch()
    assert watch.look() == 0
    time.sleep(1.1)
    assert watch.look() == 1
    assert is_in(job, "cancelled")


@pytest.mark.postgres
def test_a_database_that_is_restarted_in_the_middle_loses_and_doubles_nothing(postgres_queue, until, tmp_path):
    log, flag = tmp_path / "log", tmp_path / "flag"
    job = start(wait_for, path=str(log), flag=str(flag))
    with workers_on(postgres_queue.url, tmp_path) as workers:
        worker = workers.start()
        until(lambda: lines(log))
        postgres_queue.stop()
        connection.close()
        time.sleep(1)
        postgres_queue.start()
        flag.touch()
        until(lambda: is_in(job, "done"))
        assert worker.poll() is None
    assert lines(log) == [f"began {worker.pid}"] * 2 + ["wrote"]
    assert job.attempts == 2


def test_a_worker_whose_database_stays_away_ends_with_a_sentence(tmp_path: Path, monkeypatch: Any):
    monkeypatch.setenv("SKILLPACT_WORKER_OUTAGE_SECONDS", "1")
    with workers_on(f"sqlite:///{tmp_path}/nowhere/none.sqlite3", tmp_path) as workers:
        assert workers.start().wait(timeout=60) == 1
        assert (
            workers.log.strip()
            .splitlines()[-1]
            .startswith("CommandError: The database could not be reached for too long")
        )
    assert os.listdir(tmp_path) == ["worker.log"]
