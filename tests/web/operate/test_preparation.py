"""A database that is older, newer or half there: it is copied and updated, or refused in one line."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest


def sql(installation: dict[str, str], *statements: str) -> list[tuple]:
    """Run statements in an installation's database and return what the last one found."""
    url = installation.get("SKILLPACT_DATABASE_URL")
    if url:
        with psycopg.connect(url) as connection:
            for statement in statements:
                cursor = connection.execute(statement)
            return list(cursor.fetchall()) if cursor.description else []
    connection = sqlite3.connect(web_home(installation) / "skillpact.sqlite3")
    try:
        with connection:
            for statement in statements:
                cursor = connection.execute(statement)
            return list(cursor.fetchall())
    finally:
        connection.close()


def web_home(installation: dict[str, str]) -> Path:
    return Path(installation["SKILLPACT_HOME"]) / "web"


def copies(installation: dict[str, str]) -> list[Path]:
    return sorted(web_home(installation).glob("before-migration.*"))


def test_a_level_database_is_left_as_it_is(run, prepared):
    done = run("prepare", module=True)
    assert (done.returncode, done.stderr, done.stdout) == (0, "", "")
    assert copies(prepared) == []


def test_an_older_database_is_copied_before_it_is_changed_and_the_copy_goes_with_the_next_start(run, prepared):
    sql(prepared, "DROP TABLE jobs_periodicrun", "DROP TABLE jobs_job",
        "DELETE FROM django_migrations WHERE app = 'jobs'")  # fmt: skip
    done = run("prepare", module=True)
    (copy,) = copies(prepared)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"The database is copied to {copy.name}, then updated.\n"
    assert sql(prepared, "SELECT count(*) FROM jobs_job") == [(0,)]
    assert copy.stat().st_size > 10_000
    assert copy.stat().st_mode & 0o777 == 0o600
    if copy.suffix == ".sqlite3":
        kept = sqlite3.connect(copy)
        assert kept.execute("SELECT count(*) FROM sqlite_master WHERE name = 'jobs_job'").fetchone() == (0,)
        kept.close()
    assert run("prepare", module=True).returncode == 0
    assert copies(prepared) == []


def test_no_copy_is_made_where_the_operator_says_so(run, prepared):
    sql(prepared, "DROP TABLE jobs_periodicrun", "DROP TABLE jobs_job",
        "DELETE FROM django_migrations WHERE app = 'jobs'")  # fmt: skip
    assert run("prepare", "--without-copy", module=True).returncode == 0
    assert copies(prepared) == []


def test_a_newer_database_is_refused_in_one_line_and_left_as_it_is(run, prepared):
    sql(prepared, "INSERT INTO django_migrations (app, name, applied) VALUES ('jobs', '9999_later', CURRENT_TIMESTAMP)")
    for done in (run("prepare", module=True), run("serve", "--port", "0", "--no-demo")):
        assert done.returncode == 2
        assert done.stderr.count("\n") == 1
        assert "The database was written by a newer Skillpact" in done.stderr
        assert "jobs.9999_later" in done.stderr
        assert "install that version or a later one" in done.stderr
    assert copies(prepared) == []
    assert sql(prepared, "SELECT count(*) FROM jobs_job") == [(0,)]


@pytest.mark.postgres
def test_without_pg_dump_an_older_postgresql_is_not_changed(run, prepared, tmp_path: Path):
    sql(prepared, "DROP TABLE jobs_periodicrun", "DROP TABLE jobs_job",
        "DELETE FROM django_migrations WHERE app = 'jobs'")  # fmt: skip
    code = (
        "import sys; from skillpact_web.operate import postgresprograms as p; p.find_program = lambda name: None\n"
        "sys.argv = ['x', 'prepare']; import skillpact_web.__main__ as m; m.main()"
    )
    done = subprocess.run([sys.executable, "-c", code], env=prepared, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.strip() == (
        "CommandError: pg_dump was not found: install PostgreSQL's client programs (postgresql-client)"
    )


def test_a_taxonomy_that_the_database_names_and_nobody_has_stops_the_start(run, prepared):
    sql(prepared, "INSERT INTO skills_taxonomychoice (taxonomy_id, chosen_at) "
                  "VALUES ('esco-9.9-0123456789ab', CURRENT_TIMESTAMP)")  # fmt: skip
    for done in (run("prepare", module=True), run("serve", "--port", "0", "--no-demo")):
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
        assert done.stderr.endswith(
            "The taxonomy esco-9.9-0123456789ab is missing or damaged: run `skillpact taxonomy list`, then import it\n"
        )


def test_what_a_restore_replaced_goes_after_a_week(run, prepared):
    kept, gone = (web_home(prepared) / name for name in ("before-restore.sqlite3", "before-restore.dump"))
    for path, days in ((kept, 6), (gone, 8)):
        path.write_bytes(b"copy")
        moment = path.stat().st_mtime - days * 86_400
        os.utime(path, (moment, moment))
    assert run("prepare", module=True).returncode == 0
    assert (kept.exists(), gone.exists()) == (True, False)
