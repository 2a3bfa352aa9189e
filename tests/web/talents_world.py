"""Talents of the tests' world: Chiara with her account, others in each degree of visibility, and some of elsewhere."""

from __future__ import annotations

from typing import Any

from skillpact_web.accounts.roles import Role
from skillpact_web.talents import index
from skillpact_web.talents.models import Claim, Dispute, Mandate, Talent, Visibility


def talent(cluster: Any, **fields: Any) -> Talent:
    """Return a new talent, open to companies unless the fields say otherwise."""
    named_out = fields.pop("named_out", ())
    defaults = {"status": "unemployed", "nuts": "ES212", "languages": ["es"], "visibility": Visibility.COMPANIES}
    made = Talent.objects.create(cluster=cluster, **(defaults | fields))
    made.named_out.set(named_out)
    index.refresh(made)
    return made


def claim(talent: Talent, label: str, **fields: Any) -> Claim:
    """Return a new confirmed skill, said by the person."""
    defaults = {"uri": f"urn:test:{label}", "origin": "person", "status": "confirmed"}
    made = Claim.objects.create(talent=talent, label=label, **(defaults | fields))
    index.refresh(talent)
    return made


def fill(world: Any) -> None:
    """Add the talents to the world."""
    counsellor = world.members[Role.COUNSELLOR].user
    chiara = talent(world.cluster, user=world.members[Role.TALENT].user, reference="chiaraaaaa")
    python = claim(chiara, "Python", sentence="A sentence of the CV.", origin="machine", evidence="inferred")
    mandate = Mandate.objects.create(talent=chiara, counsellor=counsellor, recorded_by=chiara.user)
    dispute = Dispute.objects.create(
        talent=chiara, claim=python, about="Python", reason="Only a little.", due_on="2030-01-01",
        assigned_to=world.members[Role.CLUSTER_MANAGER].user,
    )  # fmt: skip
    koldo = talent(
        world.cluster, reference="koldoooooo", nickname="Koldo of Arraxpe", created_by=counsellor,
        visibility=Visibility.NOBODY,
    )  # fmt: skip
    foreign = talent(
        world.foreign_cluster, user=world.foreign_members[Role.TALENT].user, reference="foreignaaa", nuts="DE111"
    )
    theirs = claim(foreign, "Foreign skill")
    foreign_mandate = Mandate.objects.create(
        talent=foreign, counsellor=world.foreign_members[Role.COUNSELLOR].user, recorded_by=foreign.user
    )
    foreign_dispute = Dispute.objects.create(
        talent=foreign, claim=theirs, about="Foreign skill", reason="Foreign reason", due_on="2030-01-01"
    )
    world.objects["talent_ref"] = {"own": chiara.reference, "hidden": koldo.reference, "foreign": foreign.reference}
    world.objects["claim_id"] = {"own": python.pk, "foreign": theirs.pk}
    world.objects["mandate_id"] = {"own": mandate.pk, "foreign": foreign_mandate.pk}
    world.objects["dispute_id"] = {"own": dispute.pk, "foreign": foreign_dispute.pk}
