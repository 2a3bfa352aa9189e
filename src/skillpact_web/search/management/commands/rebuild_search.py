from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from ...services import rebuild


class Command(BaseCommand):
    help = "Index the words of all rows anew, for instance after a restore."

    def handle(self, *args: Any, **options: Any) -> None:
        """Index and tell how many rows."""
        self.stdout.write(f"{rebuild()} rows are indexed.")
