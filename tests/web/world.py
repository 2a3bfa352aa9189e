"""Two clusters that know nothing of each other, their members, and the cast.

Ada manages the cluster, Bruno hires at a company, Chiara is a talent, Dario teaches, Eve is an outsider who manages the
other cluster, Ines audits. What belongs to the other cluster is called "Foreign …", so that a page that shows it is found out.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from skillpact_web import clock
from skillpact_web.accounts.models import Membership, Organisation, OrganisationKind, Participation, User
from skillpact_web.accounts.roles import Role
from skillpact_web.accounts.viewer import Viewer, viewer_of

PASSWORD = "correct horse battery staple"
NAMES = {
    Role.CLUSTER_MANAGER: "Ada",
    Role.COMPANY: "Bruno",
    Role.TALENT: "Chiara",
    Role.PROVIDER: "Dario",
    Role.AUDITOR: "Ines",
    Role.COUNSELLOR: "Carla",
    Role.AUTHORITY: "Aurelio",
    Role.FUNDER: "Fulvia",
    Role.COORDINATOR: "Conrad",
    Role.ASSESSOR: "Asta",
    Role.SESSION_HOST: "Hugo",
    Role.PRIVACY_OFFICER: "Petra",
    Role.ADMINISTRATOR: "Adam",
}


@dataclass
class World:
    """What the tests start from. `members`: role → membership in the home cluster; `objects`: filled by each app."""

    cluster: Organisation
    company: Organisation
    other_company: Organisation  # same cluster, a competitor of `company`
    provider: Organisation
    authority: Organisation
    foreign_cluster: Organisation
    foreign_company: Organisation
    members: dict[Role, Membership] = field(default_factory=dict)
    foreign_members: dict[Role, Membership] = field(default_factory=dict)
    objects: dict[str, Any] = field(default_factory=dict)
    # Names of home rows that nobody of the other cluster may read, beside people and organisations.
    home_names: list[str] = field(default_factory=lambda: ["Backend developer", "Data engineer of Izarlerro"])

    def viewer(self, role: Role) -> Viewer:
        """Return the viewer of the cast's member with this role."""
        return viewer_of(self.members[role])

    def foreign_viewer(self, role: Role) -> Viewer:
        """Return the viewer of the same role in the other cluster."""
        return viewer_of(self.foreign_members[role])

    def client(self, role: Role) -> Client:
        """Return a browser in which this member of the cast is signed in."""
        return signed_in_client(self.members[role])

    def foreign_client(self, role: Role) -> Client:
        """Return a browser in which the same role of the other cluster is signed in."""
        return signed_in_client(self.foreign_members[role])


def signed_in_client(membership: Membership) -> Client:
    """Return a client signed in as a person in one role, second factor included."""
    client = Client()
    client.force_login(membership.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["membership_id"] = membership.pk
    session["account_authentication_methods_user"] = str(membership.user.pk)
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "email": membership.user.email},
        {"method": "mfa", "type": "totp", "at": time.time()},
    ]
    session.save()
    return client


def organisation(name: str, kind: str, **fields: Any) -> Organisation:
    """Return a new organisation."""
    return Organisation.objects.create(name=name, kind=kind, is_invented=True, **fields)


def person(name: str, role: Role, at: Organisation | None) -> Membership:
    """Return a new person with one role."""
    address = f"{name.lower().replace(' ', '.')}@people.example"
    user = User.objects.create_user(email=address, password=PASSWORD, display_name=name)
    return Membership.objects.create(user=user, role=role, organisation=at)


def make_world() -> World:
    """Make both clusters with their members and one person a role in each."""
    kinds = OrganisationKind
    home = {
        "cluster": organisation("Hiruzubi", kinds.CLUSTER, nuts="ES21"),
        "company": organisation("Olatuna Software", kinds.COMPANY, headcount=62, nuts="ES212", nace="J62"),
        "other_company": organisation("Izarlerro Data", kinds.COMPANY, headcount=18, nuts="ES211", nace="J62"),
        "provider": organisation("Harrizelatz VET Centre", kinds.TRAINING_PROVIDER, nuts="ES212"),
        "authority": organisation("Province of Ibarrondo", kinds.AUTHORITY, nuts="ES21"),
    }
    foreign = {
        "cluster": organisation("Foreign Cluster", kinds.CLUSTER, nuts="DE11"),
        "company": organisation("Foreign Company", kinds.COMPANY, headcount=40, nuts="DE111"),
        "provider": organisation("Foreign Academy", kinds.TRAINING_PROVIDER, nuts="DE111"),
        "authority": organisation("Foreign Authority", kinds.AUTHORITY, nuts="DE1"),
    }
    for side in (home, foreign):
        for name, one in side.items():
            if name != "cluster":
                # The companies of the cast let their cluster's desk see their rows; the competitor does not.
                shares = clock.now() if name != "other_company" else None
                Participation.objects.create(cluster=side["cluster"], organisation=one, shares_rows_since=shares)
    world = World(**home, foreign_cluster=foreign["cluster"], foreign_company=foreign["company"])
    for members, side, prefix in ((world.members, home, ""), (world.foreign_members, foreign, "Foreign ")):
        seats = {
            Role.COMPANY: side["company"],
            Role.PROVIDER: side["provider"],
            Role.AUTHORITY: side["authority"],
            Role.FUNDER: side["authority"],
            Role.ADMINISTRATOR: None if not prefix else side["cluster"],
        }
        for role, name in NAMES.items():
            members[role] = person(prefix + name, role, seats.get(role, side["cluster"]))
    return world
