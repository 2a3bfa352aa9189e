"""Makes the database ready for this program: refuses a newer one, copies an older one before it is changed.

The copy stays beside the data until a later start finds nothing to change.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection

from skillpact.errors import ConfigurationError

from . import postgresprograms
from .schema import has_tables, migrations_applied, migrations_due, refuse_newer

Tell = Callable[[str], object]
_COPIES = ("before-migration.sqlite3", "before-migration.dump")
# A copy holds people who may be erased meanwhile, so that none stays for long.
_RESTORE_COPIES = ("before-restore.sqlite3", "before-restore.dump")
_RESTORE_COPY_DAYS = 7


def prepare(tell: Tell, *, is_copied: bool = True) -> None:
    """Create or update tables, the table of the cache and the static files.

    tell : called with sentences about what is done
    is_copied : whether an older database is copied before it is changed
    Raises ConfigurationError where the database cannot be reached, is newer than the program, cannot be copied, or
    names a taxonomy that is not here.
    """
    make_home()
    reach()
    refuse_newer(migrations_applied(), "The database")
    if migrations_due():
        if has_tables() and is_copied:
            tell(f"The database is copied to {copy_database('before-migration').name}, then updated.")
        try:
            call_command("migrate", interactive=False, verbosity=0)
        except DatabaseError as error:
            raise ConfigurationError(
                f"The update of the database failed ({type(error).__name__}: {' '.join(str(error).split())}): "
                "restore the copy that was made before it, and install the earlier version"
            ) from error
    else:
        for name in _COPIES:
            (settings.HOME / name).unlink(missing_ok=True)
    drop_old_copies()
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    need_taxonomy()


def drop_old_copies() -> None:
    """Remove what a restore replaced days ago."""
    oldest = time.time() - _RESTORE_COPY_DAYS * 86_400
    for path in (settings.HOME / name for name in _RESTORE_COPIES):
        if path.is_file() and path.stat().st_mtime < oldest:
            path.unlink()


def need_taxonomy() -> None:
    """Raise ConfigurationError where the database names a taxonomy whose folder is not here or damaged."""
    from ..skills.models import TaxonomyChoice
    from .health import check_taxonomy

    trouble = check_taxonomy() if TaxonomyChoice.objects.exists() else ""
    if trouble:
        raise ConfigurationError(f"The taxonomy {trouble}")


def make_home() -> None:
    """Make the folder of the web's data, which nobody else may read."""
    settings.HOME.mkdir(parents=True, exist_ok=True, mode=0o700)


def reach() -> None:
    """Raise ConfigurationError where the database does not answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except OperationalError as error:
        said = " ".join(str(error).split())
        raise ConfigurationError(
            f"The database does not answer ({said}): check SKILLPACT_DATABASE_URL and that it runs"
        ) from None


def copy_database(name: str, folder: Path | None = None) -> Path:
    """Write a copy of the whole database, as it is at one moment, and return its path (`name` and an ending)."""
    into = folder or settings.HOME
    if connection.vendor == "postgresql":
        path = into / f"{name}.dump"
        postgresprograms.dump(path)
    else:
        path = into / f"{name}.sqlite3"
        path.unlink(missing_ok=True)
        connection.ensure_connection()
        with sqlite3.connect(path) as copy:
            connection.connection.backup(copy)
        copy.close()
    path.chmod(0o600)
    return path
