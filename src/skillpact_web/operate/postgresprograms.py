"""pg_dump and pg_restore, called with the settings of the present database; a password never stands in a command."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from django.db import connection

from skillpact.errors import ConfigurationError

_PARAMETERS = ("dbname", "user", "host", "port", "sslmode", "sslrootcert", "sslcert", "sslkey", "service", "passfile")


def find_program(name: str) -> Path | None:
    """Return a program of PostgreSQL: the newest that Debian has, else that on the path, else None."""
    found = list(Path("/usr/lib/postgresql").glob(f"[0-9]*/bin/{name}"))
    if found:
        return max(found, key=lambda path: int(path.parts[-3]))
    on_path = shutil.which(name)
    return Path(on_path) if on_path else None


def dump(path: Path) -> None:
    """Write the whole database into a file, as it is at one moment. Raises ConfigurationError."""
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={path}", f"--dbname={_address()}")


def check(path: Path) -> None:
    """Read the table of contents of a dump. Raises ConfigurationError where it is damaged."""
    _run("pg_restore", "--list", str(path))


def load(path: Path) -> None:
    """Replace everything in the database by what a dump holds. Raises ConfigurationError."""
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        # As a new database has it: a schema of another owner would be written into the next dump and stand in its way.
        cursor.execute("CREATE SCHEMA public")
        cursor.execute("ALTER SCHEMA public OWNER TO pg_database_owner")
    connection.close()
    _run(
        "pg_restore", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error",
        f"--dbname={_address()}", str(path),
    )  # fmt: skip


def _address() -> str:
    from psycopg.conninfo import make_conninfo

    stated = connection.get_connection_params()
    return str(make_conninfo(**{name: stated[name] for name in _PARAMETERS if stated.get(name)}))


def _run(name: str, *arguments: str) -> None:
    program = find_program(name)
    if program is None:
        raise ConfigurationError(f"{name} was not found: install PostgreSQL's client programs (postgresql-client)")
    environment = {**os.environ, "PGPASSWORD": str(connection.settings_dict.get("PASSWORD") or "")}
    done = subprocess.run(  # noqa: S603 - a program of PostgreSQL with words of our own
        [str(program), *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = next((line for line in done.stderr.splitlines() if line.strip()), f"exit code {done.returncode}")
        raise ConfigurationError(f"{said}: check the database and its version")
