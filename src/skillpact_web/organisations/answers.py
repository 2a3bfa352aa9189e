"""Which members told their needs lately. Apps in which needs are told say so here when they start."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q

from .. import clock

# since → a query (values of one column) of the organisations that told a need on or after this day
Source = Callable[[date], Any]
_SOURCES: list[Source] = []


def add_source(source: Source) -> None:
    """Count what a source finds as an answer."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def answered() -> Q:
    """Return the condition on organisations that told their needs within the days after which a need is stale."""
    since = clock.today() - timedelta(days=settings.SKILLPACT_STALE_DAYS)
    found = Q(pk__in=[])
    for source in _SOURCES:
        found |= Q(pk__in=source(since))
    return found
