"""Texts of an attacker in every text column of every app."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import Model

# Columns that the program itself writes and compares: keys, hashes, codes and states.
NOT_WRITTEN_BY_PEOPLE = frozenset(
    {"url", "source_url", "website",  # addresses: made by the program, or checked when they are entered
     "email", "password", "token_hash", "secret_hash", "sha256", "reference", "code", "state", "role", "kind", "purpose", "cadence",
     "language", "task", "object_id", "object_type", "prefix", "list", "key", "status", "origin", "unit", "audience",
     "dimension", "uri", "fingerprint", "value_id", "path", "media_type", "result_sha256", "scope", "slug"}
)  # fmt: skip
# Values in which words of people are carried on.
CARRIED = ("notices.Notice.params", "studies.StudyTableRow.cells")
SHORTEST = 40  # columns shorter than this hold codes
# Rows that may never change.
FIXED = frozenset({"audit.Event", "audit.Seal", "metrics.Snapshot", "metrics.SnapshotRow", "doors.IdempotencyKey"})


def put_everywhere(text: str) -> dict[str, int]:
    """Write `text` into every column in which people write, and return in how many rows, by column."""
    found: dict[str, int] = {}
    for model in apps.get_models():
        if not model.__module__.startswith("skillpact_web") or model._meta.label in FIXED:
            continue
        for field in model._meta.concrete_fields:
            if _is_written_by_people(field):
                found[f"{model._meta.label}.{field.name}"] = _put(model, field, text)
            elif f"{model._meta.label}.{field.name}" in CARRIED:
                for row in model._default_manager.all():
                    model._default_manager.filter(pk=row.pk).update(
                        **{field.name: _put_inside(getattr(row, field.name), text)}
                    )
    return found


def _put_inside(value: Any, text: str) -> Any:
    if isinstance(value, dict):
        return {name: _put_inside(one, text) for name, one in value.items()}
    if isinstance(value, list):
        return [_put_inside(one, text) for one in value]
    return text if isinstance(value, str) else value


def _is_written_by_people(field: Any) -> bool:
    if not isinstance(field, models.CharField | models.TextField) or field.choices or field.primary_key:
        return False
    return field.name not in NOT_WRITTEN_BY_PEOPLE and (field.max_length is None or field.max_length >= SHORTEST)


def _put(model: type[Model], field: Any, text: str) -> int:
    n_rows = 0
    for pk in model._default_manager.values_list("pk", flat=True):
        try:
            with transaction.atomic():
                # The number keeps apart what must differ.
                n_rows += model._default_manager.filter(pk=pk).update(**{field.name: text.replace("#", str(n_rows))})
        except IntegrityError:
            continue
    return n_rows
