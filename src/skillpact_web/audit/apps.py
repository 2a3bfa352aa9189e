from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "skillpact_web.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(put_guards_back, sender=self, dispatch_uid="audit-guards")


def put_guards_back(using: str, **rest: Any) -> None:
    """Put back the triggers that a migration may have lost while it rebuilt a table."""
    from django.db import connections

    from .guards import missing_guards, put_guards
    from .models import Event, Seal

    connection = connections[using]
    tables = set(connection.introspection.table_names())
    if {Event._meta.db_table, Seal._meta.db_table} <= tables and missing_guards(connection):
        put_guards(connection)
