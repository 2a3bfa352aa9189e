"""Make the database ready for this version: `python -m skillpact_web prepare`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from skillpact.errors import SkillpactError

from ...preparation import prepare


class Command(BaseCommand):
    help = "Create or update the database (a copy is made first), the cache and the static files."
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django's own form

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--without-copy", action="store_true", help="you have made a copy yourself")

    def handle(self, *args: Any, without_copy: bool, **options: Any) -> None:
        try:
            prepare(self.stdout.write, is_copied=not without_copy)
        except SkillpactError as error:
            raise CommandError(str(error), returncode=2) from None
