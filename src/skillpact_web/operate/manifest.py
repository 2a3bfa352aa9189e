"""The page of contents of a backup: what made it, of which database, and each file with its hash."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from skillpact import __version__
from skillpact.errors import InputError

FORMAT = 1
NAME = "manifest.json"


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself.

    database : "sqlite" or "postgresql"; migrations : `app.name` of those the database had gone through
    files : path inside the backup → sha256 and size in bytes
    """

    format: int
    program: str
    made_at: str
    database: str
    migrations: list[str]
    taxonomy: str
    files: dict[str, dict[str, Any]]


def write_manifest(folder: Path, *, made_at: str, database: str, migrations: list[str], taxonomy: str) -> Manifest:
    """Hash every file of a folder, write the page of contents beside them, and return it."""
    files = {
        path.relative_to(folder).as_posix(): {"sha256": digest(path), "bytes": path.stat().st_size}
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    manifest = Manifest(FORMAT, __version__, made_at, database, migrations, taxonomy, files)
    text = json.dumps(asdict(manifest), indent=1, sort_keys=True) + "\n"
    (folder / NAME).write_text(text, encoding="utf-8")
    (folder / f"{NAME}.sha256").write_text(hashlib.sha256(text.encode()).hexdigest() + "\n", encoding="utf-8")
    return manifest


def read_manifest(folder: Path) -> Manifest:
    """Return the page of contents after every file was compared with it.

    Raises InputError where this is no backup, one of a newer format, or damaged.
    """
    try:
        data = (folder / NAME).read_bytes()
        stated = (folder / f"{NAME}.sha256").read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        raise InputError(
            f"there is no backup in this folder: it lacks {NAME} or its checksum; name one that skillpact backup made",
            file=folder.name,
        ) from None
    if hashlib.sha256(data).hexdigest() != stated:
        raise _damaged(folder, NAME)
    content = json.loads(data)
    if content.get("format") != FORMAT:
        raise InputError(
            f"the backup has format {content.get('format')}, this program reads {FORMAT}: use the version that made it "
            f"({content.get('program')}) or a later one",
            file=folder.name,
        )
    manifest = Manifest(**content)
    for name, file in manifest.files.items():
        path = folder / name
        if not path.is_file() or path.stat().st_size != file["bytes"] or digest(path) != file["sha256"]:
            raise _damaged(folder, name)
    return manifest


def digest(path: Path) -> str:
    """Return the sha256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _damaged(folder: Path, name: str) -> InputError:
    return InputError(f"{name} is missing or damaged, so nothing was restored: use another backup", file=folder.name)
