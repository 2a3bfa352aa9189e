"""A worker that stands still in the middle of a study, so that it can be killed there.

HOLD_AT : a step of the engine, or `tables`: all tables are written and their transaction is still open; HELD : the file
that tells that it stands.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
from django.core.management import execute_from_command_line

HOLD_AT, HELD = os.environ["HOLD_AT"], Path(os.environ["HELD"])


def hold() -> None:
    """Stand still until killed."""
    HELD.touch()
    while True:
        time.sleep(1)


def patch() -> None:
    """Let the study stop at its step."""
    from skillpact_web.studies import engine, services

    run, save = engine.run, services.save_result

    def slow_run(snapshot: Any, options: Any, *, language: str, on_progress: Callable[[str, int, int], None]) -> Any:
        def tell(what: str, n_done: int, n_total: int) -> None:
            on_progress(what, n_done, n_total)
            if what == HOLD_AT:
                hold()

        return run(snapshot, options, language=language, on_progress=tell)

    def slow_save(**values: Any) -> Any:
        saved = save(**values)
        if HOLD_AT == "tables":
            hold()
        return saved

    engine.run, services.save_result = slow_run, slow_save


if __name__ == "__main__":
    django.setup()
    patch()
    execute_from_command_line(["skillpact_web", "work", *sys.argv[1:]])
