"""A backup: the database as it is at one moment, every uploaded file, the list of erasures, hashes of all."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from skillpact.errors import ConfigurationError

from ..consents import erasurefile
from .manifest import Manifest, write_manifest
from .preparation import copy_database, reach
from .schema import has_tables, migrations_applied

ERASURES = "erasures.jsonl"


def stores() -> dict[str, Path]:
    """Return the folders of uploaded files: name inside a backup → where they lie."""
    return {"documents": settings.SKILLPACT_DOCUMENTS, "files": settings.HOME / "files"}


def back_up(folder: Path) -> Manifest:
    """Write a backup into a new or empty folder; people may go on working meanwhile.

    Nothing stands under that name before it is whole. Raises ConfigurationError.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ConfigurationError(f"{folder.name} holds something already: name a new folder for the backup")
    reach()
    if not has_tables():
        raise ConfigurationError("The database is empty, so there is nothing to back up: check SKILLPACT_DATABASE_URL")
    partial = folder.with_name(f".{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True, mode=0o700)
    try:
        migrations = migrations_applied()
        copy_database("database", partial)
        # Files come after the database, which names only what was stored before it did.
        for name, store in stores().items():
            if store.is_dir():
                shutil.copytree(store, partial / name)
        if erasurefile.path().is_file():
            shutil.copy2(erasurefile.path(), partial / ERASURES)
        manifest = write_manifest(
            partial,
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            database=connection.vendor,
            migrations=migrations,
            taxonomy=taxonomy_named(),
        )
        if folder.exists():
            folder.rmdir()
        partial.rename(folder)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return manifest


def taxonomy_named() -> str:
    """Return the id of the taxonomy that the database names, empty where it names none."""
    from ..skills.models import TaxonomyChoice

    choice = TaxonomyChoice.objects.first()
    return choice.taxonomy_id if choice else ""
