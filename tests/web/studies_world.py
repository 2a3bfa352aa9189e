"""Studies of the tests' world: one of the cast's cluster, one of the other."""

from __future__ import annotations

from datetime import date
from typing import Any

from skillpact_web import clock
from skillpact_web.accounts.models import Organisation
from skillpact_web.studies.models import Study, StudySnapshot, StudyState, StudyTable, StudyTableRow

COLUMNS = [
    {"name": "skill_uri", "title": "URI", "description": "Concept", "unit": "", "kind": "uri"},
    {"name": "skill", "title": "skill", "description": "Its name", "unit": "", "kind": "text"},
    {"name": "needed", "title": "needed", "description": "Openings", "unit": "", "kind": "count"},
    {"name": "available", "title": "available", "description": "People", "unit": "", "kind": "count"},
    {"name": "in_training", "title": "in training", "description": "People", "unit": "", "kind": "count"},
]


def study(cluster: Organisation, name: str, *, n_rows: int = 1, is_published: bool = False) -> Study:
    """Return a study that is done, with a balance sheet for each audience."""
    values: dict[str, Any] = {
        "id": f"o{cluster.pk}", "name": cluster.name, "region": None, "ecosystems": [], "is_invented": True,
        "minimum_group": 5, "stale_after_days": 90, "periods": [], "resources": [], "funders": [],
    }  # fmt: skip
    snapshot = StudySnapshot.objects.create(cluster=cluster, as_of=date(2026, 11, 2), cluster_values=values)
    made = Study.objects.create(
        cluster=cluster, name=name, snapshot=snapshot, state=StudyState.DONE, figures={"n_openings": 3},
        published_at=clock.now() if is_published else None,
    )  # fmt: skip
    for audience in ("cluster", "public"):
        table = StudyTable.objects.create(
            study=made, audience=audience, code="balance", position=0, title=f"Balance ({audience})", columns=COLUMNS
        )
        StudyTableRow.objects.bulk_create(
            StudyTableRow(table=table, position=n, key=f"urn:{n}", cells=[f"urn:{n}", f"{name} skill {n}", 3, 1, 0])
            for n in range(n_rows)
        )
    return made


def fill(world: Any) -> None:
    """Add the studies to the world."""
    own, foreign = study(world.cluster, "Autumn"), study(world.foreign_cluster, "Foreign autumn")
    world.objects["study_id"] = {"own": own.pk, "foreign": foreign.pk}
    world.objects["code"] = {"own": "balance", "foreign": "balance"}
