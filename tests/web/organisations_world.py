"""Organisations of the shared world: contacts and participations of the own and of the foreign cluster."""

from __future__ import annotations

from typing import Any

from world import organisation

from skillpact_web.accounts.models import OrganisationKind, Participation
from skillpact_web.accounts.roles import Role
from skillpact_web.organisations.models import Contact, Merge


def fill(world: Any) -> None:
    """Add a contact of each company, a pair that looks alike and a merge in each cluster."""
    for side, cluster, company, prefix in (
        ("own", world.cluster, world.company, ""),
        ("foreign", world.foreign_cluster, world.foreign_company, "Foreign "),
    ):
        contact = Contact.objects.create(
            organisation=company, name=f"{prefix}Contact", email=f"{side}@contacts.example"
        )
        pair = [organisation(f"{prefix}Twin{end}", OrganisationKind.COMPANY) for end in ("", ", S.L.", " GmbH")]
        for one in pair[:2]:
            Participation.objects.create(cluster=cluster, organisation=one)
        gone = pair[2]
        gone.merged_into = company
        gone.save()
        merge = Merge.objects.create(kept=company, merged=gone)
        ids = {
            "organisation_id": company.pk,
            "contact_id": contact.pk,
            "participation_id": Participation.objects.get(cluster=cluster, organisation=company).pk,
            "first_id": pair[0].pk,
            "second_id": pair[1].pk,
            "merge_id": merge.pk,
        }
        for name, pk in ids.items():
            world.objects.setdefault(name, {})[side] = pk
    # What is a provider's own is another row than a company's.
    own = {
        "organisation_id": world.provider.pk,
        "contact_id": Contact.objects.create(organisation=world.provider, name="Teacher").pk,
        "participation_id": Participation.objects.get(cluster=world.cluster, organisation=world.provider).pk,
    }
    for name, pk in own.items():
        world.objects[name] |= {"own_of": {Role.PROVIDER: pk}, "is_personal": False}
