"""Courses of the tests' world: one of the cast's provider with a cohort, one of the other cluster."""

from __future__ import annotations

from datetime import date
from typing import Any

from skillpact_web.accounts.models import Organisation, OrganisationKind
from skillpact_web.courses.models import Cohort, Course, Enrolment, Funder, LearningOutcome, Period, Resource, Seat


def course(organisation: Organisation, title: str, **fields: Any) -> Course:
    """Return a new course with a price."""
    prices = {"cohort_cost_cents": 960_000, "seat_cost_cents": 18_000}
    return Course.objects.create(
        organisation=organisation, title=title, **({"hours": 60, "seats_min": 4, "seats_max": 12} | prices | fields)
    )


def outcome(course: Course, label: str, **fields: Any) -> LearningOutcome:
    """Return a new learning outcome, suggested by the machine unless the fields say otherwise."""
    defaults = {"uri": f"urn:test:{label}", "origin": "machine", "score": 0.8, "sentence": f"You learn {label}."}
    return LearningOutcome.objects.create(course=course, label=label, **(defaults | fields))


def cohort(course: Course, n_seats: int = 2, **fields: Any) -> Cohort:
    """Return a new cohort with its seats."""
    days = {"starts_on": date(2027, 1, 11), "ends_on": date(2027, 3, 26)}
    made = Cohort.objects.create(course=course, n_seats=n_seats, **(days | fields))
    Seat.objects.bulk_create([Seat(cohort=made, price_cents=98_000) for _number in range(n_seats)])
    return made


def fill(world: Any) -> None:
    """Add the courses to the world."""
    own = course(world.provider, "PLC programming")
    outcome(own, "PLC programming", status="confirmed")
    outcome(own, "ladder logic")
    foreign_provider = Organisation.objects.get(name="Foreign Academy", kind=OrganisationKind.TRAINING_PROVIDER)
    foreign = course(foreign_provider, "Foreign course")
    own_cohort, foreign_cohort = cohort(own), cohort(foreign)
    own_seat, foreign_seat = own_cohort.seats.first(), foreign_cohort.seats.first()
    enrolments = [
        Enrolment.objects.create(seat=seat, participant_kind="talent", participant_ref=ref)
        for seat, ref in ((own_seat, "OWNREF"), (foreign_seat, "FOREIGNREF"))
    ]
    for cluster in (world.cluster, world.foreign_cluster):
        name = "Foreign fund" if cluster == world.foreign_cluster else "ESF+"
        Funder.objects.create(cluster=cluster, code="esf", name=name, budget_cents=11_000_000, max_share=0.4)
        code = f"{name.split()[0]}-2027"
        days = {"starts_on": date(2027, 1, 11), "ends_on": date(2027, 3, 26)}
        Period.objects.create(cluster=cluster, code=code, **days)
        Resource.objects.create(cluster=cluster, code=f"{name.split()[0]}-room")
    for kwarg, model in (("funder_id", Funder), ("period_id", Period), ("resource_id", Resource)):
        world.objects[kwarg] = {
            side: model.objects.get(cluster=cluster).pk
            for side, cluster in (("own", world.cluster), ("foreign", world.foreign_cluster))
        }
    world.objects["course_id"] = {"own": own.pk, "foreign": foreign.pk}
    world.objects["cohort_id"] = {"own": own_cohort.pk, "foreign": foreign_cohort.pk}
    world.objects["enrolment_id"] = {"own": enrolments[0].pk, "foreign": enrolments[1].pk}
