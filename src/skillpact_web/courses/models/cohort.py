from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ... import clock
from ...accounts.models import Organisation
from ...audit.versions import VersionedModel
from ...choices import TextChoices
from .course import Course
from .funding import Funder


class CohortStatus(TextChoices):
    """What has become of a cohort. Seats of a confirmed or running one count as "in training"."""

    PLANNED = "planned", _("planned")
    CONFIRMED = "confirmed", _("will run")
    RUNNING = "running", _("running")
    FINISHED = "finished", _("finished")
    CANCELLED = "cancelled", _("cancelled")


UNDER_WAY = (CohortStatus.CONFIRMED, CohortStatus.RUNNING)


class Cohort(VersionedModel):
    """A course that runs once, from a day to a day, for at most `n_seats` people."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="cohorts")
    starts_on = models.DateField()
    ends_on = models.DateField()
    n_seats = models.PositiveIntegerField()
    seats_min = models.PositiveIntegerField(default=1)
    place = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=10, choices=CohortStatus.choices, default=CohortStatus.PLANNED)

    class Meta:
        ordering = ("starts_on", "id")
        constraints = (
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="cohort_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(n_seats__gte=1) & Q(seats_min__lte=F("n_seats")), name="cohort_seats_make_sense"
            ),
        )

    VERSIONED = ("starts_on", "ends_on", "n_seats", "seats_min", "place", "status")

    def __str__(self) -> str:
        return f"{self.course.title}, {self.starts_on.isoformat()}"


class Seat(models.Model):
    """One place in a cohort: kept for an organisation or open to all, its price, and who pays.

    price_cents : None where not known; funder : None where not settled
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="seats")
    kept_for = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    price_cents = models.BigIntegerField(null=True, blank=True)
    funder = models.ForeignKey(Funder, null=True, blank=True, on_delete=models.SET_NULL, related_name="seats")

    class Meta:
        ordering = ("id",)


class ParticipantKind(TextChoices):
    """Whose key an enrolment carries: the two kinds of record are never joined for an employer."""

    TALENT = "talent", _("a person who enrolled")
    EMPLOYEE = "employee", _("sent by an employer")


class EnrolmentStatus(TextChoices):
    """How far a person came."""

    ENROLLED = "enrolled", _("enrolled")
    COMPLETED = "completed", _("completed")
    WITHDRAWN = "withdrawn", _("withdrew")


class Enrolment(models.Model):
    """A person on a seat, by an opaque reference: of a talent in the cluster, or of an employee at their employer.

    organisation : the employer that sent them, None for a talent; user : the person's account where there is one
    """

    seat = models.OneToOneField(Seat, on_delete=models.CASCADE, related_name="enrolment")
    participant_kind = models.CharField(max_length=10, choices=ParticipantKind.choices)
    participant_ref = models.CharField(max_length=60)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="enrolments"
    )
    status = models.CharField(max_length=10, choices=EnrolmentStatus.choices, default=EnrolmentStatus.ENROLLED)
    enrolled_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("participant_kind", "participant_ref")),)
