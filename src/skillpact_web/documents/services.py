"""Storing and erasing uploads."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PureWindowsPath
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from .. import clock
from ..accounts.viewer import Viewer
from ..audit.kinds import EventKind
from ..audit.services import record
from ..errors import DomainError
from . import access, store
from .kinds import KINDS, find_kind
from .models import Blob, Upload, path_of

_UNWANTED = re.compile(r"[^\w.,()+ -]")


def store_upload(*, viewer: Viewer, file: Any, purpose: str) -> Upload:
    """Keep an uploaded file: its content once, and a row that says who brought it and for what.

    file : Django's `UploadedFile`. Raises DomainError (field "file") where it is missing, empty, too large, of a kind
    that the purpose does not take, a zip bomb, or the disk is full; then nothing is kept.
    """
    wanted = access.purpose(purpose)
    limit = int(settings.SKILLPACT_UPLOAD_LIMIT)
    if file is None:
        message = _("No file came with the form. Choose a file.")
        raise DomainError(message, fields={"file": message})
    if getattr(file, "error", None):  # what `uploads.CarefulUploadHandler` met while it received the file
        raise file.error
    if (file.size or 0) > limit:
        raise store.too_large(file.size, limit)
    name = clean_filename(file.name or "")
    with store.receive(file, limit_bytes=limit) as incoming:
        kind = find_kind(incoming.path, filename=name, accepted=wanted.accepted)
        return _keep(viewer, incoming, purpose, kind, name)


@transaction.atomic
def _keep(viewer: Viewer, incoming: store.Incoming, purpose: str, kind: str, filename: str) -> Upload:
    media_type = KINDS[kind].media_type
    # The row is the lock against the collector of contents that nobody names any more: it takes the same one.
    blob, _is_new = Blob.objects.select_for_update().get_or_create(
        sha256=incoming.sha256, defaults={"size_bytes": incoming.size_bytes, "media_type": media_type}
    )
    store.place(incoming, path_of(incoming.sha256))
    upload = Upload.objects.create(
        blob=blob,
        user_id=viewer.user_id,
        organisation_id=viewer.organisation_id,
        purpose=purpose,
        kind=kind,
        filename=filename,
    )
    record(kind=EventKind.STORED_DOCUMENT, actor=viewer, on=upload, details={"purpose": purpose, "kind": kind})
    return upload


@transaction.atomic
def erase_upload(*, viewer: Viewer | None, upload: Upload) -> None:
    """Erase an upload: its name now, its content with the next round of the collector, unless others brought it too."""
    Upload.objects.filter(pk=upload.pk).update(blob=None, filename="", erased_at=clock.now())
    record(kind=EventKind.ERASED_DOCUMENT, actor=viewer, on=upload, details={"purpose": upload.purpose})


def note_reading(*, viewer: Viewer, upload: Upload) -> None:
    """Record that somebody opened what another person uploaded."""
    if upload.user_id == viewer.user_id:
        return
    with transaction.atomic():
        record(kind=EventKind.READ_DOCUMENT, actor=viewer, on=upload, details={"purpose": upload.purpose})


def clean_filename(name: str) -> str:
    """Return a name without folders, controls or signs that a file system or browser reads as more than a letter.

    "C:\\temp\\My CV<b>.pdf" → "My CVb.pdf", "" → "document"
    """
    bare = unicodedata.normalize("NFC", PureWindowsPath(name.replace("/", "\\")).name)
    bare = _UNWANTED.sub("", " ".join(bare.split())).strip(" .")
    if len(bare) <= 120:
        return bare or "document"
    stem, dot, suffix = bare.rpartition(".")
    return f"{stem[: 119 - len(suffix)]}.{suffix}" if dot and len(suffix) <= 10 else bare[:120]
