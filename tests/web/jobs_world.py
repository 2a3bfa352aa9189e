"""Background work of the tests' world: one of each member of the cast, in both clusters."""

from __future__ import annotations

from typing import Any

from skillpact_web.accounts.roles import Role
from skillpact_web.jobs.models import Job


def fill(world: Any) -> None:
    """Own is Bruno's; `own_of` holds each role's own, as nobody sees another's."""
    sides = (("own", "", world.members), ("foreign", "Foreign ", world.foreign_members))
    found: dict[str, Any] = {}
    for side, prefix, members in sides:
        ids = {
            role: Job.objects.create(
                task="none", label=f"{prefix}study", user=one.user, organisation_id=one.organisation_id
            ).pk
            for role, one in members.items()
        }
        found |= {side: ids[Role.COMPANY]} | ({"own_of": ids} if side == "own" else {})
    world.objects["job_id"] = found
