"""Sending mail: claimed by one worker, tried again with growing pauses, written in the receiver's language."""

from __future__ import annotations

import logging
import smtplib
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from .models import MailState, Notice, NoticeState, OutgoingMail

logger = logging.getLogger("skillpact.notices")
# Minutes after each attempt; a mail that six attempts over a day did not send is given up.
PAUSES = (1, 5, 30, 120, 720, 720)
SALT = "notices.unsubscribe"


def send_waiting() -> int:
    """Send every mail whose time has come, and return how many were sent.

    By the real clock. A time further ahead than the longest pause was set before the clock was put back.
    """
    now = timezone.now()
    longest = timedelta(minutes=max(PAUSES))
    due = Q(next_at=None) | Q(next_at__lte=now) | Q(next_at__gt=now + longest)
    waiting = OutgoingMail.objects.filter(due, state=MailState.WAITING)
    return sum(send_one(pk) for pk in waiting.values_list("pk", flat=True))


def send_one(mail_id: int) -> bool:
    """Send a mail unless another worker has it, and return whether it went."""
    mail = OutgoingMail.objects.filter(pk=mail_id, state=MailState.WAITING).select_related("user").first()
    if mail is None:
        return False
    pause = timedelta(minutes=PAUSES[min(mail.attempts, len(PAUSES) - 1)])
    claimed = OutgoingMail.objects.filter(
        pk=mail_id, state=MailState.WAITING, attempts=mail.attempts, next_at=mail.next_at
    )
    if not claimed.update(attempts=mail.attempts + 1, next_at=timezone.now() + pause):
        return False
    mail.attempts += 1
    try:
        message = write(mail)
        if message is not None:
            message.send()
    except (OSError, smtplib.SMTPException) as error:
        is_over = mail.attempts >= len(PAUSES)
        state = str(MailState.FAILED) if is_over else str(MailState.WAITING)
        OutgoingMail.objects.filter(pk=mail.pk).update(state=state, error=type(error).__name__[:60])
        logger.warning("mail not sent", extra={"mail_id": mail.pk, "error": type(error).__name__})
        return False
    OutgoingMail.objects.filter(pk=mail.pk).update(state=MailState.SENT, error="", sent_at=timezone.now(), context={})
    return message is not None


def write(mail: OutgoingMail) -> EmailMultiAlternatives | None:
    """Return a mail in the receiver's language; None where there is nothing to say any more or nobody to say it to."""
    user = mail.user
    if not user.is_active or not user.email:
        return None
    with translation.override(user.language or settings.LANGUAGE_CODE):
        context = {**mail.context, "user": user, "base_url": settings.BASE_URL}
        if "notice_ids" in mail.context:
            context["notices"] = list(
                Notice.objects.filter(pk__in=mail.context["notice_ids"]).exclude(state=NoticeState.SETTLED)
            )
            if not context["notices"]:
                return None  # done since
        headers = {"Message-ID": f"<skillpact-{mail.pk}-{mail.created_at:%Y%m%d%H%M%S}@{_domain()}>"}
        if mail.is_reminder:
            context["unsubscribe_url"] = unsubscribe_url(user.pk)
            headers |= {
                "List-Unsubscribe": f"<{context['unsubscribe_url']}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                "Auto-Submitted": "auto-generated",
            }
        subject = " ".join(render_to_string(f"{mail.template}_subject.txt", context).split())
        body = render_to_string(f"{mail.template}_message.txt", context).strip() + "\n"
    return EmailMultiAlternatives(subject, body, to=[user.email], headers=headers)


def unsubscribe_url(user_id: int) -> str:
    """Return the address that ends reminders for a person without signing in."""
    token = signing.dumps(user_id, salt=SALT)
    return f"{settings.BASE_URL}{reverse('notices:unsubscribe', args=(token,))}"


def _domain() -> str:
    return str(settings.BASE_URL).partition("://")[2].partition("/")[0].partition(":")[0] or "localhost"
