"""Keys of writes: the first write under a key is carried out, a repeat gets its answer."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from .. import clock
from ..errors import DomainError
from .models import IdempotencyKey, PendingImport

KEPT_DAYS = 7
PENDING_DAYS = 1
FORM_FIELD = "once"
_KEY = re.compile(r"[\x21-\x7e]{1,100}")
_NOT_CONTENT = frozenset({FORM_FIELD, "csrfmiddlewaretoken"})
_FORM_TYPES = ("multipart/form-data", "application/x-www-form-urlencoded")


def is_key(text: str) -> bool:
    """Return whether a text can be a key: 1 to 100 visible ASCII characters."""
    return bool(_KEY.fullmatch(text))


def fingerprint_of(request: Any) -> str:
    """Return the SHA-256 of what was sent: method, address, fields and files, without the form's own tokens."""
    digest = hashlib.sha256(f"{request.method}\n{request.get_full_path()}\n".encode("utf-8", "surrogatepass"))
    if request.content_type not in _FORM_TYPES:
        digest.update(request.body)
        return digest.hexdigest()
    for name, values in sorted(request.POST.lists()):
        if name not in _NOT_CONTENT:
            digest.update(repr((name, values)).encode("utf-8", "surrogatepass"))
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            digest.update(repr((name, file.name, file.size)).encode("utf-8", "surrogatepass"))
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
    return digest.hexdigest()


def claim(*, membership_id: int, key: str, fingerprint: str) -> tuple[IdempotencyKey, bool]:
    """Return the row of a key and whether this is its first use; call it in the transaction of the write.

    A second write that arrives meanwhile waits here for the first: the database lets only one row of a key stand.
    Raises DomainError where the key came before with other content.
    """
    expired = clock.now() - timedelta(days=KEPT_DAYS)
    IdempotencyKey.objects.filter(membership_id=membership_id, created_at__lt=expired).delete()
    try:
        with transaction.atomic():
            row = IdempotencyKey.objects.create(membership_id=membership_id, key=key, fingerprint=fingerprint)
        return row, True
    except IntegrityError:
        row = IdempotencyKey.objects.get(membership_id=membership_id, key=key)
    if row.fingerprint != fingerprint:
        raise DomainError(
            _(
                "This was sent before with other content, and that was saved. Open the form anew (or use another "
                "Idempotency-Key) to add one more."
            )
        )
    return row, False


def prune() -> int:
    """Drop the keys and pending imports whose days are over; return how many rows went."""
    n_keys, _rows = IdempotencyKey.objects.filter(created_at__lt=clock.now() - timedelta(days=KEPT_DAYS)).delete()
    n_imports, _rows = PendingImport.objects.filter(created_at__lt=clock.now() - timedelta(days=PENDING_DAYS)).delete()
    return int(n_keys + n_imports)
