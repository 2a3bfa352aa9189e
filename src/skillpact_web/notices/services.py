"""Asking, settling and escalating; and `mail`, the only way out for mail."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from .. import clock
from ..accounts.models import Organisation, User
from ..accounts.viewer import Viewer
from ..audit.kinds import EventKind
from ..audit.services import Actor, record
from ..errors import ConflictError
from .models import MailPreference, MailWish, Notice, NoticeState, OutgoingMail
from .queries import wants_mail_at_once
from .receivers import deputy_of, people

OPEN_IT = gettext_noop("Open it")


@transaction.atomic
def ask(
    *,
    kind: str,
    text: str,
    url: str = "",
    user: User | None = None,
    organisation: Organisation | None = None,
    role: str = "",
    params: dict[str, Any] | None = None,
    plural: str = "",
    button: str = OPEN_IT,
    due_on: Any = None,
    on: models.Model | None = None,
    actor: Actor | None = None,
) -> Notice:
    """Let something wait for a person, or for whoever holds `role` at `organisation`, and return its notice.

    kind : "vacancies.confirm"; text : a sentence marked by `gettext_noop`, with `%(name)s` for params; plural : its
    plural, chosen by params["n"]; params : plain values that name no person; on : what it is about, settled by `settle`
    Where the same waits already its text, address and day are brought up to date, and nobody is told again.
    Raises ValueError where nobody or two receivers are named.
    """
    if user is None and not role:
        raise ValueError("a notice is for a user, or for a role at an organisation; found neither")
    receiver = f"user:{user.pk}" if user else f"{role}:{organisation.pk if organisation else 0}"
    known = {
        "kind": kind,
        "receiver": receiver,
        "on_type": on._meta.label_lower if on is not None else "",
        "on_id": str(on.pk) if on is not None else "",
    }
    present = {
        "text": text,
        "plural": plural,
        "params": params or {},
        "button": button,
        "url": url,
        "due_on": due_on,
    }
    waiting = Notice.objects.exclude(state=NoticeState.SETTLED).filter(**known)
    if on is not None and waiting.update(**present):
        return waiting.get()
    try:
        with transaction.atomic():
            notice = Notice.objects.create(**known, **present, user=user, organisation=organisation, role=role)
    except IntegrityError:  # somebody asked the same at the same moment
        return waiting.get()
    record(kind=EventKind.ASKED_NOTICE, actor=actor, on=notice, details={"kind": kind, "receiver": receiver})
    for person in people(notice):
        if wants_mail_at_once(person.pk):
            remind(person, [notice])
    return notice


@transaction.atomic
def settle(*, kind: str, on: models.Model, actor: Actor | None = None) -> int:
    """Settle what waited on an object, for everybody, and return how many notices that were."""
    waiting = Notice.objects.exclude(state=NoticeState.SETTLED).filter(
        kind=kind, on_type=on._meta.label_lower, on_id=str(on.pk)
    )
    n_rows = _settle(waiting, actor)
    if n_rows:
        record(kind=EventKind.SETTLED_NOTICE, actor=actor, on=on, details={"kind": kind, "n": n_rows})
    return n_rows


@transaction.atomic
def settle_by_hand(*, viewer: Viewer, notice: Notice) -> None:
    """Settle a notice that is about nothing else. Raises ConflictError for another one, or where it is settled."""
    if not notice.is_settled_by_hand:
        raise ConflictError(_("This is done by doing it: open it, and it disappears from your list by itself."))
    if not _settle(Notice.objects.filter(pk=notice.pk).exclude(state=NoticeState.SETTLED), viewer):
        raise ConflictError(_("This was done already, so nothing was changed."))
    record(kind=EventKind.SETTLED_NOTICE, actor=viewer, on=notice, details={"kind": notice.kind, "n": 1})


def _settle(notices: models.QuerySet[Notice], actor: Actor | None) -> int:
    by = actor.user_id if actor else None
    return int(notices.update(state=NoticeState.SETTLED, settled_at=clock.now(), settled_by=by))


def escalate() -> int:
    """Mark what is overdue, show it to a deputy as well, and return how many. May be run at any time, and twice."""
    late = Notice.objects.filter(state=NoticeState.OPEN, due_on__lt=clock.today()).select_related(
        "user", "organisation"
    )
    return sum(_escalate(notice) for notice in late.order_by("id"))


@transaction.atomic
def _escalate(notice: Notice) -> bool:
    deputy = deputy_of(notice)
    still_open = Notice.objects.filter(pk=notice.pk, state=NoticeState.OPEN)
    if not still_open.update(state=NoticeState.OVERDUE, deputy=deputy, escalated_at=clock.now()):
        return False  # settled meanwhile
    details = {"kind": notice.kind, "deputy_id": deputy.pk if deputy else None}
    record(kind=EventKind.ESCALATED_NOTICE, actor=None, on=notice, details=details)
    if deputy is not None and wants_mail_at_once(deputy.pk):
        remind(deputy, [notice])
    return True


def remind(user: User, notices: list[Notice]) -> OutgoingMail:
    """Write a person that these things wait."""
    context = {"notice_ids": [notice.pk for notice in notices]}
    return mail(user=user, template="notices/mail/waiting", context=context, is_reminder=True)


@transaction.atomic
def mail(*, user: User, template: str, context: dict[str, Any], is_reminder: bool = False) -> OutgoingMail:
    """Send a person a mail, in their language, once the present transaction is committed.

    template : `<app>/mail/<name>`, for which `<name>_subject.txt` and `<name>_message.txt` exist; context : plain JSON
    values, no more of a person than the mail must say; is_reminder : can be turned off by the person
    """
    from .tasks import send_mail

    row = OutgoingMail.objects.create(user=user, template=template, context=context, is_reminder=is_reminder)
    transaction.on_commit(lambda: send_mail.enqueue(mail_id=row.pk))
    return row


@transaction.atomic
def choose_reminders(*, user_id: int, wish: str, actor: Actor | None) -> None:
    """Keep how often a person wants reminders by mail."""
    MailPreference.objects.update_or_create(user_id=user_id, defaults={"reminders": MailWish(wish)})
    record(kind=EventKind.CHANGED_MAIL_PREFERENCE, actor=actor, details={"user_id": user_id, "reminders": wish})
