"""Rows of the accounts in the invented world: an invitation, a token, a session, each own and foreign."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from skillpact_web import clock
from skillpact_web.accounts.models import ApiToken, Invitation
from skillpact_web.accounts.roles import Role


def fill(world: Any) -> None:
    """Create the rows and say which are whose."""
    later = clock.now() + timedelta(days=30)
    ids: dict[str, dict[str, Any]] = {name: {} for name in ("membership_id", "invitation_id", "token_id", "session_id")}
    sides = (
        ("own", "", world.members, world.company),
        ("foreign", "foreign-", world.foreign_members, world.foreign_company),
    )
    for side, prefix, members, company in sides:
        bruno = members[Role.COMPANY]
        ids["membership_id"][side] = bruno.pk
        ids["invitation_id"][side] = Invitation.objects.create(
            email=f"{prefix}invited@people.example",
            role=Role.COMPANY,
            organisation=company,
            token_hash=f"{prefix}hash",
            invited_by=bruno.user,
            expires_at=later,
        ).pk
        ids["token_id"][side] = ApiToken.objects.create(
            membership=bruno, name=f"{prefix}program", prefix="skp_x", token_hash=f"{prefix}hash", expires_at=later
        ).pk
        ids["session_id"][side] = UserSession.objects.create(
            user=bruno.user, ip="192.0.2.1", session_key=f"{prefix}session", user_agent="Browser"
        ).pk
    world.objects.update(ids)
    world.objects["secret"] = {"own": "no-such-link", "foreign": "no-such-link"}
    # What belongs to a person and not to an organisation: role → id of the row of the cast's member in that role.
    for name in ("token_id", "session_id"):
        world.objects[name]["own_of"] = {}
    for role, member in world.members.items():
        world.objects["token_id"]["own_of"][role] = ApiToken.objects.create(
            membership=member, name="program", prefix="skp_x", token_hash=f"hash of {role}", expires_at=later
        ).pk
        key = f"session of {role}"
        Session.objects.create(session_key=key, session_data="", expire_date=later)
        world.objects["session_id"]["own_of"][role] = UserSession.objects.create(
            user=member.user, ip="192.0.2.1", session_key=key, user_agent="Browser"
        ).pk
