"""Reads of studies. The desk of a cluster sees its own, whole; who else works in the cluster what was published."""

from __future__ import annotations

from django.db.models import QuerySet

from ..accounts.roles import Role
from ..accounts.viewer import Viewer
from ..talents.queries import talents
from .models import Study, StudyState, StudyTable, StudyTableRow

READERS = (
    Role.CLUSTER_MANAGER, Role.COMPANY, Role.PROVIDER, Role.AUTHORITY, Role.FUNDER, Role.COORDINATOR,
    Role.SESSION_HOST, Role.TALENT, Role.COUNSELLOR,
)  # fmt: skip
WRITERS = (Role.CLUSTER_MANAGER,)
# Tables that a page shows one by one; the others are downloaded.
SHOWN = ("balance", "occupations", "breakdown", "matches", "plan_cohorts", "plan_unmet")


def studies(viewer: Viewer) -> QuerySet[Study]:
    """Return the studies that the viewer may read."""
    rows = Study.objects.select_related("cluster", "snapshot", "base")
    if viewer.role in WRITERS:
        return rows.filter(cluster_id=viewer.organisation_id)
    if viewer.role in READERS:
        return rows.filter(cluster_id__in=viewer.cluster_ids, published_at__isnull=False)
    return rows.none()


def writable(viewer: Viewer) -> QuerySet[Study]:
    """Return the studies that the viewer may change."""
    return studies(viewer) if viewer.role in WRITERS else Study.objects.none()


def audience_of(viewer: Viewer) -> str:
    """Return as which audience the viewer reads a study."""
    return "cluster" if viewer.role in WRITERS else "public"


def tables(viewer: Viewer, study: Study) -> QuerySet[StudyTable]:
    """Return the tables of a study for the viewer's audience."""
    return StudyTable.objects.filter(study=study, audience=audience_of(viewer))


def rows(viewer: Viewer, table: StudyTable, *, key: str = "") -> QuerySet[StudyTableRow]:
    """Return the rows of a table in their order, those about one key where it is given.

    Rows of people who hide from the viewer, as from somebody who also works for their employer, are not among them.
    """
    found = StudyTableRow.objects.filter(table=table)
    if any(column["name"] == "talent_id" for column in table.columns):
        found = found.filter(talent_ref__in=talents(viewer).order_by().values("reference"))
    return found.filter(key=key[:300]) if key else found


def comparable(viewer: Viewer, study: Study) -> list[Study]:
    """Return a study and its scenarios that are done, the base first."""
    base_id = study.base_id or study.pk
    found = studies(viewer).filter(state=StudyState.DONE)
    return [*found.filter(pk=base_id), *found.filter(base_id=base_id).order_by("pk")]
