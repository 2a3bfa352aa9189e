"""Rows that several people edit: each change counts a version up and keeps what stood before."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext as _

from .. import clock
from ..errors import ConflictError
from .models import Revision
from .services import Actor


class VersionedModel(models.Model):
    """A row with a version; a form or an API call says which version it read."""

    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False, default=clock.now)
    changed_at = models.DateTimeField(editable=False, default=clock.now)

    class Meta:
        abstract = True


M = TypeVar("M", bound=VersionedModel)


def lock(model: type[M], pk: Any, *, expected_version: int | None) -> M:
    """Return the row locked for a change, inside a transaction.

    Raises ConflictError where the row is no longer at `expected_version` (None: whatever stands there).
    """
    row = model._default_manager.select_for_update().get(pk=pk)
    if expected_version is not None and row.version != expected_version:
        raise ConflictError(
            _(
                "Somebody else changed this meanwhile (you read version %(read)s, it is at %(now)s). Nothing of yours "
                "was saved: compare below, and save again what you still want."
            )
            % {"read": expected_version, "now": row.version}
        )
    return row


def save_version(row: VersionedModel, *, actor: Actor | None, fields: Iterable[str]) -> None:
    """Save a row as its next version, or as its first, and keep the named values as its revision."""
    if row.pk is not None:
        row.version += 1
        row.changed_at = clock.now()
    row.save()
    values = {name: getattr(row, row._meta.get_field(name).attname) for name in fields}
    Revision.objects.create(
        object_type=row._meta.label_lower,
        object_id=str(row.pk),
        version=row.version,
        at=row.changed_at,
        user_id=actor.user_id if actor else None,
        values=json.loads(json.dumps(values, cls=DjangoJSONEncoder)),
    )


def history(row: VersionedModel) -> models.QuerySet[Revision]:
    """Return the versions of a row, newest first; `changes.py` puts them into words and takes them back."""
    return Revision.objects.filter(object_type=row._meta.label_lower, object_id=str(row.pk))
