"""What a viewer may see of people's roles, invitations, tokens and sessions."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils import timezone

from .. import clock
from .granting import ROLES_MANAGING_ROLES, organisations_to_grant_at
from .models import ApiToken, Invitation, Membership
from .roles import Role
from .viewer import Viewer


def memberships(viewer: Viewer) -> QuerySet[Membership]:
    """Return the roles that hold now in the viewer's scope. Who the talents are, a cluster's desk reads elsewhere."""
    found = Membership.objects.select_related("user", "organisation").order_by("organisation__name", "role", "id")
    found = found.filter(Q(ends_at=None) | Q(ends_at__gt=clock.now()))
    if viewer.role not in ROLES_MANAGING_ROLES:
        return found.none()
    if viewer.role == Role.ADMINISTRATOR and viewer.organisation_id is None:
        return found
    return found.filter(organisation__in=organisations_to_grant_at(viewer)).exclude(role=Role.TALENT)


def invitations(viewer: Viewer) -> QuerySet[Invitation]:
    """Return the invitations in the viewer's scope, newest first: of those who manage roles all, else one's own."""
    found = Invitation.objects.select_related("organisation").order_by("-id")
    if viewer.role == Role.ADMINISTRATOR and viewer.organisation_id is None:
        return found
    found = found.filter(organisation__in=organisations_to_grant_at(viewer))
    if viewer.role in ROLES_MANAGING_ROLES:
        return found.filter(~Q(role=Role.TALENT) | Q(invited_by_id=viewer.user_id))
    return found.filter(invited_by_id=viewer.user_id)


def tokens(user_id: int) -> QuerySet[ApiToken]:
    """Return a person's own tokens that were not revoked, newest first."""
    return (
        ApiToken.objects.filter(membership__user_id=user_id, revoked_at=None)
        .select_related("membership__organisation")
        .order_by("-id")
    )


def sessions(user_id: int) -> QuerySet[UserSession]:
    """Return where a person is signed in now, newest first."""
    # Django's sessions live by the machine's clock, also in a demo whose day is fixed.
    living = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return UserSession.objects.filter(user_id=user_id, session_key__in=living).order_by("-created_at", "-id")
