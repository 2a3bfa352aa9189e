"""A person asks about their data; a privacy officer answers."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from django.db import models, transaction
from django.http import Http404
from django.utils.translation import gettext as _

from ... import clock
from ...accounts.models import Membership, User
from ...accounts.viewer import Viewer
from ...audit.kinds import EventKind
from ...audit.services import Actor, record
from ...errors import ConflictError, DomainError
from .. import queries
from ..models import DataRequest, RequestKind, RequestOutcome, due_date
from ..signals import request_answered, request_made

NEEDS_WORDS = frozenset({RequestKind.CORRECTION, RequestKind.DISPUTE, RequestKind.OBJECTION})
LONGEST_WORDS, LONGEST_ANSWER = 2000, 4000
MOST_OPEN = 20


@dataclass(frozen=True)
class Asked:
    """A request, and for a new request for erasure the code with which the receipt can be read afterwards."""

    request: DataRequest
    code: str = ""


@transaction.atomic
def ask(*, viewer: Actor, kind: str, words: str = "", on: models.Model | None = None) -> Asked:
    """Record what the viewer asks about their own data. Asking the same again returns what is open.

    on : the row that it is about, for a correction or a dispute; the caller has checked that the viewer may see it.
    Raises DomainError for an unknown kind, missing or too long words, or more than 20 open requests.
    """
    words = words.replace("\x00", "").strip()
    if kind not in RequestKind.values:
        sentence = _("Choose one of the kinds of request in the list.")
        raise DomainError(sentence, fields={"kind": sentence})
    if kind in NEEDS_WORDS and not words:
        sentence = _("Say what is wrong and how it should be, in your own words.")
        raise DomainError(sentence, fields={"words": sentence})
    if len(words) > LONGEST_WORDS:
        sentence = _("This has %(found)s characters, %(most)s are possible. Shorten it; you can ask again.") % {
            "found": len(words),
            "most": LONGEST_WORDS,
        }
        raise DomainError(sentence, fields={"words": sentence})
    subject = User.objects.select_for_update().get(pk=viewer.user_id)
    object_type = on._meta.label_lower if on is not None else ""
    object_id = str(on.pk) if on is not None else ""
    mine = DataRequest.objects.filter(subject=subject, outcome="")
    same = mine.filter(kind=kind, object_type=object_type, object_id=object_id)
    if kind != RequestKind.ERASURE:
        same = same.filter(words=words)
    if found := same.first():
        return Asked(found)
    if mine.count() >= MOST_OPEN:
        raise DomainError(
            _("You have %(count)s open requests. Wait for the answers, or take one back.") % {"count": MOST_OPEN}
        )
    code = secrets.token_urlsafe(24) if kind == RequestKind.ERASURE else ""
    request = DataRequest.objects.create(
        subject=subject,
        organisation_id=viewer.organisation_id or _last_organisation_id(subject.pk),
        kind=kind,
        words=words,
        object_type=object_type,
        object_id=object_id,
        due_on=due_date(),
        code_sha256=hashlib.sha256(code.encode()).hexdigest() if code else "",
    )
    record(kind=EventKind.ASKED_ABOUT_DATA, actor=viewer, on=request, details={"kind": kind})
    request_made.send(sender=DataRequest, request=request)
    return Asked(request, code)


@transaction.atomic
def take_back(*, viewer: Actor, request_id: int) -> DataRequest:
    """Close one of the viewer's own open requests. Raises Http404 for anybody else's, DomainError once answered."""
    request = (
        DataRequest.objects.select_for_update(of=("self",)).filter(pk=request_id, subject_id=viewer.user_id).first()
    )
    if request is None:
        raise Http404
    if request.outcome == RequestOutcome.WITHDRAWN:
        return request
    if not request.is_open:
        raise DomainError(_("This was answered already and can no longer be taken back."))
    return _close(request, actor=viewer, outcome=RequestOutcome.WITHDRAWN, words="")


@transaction.atomic
def answer(*, viewer: Viewer, request_id: int, outcome: str, words: str) -> DataRequest:
    """Answer a request in the officer's scope. An erasure that is granted is carried out by `erasing.carry_out`.

    Raises Http404 out of scope, ConflictError where somebody answered meanwhile, DomainError for a missing answer.
    """
    request = lock_request(viewer, request_id)
    words = words.replace("\x00", "").strip()
    if outcome not in (RequestOutcome.DONE, RequestOutcome.PARTLY, RequestOutcome.REFUSED):
        sentence = _("Choose how this ended.")
        raise DomainError(sentence, fields={"outcome": sentence})
    if request.kind == RequestKind.ERASURE and outcome != RequestOutcome.REFUSED:
        sentence = _("An erasure is not answered but carried out: use the button below, or refuse it with the reason.")
        raise DomainError(sentence, fields={"outcome": sentence})
    if not words or len(words) > LONGEST_ANSWER:
        sentence = _("Write an answer that the person can understand, of at most %(most)s characters.") % {
            "most": LONGEST_ANSWER
        }
        raise DomainError(sentence, fields={"answer": sentence})
    return _close(request, actor=viewer, outcome=outcome, words=words)


@transaction.atomic
def lift_restriction(*, viewer: Viewer, request_id: int) -> DataRequest:
    """End a restriction that was granted; the person hears of it first (GDPR Article 18(3))."""
    request = queries.requests(viewer, state="all").filter(pk=request_id, kind=RequestKind.RESTRICTION).first()
    if request is None:
        raise Http404
    if request.lifted_at is None and request.outcome in (RequestOutcome.DONE, RequestOutcome.PARTLY):
        request.lifted_at = clock.now()
        request.save(update_fields=["lifted_at"])
        record(kind=EventKind.LIFTED_RESTRICTION, actor=viewer, on=request)
        request_answered.send(sender=DataRequest, request=request)
    return request


def lock_request(viewer: Viewer, request_id: int) -> DataRequest:
    """Return an open request in scope, locked. Raises Http404, and ConflictError where it is answered."""
    if not queries.requests(viewer, state="all").filter(pk=request_id).exists():
        raise Http404
    request: DataRequest = DataRequest.objects.select_for_update().get(pk=request_id)
    if not request.is_open:
        raise ConflictError(_("This request was answered already: nothing was changed. Read the answer on its page."))
    return request


def _close(request: DataRequest, *, actor: Actor, outcome: str, words: str) -> DataRequest:
    request.outcome, request.answer = outcome, words
    request.answered_at = max(clock.now(), request.made_at)  # a clock that was set back must not undo the order
    request.answered_by_id = actor.user_id
    request.save(update_fields=["outcome", "answer", "answered_at", "answered_by"])
    record(
        kind=EventKind.ANSWERED_ABOUT_DATA,
        actor=actor,
        on=request,
        details={"kind": request.kind, "outcome": outcome, "days_left": request.days_left},
    )
    request_answered.send(sender=DataRequest, request=request)
    return request


def _last_organisation_id(user_id: int) -> int | None:
    """Return the organisation of a person's last role, so that a request of somebody without one still has a desk."""
    return (
        Membership.objects.filter(user_id=user_id, organisation__isnull=False)
        .order_by("-id")
        .values_list("organisation_id", flat=True)
        .first()
    )
