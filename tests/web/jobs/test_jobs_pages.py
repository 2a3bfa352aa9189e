"""Background work as a person meets it: started, watched, cancelled, told in plain words when it fails."""

from __future__ import annotations

import logging

import pytest
from job_works import add, break_down, refuse

from skillpact_web.accounts.roles import Role
from skillpact_web.audit.models import Event
from skillpact_web.errors import ConflictError
from skillpact_web.jobs import queries, run, services
from skillpact_web.jobs.models import Job


@pytest.fixture
def start(world, django_capture_on_commit_callbacks):
    def begin(task, role=Role.COMPANY, is_run=True, **kwargs):
        with django_capture_on_commit_callbacks(execute=is_run):
            job = services.start(viewer=world.viewer(role), task=task, kwargs=kwargs, label="Study of the valley")
        job.refresh_from_db()
        return job

    return begin


def test_a_job_that_was_started_runs_once_its_transaction_is_committed(start, tmp_path):
    job = start(add, path=str(tmp_path / "log"))
    assert (job.state, job.attempts, job.n_done, job.n_total, job.result) == ("done", 1, 3, 3, {"n_parts": 3})
    assert (tmp_path / "log").read_text() == "added\n"
    assert Event.objects.get(kind="jobs.started").details == {"task": "job_works.add"}


def test_a_refusal_is_told_as_it_stands(start):
    job = start(refuse)
    assert (job.state, job.error) == ("failed", "The study has no vacancies. Add one, then run it again.")


def test_a_bug_is_told_without_its_trace_and_logged(start, caplog):
    with caplog.at_level(logging.ERROR, "skillpact.jobs"):
        job = start(break_down)
    assert job.state == "failed"
    assert job.error.startswith("This did not work because of a fault in the program.")
    assert str(job.pk) in job.error
    assert "KeyError" not in job.error
    assert [record.message for record in caplog.records if record.name == "skillpact.jobs"] == ["job failed"]


def test_a_job_is_not_taken_up_a_second_time(start, tmp_path):
    job = start(add, path=str(tmp_path / "log"))
    services.enqueue(job)
    assert (tmp_path / "log").read_text() == "added\n"
    with pytest.raises(run.JobTakenError):
        run.take_up(job.pk)


def test_what_a_person_cancels_while_it_waits_is_never_run(start, world, tmp_path):
    job = start(add, is_run=False, path=str(tmp_path / "log"))
    services.cancel(viewer=world.viewer(Role.COMPANY), job=job)
    services.enqueue(job)
    job.refresh_from_db()
    assert job.state == "cancelled"
    assert not (tmp_path / "log").exists()
    with pytest.raises(ConflictError):
        services.cancel(viewer=world.viewer(Role.COMPANY), job=job)


def test_what_a_person_cancels_while_it_runs_stops_at_its_next_progress(start, world):
    job = start(add, is_run=False, path="")
    with run.running(job.pk) as present:
        services.cancel(viewer=world.viewer(Role.COMPANY), job=job)
        present.progress(1, 1)
        raise AssertionError("it went on")
    job.refresh_from_db()
    assert job.state == "cancelled"


def test_what_another_worker_has_meanwhile_cannot_be_written(start):
    job = start(add, is_run=False, path="")

    def work() -> None:
        with run.running(job.pk) as present:
            Job.objects.filter(pk=job.pk).update(attempts=2)
            with present.writing():
                raise AssertionError("it wrote")

    with pytest.raises(run.JobLostError):
        work()
    job.refresh_from_db()
    assert job.state == "running"


def test_a_worker_told_to_stop_at_once_gives_its_job_back(start):
    job = start(add, is_run=False, path="")
    with pytest.raises(SystemExit), run.running(job.pk):
        raise SystemExit(1)
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("queued", 1)
    assert run.PRESENT == {}


def test_jobs_are_seen_by_who_started_them_and_by_administrators(start, world):
    job = start(add, is_run=False, path="")
    seeing = {role for role in Role if queries.jobs(world.viewer(role)).filter(pk=job.pk).exists()}
    foreign = {role for role in Role if queries.jobs(world.foreign_viewer(role)).filter(pk=job.pk).exists()}
    assert seeing == {Role.COMPANY, Role.ADMINISTRATOR}
    assert foreign == set()


@pytest.mark.parametrize("address", ["", "progress/", "cancel/"])
def test_the_job_of_another_does_not_exist(start, world, address):
    job = start(add, is_run=False, path="")
    url = f"/jobs/{job.pk}/{address}"
    client = world.foreign_client(Role.COMPANY)
    answer = client.post(url) if address == "cancel/" else client.get(url)
    assert answer.status_code == 404


def test_the_page_of_a_running_job_shows_how_far_it_is_with_and_without_script(start, world):
    job = start(add, is_run=False, path="")
    Job.objects.filter(pk=job.pk).update(state="running", n_done=3, n_total=12, message="Reading <b>vacancies</b>")
    page = world.client(Role.COMPANY).get(f"/jobs/{job.pk}/").content.decode()
    assert "3 of 12" in page
    assert "Reading &lt;b&gt;vacancies" in page
    assert f'hx-get="/jobs/{job.pk}/progress/" hx-trigger="every 1s"' in page
    assert "Look again" in page
    assert "Cancel it" in page


def test_the_part_of_a_page_that_is_asked_for_each_second_ends_with_the_job(start, world):
    job = start(add, is_run=False, path="")
    client = world.client(Role.COMPANY)
    url, here = (
        f"/jobs/{job.pk}/progress/",
        {"HX-Request": "true", "HX-Current-URL": f"http://testserver/jobs/{job.pk}/"},
    )
    assert client.get(url).url == f"/jobs/{job.pk}/"
    part = client.get(url, headers=here).content.decode()
    assert "<html" not in part
    assert "hx-get" in part
    Job.objects.filter(pk=job.pk).update(state="done", url="/studies/3/")
    part = client.get(url, headers=here).content.decode()
    assert "hx-get" not in part
    assert 'href="/studies/3/"' in part
    elsewhere = client.get(url, headers=here | {"HX-Current-URL": "http://testserver/studies/3/"})
    assert elsewhere["HX-Refresh"] == "true"


def test_a_job_is_cancelled_by_a_button_and_twice_is_told(start, world):
    job = start(add, is_run=False, path="")
    client = world.client(Role.COMPANY)
    assert client.get(f"/jobs/{job.pk}/cancel/").status_code == 405
    first = client.post(f"/jobs/{job.pk}/cancel/", follow=True).content.decode()
    assert "Cancelled. What it had not finished was not kept." in first
    second = client.post(f"/jobs/{job.pk}/cancel/", follow=True).content.decode()
    assert "already over" in second
    assert Event.objects.filter(kind="jobs.cancelled").count() == 1


@pytest.mark.parametrize("n_rows", [1, 3])
def test_the_list_asks_the_database_as_often_for_3_rows_as_for_1(start, world, django_assert_num_queries, n_rows):
    for _row in range(n_rows):
        start(add, is_run=False, path="")
    client = world.client(Role.COMPANY)
    client.get("/jobs/")
    with django_assert_num_queries(LIST_QUERIES):
        page = client.get("/jobs/").content.decode()
    assert page.count("Study of the valley") == n_rows


# session, user, memberships, count, rows
LIST_QUERIES = 5


def test_an_empty_list_says_so(world):
    assert "Nothing runs or ran" in world.client(Role.TALENT).get("/jobs/").content.decode()


def test_a_name_with_a_script_in_it_stays_text(world):
    job = services.start(
        viewer=world.viewer(Role.TALENT), task=add, kwargs={"path": ""}, label="<script>alert(1)</script>" * 20
    )
    assert len(job.label) == 200
    assert "<script>alert" not in world.client(Role.TALENT).get(f"/jobs/{job.pk}/").content.decode()
