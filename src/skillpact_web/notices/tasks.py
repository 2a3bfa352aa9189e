"""What the worker does for notices."""

from __future__ import annotations

from datetime import timedelta

from django_tasks import task

from .. import clock
from . import outbox, reminders, services
from .models import MailState, Notice, NoticeState, OutgoingMail

KEPT_DAYS = 365


@task
def send_mail(mail_id: int) -> None:
    """Send one mail. What this misses, as where its worker dies, the round of each minute sends."""
    outbox.send_one(mail_id)


def clear_away() -> None:
    """Delete what was settled or sent long ago."""
    before = clock.now() - timedelta(days=KEPT_DAYS)
    Notice.objects.filter(state=NoticeState.SETTLED, settled_at__lt=before).delete()
    OutgoingMail.objects.exclude(state=MailState.WAITING).filter(created_at__lt=before).delete()


PERIODIC = {
    "minutely": [outbox.send_waiting],
    "hourly": [services.escalate],
    "daily": [reminders.send_digests, clear_away],
}
