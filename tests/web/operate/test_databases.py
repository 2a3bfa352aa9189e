"""The tests run on the database they are meant to run on, and their PostgreSQL server leaves nothing behind."""

from __future__ import annotations

import os
import socket
from typing import Any

import psycopg
import pytest
from postgres import Server, serve


def test_the_database_is_the_one_that_was_asked_for(world: Any):
    from django.db import connection

    from skillpact_web.accounts.models import Organisation

    asked = os.environ.get("SKILLPACT_DATABASE_URL", "sqlite:///")
    assert connection.vendor == ("postgresql" if asked.startswith("postgres") else "sqlite")
    assert Organisation.objects.filter(name="Hiruzubi").count() == 1


@pytest.mark.postgres
def test_a_server_keeps_its_data_over_a_restart_and_is_gone_after_a_failure():
    seen: list[Server] = []

    def use_and_fail() -> None:
        with serve() as server:
            seen.append(server)
            with psycopg.connect(server.url) as connection:
                connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
            server.stop()
            server.start()
            with psycopg.connect(server.url) as connection:
                assert connection.execute("SELECT n FROM kept").fetchone() == (7,)
            raise LookupError

    with pytest.raises(LookupError):
        use_and_fail()
    assert not seen[0].folder.exists()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", seen[0].port)) != 0


@pytest.mark.postgres
def test_the_server_asks_for_its_password():
    with serve() as server, pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(server.url.replace(server.password, "wrong"))
