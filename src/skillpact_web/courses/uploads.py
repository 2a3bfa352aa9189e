"""Who may open the file of a course: whoever may change the course."""

from __future__ import annotations

from django.db.models import Q

from ..accounts.viewer import Viewer
from ..documents.access import register as register_purpose
from . import queries


def register() -> None:
    """Tell the documents whose files descriptions of courses are."""
    register_purpose("course", readers=_readers)


def _readers(viewer: Viewer) -> Q:
    return Q(course_set__in=queries.writable(viewer))
