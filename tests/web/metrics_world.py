"""Figures, snapshots and groups of both clusters, for the tests and the permission matrix."""

from __future__ import annotations

from datetime import date
from typing import Any

from world import organisation

from skillpact_web.accounts.models import OrganisationKind, Participation
from skillpact_web.accounts.roles import Role
from skillpact_web.metrics import groups, services
from skillpact_web.metrics.disclosure import Cell

DAY = date(2026, 11, 1)


def fill(world: Any) -> None:
    """Give each cluster a figure by company, its snapshot and a group for a joint need."""
    definition = services.define(
        viewer=None, code="world_openings", title="Openings of the world", unit="openings", population="open vacancies",
        dimensions=["company"], formula="Open vacancies times openings.",
    )  # fmt: skip
    sides = (
        ("own", world.cluster, world.company, world.viewer(Role.CLUSTER_MANAGER)),
        ("foreign", world.foreign_cluster, world.foreign_company, world.foreign_viewer(Role.CLUSTER_MANAGER)),
    )
    for side, cluster, company, desk in sides:
        if side == "own":
            partner = world.provider
        else:
            partner = organisation("Foreign Partner", OrganisationKind.COMPANY)
            Participation.objects.create(cluster=cluster, organisation=partner)
        cells = [Cell((str(company.pk),), 3, frozenset({company.pk}))]
        figures = services.write(viewer=None, definition=definition, cluster=cluster, cells=cells, as_of=DAY)
        snapshot = services.take_snapshot(viewer=desk, cluster=cluster, code="world", title="World", as_of=DAY)
        group = groups.form_group(
            viewer=desk,
            title=f"Need of {company.name}",
            dimension="skill",
            codes=["a"],
            organisations=[company, partner],
        )
        for name, pk in (("figures_id", figures.pk), ("snapshot_id", snapshot.pk), ("group_id", group.pk)):
            world.objects.setdefault(name, {})[side] = pk
