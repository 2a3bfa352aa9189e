"""What the tests of the figures make again and again."""

from __future__ import annotations

from world import organisation

from skillpact_web.accounts.models import Participation
from skillpact_web.metrics import services


def make_definition(**meaning):
    plain = {
        "code": "openings",
        "title": "Openings",
        "unit": "openings",
        "population": "open vacancies",
        "dimensions": [],
        "formula": "Sum of openings.",
    }
    return services.define(viewer=None, **{**plain, **meaning})


def many_companies(world, n):
    """Return the ids of n new members of the home cluster that do not show their rows."""
    found = [organisation(f"Member {k}", "company") for k in range(n)]
    for one in found:
        Participation.objects.create(cluster=world.cluster, organisation=one)
    return [one.pk for one in found]
