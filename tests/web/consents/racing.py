"""Several processes at once, as threads with connections of their own."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection


def in_threads(work: Callable[[], Any], n_threads: int, folder: Path) -> list[Any]:
    """Return what each thread returned or raised. On SQLite they work on a copy in a file, as real processes do."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        name = str(folder / "copy.sqlite3")
        with contextlib.closing(sqlite3.connect(name)) as copy:
            connection.connection.backup(copy)
    start, results = threading.Barrier(n_threads), []

    def one() -> None:
        connection.settings_dict = {**connection.settings_dict, "NAME": name}
        try:
            start.wait()
            results.append(work())
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(n_threads)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
