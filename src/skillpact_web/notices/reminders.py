"""The daily mail: for whom something new waits, or something is due soon, once a day."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from .. import clock
from ..accounts.models import User
from ..accounts.viewer import viewer_of
from .models import MailPreference, MailWish, Notice, NoticeState
from .queries import waiting
from .receivers import in_force
from .services import remind

SOON_DAYS = 3


def send_digests() -> int:
    """Write to everybody who wants a daily mail and has reason for one. Run twice on a day it writes once."""
    today = clock.today()
    open_now = Notice.objects.exclude(state=NoticeState.SETTLED)
    roles = in_force().filter(
        role__in=open_now.filter(user=None).values("role"),
    )
    concerned = Q(notices__in=open_now) | Q(deputised_notices__in=open_now) | Q(pk__in=roles.values("user"))
    daily = Q(mail_preference=None) | Q(mail_preference__reminders=MailWish.DAILY)
    users = User.objects.filter(concerned, daily, is_active=True).distinct().order_by("id")
    return sum(_digest(user, today) for user in users.iterator())


@transaction.atomic
def _digest(user: User, today: object) -> bool:
    preference, _is_new = MailPreference.objects.select_for_update().get_or_create(user=user)
    if preference.digest_on == today:
        return False
    found = _notices_of(user)
    soon = clock.today() + timedelta(days=SOON_DAYS)
    is_new = any(notice.pk > preference.digest_notice_id for notice in found)
    if not is_new and not any(notice.due_on is not None and notice.due_on <= soon for notice in found):
        return False
    remind(user, found)
    preference.digest_on = clock.today()
    preference.digest_notice_id = max(notice.pk for notice in found)
    preference.save(update_fields=["digest_on", "digest_notice_id"])
    return True


def _notices_of(user: User) -> list[Notice]:
    """Return what waits for a person in any of their roles, each once."""
    found = {
        notice.pk: notice
        for membership in in_force().filter(user=user).select_related("organisation")
        for notice in waiting(viewer_of(membership))
    }
    return [found[pk] for pk in sorted(found)]
