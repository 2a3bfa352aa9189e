"""Figures of the shared world: one by company, one by skill."""

from __future__ import annotations

from datetime import date

import pytest

from skillpact_web.metrics import services
from skillpact_web.metrics.disclosure import Cell

DAY = date(2026, 11, 1)


@pytest.fixture
def by_company(world):
    """Openings by company: two companies of the cluster, each a cell of its own."""
    definition = services.define(
        viewer=None, code="openings_by_company", title="Openings by company", unit="openings", population="open vacancies",
        dimensions=["company"], formula="Open vacancies times openings.", family="openings",
    )  # fmt: skip
    cells = [
        Cell((str(one.pk),), value, frozenset({one.pk}))
        for one, value in ((world.company, 3), (world.other_company, 4))
    ]
    return services.write(
        viewer=None, definition=definition, cluster=world.cluster, cells=cells, as_of=DAY, n_answered=2, n_asked=3,
        source_url="/vacancies/",
    )  # fmt: skip
