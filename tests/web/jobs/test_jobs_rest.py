"""Background work over REST."""

from __future__ import annotations

import pytest
from job_works import add

from skillpact_web.accounts.roles import Role
from skillpact_web.jobs import services


@pytest.fixture
def job(world, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        return services.start(
            viewer=world.viewer(Role.COMPANY), task=add, kwargs={"path": "/dev/null"}, label="A study"
        )


def test_a_job_is_asked_for_until_it_is_over(world, job):
    answer = world.client(Role.COMPANY).get(f"/api/v1/jobs/{job.pk}")
    assert answer.status_code == 200
    found = answer.json()
    assert (found["state"], found["n_done"], found["n_total"], found["result"]) == ("done", 3, 3, {"n_parts": 3})
    assert "kwargs" not in found


@pytest.mark.parametrize("path", ["999999", "0"])
def test_a_job_that_is_not_there_is_a_404(world, path):
    assert world.client(Role.COMPANY).get(f"/api/v1/jobs/{path}").status_code == 404


def test_the_job_of_another_does_not_exist_over_rest(world, job):
    assert world.client(Role.TALENT).get(f"/api/v1/jobs/{job.pk}").status_code == 404
    assert world.foreign_client(Role.COMPANY).get(f"/api/v1/jobs/{job.pk}").status_code == 404
    assert world.client(Role.ADMINISTRATOR).get(f"/api/v1/jobs/{job.pk}").status_code == 200


def test_nobody_signed_in_is_a_401(client, job):
    assert client.get(f"/api/v1/jobs/{job.pk}").status_code == 401
