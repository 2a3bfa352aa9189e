"""Import and export of vacancies: the same columns both ways."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from ..accounts.access import for_roles
from . import queries

writers = for_roles(*queries.WRITERS, needs_second_factor=False)


@writers
def import_page(request: Any) -> HttpResponse:
    raise NotImplementedError


@writers
def export(request: Any) -> HttpResponse:
    raise NotImplementedError
