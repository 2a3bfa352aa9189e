"""The pages of background work, documents and notices, visited by every role on own and foreign rows."""

from __future__ import annotations

import documents_world
import jobs_world
import notices_world
import pytest

from skillpact_web.accounts.roles import Role


@pytest.fixture
def filled(world):
    for one in (documents_world, jobs_world, notices_world):
        one.fill(world)
    return world


@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_its_own_and_nobody_elses(filled, role):
    client, objects = filled.client(role), filled.objects
    for name, address in (("job_id", "/jobs/{}/"), ("upload_id", "/documents/{}/"), ("job_id", "/api/v1/jobs/{}")):
        ids = objects[name]
        sees_all = role == Role.ADMINISTRATOR and name == "job_id"
        assert _status(client, address.format(ids["own_of"][role])) == 200
        assert _status(client, address.format(ids["foreign"])) == (200 if sees_all else 404)
        if role != Role.COMPANY:
            assert _status(client, address.format(ids["own"])) == (200 if sees_all else 404)
    for address in ("/jobs/", "/notices/", "/notices/reminders/", "/api/v1/notices"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert role == Role.ADMINISTRATOR or "Foreign" not in answer.content.decode()
    ids = objects["notice_id"]
    assert client.post(f"/notices/{ids['foreign']}/settle/").status_code == 404
    assert client.post(f"/notices/{ids['own_of'][role]}/settle/").status_code == 302


def _status(client, address: str) -> int:
    answer = client.get(address)
    if answer.streaming:  # read to its end, which closes the file and leaves the database's connection open
        b"".join(answer.streaming_content)
    return answer.status_code
