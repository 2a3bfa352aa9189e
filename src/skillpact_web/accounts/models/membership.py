from __future__ import annotations

from django.db import models

from ... import clock
from ..roles import Role
from .organisation import Organisation
from .user import User


class Membership(models.Model):
    """A person holds one role at one organisation. An administrator's or auditor's may be of the whole installation.

    A talent's organisation is the cluster that serves them, never their employer.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=30, choices=Role.choices)
    starts_at = models.DateTimeField(default=clock.now)
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("user", "organisation", "role"), name="one_membership_a_role"),
            # To a database two absent organisations are not the same.
            models.UniqueConstraint(
                fields=("user", "role"), condition=models.Q(organisation=None), name="one_role_of_the_house"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.organisation}" if self.organisation else self.get_role_display()
