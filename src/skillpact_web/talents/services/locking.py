"""Taking up one person for a change: in scope, locked, at the version that was read."""

from __future__ import annotations

from django.http import Http404

from ...accounts.viewer import Viewer
from ...audit.versions import lock
from .. import scope
from ..models import Talent


def locked(viewer: Viewer, reference: str, expected_version: int | None = None) -> Talent:
    """Return the talent, locked. Raises Http404 where the viewer may not change them, ConflictError where they were
    changed since they were read."""
    pk = scope.writable(viewer).filter(reference=reference).values_list("pk", flat=True).first()
    if pk is None:
        raise Http404
    return lock(Talent, pk, expected_version=expected_version)
