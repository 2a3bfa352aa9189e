"""Puts a backup in the place of the present data, then erases again whom the list of erasures names."""

from __future__ import annotations

import os
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from django.core.management import call_command
from django.db import DatabaseError, connection

from skillpact.errors import ConfigurationError, InputError

from ..consents import erasurefile
from . import postgresprograms
from .backup import ERASURES, stores
from .manifest import Manifest, read_manifest
from .preparation import copy_database, make_home, reach
from .schema import has_tables, refuse_newer


@dataclass(frozen=True)
class Restored:
    """What a restore did: when the backup was made, how many files came back, how many erasures were done again.

    problems : lines of the list of erasures that cannot be read, one sentence each
    """

    made_at: str
    n_files: int
    n_erased: int
    taxonomy: str
    problems: tuple[str, ...] = ()


def restore(folder: Path, *, is_replacing: bool = False) -> Restored:
    """Restore a backup; everything is checked before anything changes.

    is_replacing : whether data that are here may be replaced; a copy of them stays as `before-restore.*`
    Everybody has to sign in again afterwards. Raises InputError, ConfigurationError.
    """
    manifest = read_manifest(folder)
    make_home()
    reach()
    _check_database(folder, manifest)
    copy = None
    if has_tables():
        if _is_in_use() and not is_replacing:
            raise ConfigurationError(
                "There are people in this database already: to replace everything by the backup, add --replace"
            )
        _refuse_while_running()
        copy = copy_database("before-restore")
    erasures = _merged_erasures(folder)
    # Files are copied first and put in place last: a disk that fills up meanwhile leaves everything as it was.
    for name, store in stores().items():
        _stage(folder / name, store)
    if manifest.database == "postgresql":
        _replace_postgresql(folder / "database.dump", copy)
    else:
        _replace_sqlite(folder / "database.sqlite3")
    n_files = sum(_put_in_place(store) for store in stores().values())
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    _sign_everybody_out()
    n_erased, problems = _replay(erasures)
    return Restored(manifest.made_at, n_files, n_erased, manifest.taxonomy, tuple(problems))


def _check_database(folder: Path, manifest: Manifest) -> None:
    if manifest.database != connection.vendor:
        raise ConfigurationError(
            f"The backup is of {manifest.database}, and SKILLPACT_DATABASE_URL names {connection.vendor}: "
            "restore into a database of the same kind"
        )
    refuse_newer(manifest.migrations, "The backup")
    if manifest.database == "postgresql":
        postgresprograms.check(folder / "database.dump")
        return
    with sqlite3.connect(f"file:{folder / 'database.sqlite3'}?mode=ro&immutable=1", uri=True) as copy:
        (said,) = copy.execute("PRAGMA integrity_check").fetchone()
    copy.close()
    if said != "ok":
        raise InputError(f"the database in the backup is damaged ({said}): use another backup", file=folder.name)


def _is_in_use() -> bool:
    from ..accounts.models import User

    try:
        return bool(User.objects.exists())
    except DatabaseError:
        return True  # tables that this program cannot read are somebody's data all the same


def _refuse_while_running() -> None:
    busy = ConfigurationError("Skillpact is still running on this database: stop the web and the worker first")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            (n_others,) = cursor.fetchone()
        if n_others:
            raise busy
        return
    try:
        # SQLite leaves WAL only where nobody else has the database open; that also writes everything into one file.
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout=2000")
            cursor.execute("PRAGMA journal_mode=DELETE")
    except DatabaseError:
        raise busy from None


def _replace_sqlite(source: Path) -> None:
    target = Path(connection.settings_dict["NAME"])
    connection.close()
    partial = target.with_name(f".{target.name}.partial")
    shutil.copyfile(source, partial)
    partial.chmod(0o600)
    os.replace(partial, target)
    for ending in ("-wal", "-shm", "-journal"):
        target.with_name(target.name + ending).unlink(missing_ok=True)


def _replace_postgresql(source: Path, copy: Path | None) -> None:
    try:
        postgresprograms.load(source)
    except ConfigurationError:
        if copy is not None:
            postgresprograms.load(copy)
        raise


def _stage(source: Path, target: Path) -> None:
    """Copy a backup's folder of files beside the one that it will replace."""
    partial, old = _beside(target)
    for left in (partial, old):
        shutil.rmtree(left, ignore_errors=True)
    if source.is_dir():
        shutil.copytree(source, partial)
    else:
        partial.mkdir(parents=True)


def _beside(target: Path) -> tuple[Path, Path]:
    return target.with_name(f".{target.name}.partial"), target.with_name(f".{target.name}.old")


def _put_in_place(target: Path) -> int:
    """Replace a folder of files by the staged one; return how many there are."""
    partial, old = _beside(target)
    if target.exists():
        target.rename(old)
    partial.rename(target)
    shutil.rmtree(old, ignore_errors=True)
    return sum(1 for path in target.rglob("*") if path.is_file())


def _sign_everybody_out() -> None:
    """Sessions that were ended since the backup would live again."""
    from allauth.usersessions.models import UserSession
    from django.contrib.sessions.models import Session

    Session.objects.all().delete()
    UserSession.objects.all().delete()


def _merged_erasures(folder: Path) -> list[str]:
    """Return the lines of the list here and of the one in the backup, each once: the backup may come from elsewhere."""
    paths = (erasurefile.path(), folder / ERASURES)
    return list(
        dict.fromkeys(
            line for path in paths if path.is_file() for line in path.read_text(encoding="utf-8").splitlines()
        )
    )


def _replay(lines: list[str]) -> tuple[int, list[str]]:
    """Write the list, erase again whom it names, and return how many entries it has and what could not be read."""
    if not lines:
        return 0, []
    from ..consents.services import replay

    path = erasurefile.path()
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    partial.chmod(0o600)
    os.replace(partial, path)
    entries, problems = erasurefile.read(path)
    for entry in entries:
        replay(entry)
    return len(entries), problems
