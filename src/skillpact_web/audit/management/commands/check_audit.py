"""`python -m skillpact_web check_audit`: is the audit log still what was sealed?"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ...seals import check, seal_events


class Command(BaseCommand):
    help = "Check that no audit event was changed, removed or slipped in since it was sealed."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--expect", default="", help="a hash from the program's log that must be part of the chain")
        parser.add_argument("--seal", action="store_true", help="first seal what is older than an hour")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["seal"]:
            seal_events()
        finding = check(expected_hash=options["expect"].strip())
        for problem in finding.problems:
            self.stderr.write(problem)
        self.stdout.write(
            f"{finding.n_events} events under {finding.n_seals} seals, {finding.n_unsealed} not sealed yet, "
            f"{finding.n_past_retention} past their retention. Last hash {finding.last_hash}"
        )
        if finding.problems:
            raise CommandError(f"The audit log does not hold: {len(finding.problems)} problems.")
