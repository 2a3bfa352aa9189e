"""An erasure: walks the registry, deletes, empties or keeps the rows of one person, and says what it did."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Max, ProtectedError, RestrictedError
from django.utils.translation import gettext as _

from ..errors import DomainError
from .hooks import Subject, run_erasers
from .registry import Erasure, PersonalData, account_links, declarations, personal
from .rows import blank_rows, delete_rows, rows_of


@dataclass(frozen=True)
class Kept:
    """Rows that a law keeps: how many, which law, until when (None: no end is known), and who may see them."""

    label: str
    n_rows: int
    law: str
    until: date | None
    seen_by: str


@dataclass
class Erased:
    """What an erasure did. deleted, blanked : label of a model → rows; is_shell : the account stays, emptied."""

    deleted: Counter[str] = field(default_factory=Counter)
    blanked: Counter[str] = field(default_factory=Counter)
    kept: list[Kept] = field(default_factory=list)
    is_shell: bool = False


def erase(subject: Subject) -> Erased:
    """Erase a person, inside the caller's transaction. It can be run again, and where the account is gone already.

    Raises DomainError, and then nothing was erased, where a row that stays still needs one that should go.
    """
    result = Erased(deleted=Counter(run_erasers(subject)))
    account = get_user_model()
    walk = [(model, one) for model, one in reversed(personal()) if model is not account]
    # All rows are found before any is touched: an emptied link would hide what hangs behind it.
    found = {model: _keys(model, one, subject.user_id) for model, one in walk if one.erasure is not Erasure.KEEP}
    for model, declaration in walk:
        if declaration.erasure is Erasure.KEEP:
            result.kept += _kept(model, declaration, subject.user_id)
    _forget_who_acted(subject.user_id, result)
    for model, declaration in walk:
        if declaration.erasure is Erasure.BLANK:
            rows = model._base_manager.filter(pk__in=found[model])
            result.blanked[model._meta.label] += blank_rows(rows, declaration.blanked)
    try:
        for model, declaration in walk:
            if declaration.erasure is Erasure.DELETE:
                result.deleted += delete_rows(model._base_manager.filter(pk__in=found[model]))
        _erase_account(subject.user_id, result)
    except (ProtectedError, RestrictedError) as error:
        blocking = error.protected_objects if isinstance(error, ProtectedError) else error.restricted_objects
        names = sorted({str(one._meta.verbose_name_plural) for one in blocking})
        raise DomainError(
            _("Nothing was erased: %(rows)s still need rows of this person. Delete or hand over these first.")
            % {"rows": ", ".join(names)}
        ) from None
    result.deleted, result.blanked = +result.deleted, +result.blanked
    result.kept.sort(key=lambda one: one.label)
    return result


def _keys(model: type[models.Model], declaration: PersonalData, user_id: int) -> list[Any]:
    return list(rows_of(model, declaration, user_id).order_by().values_list("pk", flat=True).distinct())


def _forget_who_acted(user_id: int, result: Erased) -> None:
    """Empty the links by which a row of somebody else names this account as the one who acted."""
    for model, declaration in declarations().items():
        own = declaration.subject.split("__")[0] if isinstance(declaration, PersonalData) else ""
        for link in account_links(model):
            if link.name != own and link.null:
                n_rows = model._base_manager.filter(**{link.name: user_id}).update(**{link.name: None})
                result.blanked[f"{model._meta.label}.{link.name}"] += n_rows


def _kept(model: type[models.Model], declaration: PersonalData, user_id: int) -> list[Kept]:
    rows = rows_of(model, declaration, user_id)
    n_rows = rows.count()
    if not n_rows:
        return []
    until = None
    if declaration.retention_days is not None:
        last: Any = rows.aggregate(last=Max(declaration.retention_from))["last"]
        if last is not None:
            until = _day(last) + timedelta(days=declaration.retention_days)
    return [Kept(model._meta.label, n_rows, declaration.law, until, declaration.seen_by)]


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _erase_account(user_id: int, result: Erased) -> None:
    """Delete the account, or leave an empty shell where rows that stay hang on it."""
    account = get_user_model()
    user = account._base_manager.filter(pk=user_id).first()
    if user is None:
        return
    declaration = declarations().get(account)
    must_stay = isinstance(declaration, PersonalData) and declaration.erasure is not Erasure.DELETE
    if not must_stay and not _what_hangs_on(user):
        result.deleted += Counter(account._base_manager.filter(pk=user_id).delete()[1])
    else:
        _make_shell(user)
        result.is_shell = True
        result.blanked[account._meta.label] += 1


def _what_hangs_on(user: Any) -> list[str]:
    """Return the models whose rows would go with the account or hold it back."""
    return [
        one.related_model._meta.label
        for one in user._meta.related_objects
        if one.on_delete is not models.SET_NULL
        and one.related_model._base_manager.filter(**{one.field.name: user.pk}).exists()
    ]


def _make_shell(user: Any) -> None:
    values: dict[str, Any] = {}
    for one in user._meta.concrete_fields:
        if one.primary_key or one.name == "password":
            continue
        if one.null:
            values[one.name] = None
        elif isinstance(one, models.BooleanField):
            values[one.name] = False
        elif isinstance(one, models.CharField | models.TextField) and not one.unique:
            values[one.name] = ""
    user.set_unusable_password()
    values |= {"password": user.password, user.USERNAME_FIELD: f"erased-{user.pk}@erased.invalid"}
    type(user)._base_manager.filter(pk=user.pk).update(**values)
