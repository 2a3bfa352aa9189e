"""Who may open what a person uploaded: themself, and evidence also the counsellor who acts for them."""

from __future__ import annotations

from django.db.models import Q

from ..accounts.roles import Role
from ..accounts.viewer import Viewer
from ..documents.access import register as register_purpose
from . import scope


def register() -> None:
    """Tell the documents whose files CVs and evidence are."""
    register_purpose("cv", readers=_cv_readers)
    register_purpose("evidence", readers=_evidence_readers)


def _cv_readers(viewer: Viewer) -> Q | None:
    return Q(talents__in=scope.talents(viewer)) if viewer.role == Role.TALENT else None


def _evidence_readers(viewer: Viewer) -> Q | None:
    return Q(claims__talent__in=scope.writable(viewer)) if viewer.role in scope.WRITERS else None
