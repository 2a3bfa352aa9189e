"""What waits in the tests' world: a thing for each member of the cast, in both clusters."""

from __future__ import annotations

from typing import Any

from skillpact_web.accounts.roles import Role
from skillpact_web.notices import outbox, services


def fill(world: Any) -> None:
    """Own is Bruno's; `own_of` holds each role's own, as nobody sees another's."""
    sides = (("own", "Read the rules", world.members), ("foreign", "Foreign rules", world.foreign_members))
    found: dict[str, Any] = {}
    for side, text, members in sides:
        ids = {role: services.ask(kind="house.read", text=text, user=one.user).pk for role, one in members.items()}
        found |= {side: ids[Role.COMPANY]} | ({"own_of": ids} if side == "own" else {})
    world.objects["notice_id"] = found
    link = outbox.unsubscribe_url(world.members[Role.COMPANY].user_id).rstrip("/").rpartition("/")[2]
    world.objects["token"] = {"own": link}
