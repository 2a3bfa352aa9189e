"""Loads the reference facts that lie under SKILLPACT_DATA, and says what became of each list."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from skillpact_web import environment
from skillpact_web.library.services import load_folder


class Command(BaseCommand):
    help = "Load the lists of reference facts; a list that did not change, or that an operator replaced, stays."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", help="a folder of CSV files, instead of reference/ under SKILLPACT_DATA")

    def handle(self, *args: Any, **options: Any) -> None:
        data = environment.text("DATA")
        folder = Path(options["folder"]) if options["folder"] else Path(data) / "reference" if data else None
        if folder is None or not folder.is_dir():
            self.stdout.write(
                "No reference facts were found: lists stay as they are, and forms check codes by pattern."
            )
            return
        wrong = 0
        for name, outcome in load_folder(folder):
            wrong += outcome not in ("loaded", "unchanged", "kept")
            self.stdout.write(f"{name}.csv: {outcome}")
        if wrong:
            raise CommandError(f"{wrong} file(s) could not be loaded, the rest was", returncode=1)
