"""How the database stands to the program: behind it, level with it, or ahead of it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from skillpact.errors import ConfigurationError


def migrations_applied() -> list[str]:
    """Return `app.name` of every migration that the database has gone through, sorted."""
    return sorted(".".join(key) for key in MigrationLoader(connection).applied_migrations)


def migrations_due() -> list[str]:
    """Return `app.name` of every migration that the program has and the database has not."""
    loader = MigrationLoader(connection)
    return sorted(".".join(key) for key in set(loader.graph.nodes) - set(loader.applied_migrations))


def migrations_unknown(applied: Iterable[str]) -> list[str]:
    """Return those of some migrations that the program does not have: they come from a newer one."""
    loader = MigrationLoader(connection)
    known = {".".join(key) for key in loader.disk_migrations}
    known |= {".".join(key) for migration in loader.disk_migrations.values() for key in migration.replaces}
    return sorted(set(applied) - known)


def refuse_newer(applied: Iterable[str], what: str) -> None:
    """Raise ConfigurationError where `what` (a database, a backup) was written by a newer program."""
    unknown = migrations_unknown(applied)
    if unknown:
        raise ConfigurationError(
            f"{what} was written by a newer Skillpact, {len(unknown)} of its changes are unknown here (the first: "
            f"{unknown[0]}): install that version or a later one"
        )


def has_tables() -> bool:
    """Return whether the database holds anything yet."""
    return bool(connection.introspection.table_names())
