"""Rows that single pages need: a person's own in every role, and for a page its very own under the page's name."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from studies_world import study
from talents_world import talent

from skillpact_web import clock
from skillpact_web.accounts.models import Invitation
from skillpact_web.accounts.roles import Role
from skillpact_web.accounts.services.invitations import hash_of
from skillpact_web.accounts.viewer import viewer_of
from skillpact_web.consents import services as consents
from skillpact_web.courses.models import Cohort, Enrolment, Seat
from skillpact_web.talents.models import Mandate
from skillpact_web.vacancies.models import Vacancy

# What an empty form lacks before a page looks for the row.
FIELDS = {"courses:set_enrolment": {"status": "withdrawn"}, "vacancies:set_status": {"status": "closed"}}


def fill(world: Any) -> None:
    """Add them; the rows of the apps are there."""
    _invite(world)
    _ask(world)
    _publish(world)
    _enrol(world)
    _mandate(world)
    objects = world.objects
    objects["requirement_id"] = {
        side: Vacancy.objects.get(pk=pk).requirements.latest("pk").pk
        for side, pk in objects["vacancy_id"].items()
        if side in ("own", "foreign")
    }
    objects["api:create_course"] = {"organisation_id": {"own": world.provider.pk}}
    for name in ("token_id", "session_id"):
        objects[name]["own"] = objects[name]["own_of"][Role.COMPANY]


def _invite(world: Any) -> None:
    later, objects = clock.now() + timedelta(days=30), world.objects
    objects["secret"] = {}
    for side, members in (("own", world.members), ("foreign", world.foreign_members)):
        by, secret = members[Role.CLUSTER_MANAGER], f"{side} secret of a link"
        Invitation.objects.create(
            email=f"{'foreign.' if side == 'foreign' else ''}link@people.example",
            role=Role.COUNSELLOR,
            organisation=by.organisation,
            token_hash=hash_of(secret),
            invited_by=by.user,
            expires_at=later,
        )
        objects["secret"][side] = secret
    own_of = {}
    for role, invited in (
        (Role.COUNSELLOR, Role.TALENT),
        (Role.PROVIDER, Role.PROVIDER),
        (Role.AUTHORITY, Role.FUNDER),
    ):
        by = world.members[role]
        own_of[role] = Invitation.objects.create(
            email=f"by.{role}@people.example",
            role=invited,
            organisation=by.organisation,
            token_hash=hash_of(role),
            invited_by=by.user,
            expires_at=later,
        ).pk
    objects["invitation_id"] |= {"own_of": own_of, "is_personal": False}


def _ask(world: Any) -> None:
    objects, talents = world.objects, {"own": world.viewer(Role.TALENT), "foreign": world.foreign_viewer(Role.TALENT)}
    of_talents = dict(objects["request_id"])
    for name in ("consents:request", "api:answer_request"):
        objects[name] = {"request_id": of_talents}
    for page, kind in (("consents:erase", "erasure"), ("consents:lift", "restriction")):
        asked = {side: consents.ask(viewer=viewer, kind=kind).request.pk for side, viewer in talents.items()}
        objects[page] = {"request_id": asked}
    viewers = {role: viewer_of(one) for role, one in world.members.items() if role != Role.TALENT}
    objects["consent_id"]["own_of"] = {
        role: consents.give(viewer=viewer, purpose="matching").pk for role, viewer in viewers.items()
    }
    objects["request_id"]["own_of"] = {
        role: consents.ask(viewer=viewer, kind="access").request.pk for role, viewer in viewers.items()
    }


def _publish(world: Any) -> None:
    published = study(world.cluster, "Winter", is_published=True).pk
    foreign = study(world.foreign_cluster, "Foreign winter", is_published=True).pk
    readers = [role for role in Role if role != Role.CLUSTER_MANAGER]
    world.objects["study_id"] |= {"foreign": foreign, "own_of": dict.fromkeys(readers, published)}
    world.home_names += ["Autumn skill", "Winter"]


def _enrol(world: Any) -> None:
    cohort = Cohort.objects.get(pk=world.objects["cohort_id"]["own"])
    world.objects["enrolment_id"]["own_of"] = {
        role: Enrolment.objects.create(
            seat=Seat.objects.create(cohort=cohort, price_cents=100),
            participant_kind="talent",
            participant_ref=f"ref{role}",
            user=one.user,
        ).pk
        for role, one in world.members.items()
        if role != Role.PROVIDER  # who teaches sees all seats
    }


def _mandate(world: Any) -> None:
    """Let the desk end what it recorded: only of a person without an account."""
    desk = world.members[Role.CLUSTER_MANAGER].user
    person = talent(world.cluster, reference="mirenaaaaa", nickname="Miren of Arraxpe", created_by=desk)
    mandate = Mandate.objects.create(
        talent=person, counsellor=world.members[Role.COUNSELLOR].user, recorded_by=desk, ends_on=date(2030, 1, 1)
    )
    objects = world.objects
    objects["talents:end_mandate"] = {
        name: {**objects[name], "own_of": {Role.CLUSTER_MANAGER: own}, "is_personal": False}
        for name, own in (("talent_ref", person.reference), ("mandate_id", mandate.pk))
    }
