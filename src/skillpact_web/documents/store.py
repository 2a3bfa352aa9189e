"""Contents on the disk: written aside, forced to the disk, then moved to their place in one step."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.utils.translation import gettext as _

from ..errors import DomainError

# A disk or quota that is full, and a file larger than this process may write.
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class DiskFullError(DomainError):
    """The disk of the server is full; nothing was kept."""

    status = 507


@dataclass(frozen=True)
class Incoming:
    """A content that was received and not yet given its place."""

    path: Path
    sha256: str
    size_bytes: int


@contextmanager
def receive(file: Any, *, limit_bytes: int) -> Iterator[Incoming]:
    """Write an uploaded file aside and hand it over; what is not moved from there is removed after.

    file : anything with Django's `chunks()`. Raises DomainError where it is empty, too large, or the disk is full.
    """
    folder = Path(settings.SKILLPACT_DOCUMENTS) / "incoming"
    path = folder / uuid4().hex
    try:
        with _full_disk_told():
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            incoming = _write(file, path, limit_bytes)
        yield incoming
    finally:
        path.unlink(missing_ok=True)


def place(incoming: Incoming, target: Path) -> None:
    """Move a content to its place. Where the same content lies there already this changes nothing."""
    with _full_disk_told():
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.replace(incoming.path, target)
        _force_folder(target.parent)


def _write(file: Any, path: Path, limit_bytes: int) -> Incoming:
    digest = hashlib.sha256()
    size = 0
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        for chunk in file.chunks():
            size += len(chunk)
            if size > limit_bytes:
                raise too_large(getattr(file, "size", None) or size, limit_bytes)
            digest.update(chunk)
            stream.write(chunk)
        if size == 0:
            message = _("This file is empty. Choose a file with something in it.")
            raise DomainError(message, fields={"file": message})
        stream.flush()
        os.fsync(stream.fileno())
    return Incoming(path, digest.hexdigest(), size)


def too_large(size_bytes: int, limit_bytes: int) -> DomainError:
    """Return the error for a file over the limit."""
    message = _(
        "This file has %(size)s MB, and at most %(limit)d MB can be uploaded. Leave out images, or split it."
    ) % {"size": f"{size_bytes / 1e6:.1f}", "limit": limit_bytes // 1_000_000}
    return DomainError(message, fields={"file": message})


@contextmanager
def _full_disk_told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise disk_full() from None


def disk_full() -> DiskFullError:
    """Return the error for a full disk."""
    message = _(
        "The disk of the server is full, so this file could not be kept, and nothing of it was saved. Tell your "
        "administrator, and upload it again later."
    )
    return DiskFullError(message, fields={"file": message})


def _force_folder(folder: Path) -> None:
    """Have the new name survive a power cut too, where the system can open folders."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
