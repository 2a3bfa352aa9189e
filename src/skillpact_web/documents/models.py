"""A content, stored once, and the uploads that brought it."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models

from .. import clock
from .kinds import KINDS


class Blob(models.Model):
    """A content; its file lies at `<SKILLPACT_DOCUMENTS>/<first two of sha256>/<sha256>`."""

    sha256 = models.CharField(max_length=64, unique=True)
    size_bytes = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def path(self) -> Path:
        return path_of(self.sha256)


class Upload(models.Model):
    """A person brought a content for a purpose. Erased: the row stays for those that point at it, the content goes."""

    blob = models.ForeignKey(Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="uploads")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="uploads")
    organisation_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    purpose = models.CharField(max_length=30)
    kind = models.CharField(max_length=10)
    filename = models.CharField(max_length=120)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("purpose", "organisation_id")),)

    def __str__(self) -> str:
        return self.filename

    @property
    def is_erased(self) -> bool:
        return self.blob_id is None

    @property
    def media_type(self) -> str:
        return KINDS[self.kind].media_type


def path_of(sha256: str) -> Path:
    """Return where the content with this hash lies."""
    return Path(settings.SKILLPACT_DOCUMENTS) / sha256[:2] / sha256
