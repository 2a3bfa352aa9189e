"""Reading jobs: one's own, and for administrators those of their organisation or of the whole installation."""

from __future__ import annotations

from django.db.models import Model, Q, QuerySet

from ..accounts.roles import Role
from ..accounts.viewer import Viewer
from .models import Job


def jobs(viewer: Viewer) -> QuerySet[Job]:
    """Return the jobs in scope, newest first."""
    own = Q(user_id=viewer.user_id, organisation_id=viewer.organisation_id)
    if viewer.role == Role.ADMINISTRATOR:
        if viewer.organisation_id is None:
            return Job.objects.all()
        return Job.objects.filter(own | Q(organisation_id=viewer.organisation_id))
    return Job.objects.filter(own)


def latest_on(on: Model) -> Job | None:
    """Return the newest job on an object. Whoever may see the object may see how far the work on it is."""
    return Job.objects.filter(on_type=on._meta.label_lower, on_id=str(on.pk)).first()
