"""What apps add to an erasure beyond the rows of their models: snapshots, files, indexes outside the database.

An app writes its hooks in its `privacy.py`, beside its declarations:

    @erases("studies")
    def forget_in_snapshots(subject: Subject) -> dict[str, int]: ...
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models

from .registry import declarations


@dataclass(frozen=True)
class Subject:
    """A person who is erased: the number of the account and the opaque references that apps gave them."""

    user_id: int
    references: tuple[str, ...] = ()


Eraser = Callable[[Subject], dict[str, int]]
Finder = Callable[[int], Iterable[str]]
RowHook = Callable[[type[models.Model], list[Any]], None]
Retirer = Callable[[bool], int]

_ERASERS: dict[str, Eraser] = {}
_FINDERS: dict[str, Finder] = {}
_ROW_HOOKS: list[RowHook] = []
_RETIRERS: dict[type[models.Model], Retirer] = {}


def erases(name: str) -> Callable[[Eraser], Eraser]:
    """Register a function that removes a person from where no row of theirs stands; it returns what it removed.

    It also runs when a restored backup replays the erasure, when the account itself may be gone: it must work from
    `subject.references` alone, and a second time.
    """

    def add(eraser: Eraser) -> Eraser:
        _ERASERS[name] = eraser
        return eraser

    return add


def finds_references(name: str) -> Callable[[Finder], Finder]:
    """Register a function from the number of an account to the opaque references under which others know the person."""

    def add(finder: Finder) -> Finder:
        _FINDERS[name] = finder
        return finder

    return add


def after_rows_left(hook: RowHook) -> RowHook:
    """Register a function that is told which rows of a model were deleted or emptied."""
    _ROW_HOOKS.append(hook)
    return hook


def references_of(user_id: int) -> tuple[str, ...]:
    """Return every opaque reference of a person."""
    declarations()  # reads every privacy.py, and with it the hooks
    return tuple(sorted({str(one) for finder in _FINDERS.values() for one in finder(user_id)}))


def run_erasers(subject: Subject) -> dict[str, int]:
    """Run every eraser; return what they removed, by the names that they give."""
    declarations()
    removed: dict[str, int] = {}
    for name in sorted(_ERASERS):
        for label, count in _ERASERS[name](subject).items():
            removed[label] = removed.get(label, 0) + count
    return {label: count for label, count in removed.items() if count}


def tell_rows_left(model: type[models.Model], pks: list[Any]) -> None:
    """Tell every hook which rows left."""
    declarations()  # reads every privacy.py, and with it the hooks
    for hook in _ROW_HOOKS:
        hook(model, pks)


def retires(model: type[models.Model]) -> Callable[[Retirer], Retirer]:
    """Register a function that ends the retention of a model in its own way: is it a dry run → how many rows went."""

    def add(retirer: Retirer) -> Retirer:
        _RETIRERS[model] = retirer
        return retirer

    return add


def retirer_of(model: type[models.Model]) -> Retirer | None:
    """Return the function that ends the retention of a model, None where the declaration says all."""
    return _RETIRERS.get(model)
