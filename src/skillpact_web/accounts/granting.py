"""Who may give which role at which organisation: one rule for invitations, grants and ends."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from .models import Organisation, OrganisationKind
from .roles import Role
from .viewer import Viewer

# What an organisation of a kind has people for.
ROLES_AT: dict[str, tuple[Role, ...]] = {
    OrganisationKind.COMPANY: (Role.COMPANY,),
    OrganisationKind.TRAINING_PROVIDER: (Role.PROVIDER,),
    OrganisationKind.CLUSTER: (
        Role.TALENT,
        Role.COUNSELLOR,
        Role.CLUSTER_MANAGER,
        Role.COORDINATOR,
        Role.ASSESSOR,
        Role.SESSION_HOST,
        Role.AUDITOR,
        Role.PRIVACY_OFFICER,
        Role.ADMINISTRATOR,
    ),
    OrganisationKind.AUTHORITY: (Role.AUTHORITY, Role.FUNDER, Role.COUNSELLOR),
    OrganisationKind.FUNDER: (Role.FUNDER,),
    OrganisationKind.OTHER: (Role.COUNSELLOR, Role.COORDINATOR, Role.ASSESSOR, Role.SESSION_HOST),
}
# Roles that may stand without an organisation, for the whole installation.
ROLES_OF_THE_HOUSE = (Role.ADMINISTRATOR, Role.AUDITOR, Role.PRIVACY_OFFICER)
# Roles that watch over a cluster's desk: the desk does not give them.
_WATCHING = frozenset(ROLES_OF_THE_HOUSE)
# Who manages the roles of others, and who may only invite.
ROLES_MANAGING_ROLES = (Role.ADMINISTRATOR, Role.CLUSTER_MANAGER)
_INVITING_OWN = {
    Role.COMPANY: frozenset({Role.COMPANY}),
    Role.PROVIDER: frozenset({Role.PROVIDER}),
    Role.AUTHORITY: frozenset({Role.AUTHORITY, Role.FUNDER}),
    Role.COUNSELLOR: frozenset({Role.TALENT}),
}
ROLES_INVITING = (*ROLES_MANAGING_ROLES, *_INVITING_OWN)


def organisations_to_grant_at(viewer: Viewer) -> QuerySet[Organisation]:
    """Return where this viewer may give roles: everywhere, the own cluster with its members, or the own house."""
    living = Organisation.objects.filter(merged_into=None)
    if viewer.role not in ROLES_INVITING:
        return living.none()
    if viewer.role == Role.ADMINISTRATOR and viewer.organisation_id is None:
        return living
    if viewer.role in ROLES_MANAGING_ROLES:
        return living.filter(Q(pk=viewer.organisation_id) | Q(pk__in=viewer.members.values("pk")))
    return living.filter(pk=viewer.organisation_id)


def roles_to_grant_at(viewer: Viewer, organisation: Organisation | None) -> tuple[Role, ...]:
    """Return the roles this viewer may give at an organisation in their scope; None: the whole installation."""
    is_of_the_house = viewer.role == Role.ADMINISTRATOR and viewer.organisation_id is None
    if organisation is None:
        return ROLES_OF_THE_HOUSE if is_of_the_house else ()
    possible = ROLES_AT.get(organisation.kind, ())
    if viewer.role == Role.ADMINISTRATOR:
        return possible
    if viewer.role == Role.CLUSTER_MANAGER:
        return tuple(role for role in possible if role not in _WATCHING)
    own = _INVITING_OWN.get(viewer.role, frozenset())
    return tuple(role for role in possible if role in own) if organisation.pk == viewer.organisation_id else ()
