"""The closed list of audit events. A new verb of a service gets its line here, in the order of the apps."""

from __future__ import annotations

from django.db import models


class EventKind(models.TextChoices):
    """What happened: `<app>.<verb in the past>`."""

    SIGNED_IN = "accounts.signed_in"
    SIGNED_OUT = "accounts.signed_out"
    SIGN_IN_FAILED = "accounts.sign_in_failed"
    CHANGED_ROLE = "accounts.changed_role"
    INVITED = "accounts.invited"
    ACCEPTED_INVITATION = "accounts.accepted_invitation"
    REVOKED_INVITATION = "accounts.revoked_invitation"
    CREATED_TOKEN = "accounts.created_token"  # noqa: S105
    REVOKED_TOKEN = "accounts.revoked_token"  # noqa: S105
    CREATED_VACANCY = "vacancies.created"
    CHANGED_VACANCY = "vacancies.changed"
    CLOSED_VACANCY = "vacancies.closed"
