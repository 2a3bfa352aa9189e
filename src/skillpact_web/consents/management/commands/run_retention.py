"""`python -m skillpact_web run_retention`: end what is past its retention."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from ...services import run_retention


class Command(BaseCommand):
    help = "Delete or empty rows with personal data that are past their retention, and keep the result."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count what is due and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        run = run_retention(is_dry_run=options["dry_run"])
        for one in run.results:
            if one["due"] or one["why"]:
                why = f" ({one['why']})" if one["why"] else ""
                self.stdout.write(
                    f"{one['model']}: {one['due']} due, {one['deleted']} deleted, {one['blanked']} emptied, "
                    f"{one['kept']} kept{why}"
                )
        totals = run.totals
        self.stdout.write(
            f"{'Dry run: ' if run.is_dry_run else ''}{totals['due']} due, {totals['deleted']} deleted, "
            f"{totals['blanked']} emptied, {totals['kept']} kept"
        )
