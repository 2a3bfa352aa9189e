"""Carrying out an erasure, once, with a receipt; and carrying it out again over a restored backup."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import transaction
from django.db.models import DateTimeField, F, Q, Value
from django.db.models.functions import Greatest
from django.http import Http404
from django.utils.translation import gettext as _

from ... import clock
from ...accounts.models import Membership, Organisation, User
from ...accounts.roles import Role
from ...accounts.viewer import Viewer, memberships_in_force
from ...audit.kinds import EventKind
from ...audit.services import Actor, record
from ...errors import DomainError, NotAllowedError
from ...privacy.erasing import Erased, erase
from ...privacy.hooks import Subject, references_of
from .. import erasurefile, queries
from ..models import Consent, DataRequest, ErasedSubject, RequestKind, RequestOutcome
from ..signals import recipients_to_tell


@transaction.atomic
def carry_out(*, viewer: Viewer, request_id: int) -> ErasedSubject:
    """Erase the person who asked for it; once more returns the same receipt.

    Raises Http404 out of scope, DomainError where the person still has a role elsewhere, is the last administrator or
    is the viewer, or where rows that stay need one that should go. Then nothing was erased.
    """
    request = _find(viewer, request_id)
    if request.code_sha256 and (done := ErasedSubject.objects.filter(code_sha256=request.code_sha256).first()):
        return done
    if not request.is_open or request.subject_id is None:
        raise DomainError(_("This request was answered already: nobody was erased. Read the answer on its page."))
    user = User.objects.select_for_update().get(pk=request.subject_id)
    _refuse_where_too_early(viewer, user)
    _close_requests(user.pk, answered_by_id=viewer.user_id)
    recipients = sorted(
        set(Consent.objects.filter(subject=user, recipient__isnull=False).values_list("recipient_id", flat=True))
    )
    subject, key = Subject(user.pk, references_of(user.pk)), key_of(user)
    result = erase(subject)
    told = _tell(recipients)
    done = ErasedSubject.objects.create(
        subject_user_id=subject.user_id,
        subject_key=key,
        references=list(subject.references),
        organisation_id=request.organisation_id,
        erased_at=clock.now(),
        erased_by_id=viewer.user_id,
        receipt=_receipt(result, told=told, to_tell=[one for one in recipients if one not in told]),
        code_sha256=request.code_sha256,
    )
    _record(EventKind.ERASED_PERSON, viewer, done, result)
    # The last step before the end of the transaction: a line that cannot be written leaves the person as they were.
    erasurefile.append(done)
    return done


def key_of(user: Any) -> str:
    """Return what tells an account from a later one with the same number."""
    return hashlib.sha256(f"{user.pk}:{user.joined_at.timestamp():.6f}".encode()).hexdigest()


def _find(viewer: Viewer, request_id: int) -> DataRequest:
    request = queries.requests(viewer, state="all").filter(pk=request_id, kind=RequestKind.ERASURE).first()
    if request is None:
        raise Http404
    return DataRequest.objects.select_for_update().get(pk=request.pk)


def _refuse_where_too_early(viewer: Viewer, user: Any) -> None:
    if user.pk == viewer.user_id:
        raise NotAllowedError(_("Nobody erases their own account: another privacy officer carries this out."))
    in_force = memberships_in_force(user.pk)
    if not queries.sees_everything(viewer):
        elsewhere = in_force.exclude(queries.in_scope(viewer))
        if n_elsewhere := elsewhere.count():
            raise DomainError(
                _(
                    "Nothing was erased: this person holds %(count)s role(s) outside your cluster. These must end "
                    "first, or the privacy officer of the whole installation carries this out."
                )
                % {"count": n_elsewhere}
            )
    now = clock.now()
    administrators = Membership.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=now),
        role=Role.ADMINISTRATOR,
        organisation=None,
        starts_at__lte=now,
        user__is_active=True,
    )
    if administrators.filter(user=user).exists() and not administrators.exclude(user=user).exists():
        raise DomainError(
            _("Nothing was erased: this is the last administrator of the installation. Appoint another one first.")
        )


def _close_requests(user_id: int, *, answered_by_id: int | None) -> None:
    # A clock that was set back must not undo the order of asking and answering.
    answered_at = Greatest(Value(clock.now(), output_field=DateTimeField()), F("made_at"))
    DataRequest.objects.filter(subject_id=user_id, outcome="").update(
        outcome=RequestOutcome.DONE, answered_at=answered_at, answered_by_id=answered_by_id
    )


def _tell(organisation_ids: list[int]) -> list[int]:
    """Let the floors above tell the recipients; return those that were told."""
    if not organisation_ids:
        return []
    answers = recipients_to_tell.send(sender=ErasedSubject, organisation_ids=organisation_ids)
    return sorted({one for _receiver, told in answers for one in (told or ()) if one in organisation_ids})


def _receipt(result: Erased, *, told: list[int], to_tell: list[int]) -> dict[str, Any]:
    names = dict(Organisation.objects.filter(pk__in=[*told, *to_tell]).values_list("pk", "name"))
    return {
        "deleted": dict(sorted(result.deleted.items())),
        "blanked": dict(sorted(result.blanked.items())),
        "kept": [
            {
                "what": one.label,
                "n_rows": one.n_rows,
                "law": one.law,
                "until": one.until.isoformat() if one.until else None,
                "seen_by": one.seen_by,
            }
            for one in result.kept
        ],
        "account": "emptied" if result.is_shell else "deleted",
        "told": [names[one] for one in told if one in names],
        "to_tell": [names[one] for one in to_tell if one in names],
    }


def _record(kind: EventKind, actor: Actor | None, done: ErasedSubject, result: Erased) -> None:
    details = {
        "subject_user_id": done.subject_user_id,
        "n_deleted": sum(result.deleted.values()),
        "n_blanked": sum(result.blanked.values()),
        "n_kept": sum(one.n_rows for one in result.kept),
    }
    record(kind=kind, actor=actor, on=done, details=details)


@transaction.atomic
def replay(entry: erasurefile.Entry) -> str:
    """Erase a person again after a backup was restored; return what happened: "erased", "gone" or "somebody_else".

    The account is left alone where its number belongs to somebody else by now; the references are erased anyway.
    """
    user = User.objects.filter(pk=entry.subject_user_id).first()
    is_other = user is not None and key_of(user) != entry.subject_key
    # Number 0 belongs to nobody: only what the references lead to is erased.
    subject = Subject(0 if is_other else entry.subject_user_id, tuple(entry.references))
    _close_requests(subject.user_id, answered_by_id=None)
    result = erase(subject)
    done, is_new = ErasedSubject.objects.get_or_create(
        subject_user_id=entry.subject_user_id,
        defaults={
            "subject_key": entry.subject_key,
            "references": list(entry.references),
            "organisation_id": entry.organisation_id,
            "erased_at": entry.erased_at,
            "receipt": _receipt(result, told=[], to_tell=[]),
            "code_sha256": entry.code_sha256,
        },
    )
    done.n_replays, done.replayed_at = done.n_replays + 1, clock.now()
    done.save(update_fields=["n_replays", "replayed_at"])
    _record(EventKind.REPLAYED_ERASURE, None, done, result)
    if is_other:
        return "somebody_else"
    return "erased" if user is not None or (is_new and result.deleted) else "gone"
