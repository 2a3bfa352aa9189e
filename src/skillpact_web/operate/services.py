"""The first administrator: somebody has to be there before anybody can be invited."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from skillpact.errors import ConfigurationError

from .. import clock
from ..accounts.models import Invitation
from ..accounts.roles import Role
from ..accounts.services.invitations import hash_of
from ..audit.kinds import EventKind
from ..audit.services import record


@transaction.atomic
def invite_administrator(*, email: str) -> str:
    """Write an invitation to administer the whole installation and return its link, which is shown nowhere else.

    Whoever may run commands on the machine may do this. Raises ConfigurationError for what is no address.
    """
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise ConfigurationError("This is no e-mail address: write one such as name@example.org") from None
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=address,
        role=Role.ADMINISTRATOR,
        token_hash=hash_of(secret),
        expires_at=clock.now() + timedelta(days=settings.INVITATION_DAYS),
    )
    record(kind=EventKind.INVITED, actor=None, on=invitation, details={"role": Role.ADMINISTRATOR.value})
    return str(settings.BASE_URL + reverse("accounts:open_invitation", args=[secret]))
