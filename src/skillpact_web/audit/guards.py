"""Triggers that keep the log append-only in the database itself, whoever writes to it.

An event may leave once it is older than RETENTION_DAYS and the seal that counts it is kept; nothing is ever changed.
SQLite loses the triggers of a table that a migration rebuilds, so they are put back after every `migrate`.
"""

from __future__ import annotations

from typing import Any

RETENTION_DAYS = 2192  # six years: longer than the five for which funders may ask back
REFUSED = "an audit event is never changed or deleted"

_SQLITE = {
    "audit_event_no_update": f"BEFORE UPDATE ON audit_event BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END",
    "audit_event_no_delete": (
        f"BEFORE DELETE ON audit_event WHEN OLD.at > datetime('now', '-{RETENTION_DAYS} days') "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    ),
    # INSERT OR REPLACE deletes without asking the trigger above.
    "audit_event_no_replace": (
        "BEFORE INSERT ON audit_event WHEN NEW.id IN (SELECT id FROM audit_event) "  # noqa: S608
        f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    ),
    "audit_seal_no_update": f"BEFORE UPDATE ON audit_seal BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END",
    "audit_seal_no_delete": f"BEFORE DELETE ON audit_seal BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END",
    "audit_seal_no_replace": (
        "BEFORE INSERT ON audit_seal WHEN NEW.id IN (SELECT id FROM audit_seal) "  # noqa: S608
        f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    ),
}
_POSTGRES_FUNCTION = f"""
CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'audit_event' THEN
        IF OLD.at <= now() - interval '{RETENTION_DAYS} days' THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
_POSTGRES = {
    f"{table}_{name}": f"BEFORE {events} ON {table} FOR EACH {each} EXECUTE FUNCTION audit_refuse()"
    for table in ("audit_event", "audit_seal")
    for name, events, each in (("no_change", "UPDATE OR DELETE", "ROW"), ("no_truncate", "TRUNCATE", "STATEMENT"))
}


def put_guards(connection: Any) -> None:
    """Create the triggers, or create them anew."""
    lift_guards(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRES_FUNCTION)
        for name, body in _guards(connection).items():
            cursor.execute(f"CREATE TRIGGER {name} {body}")


def lift_guards(connection: Any) -> None:
    """Drop the triggers: for a `flush` outside production and for undoing the migration, nothing else."""
    with connection.cursor() as cursor:
        for name in _guards(connection):
            table = "" if connection.vendor == "sqlite" else " ON audit_" + name.split("_")[1]
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{table}")


def missing_guards(connection: Any) -> list[str]:
    """Return the triggers that somebody has taken away, by name."""
    if connection.vendor == "postgresql":
        query = "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'audit%%' AND tgenabled <> 'D'"
    else:
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(query)
        found = {row[0] for row in cursor.fetchall()}
    return sorted(set(_guards(connection)) - found)


def _guards(connection: Any) -> dict[str, str]:
    return _POSTGRES if connection.vendor == "postgresql" else _SQLITE
