"""What is stored about one person, by app: counted for the privacy centre, and as data to take away."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.text import capfirst

from .registry import PersonalData, account_links, declarations, personal
from .rows import rows_of


@dataclass(frozen=True)
class Holding:
    """What one model holds about a person."""

    app: str
    name: str
    n_rows: int
    declaration: PersonalData


def holdings(user_id: int) -> list[Holding]:
    """Return what is stored about a person by model, in the order of the apps; models without a row are left out."""
    found = []
    for model, declaration in personal():
        n_rows = rows_of(model, declaration, user_id).count()
        if n_rows:
            app = str(apps.get_app_config(model._meta.app_label).verbose_name)
            found.append(Holding(app, capfirst(str(model._meta.verbose_name_plural)), n_rows, declaration))
    return found


def collect(user_id: int) -> dict[str, Any]:
    """Return everything that is stored about a person as plain data, ready for JSON."""
    rows = {
        model._meta.label: {
            "purpose": str(declaration.purpose),
            "legal_basis": str(declaration.legal_basis),
            "rows": _rows(model, declaration, user_id),
        }
        for model, declaration in personal()
        if declaration.exported
    }
    return {
        "account": user_id,
        "stored": {label: one for label, one in rows.items() if one["rows"]},
        "acted": _acted(user_id),
    }


def _rows(model: type[models.Model], declaration: PersonalData, user_id: int) -> list[dict[str, Any]]:
    found = rows_of(model, declaration, user_id).order_by("pk").distinct()
    plain: list[dict[str, Any]] = json.loads(
        json.dumps(list(found.values(*declaration.exported)), cls=DjangoJSONEncoder)
    )
    return plain


def _acted(user_id: int) -> dict[str, int]:
    """Return in how many rows about others the person stands as the one who acted."""
    counts = {}
    for model, declaration in declarations().items():
        own = declaration.subject.split("__")[0] if isinstance(declaration, PersonalData) else ""
        if model is get_user_model():
            continue
        for link in account_links(model):
            if link.name != own:
                counts[f"{model._meta.label}.{link.name}"] = model._base_manager.filter(**{link.name: user_id}).count()
    return {label: count for label, count in sorted(counts.items()) if count}
