"""Declarations of models: purpose, retention, export and erasure. An app declares its models in its `privacy.py`."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Value
from django.db.models.functions import Cast, Concat
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
    seen_by : one sentence for the privacy centre: who else can see these rows
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
    seen_by: str = ""


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
        _check(model, declaration)
    _REGISTRY.declarations[model] = declaration


def declarations() -> dict[type[models.Model], Declaration]:
    """Return every declaration, reading each app's `privacy.py` first."""
    if not _REGISTRY.is_loaded:
        autodiscover_modules("privacy")
        _REGISTRY.is_loaded = True
    return dict(_REGISTRY.declarations)


def personal() -> list[tuple[type[models.Model], PersonalData]]:
    """Return the models that hold something about persons, in the order of the apps."""
    known = declarations()
    found = ((model, known.get(model)) for model in apps.get_models(include_auto_created=True))
    return [(model, one) for model, one in found if isinstance(one, PersonalData)]


def undeclared() -> list[str]:
    """Return the models that say nothing, by label: our own, and those of the packages that the web is built on."""
    known = declarations()
    return sorted(
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if model not in known and (not model._meta.auto_created or points_at_account(model))
    )


def points_at_account(model: type[models.Model]) -> bool:
    """Return whether a column of the model is a link to an account."""
    return any(link.related_model is get_user_model() for link in account_links(model))


def account_links(model: type[models.Model]) -> list[models.ForeignKey]:
    """Return the columns of a model that link to an account, whether as its subject or as the one who acted."""
    return [
        one
        for one in model._meta.concrete_fields
        if isinstance(one, models.ForeignKey) and one.related_model is get_user_model()
    ]


def contradictions() -> list[str]:
    """Return what the declarations promise and the database would break, one sentence each.

    A row that a law keeps must not leave with another that is deleted, and a row that points at its own account by
    deletion (CASCADE) is about that person and cannot say that it holds nothing.
    """
    found = []
    for model, declaration in declarations().items():
        for link in (one for one in model._meta.concrete_fields if isinstance(one, models.ForeignKey)):
            parent = declarations().get(link.related_model)
            takes_along = link.remote_field.on_delete is models.CASCADE
            is_account = link.related_model is get_user_model()
            if not takes_along or link.related_model is model:
                continue
            if isinstance(declaration, NoPersonalData) and is_account:
                found.append(f"{model._meta.label} holds no personal data but is deleted with {link.name}'s account")
            if (
                isinstance(declaration, PersonalData)
                and declaration.erasure is Erasure.KEEP
                and isinstance(parent, PersonalData)
                and parent.erasure is Erasure.DELETE
                and not is_account  # such an account becomes an empty shell instead (privacy.erasing)
            ):
                found.append(f"{model._meta.label} is kept by law but is deleted with {link.related_model._meta.label}")
    return sorted(found)


def _check(model: type[models.Model], declaration: PersonalData) -> None:
    """Raise ValueError where a declaration leaves out what its own promise needs."""
    label, wrong = model._meta.label, ""
    if not declaration.purpose or not declaration.legal_basis:
        wrong = "names no purpose or no legal basis"
    elif declaration.erasure is Erasure.BLANK and not declaration.blanked:
        wrong = "is blanked but names no field in `blanked`"
    elif declaration.erasure is Erasure.KEEP and not declaration.law:
        wrong = "is kept but names no law in `law`"
    elif declaration.retention_days is not None and not declaration.retention_from:
        wrong = "has retention_days but no retention_from, the date that they count from"
    if wrong:
        raise ValueError(f"{label} {wrong}")
    for name in declaration.blanked:
        emptied(model._meta.get_field(name))
    for path in (declaration.subject, declaration.retention_from):
        if path and path != "pk":
            field_at(model, path)


def field_at(model: type[models.Model], path: str) -> models.Field:
    """Return the field at the end of a look-up path. Raises FieldDoesNotExist where there is none."""
    *steps, last = path.split("__")
    for step in steps:
        model = model._meta.get_field(step).related_model
    if last == "pk":
        return model._meta.pk
    # `user_id` stands for the column of `user`, as in a look-up
    by_column = {one.attname: one for one in model._meta.concrete_fields}
    return by_column[last] if last in by_column else model._meta.get_field(last)


def emptied(field: models.Field) -> Any:
    """Return what an emptied field holds. Raises ValueError where the column has no way to be empty."""
    if field.null:
        return None
    if field.unique:  # one word for all would collide
        return Concat(Value("erased-"), Cast("pk", models.CharField()))
    if isinstance(field, models.CharField | models.TextField | models.FileField):
        return ""
    if field.has_default():
        return field.get_default()
    raise ValueError(f"{field.model._meta.label}.{field.name} cannot be emptied: let it be null or give it a default")
