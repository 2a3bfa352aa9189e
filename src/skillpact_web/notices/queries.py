"""Reading what waits."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from ..accounts.viewer import Viewer
from .models import MailPreference, MailWish, Notice, NoticeState


def notices(viewer: Viewer) -> QuerySet[Notice]:
    """Return the notices in scope, waiting and settled: the person's, their role's, and those they stand in for."""
    theirs = Q(user_id=viewer.user_id) | Q(deputy_id=viewer.user_id)
    roles = Q(user=None, role=viewer.role, organisation_id=viewer.organisation_id)
    return Notice.objects.filter(theirs | roles)


def waiting(viewer: Viewer) -> QuerySet[Notice]:
    """Return what waits, what is due first before."""
    return notices(viewer).exclude(state=NoticeState.SETTLED)


def count_waiting(viewer: Viewer) -> int:
    """Return how many things wait."""
    return waiting(viewer).count()


def reminders_wish(user_id: int) -> str:
    """Return how often a person wants reminders."""
    found = MailPreference.objects.filter(user_id=user_id).values_list("reminders", flat=True).first()
    return str(found or MailWish.DAILY)


def wants_mail_at_once(user_id: int) -> bool:
    """Return whether a person wants a mail for each thing that waits."""
    return MailPreference.objects.filter(user_id=user_id, reminders=MailWish.INSTANT).exists()
