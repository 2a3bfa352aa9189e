"""`python -m skillpact_web replay_erasures [FILE]`: after a backup was restored, erase again who was erased since."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ... import erasurefile
from ...services import replay


class Command(BaseCommand):
    help = "Erase again, after a backup was restored, everybody on the list of erasures. Run it before people sign in."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", nargs="?", help="the list, default: erasures.jsonl beside the database")

    def handle(self, *args: Any, **options: Any) -> None:
        source = Path(options["file"]) if options["file"] else erasurefile.path()
        if not options["file"] and not source.exists():
            self.stdout.write("Nobody was ever erased: there is no list.")
            return
        entries, problems = erasurefile.read(source)
        counts = Counter(replay(entry) for entry in entries)
        for problem in problems:
            self.stderr.write(problem)
        self.stdout.write(
            f"{len(entries)} erasures replayed: {counts['erased']} people erased again, {counts['gone']} were gone, "
            f"{counts['somebody_else']} numbers belong to somebody else by now and were left alone."
        )
        if problems:
            raise CommandError(f"{len(problems)} lines could not be read: mend them and run this again.")
