"""Who may open the file of an advertisement: whoever may change the vacancy."""

from __future__ import annotations

from django.db.models import Q

from ..accounts.viewer import Viewer
from ..documents.access import register as register_purpose
from . import queries


def register() -> None:
    """Tell the documents whose files advertisements are."""
    register_purpose("vacancy", readers=_readers)


def _readers(viewer: Viewer) -> Q:
    return Q(vacancy_set__in=queries.writable(viewer))
