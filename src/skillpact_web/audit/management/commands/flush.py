"""`flush` empties every table; the guards of the log are lifted for it, and in production it is refused."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import flush
from django.db import connections, transaction

from ...apps import put_guards_back
from ...guards import lift_guards


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        if settings.MODE == "production":
            raise CommandError("This would empty the audit log, which a production keeps: make a new database instead.")
        using = options["database"]
        with transaction.atomic(using=using):
            lift_guards(connections[using])
        try:
            super().handle(**options)
        finally:
            put_guards_back(using=using)
