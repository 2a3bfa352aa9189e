"""The end of retentions: rows past their date are deleted or emptied, and the result is kept."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import ProtectedError, RestrictedError

from ... import clock
from ...audit.kinds import EventKind
from ...audit.services import Actor, record
from ...privacy.hooks import retirer_of
from ...privacy.registry import Erasure, PersonalData, field_at, personal
from ...privacy.rows import blank_rows, delete_rows, holds_something
from .. import queries
from ..models import RetentionRun

logger = logging.getLogger("skillpact.web.retention")
STILL_NEEDED, RESTRICTED, FAILED = "still_needed_by_other_rows", "restricted_on_request", "failed_see_log"
_NOTHING = {"model": "", "due": 0, "deleted": 0, "blanked": 0, "kept": 0, "why": ""}


def run_retention(*, viewer: Actor | None = None, is_dry_run: bool = False) -> RetentionRun:
    """Delete or empty what is past its retention, model by model, and keep what was done.

    Each model is a transaction of its own: what one of them cannot give up holds none of the others back.
    A dry run counts and changes nothing.
    """
    restricted = queries.restricted_user_ids()
    results = []
    for model, declaration in reversed(personal()):
        if declaration.retention_days is not None:
            results.append(_retire_or_report(model, declaration, restricted, is_dry_run))
    with transaction.atomic():
        run = RetentionRun.objects.create(
            is_dry_run=is_dry_run, by_user_id=viewer.user_id if viewer else None, results=results, at=clock.now()
        )
        record(kind=EventKind.RAN_RETENTION, actor=viewer, on=run, details={**run.totals, "is_dry_run": is_dry_run})
    return run


def _retire_or_report(
    model: type[models.Model], declaration: PersonalData, restricted: frozenset[int], is_dry_run: bool
) -> dict[str, Any]:
    try:
        with transaction.atomic():
            return _retire(model, declaration, restricted, is_dry_run)
    except Exception:  # a bug in one app must not keep the data of all others beyond their time
        logger.exception("retention failed", extra={"model": model._meta.label})
        return {**_NOTHING, "model": model._meta.label, "why": FAILED}


def _retire(
    model: type[models.Model], declaration: PersonalData, restricted: frozenset[int], is_dry_run: bool
) -> dict[str, Any]:
    result: dict[str, Any] = {**_NOTHING, "model": model._meta.label}
    retirer = retirer_of(model)
    if retirer:
        result["due"] = retirer(is_dry_run)
        result["deleted"] = 0 if is_dry_run else result["due"]
        return result
    due = rows_due(model, declaration)
    result["due"] = due.count()
    if declaration.subject and restricted:
        held = due.filter(**{f"{declaration.subject}__in": restricted})
        result["kept"] = held.count()
        result["why"] = RESTRICTED if result["kept"] else ""
        due = due.exclude(pk__in=held.values("pk"))
    if is_dry_run or not result["due"]:
        return result
    if declaration.erasure is Erasure.BLANK:
        result["blanked"] = blank_rows(due, declaration.blanked)
    else:
        _delete(model, due, result)
    return result


def rows_due(model: type[models.Model], declaration: PersonalData) -> models.QuerySet:
    """Return the rows of a model whose retention is over and that still hold something."""
    days = timedelta(days=declaration.retention_days or 0)
    is_moment = isinstance(field_at(model, declaration.retention_from), models.DateTimeField)
    over = clock.now() - days if is_moment else clock.today() - days
    due = model._base_manager.filter(**{f"{declaration.retention_from}__lt": over})
    if declaration.erasure is Erasure.BLANK:
        due = due.filter(holds_something(model, declaration.blanked))
    return due


def _delete(model: type[models.Model], due: models.QuerySet, result: dict[str, Any]) -> None:
    """Delete all at once; where other rows still need some of them, one by one."""
    try:
        with transaction.atomic():
            result["deleted"] = delete_rows(due)[model._meta.label]
    except (ProtectedError, RestrictedError):
        for pk in list(due.order_by().values_list("pk", flat=True)):
            try:
                with transaction.atomic():
                    result["deleted"] += delete_rows(model._base_manager.filter(pk=pk))[model._meta.label]
            except (ProtectedError, RestrictedError):
                result["kept"] += 1
                result["why"] = STILL_NEEDED
