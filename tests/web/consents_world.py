"""Consents, requests and receipts of both clusters, for the tests and the permission matrix."""

from __future__ import annotations

from typing import Any

from skillpact_web.accounts.roles import Role
from skillpact_web.consents import services
from skillpact_web.consents.models import ErasedSubject


def fill(world: Any) -> None:
    """Own rows belong to the home cluster's talent and officer, foreign ones to those of the other cluster."""
    own, foreign = world.viewer(Role.TALENT), world.foreign_viewer(Role.TALENT)
    world.objects["consent_id"] = {
        "own": services.give(viewer=own, purpose="matching").pk,
        "foreign": services.give(viewer=foreign, purpose="matching").pk,
    }
    world.objects["request_id"] = {
        "own": services.ask(viewer=own, kind="correction", words="My course ended in June.").request.pk,
        "foreign": services.ask(viewer=foreign, kind="correction", words="Foreign words.").request.pk,
    }
    receipt = {"deleted": {}, "blanked": {}, "kept": [], "account": "deleted", "told": [], "to_tell": []}
    world.objects["erased_id"] = {
        side: ErasedSubject.objects.create(
            subject_user_id=number, subject_key="0" * 64, organisation_id=cluster.pk, receipt=receipt
        ).pk
        for side, number, cluster in (("own", 10**6, world.cluster), ("foreign", 10**6 + 1, world.foreign_cluster))
    }
    world.objects["purpose"] = {"own": "matching"}
