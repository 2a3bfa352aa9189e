"""A record and the person it is about: the code by which they take it, their objections, and leaving it.

The employer hands out a code and never learns who used it. So what a person does here leaves an event with their
account but without the record and without an organisation: no log that an employer's auditor reads joins the two.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from .. import clock
from ..accounts.models import User
from ..accounts.roles import Role
from ..accounts.viewer import Viewer
from ..audit.kinds import EventKind
from ..audit.services import record
from ..errors import ConflictError, DomainError
from ..notices.services import ask, settle
from . import queries
from .models import Employee, Objection, ObjectionOutcome

CODE_BYTES = 8  # 64 random bits in sixteen letters and digits: short enough to be read from paper
CODE_DAYS = 30
MOST_TRIES, TRY_SECONDS = 10, 3600
LONGEST = 5_000
OBJECTION_NOTICE = "workforce.objection"
ANSWERED_NOTICE, MOVED_NOTICE = "workforce.objection_answered", "workforce.record_moved"
ASKED = gettext_noop("A person says that a skill you recorded of them is wrong. Look at it and answer.")
ANSWERED = gettext_noop("Your employer answered what you said is wrong: read it.")
MOVED = gettext_noop(
    "Somebody took your employer's record with a newer code, so you no longer see it. Ask your employer."
)


@dataclass(frozen=True)
class _Person:
    """Somebody acting for themselves alone: their account, no role and no organisation."""

    user_id: int | None
    role: str = ""
    organisation_id: int | None = None


@transaction.atomic
def make_code(*, viewer: Viewer, employee_id: int) -> str:
    """Return a new code for a record, in place of an earlier one. It is kept as a hash and cannot be shown again."""
    if not queries.employees(viewer).filter(pk=employee_id).exists():
        raise Http404
    code = secrets.token_hex(CODE_BYTES)
    employee = Employee.objects.select_for_update().get(pk=employee_id)
    employee.code_hash, employee.code_expires_at = _hash(code), clock.now() + timedelta(days=CODE_DAYS)
    employee.save(update_fields=["code_hash", "code_expires_at"])
    record(kind=EventKind.MADE_RECORD_CODE, actor=viewer, on=employee)
    return code


def take(*, viewer: Viewer, code: str) -> Employee:
    """Let the person see the record whose code they hold. Raises DomainError for a wrong, used or expired one.

    A newer code moves the record from whoever took it before: the employer may have given the first to a wrong person.
    """
    # Outside the transaction: a refused try must count.
    if _count_try(viewer) > MOST_TRIES:
        sentence = _("Too many codes were tried from this account. Wait an hour, then type the code once more.")
        raise DomainError(sentence, fields={"code": sentence})
    found = _take(viewer, "".join(sign for sign in code.lower() if sign.isalnum()))
    if found is None:
        sentence = _("This code opens nothing: it was used, is older than 30 days, or is mistyped. Ask for a new one.")
        raise DomainError(sentence, fields={"code": sentence})
    cache.delete(_key(viewer))
    return found


@transaction.atomic
def _take(viewer: Viewer, code: str) -> Employee | None:
    open_codes = Employee.objects.filter(code_hash=_hash(code), code_expires_at__gt=clock.now())
    employee = open_codes.select_for_update().first()
    if employee is None:
        return None
    before = employee.user_id
    if before not in (None, viewer.user_id):
        _forget_objections(employee)
        _tell(before, MOVED_NOTICE, MOVED, reverse("workforce:mine"))
    employee.user_id, employee.code_hash = viewer.user_id, ""
    # Neither a version nor `changed_at`: the employer would see that something happened.
    employee.save(update_fields=["user", "code_hash"])
    record(kind=EventKind.TOOK_RECORD, actor=_Person(viewer.user_id))
    return employee


@transaction.atomic
def leave(*, viewer: Viewer, record_id: int) -> None:
    """Let go of a record: what the person objected to goes, what the employer recorded stays the employer's."""
    employee = queries.my_records(viewer).select_for_update(of=("self",)).filter(pk=record_id).first()
    if employee is None:
        raise Http404
    _forget_objections(employee)
    employee.user_id = None
    employee.save(update_fields=["user"])
    record(kind=EventKind.LEFT_RECORD, actor=_Person(viewer.user_id))


@transaction.atomic
def object_to(*, viewer: Viewer, record_id: int, record_skill_id: int, reason: str) -> Objection:
    """Say that a skill which the employer recorded is wrong; somebody named there answers within the set days."""
    skill = queries.my_skills(viewer).filter(pk=record_skill_id, employee_id=record_id).first()
    if skill is None:
        raise Http404
    _check_text("reason", reason, _("Say in a sentence what is wrong with it."))
    employee = Employee.objects.select_for_update().get(pk=skill.employee_id)
    if queries.open_objections(employee).filter(skill=skill).exists():
        raise DomainError(_("You said already that this is wrong: the answer is on its way."))
    objection = Objection.objects.create(
        employee=employee,
        skill=skill,
        about=skill.label,
        reason=reason.strip(),
        due_on=clock.today() + timedelta(days=settings.SKILLPACT_ANSWER_DAYS),
    )
    record(kind=EventKind.OBJECTED_TO_SKILL, actor=_Person(viewer.user_id))
    ask(
        kind=OBJECTION_NOTICE,
        organisation=skill.employee.organisation,
        role=Role.COMPANY,
        text=ASKED,
        url=reverse("workforce:objection", args=[objection.pk]),
        due_on=objection.due_on,
        on=objection,
    )
    return objection


@transaction.atomic
def answer(*, viewer: Viewer, objection_id: int, outcome: str, answer: str) -> Objection:
    """Answer once, by name: corrected, or it stays and why."""
    if not queries.objections(viewer).filter(pk=objection_id).exists():
        raise Http404
    objection = Objection.objects.select_for_update().get(pk=objection_id)
    if not objection.is_open:
        raise ConflictError(_("This was answered meanwhile: nothing of yours was saved."))
    if objection.employee.user_id == viewer.user_id:
        raise DomainError(_("This is your own objection: somebody else of the company answers it."))
    if outcome not in (ObjectionOutcome.CORRECTED, ObjectionOutcome.KEPT):
        sentence = _("Say whether it was corrected or stays as it is.")
        raise DomainError(sentence, fields={"outcome": sentence})
    _check_text("answer", answer, _("Say why, in a sentence that the person understands."))
    objection.outcome, objection.answer = outcome, answer.strip()
    objection.answered_at, objection.answered_by_id = clock.now(), viewer.user_id
    objection.save(update_fields=["outcome", "answer", "answered_at", "answered_by"])
    record(kind=EventKind.ANSWERED_OBJECTION, actor=viewer, on=objection, details={"outcome": str(outcome)})
    settle(kind=OBJECTION_NOTICE, on=objection, actor=viewer)
    _tell(objection.employee.user_id, ANSWERED_NOTICE, ANSWERED, reverse("workforce:mine"))
    return objection


def _count_try(viewer: Viewer) -> int:
    """Return how often this account has tried within the hour; nobody else is held up by it."""
    cache.add(_key(viewer), 0, timeout=TRY_SECONDS)
    try:
        return int(cache.incr(_key(viewer)))
    except ValueError:  # dropped by the cache between the two lines
        return 1


def _key(viewer: Viewer) -> str:
    return f"workforce:tries:{viewer.user_id}"


def _check_text(name: str, text: str, missing: str) -> None:
    sentence = ""
    if not text.strip():
        sentence = missing
    elif len(text) > LONGEST:
        sentence = _("The text has %(n)s characters, at most %(most)s are kept: shorten it.") % {
            "n": len(text), "most": LONGEST,
        }  # fmt: skip
    if sentence:
        raise DomainError(_("Nothing was sent: see the marked fields."), fields={name: sentence})


def _forget_objections(employee: Employee) -> None:
    """Delete what the person wrote; whoever comes next does not read it."""
    for one in queries.open_objections(employee):
        settle(kind=OBJECTION_NOTICE, on=one)
    employee.objections.all().delete()


def _tell(user_id: int | None, kind: str, text: str, url: str) -> None:
    """Let a notice wait for the person, without an actor: its event names the account and must name no employer."""
    user = User.objects.filter(pk=user_id).first()
    if user is not None:
        ask(kind=kind, user=user, text=text, url=url)


def _hash(code: str) -> str:
    return salted_hmac("skillpact.workforce.code", code, algorithm="sha256").hexdigest()
