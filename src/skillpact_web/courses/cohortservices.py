"""Writes of cohorts, seats and enrolments: a seat is never given twice."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from .. import clock
from ..accounts.models import Organisation
from ..accounts.viewer import Viewer
from ..audit.kinds import EventKind
from ..audit.services import record
from ..audit.versions import lock, save_version
from ..errors import DomainError
from . import queries
from .models import Cohort, CohortStatus, Course, Enrolment, EnrolmentStatus, Funder, ParticipantKind, Seat

MOST_SEATS = 500
TAKING = (CohortStatus.PLANNED, CohortStatus.CONFIRMED)  # people can still get a seat
# What can follow what; a finished or cancelled cohort stays so.
FOLLOWING = {
    CohortStatus.PLANNED: {CohortStatus.CONFIRMED, CohortStatus.RUNNING, CohortStatus.CANCELLED},
    CohortStatus.CONFIRMED: {CohortStatus.PLANNED, CohortStatus.RUNNING, CohortStatus.CANCELLED},
    CohortStatus.RUNNING: {CohortStatus.FINISHED, CohortStatus.CANCELLED},
    CohortStatus.FINISHED: set(),
    CohortStatus.CANCELLED: set(),
}


@transaction.atomic
def create_cohort(
    *, viewer: Viewer, course_id: int, starts_on: date, ends_on: date, n_seats: int, seats_min: int = 1, place: str = ""
) -> Cohort:
    """Plan a cohort of a course, with its seats at the course's price."""
    course = queries.writable(viewer).filter(pk=course_id).first()
    if course is None:
        raise Http404
    cohort = Cohort(
        course=course, starts_on=starts_on, ends_on=ends_on, n_seats=n_seats, seats_min=seats_min, place=place
    )
    _check(cohort)
    save_version(cohort, actor=viewer, fields=Cohort.VERSIONED)
    _add_seats(cohort, course, n_seats)
    record(kind=EventKind.CREATED_COHORT, actor=viewer, on=cohort, details={"n_seats": n_seats})
    return cohort


@transaction.atomic
def change_cohort(*, viewer: Viewer, cohort_id: int, expected_version: int | None, **values: Any) -> Cohort:
    """Change days, seats, place or status. Seats that are taken stay: there cannot be fewer seats than people."""
    cohort = _locked(viewer, cohort_id, expected_version)
    status = values.pop("status", cohort.status)
    unknown = set(values) - set(Cohort.VERSIONED)
    if unknown:
        raise TypeError(f"A cohort has no {', '.join(sorted(unknown))}")
    if status != cohort.status and status not in FOLLOWING[CohortStatus(cohort.status)]:
        now, then = cohort.get_status_display(), CohortStatus(status).label
        sentence = _("A cohort that is “%(now)s” cannot become “%(then)s”.") % {"now": now, "then": then}
        raise DomainError(sentence, fields={"status": sentence})
    n_before = cohort.n_seats
    for name, value in values.items():
        setattr(cohort, name, value)
    cohort.status = status
    _check(cohort)
    if cohort.n_seats > n_before:
        _add_seats(cohort, cohort.course, cohort.n_seats - n_before)
    elif cohort.n_seats < n_before:
        free = Seat.objects.filter(cohort=cohort, enrolment=None, kept_for=None).order_by("-id")
        going = list(free.values_list("pk", flat=True)[: n_before - cohort.n_seats])
        if len(going) < n_before - cohort.n_seats:
            sentence = _("Only %(n)s seats are free: people or organisations have the others.") % {"n": len(going)}
            raise DomainError(sentence, fields={"n_seats": sentence})
        Seat.objects.filter(pk__in=going).delete()
    save_version(cohort, actor=viewer, fields=Cohort.VERSIONED)
    record(
        kind=EventKind.CHANGED_COHORT, actor=viewer, on=cohort, details={"version": cohort.version, "status": status}
    )
    return cohort


@transaction.atomic
def keep_seats(
    *, viewer: Viewer, cohort_id: int, organisation: Organisation, n: int, funder: Funder | None = None
) -> int:
    """Keep free seats of a cohort for an organisation; return how many are kept for it now."""
    cohort = _locked(viewer, cohort_id, None)
    free = list(Seat.objects.filter(cohort=cohort, enrolment=None, kept_for=None).order_by("id")[:n])
    if len(free) < n:
        raise DomainError(_("Only %(n)s seats are free.") % {"n": len(free)}, fields={"n": ""})
    for seat in free:
        seat.kept_for, seat.funder = organisation, funder
    Seat.objects.bulk_update(free, ["kept_for", "funder"])
    record(kind=EventKind.CHANGED_COHORT, actor=viewer, on=cohort, details={"kept": n, "for": organisation.pk})
    return Seat.objects.filter(cohort=cohort, kept_for=organisation).count()


@transaction.atomic
def enrol(
    *, viewer: Viewer, cohort_id: int, kind: ParticipantKind, reference: str, user_id: int | None = None,
    organisation_id: int | None = None,
) -> Enrolment:  # fmt: skip
    """Give a person a free seat: one kept for their employer first. The same person twice is the same enrolment."""
    cohort = Cohort.objects.select_for_update(of=("self",)).select_related("course").filter(pk=cohort_id).first()
    if cohort is None or not queries.courses(viewer).filter(pk=cohort.course_id).exists():
        raise Http404
    person = Q(participant_kind=kind, participant_ref=reference, organisation_id=organisation_id)
    if user_id is not None:
        person |= Q(user_id=user_id)
    known = Enrolment.objects.filter(person, seat__cohort=cohort).exclude(status=EnrolmentStatus.WITHDRAWN)
    if found := known.first():
        return found
    if cohort.status not in TAKING or cohort.ends_on < clock.today():
        raise DomainError(_("This cohort takes nobody in any more: choose another."))
    free = Seat.objects.filter(cohort=cohort, enrolment=None)
    seat = free.filter(kept_for_id=organisation_id).order_by("id").first() if organisation_id else None
    seat = seat or free.filter(kept_for=None).order_by("id").first()
    if seat is None:
        raise DomainError(
            _("Every seat of this cohort is taken: choose another, or ask its provider for a larger one.")
        )
    one = Enrolment.objects.create(
        seat=seat, participant_kind=kind, participant_ref=reference, user_id=user_id, organisation_id=organisation_id
    )
    record(kind=EventKind.ENROLLED, actor=viewer, on=one, details={"cohort": cohort.pk})
    return one


@transaction.atomic
def set_enrolment(*, viewer: Viewer, enrolment_id: int, status: EnrolmentStatus) -> Enrolment:
    """Say that a person completed or withdrew; a seat that somebody withdrew from is free again."""
    one = Enrolment.objects.select_for_update().select_related("seat__cohort__course").filter(pk=enrolment_id).first()
    if one is None or not (
        one.user_id == viewer.user_id or queries.seats(viewer, one.seat.cohort).filter(pk=one.seat_id).exists()
    ):
        raise Http404
    is_provider = queries.writable(viewer).filter(pk=one.seat.cohort.course_id).exists()
    if status == EnrolmentStatus.COMPLETED and not is_provider:
        raise DomainError(_("Only the provider of the course can say that somebody completed it."))
    one.status, one.finished_at = status, clock.now()
    one.save(update_fields=["status", "finished_at"])
    if status == EnrolmentStatus.WITHDRAWN:
        cohort = one.seat.cohort
        Seat.objects.create(cohort=cohort, kept_for=one.seat.kept_for, price_cents=one.seat.price_cents)
    record(kind=EventKind.CHANGED_ENROLMENT, actor=viewer, on=one, details={"status": str(status)})
    return one


def _locked(viewer: Viewer, cohort_id: int, expected_version: int | None) -> Cohort:
    found = Cohort.objects.filter(pk=cohort_id, course__in=queries.writable(viewer).order_by()).exists()
    if not found:
        raise Http404
    return lock(Cohort, cohort_id, expected_version=expected_version)


def _add_seats(cohort: Cohort, course: Course, n: int) -> None:
    Seat.objects.bulk_create([Seat(cohort=cohort, price_cents=course.full_seat_cents) for _number in range(n)])


def _check(cohort: Cohort) -> None:
    problems: dict[str, str] = {}
    if cohort.ends_on < cohort.starts_on:
        problems["ends_on"] = _("The last day is not before the first.")
    if not 1 <= cohort.n_seats <= MOST_SEATS:
        problems["n_seats"] = _("Seats are a whole number from 1 to %(most)s.") % {"most": MOST_SEATS}
    elif not 1 <= cohort.seats_min <= cohort.n_seats:
        problems["seats_min"] = _("It starts with at least 1 person and at most as many as it has seats.")
    if problems:
        raise DomainError(_("The cohort was not saved: see the marked fields."), fields=problems)
