"""Declarations of models: purpose, retention, export and erasure. An app declares its models in its `privacy.py`."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from django.apps import apps
from django.db import models
from django.utils.module_loading import autodiscover_modules


class Erasure(StrEnum):
    """What an erasure does to the rows of a person."""

    DELETE = "delete"
    BLANK = "blank"  # the row stays, the fields of `blanked` are emptied
    KEEP = "keep"  # a law asks for it: sealed until its date


@dataclass(frozen=True)
class PersonalData:
    """What a model holds of persons.

    purpose, legal_basis : one sentence each, shown in the privacy centre
    subject : look-up path from the row to the user's id ("user", "talent__user"), or "" where there is no account
    retention_days : kept so long after `retention_from` (a date field), None: as long as the account
    exported : fields handed to the person
    erasure : what an erasure does; blanked : fields it empties; law : why a row is kept
    """

    purpose: str
    legal_basis: str
    subject: str
    exported: tuple[str, ...]
    erasure: Erasure
    retention_days: int | None = None
    retention_from: str = ""
    blanked: tuple[str, ...] = ()
    law: str = ""


@dataclass(frozen=True)
class NoPersonalData:
    """A model that holds nothing about a person, and why that is so."""

    because: str


Declaration = PersonalData | NoPersonalData


@dataclass
class _Registry:
    declarations: dict[type[models.Model], Declaration] = field(default_factory=dict)
    is_loaded: bool = False


_REGISTRY = _Registry()


def declare(model: type[models.Model], declaration: Declaration) -> None:
    """Say what a model holds of persons. Raises ValueError where it was said before or a named field is missing."""
    if model in _REGISTRY.declarations:
        raise ValueError(f"{model._meta.label} is declared twice")
    if isinstance(declaration, PersonalData):
        for name in (*declaration.exported, *declaration.blanked):
            model._meta.get_field(name)
    _REGISTRY.declarations[model] = declaration


def declarations() -> dict[type[models.Model], Declaration]:
    """Return every declaration, reading each app's `privacy.py` first."""
    if not _REGISTRY.is_loaded:
        autodiscover_modules("privacy")
        _REGISTRY.is_loaded = True
    return dict(_REGISTRY.declarations)


def undeclared() -> list[str]:
    """Return the models of our own that say nothing, by label."""
    known = declarations()
    return sorted(
        model._meta.label
        for model in apps.get_models()
        if model.__module__.startswith("skillpact_web.") and model not in known
    )
