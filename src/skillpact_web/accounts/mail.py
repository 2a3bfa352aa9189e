"""The mail that accounts send themselves, before anybody can read it in the platform. All other mail is `notices`'."""

from __future__ import annotations

import smtplib
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.utils.translation import gettext as _

from ..errors import DomainError


def send(template: str, email: str, **context: Any) -> None:
    """Send `accounts/mail/<template>_subject.txt` and `_message.txt` to one address.

    Raises DomainError where the mail server did not take it.
    """
    message = get_adapter().render_mail(
        f"accounts/mail/{template}", email, {"email": email, "base_url": settings.BASE_URL, **context}
    )
    try:
        message.send()
    except (OSError, smtplib.SMTPException):
        raise DomainError(
            _("The mail could not be sent just now: the mail server does not answer. Send it again in a few minutes.")
        ) from None
