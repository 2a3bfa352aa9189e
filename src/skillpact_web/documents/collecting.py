"""Removing contents that no upload names any more, and files that an interrupted upload left behind."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from .. import clock
from .models import Blob

# An upload that is under way may still name them.
GRACE_SECONDS = 3600


def collect() -> int:
    """Remove what is left over, and return how many files went. May be run at any time, and twice."""
    return collect_contents() + collect_files()


def collect_contents() -> int:
    """Remove contents without an upload."""
    n_removed = 0
    before = clock.now() - timedelta(seconds=GRACE_SECONDS)
    for pk in Blob.objects.filter(uploads=None, created_at__lt=before).values_list("pk", flat=True):
        with transaction.atomic():
            blob = Blob.objects.select_for_update().filter(pk=pk).first()
            if blob is None or blob.uploads.exists():
                continue
            path = blob.path
            blob.delete()
            path.unlink(missing_ok=True)
            n_removed += 1
    return n_removed


def collect_files() -> int:
    """Remove files without a row: a server that stopped in the middle of an upload leaves one."""
    root = Path(settings.SKILLPACT_DOCUMENTS)
    n_removed = 0
    for folder in sorted(root.iterdir()) if root.is_dir() else ():
        if not folder.is_dir():
            continue
        old = [path for path in folder.iterdir() if time.time() - path.stat().st_mtime > GRACE_SECONDS]
        known = set(Blob.objects.filter(sha256__startswith=folder.name).values_list("sha256", flat=True))
        for path in old:
            if folder.name == "incoming" or path.name not in known:
                path.unlink(missing_ok=True)
                n_removed += 1
    return n_removed
