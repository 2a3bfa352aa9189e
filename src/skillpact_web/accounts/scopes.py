"""What a token may be allowed to do. An app adds its scopes in its `AppConfig.ready`."""

from __future__ import annotations

import re

from django.utils.functional import Promise

_SHAPE = re.compile(r"[a-z_]+:(read|write)")
_SCOPES: dict[str, str | Promise] = {}


def add_scope(name: str, label: str | Promise) -> None:
    """Add a scope such as `vacancies:read`. Raises ValueError for another shape."""
    if not _SHAPE.fullmatch(name):
        raise ValueError(f"a scope is called <app>:read or <app>:write, not {name!r}")
    _SCOPES[name] = label


def scopes() -> dict[str, str | Promise]:
    """Return every scope with its label, by name."""
    return dict(sorted(_SCOPES.items()))
