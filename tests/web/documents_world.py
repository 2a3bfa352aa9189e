"""Uploads of the tests' world: one of each member of the cast, in both clusters."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile

from skillpact_web.accounts.roles import Role
from skillpact_web.accounts.viewer import viewer_of
from skillpact_web.documents import services


def fill(world: Any) -> None:
    """Own is Bruno's; `own_of` holds each role's own, as an upload without a row that names it is its person's alone."""
    sides = (("own", "notes.txt", world.members), ("foreign", "Foreign notes.txt", world.foreign_members))
    found: dict[str, Any] = {}
    for side, name, members in sides:
        ids = {
            role: services.store_upload(
                viewer=viewer_of(one), file=ContentFile(name.encode(), name=name), purpose="attachment"
            ).pk
            for role, one in members.items()
        }
        found |= {side: ids[Role.COMPANY]} | ({"own_of": ids} if side == "own" else {})
    world.objects["upload_id"] = found
