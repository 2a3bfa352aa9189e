from __future__ import annotations

from django.db import models

from ... import clock
from ..roles import Role
from .organisation import Organisation
from .user import User


class Invitation(models.Model):
    """A mailed link that gives one role to whoever reads the mail of one address, once.

    token_hash : SHA-256 of the link's secret, which stands nowhere else; target : the page it opens, a path of ours
    """

    email = models.EmailField()
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="invitations"
    )
    role = models.CharField(max_length=30, choices=Role.choices)
    target = models.CharField(max_length=300, default="/")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("organisation", "role")),)

    @property
    def is_open(self) -> bool:
        """Whether the link still opens something."""
        return not self.accepted_at and not self.revoked_at and self.expires_at > clock.now()
