"""What changed between two versions of a row, in words, and how a change is taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models, transaction
from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ..errors import DomainError
from .kinds import EventKind
from .models import Revision
from .services import Actor, record
from .versions import VersionedModel, history, lock, save_version

M = TypeVar("M", bound=VersionedModel)


@dataclass(frozen=True)
class Change:
    """One field between two versions, as people read it."""

    name: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Step:
    """One version of a row with what it changed; the first holds no change."""

    version: int
    at: Any
    user_id: int | None
    changes: tuple[Change, ...]


def steps(row: VersionedModel, *, most: int = 50) -> list[Step]:
    """Return the last versions of a row, newest first, each with what it changed in words."""
    revisions = list(history(row)[: most + 1])
    return [
        Step(one.version, one.at, one.user_id, tuple(changes_between(type(row), older, one)) if older else ())
        for one, older in zip(revisions, [*revisions[1:], None], strict=True)
    ][:most]


def changes_between(model: type[models.Model], older: Revision, newer: Revision) -> list[Change]:
    """Return the fields that differ, in the order of the model."""
    found = []
    for field in model._meta.concrete_fields:
        before, after = older.values.get(field.name), newer.values.get(field.name)
        if field.name in older.values.keys() | newer.values.keys() and before != after:
            found.append(
                Change(field.name, capfirst(field.verbose_name), in_words(field, before), in_words(field, after))
            )
    return found


def in_words(field: models.Field, value: Any) -> str:
    """Return a kept value as a person reads it: labels of choices, names of linked rows, dates in their language."""
    if value is None or value in ("", [], {}):
        return _("nothing")
    if isinstance(field, models.ForeignKey):
        linked = field.related_model._default_manager.filter(pk=value).first()
        return str(linked) if linked else _("a row that is gone (number %(number)s)") % {"number": value}
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    try:
        moment = field.to_python(value)
    except ValidationError:
        return str(value)
    if isinstance(field, models.DateField) and moment:
        return date_format(moment, "DATETIME_FORMAT" if isinstance(field, models.DateTimeField) else "DATE_FORMAT")
    if field.name.endswith("_cents"):
        return f"{number_format(value / 100, 2)} €"
    return str(value)


def restore_values(row: VersionedModel, revision: Revision, *, fields: Iterable[str]) -> list[str]:
    """Set the named fields to what a version held, without saving; return the names of those that differ.

    Raises DomainError where a value no longer fits: a linked row that is gone, or a rule that has become stricter.
    """
    changed = []
    for name in fields:
        if name not in revision.values:
            continue
        field = row._meta.get_field(name)
        try:
            value = field.clean(revision.values[name], row)
        except (ValidationError, ObjectDoesNotExist):
            raise DomainError(
                _(
                    "Version %(version)s cannot be brought back: what stood under “%(field)s” is no longer possible. "
                    "Change the other fields by hand."
                )
                % {"version": revision.version, "field": capfirst(field.verbose_name)}
            ) from None
        if getattr(row, field.attname) != value:
            setattr(row, field.attname, value)
            changed.append(name)
    return changed


@transaction.atomic
def undo_change(
    *,
    viewer: Actor,
    model: type[M],
    pk: Any,
    to_version: int,
    expected_version: int | None,
    fields: Iterable[str],
    kind: EventKind,
) -> M:
    """Bring the named fields back to an earlier version, as a new version on top; the caller has checked the scope.

    Raises ConflictError where the row moved on since it was read, DomainError where that version is not kept.
    """
    row = lock(model, pk, expected_version=expected_version)
    names = tuple(fields)
    revision = history(row).filter(version=to_version).first()
    if revision is None:
        raise DomainError(
            _("Version %(version)s of this is not kept. Choose one that the list of changes shows.")
            % {"version": to_version}
        )
    if restore_values(row, revision, fields=names):
        still_there = {field.name for field in row._meta.concrete_fields}
        save_version(row, actor=viewer, fields=sorted(revision.values.keys() & still_there))
        record(kind=kind, actor=viewer, on=row, details={"back_to_version": to_version})
    return row
