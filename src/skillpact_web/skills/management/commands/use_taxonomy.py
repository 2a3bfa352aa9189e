"""Chooses the taxonomy of this installation: `python -m skillpact_web use_taxonomy esco-1.1.1`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from skillpact_web.errors import DomainError
from skillpact_web.skills import changing


class Command(BaseCommand):
    help = (
        "Show what another taxonomy would move, and with --apply use it. Statements keep what they say: run it again "
    )
    help += "with the name of the old one to go back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "taxonomy", help="name, name-version or name-version-hash, as `skillpact taxonomy list` says"
        )
        parser.add_argument("--apply", action="store_true", help="use it from now on")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the counts of every kind of statement, and choose where asked."""
        try:
            moves = changing.what_moves(options["taxonomy"])
            for label, counts in moves.items():
                said = ", ".join(f"{how}: {n}" for how, n in sorted(counts.items())) or "nothing"
                self.stdout.write(f"{label:<32} {said}")
            if options["apply"]:
                self.stdout.write(f"In use now: {changing.use(options['taxonomy'])}")
            else:
                self.stdout.write("Nothing was changed: add --apply to use it.")
        except DomainError as error:
            raise CommandError(error.message) from None
