"""What was sent already: keys of forms and requests with their first answer, and tables that wait for a yes."""

from __future__ import annotations

from django.db import models

from .. import clock
from ..accounts.models import Membership


class IdempotencyKey(models.Model):
    """One write that somebody sent, under the key that its form or request carried.

    fingerprint : SHA-256 of what was sent, so that a key serves one content only
    value_id : what a form's write made; status, content_type, response : what REST answered, replayed to a repeat
    """

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    fingerprint = models.CharField(max_length=64)
    value_id = models.CharField(max_length=64, blank=True)
    status = models.PositiveSmallIntegerField(null=True)
    content_type = models.CharField(max_length=100, blank=True)
    response = models.TextField(blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False, db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("membership", "key"), name="one_write_a_key"),)


class PendingImport(models.Model):
    """A table that was read on trial and waits until its sender confirms it.

    sha256 : of the bytes, which the confirmation names; result : the counts, once applied; content is emptied then
    """

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    shape = models.CharField(max_length=60)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    created_at = models.DateTimeField(default=clock.now, editable=False, db_index=True)
    applied_at = models.DateTimeField(null=True)
    result = models.JSONField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("membership", "shape", "sha256"), name="one_pending_import_a_content"),
        )
