"""Run a worker: `python -m skillpact_web work`. Several may run; each job is taken up by one."""

from __future__ import annotations

import os
import socket
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.crypto import get_random_string

from ...worker import DatabaseGoneError, Worker


class Command(BaseCommand):
    help = "Work in the background until told to stop (SIGTERM: after the present task)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--until-empty", action="store_true", help="stop when nothing waits")

    def handle(self, *args: Any, until_empty: bool, **options: Any) -> None:
        worker = Worker(
            worker_id=f"{socket.gethostname()[:32]}-{os.getpid()}-{get_random_string(8)}", until_empty=until_empty
        )
        worker.configure_signals()
        try:
            worker.run()
        except DatabaseGoneError:
            raise CommandError(
                "The database could not be reached for too long, so this worker ends: start the database, then the "
                "worker again. What it worked on is taken up again by itself."
            ) from None
