"""Deleting and emptying rows as their declaration says, for an erasure and for the end of a retention."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db import models
from django.db.models import Q

from .hooks import tell_rows_left
from .registry import PersonalData, emptied

CHUNK = 500  # keys in one statement: below SQLite's limit of variables


def rows_of(model: type[models.Model], declaration: PersonalData, user_id: int) -> models.QuerySet:
    """Return the rows of a model about one person, none where the model knows no account."""
    if not declaration.subject:
        return model._base_manager.none()
    return model._base_manager.filter(**{declaration.subject: user_id})


def delete_rows(rows: models.QuerySet) -> Counter[str]:
    """Delete rows and what hangs on them; return how many of each model. Raises ProtectedError."""
    counts: Counter[str] = Counter()
    pks = list(rows.order_by().values_list("pk", flat=True).distinct())
    for start in range(0, len(pks), CHUNK):
        part = pks[start : start + CHUNK]
        counts.update(rows.model._base_manager.filter(pk__in=part).delete()[1])
        tell_rows_left(rows.model, part)
    return counts


def blank_rows(rows: models.QuerySet, fields: tuple[str, ...]) -> int:
    """Empty the fields of rows; return how many rows still held something."""
    model = rows.model
    values = {name: emptied(model._meta.get_field(name)) for name in fields}
    pks = list(rows.filter(holds_something(model, fields)).order_by().values_list("pk", flat=True).distinct())
    for start in range(0, len(pks), CHUNK):
        part = pks[start : start + CHUNK]
        model._base_manager.filter(pk__in=part).update(**values)
        tell_rows_left(model, part)
    return len(pks)


def holds_something(model: type[models.Model], fields: tuple[str, ...]) -> Q:
    """Return the condition that at least one of the fields is not empty yet."""
    condition = Q(pk__in=[])
    for name in fields:
        field = model._meta.get_field(name)
        if field.null:
            condition |= Q(**{f"{name}__isnull": False})
        elif field.unique:
            condition |= ~Q(**{f"{name}__startswith": "erased-"})
        else:
            value: Any = emptied(field)
            condition |= ~Q(**{name: value})
    return condition
