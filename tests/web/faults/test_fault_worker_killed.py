"""A worker that is killed in the middle of a study: another finishes it, and its tables exist once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from courses_world import course, outcome
from django.urls import reverse
from jobs.worker_processes import wait_until
from vacancies_world import requirement, vacancy
from world import make_world

from skillpact.taxonomy.lookup import LabelLookup
from skillpact_web.accounts.roles import Role
from skillpact_web.jobs.models import Job
from skillpact_web.studies.models import Study, StudyTable, StudyTableRow
from skillpact_web.talents.models import Claim, Talent

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(shared_database: str, starter: Any) -> Any:
    """The browser of the cluster's desk; the cluster needs welders, and has one and a course."""
    world, find = make_world(), LabelLookup(starter, "skills").find
    welding = {"uri": find("TIG welding"), "status": "confirmed"}
    for company in (world.company, world.other_company):
        job = vacancy(company, f"Welder at {company.name}", text="", openings=2, published_on=date(2026, 10, 1))
        requirement(job, "TIG welding", level=0.75, **welding)
    for number, level in ((1, 0.75), (2, 0.25)):
        person = Talent.objects.create(
            cluster=world.cluster,
            reference=f"REF{number}",
            status="unemployed",
            visibility="companies",
            languages=["es"],
        )
        Claim.objects.create(
            talent=person, label="TIG welding", level=level, origin="person", evidence="attested", **welding
        )
    outcome(
        course(world.provider, "TIG welding for the advanced", language="es", seats_min=1),
        "TIG welding",
        level=0.75,
        **welding,
    )
    return world.client(Role.CLUSTER_MANAGER)


@pytest.fixture
def start_worker(shared_database: str, tmp_path: Path) -> Any:
    """Start a worker as a process of its own; whatever still runs ends with the test."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*command: str, **more: str) -> subprocess.Popen[bytes]:
        paths = [str(ROOT / "src"), str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")]
        environment = os.environ | {
            "SKILLPACT_MODE": "test", "DJANGO_SETTINGS_MODULE": "skillpact_web.settings", "PYTHONPATH": os.pathsep.join(paths),
            "SKILLPACT_DATABASE_URL": shared_database, "SKILLPACT_JOB_STALE_SECONDS": "2", **more,
        }  # fmt: skip
        with (tmp_path / "worker.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", *command], env=environment, stdout=log, stderr=log, cwd=tmp_path
            )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait(timeout=20)


def ask_for_a_study(desk: Any) -> tuple[Study, Job]:
    desk.post(reverse("studies:create"), {"name": "Autumn", "regions": "", "with_plan": "on"})
    return Study.objects.latest("pk"), Job.objects.latest("pk")


def is_done(study: Study, job: Job) -> bool:
    study.refresh_from_db()
    job.refresh_from_db()
    assert job.state != "failed", job.error
    return (study.state, job.state) == ("done", "done")


def shape(study: Study) -> list[tuple[str, str, int]]:
    return [
        (table.audience, table.code, table.rows.count())
        for table in StudyTable.objects.filter(study=study).order_by("audience", "code")
    ]


@pytest.mark.parametrize("step", ["matches", "tables"])
def test_a_study_whose_worker_is_killed_is_finished_once_by_another(desk, start_worker, tmp_path, step):
    held = tmp_path / "held"
    study, job = ask_for_a_study(desk)
    first = start_worker("held_worker", HOLD_AT=step, HELD=str(held))
    wait_until(held.exists, 90)
    first.send_signal(signal.SIGKILL)
    first.wait(timeout=20)
    study.refresh_from_db()
    # Nothing half done stays, and the person sees that it is not over.
    assert (study.state, study.result_sha256, StudyTable.objects.filter(study=study).count()) == ("running", "", 0)
    assert desk.get(reverse("studies:detail", args=[study.pk])).status_code == 200
    start_worker("skillpact_web", "work")
    wait_until(lambda: is_done(study, job), 90)
    assert job.attempts == 2
    undisturbed, second_job = ask_for_a_study(desk)
    wait_until(lambda: is_done(undisturbed, second_job), 90)
    assert second_job.attempts == 1
    assert study.result_sha256 == undisturbed.result_sha256
    assert len(study.result_sha256) == 64
    assert shape(study) == shape(undisturbed)
    assert len({(audience, code) for audience, code, _n in shape(study)}) == len(shape(study)) > 0
    cells = [
        list(StudyTableRow.objects.filter(table__study=one).order_by("table__audience", "table__code", "position").values_list("cells", flat=True))
        for one in (study, undisturbed)
    ]  # fmt: skip
    assert cells[0] == cells[1]
