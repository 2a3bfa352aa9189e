from __future__ import annotations

from django.db import models

from ... import clock
from .membership import Membership


class ApiToken(models.Model):
    """A key with which a program acts for one membership, within scopes and until a day.

    prefix : the part that is shown in lists; token_hash : SHA-256 of the whole token, which stands nowhere else
    """

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=16, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether the token still opens something."""
        return not self.revoked_at and self.expires_at > clock.now()
