"""Let the first person in: `python -m skillpact_web invite_administrator name@example.org`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from skillpact.errors import SkillpactError

from ...services import invite_administrator


class Command(BaseCommand):
    help = "Print a link that makes whoever reads the mail of this address an administrator of the installation."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        try:
            link = invite_administrator(email=email)
        except SkillpactError as error:
            raise CommandError(str(error), returncode=2) from None
        self.stdout.write(f"Open this within {settings.INVITATION_DAYS} days, once:\n{link}")
