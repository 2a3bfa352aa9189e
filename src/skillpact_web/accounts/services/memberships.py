"""Roles: given, ended, and chosen for a session."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from ... import clock
from ...audit.kinds import EventKind
from ...audit.services import record
from ...errors import DomainError, NotAllowedError
from ..granting import ROLES_MANAGING_ROLES, organisations_to_grant_at, roles_to_grant_at
from ..middleware import SESSION_KEY
from ..models import Membership, Organisation, User
from ..queries import memberships
from ..roles import Role
from ..viewer import Viewer, memberships_in_force, viewer_of


def check_may_grant(viewer: Viewer, *, organisation_id: int | None, role: str) -> Organisation | None:
    """Return the organisation of a role that this viewer may give, None for the whole installation.

    Raises Http404 for an organisation out of scope, DomainError for a role that does not fit or is not theirs to give.
    """
    organisation = None
    if organisation_id is not None:
        organisation = organisations_to_grant_at(viewer).filter(pk=organisation_id).first()
        if organisation is None:
            raise Http404
    if role not in roles_to_grant_at(viewer, organisation):
        sentence = _("This role cannot be given by you at this organisation. Choose a role from the list.")
        raise DomainError(sentence, fields={"role": sentence})
    return organisation


def put_in_force(*, user: User, organisation_id: int | None, role: str) -> Membership:
    """Return the person's membership, begun now where it did not hold."""
    membership, is_new = Membership.objects.get_or_create(user=user, organisation_id=organisation_id, role=role)
    if not is_new and membership.ends_at is not None and membership.ends_at <= clock.now():
        membership.starts_at, membership.ends_at = clock.now(), None
        membership.save(update_fields=["starts_at", "ends_at"])
    return membership


@transaction.atomic
def grant(*, viewer: Viewer, user_id: int, organisation_id: int | None, role: str) -> Membership:
    """Give a person whom the viewer's list already shows one more role."""
    if viewer.role not in ROLES_MANAGING_ROLES:
        raise NotAllowedError(_("Roles are given by the cluster manager or an administrator: ask one of them."))
    check_may_grant(viewer, organisation_id=organisation_id, role=role)
    if not memberships(viewer).filter(user_id=user_id).exists():
        raise Http404
    membership = put_in_force(user=User.objects.get(pk=user_id), organisation_id=organisation_id, role=role)
    record(kind=EventKind.GRANTED_ROLE, actor=viewer, on=membership, details={"role": role, "user_id": user_id})
    return membership


@transaction.atomic
def end(*, viewer: Viewer, membership_id: int) -> Membership:
    """End a role now. The row stays, so that what the person did remains explained."""
    if viewer.role not in ROLES_MANAGING_ROLES:
        raise NotAllowedError(_("Roles are ended by the cluster manager or an administrator: ask one of them."))
    found = memberships(viewer).select_for_update(of=("self",)).filter(pk=membership_id).first()
    if found is None:
        raise Http404
    if found.role not in roles_to_grant_at(viewer, found.organisation):
        raise NotAllowedError(_("This role is ended by an administrator: ask one of them."))
    if found.pk == viewer.membership_id:
        raise DomainError(_("This is the role you are using now. Somebody else has to end it."))
    if found.role == Role.ADMINISTRATOR and _is_last_administrator(found):
        raise DomainError(_("This is the last administrator. Give the role to somebody else first."))
    found.ends_at = clock.now()
    found.save(update_fields=["ends_at"])
    record(kind=EventKind.ENDED_ROLE, actor=viewer, on=found, details={"role": found.role, "user_id": found.user_id})
    return found


def _is_last_administrator(membership: Membership) -> bool:
    others = Membership.objects.filter(role=Role.ADMINISTRATOR, organisation=None, ends_at=None, user__is_active=True)
    return membership.organisation_id is None and not others.exclude(pk=membership.pk).exists()


@transaction.atomic
def switch(*, request: Any, membership_id: int) -> Viewer:
    """Let a person act in another of their roles for the rest of the session. Raises Http404 for one not theirs."""
    chosen = memberships_in_force(request.user.pk).filter(pk=membership_id).first()
    if chosen is None:
        raise Http404
    request.session[SESSION_KEY] = chosen.pk
    viewer = viewer_of(chosen)
    record(kind=EventKind.CHANGED_ROLE, actor=viewer, on=chosen)
    return viewer
