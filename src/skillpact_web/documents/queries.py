"""Reading uploads."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from ..accounts.viewer import Viewer
from .access import readable
from .models import Upload


def uploads(viewer: Viewer) -> QuerySet[Upload]:
    """Return the uploads in scope: one's own in this role's organisation, and those that the apps' rules open."""
    own = Q(user_id=viewer.user_id, organisation_id=viewer.organisation_id)
    found = Upload.objects.filter(own | readable(viewer), blob__isnull=False)
    return Upload.objects.filter(pk__in=found.values("pk")).select_related("blob")
