"""Keeping the index up to date: an app puts a row's words when it saves the row, and drops them with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete

from .models import Entry
from .words import fold

Source = Callable[[], Iterable[tuple[Any, str]]]
_SOURCES: dict[str, Source] = {}
_BATCH = 500


def put(kind: str, object_id: Any, text: str) -> None:
    """Keep the words of one row in place of those it had: one query."""
    _write([(object_id, text)], kind)


def drop(kind: str, object_id: Any) -> None:
    """Forget the words of one row."""
    Entry.objects.filter(kind=kind, object_id=str(object_id)).delete()


def register(kind: str, source: Source, *, model: Any = None, key: str = "pk") -> None:
    """Say where the texts of a kind come from, in an app's `AppConfig.ready`.

    source : returns (id, text) of every row; model : its rows drop their entry when they are deleted; key : as in put
    """
    _SOURCES[kind] = source
    if model is not None:

        def forget(sender: Any, instance: Any, **_signal: Any) -> None:
            drop(kind, getattr(instance, key))

        post_delete.connect(forget, sender=model, weak=False, dispatch_uid=f"search:{kind}")


def rebuild(kind: str | None = None) -> int:
    """Index all rows of a kind, or of every kind, anew; return how many."""
    n_rows = 0
    for name, source in sorted(_SOURCES.items()):
        if kind in (None, name):
            with transaction.atomic():
                Entry.objects.filter(kind=name).delete()
                rows = iter(source())
                while batch := list(islice(rows, _BATCH)):
                    _write(batch, name)
                    n_rows += len(batch)
    return n_rows


def _write(rows: Iterable[tuple[Any, str]], kind: str) -> None:
    Entry.objects.bulk_create(
        list(_entries(rows, kind)),
        update_conflicts=True,
        unique_fields=["kind", "object_id"],
        update_fields=["words"],
    )


def _entries(rows: Iterable[tuple[Any, str]], kind: str) -> Iterator[Entry]:
    for object_id, text in rows:
        yield Entry(kind=kind, object_id=str(object_id), words=" ".join(fold(text)))
