"""What studies hold of persons: rows under an opaque reference, which go when the person goes."""

from __future__ import annotations

from ..privacy.hooks import Subject, erases
from ..privacy.registry import NoPersonalData, declare
from . import services
from .models import SnapshotRow, Study, StudySnapshot, StudyTable, StudyTableRow

_BY_REFERENCE = "Rows of people stand under an opaque reference alone; an erasure deletes them by it (see the hook)."
for model in (StudySnapshot, SnapshotRow, StudyTable, StudyTableRow):
    declare(model, NoPersonalData(_BY_REFERENCE))
declare(Study, NoPersonalData("Describes a run; who started or published it is an id that goes with the account."))


@erases("studies")
def forget_in_studies(subject: Subject) -> dict[str, int]:
    """Delete the rows of a person in every snapshot and table; published figures stay."""
    return {"studies.rows": services.forget_talents(list(subject.references))}
