"""Triggers that keep snapshots as they are in the database itself, whoever writes to it.

They give way only where the audit log's own guards are lifted: a `flush`, which production refuses.
"""

from __future__ import annotations

from typing import Any

REFUSED = "a snapshot is never changed or deleted"
_SQLITE = {
    "metrics_snapshot_no_update": "BEFORE UPDATE ON metrics_snapshot",
    "metrics_snapshot_no_delete": (
        "BEFORE DELETE ON metrics_snapshot "
        "WHEN EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name = 'audit_event_no_delete')"
    ),
    # INSERT OR REPLACE deletes without asking the trigger above.
    "metrics_snapshot_no_replace": (
        "BEFORE INSERT ON metrics_snapshot "
        "WHEN NEW.id IS NOT NULL AND EXISTS (SELECT 1 FROM metrics_snapshot WHERE id = NEW.id)"
    ),
}
_POSTGRES = {
    "metrics_snapshot_no_change": "BEFORE UPDATE OR DELETE ON metrics_snapshot FOR EACH ROW",
    "metrics_snapshot_no_truncate": "BEFORE TRUNCATE ON metrics_snapshot FOR EACH STATEMENT",
}
# ruff: noqa: S608 - constants only
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION metrics_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' AND NOT EXISTS (SELECT 1 FROM pg_trigger WHERE tgname = 'audit_event_no_truncate') THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def put_guards(connection: Any) -> None:
    """Create the triggers, or create them anew."""
    lift_guards(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
            for name, when in _POSTGRES.items():
                cursor.execute(f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION metrics_refuse()")
        else:
            for name, when in _SQLITE.items():
                cursor.execute(f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END")


def lift_guards(connection: Any) -> None:
    """Drop the triggers: for undoing the migration and before they are created anew."""
    is_postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        for name in _POSTGRES if is_postgres else _SQLITE:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}" + (" ON metrics_snapshot" if is_postgres else ""))


def missing_guards(connection: Any) -> list[str]:
    """Return the triggers that are not there, by name."""
    is_postgres = connection.vendor == "postgresql"
    query = (
        "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'metrics%%' AND tgenabled <> 'D'"
        if is_postgres
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        found = {row[0] for row in cursor.fetchall()}
    return sorted(set(_POSTGRES if is_postgres else _SQLITE) - found)
