from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ...accounts.models import Organisation
from ...audit.versions import VersionedModel
from ...choices import TextChoices
from ...skills.models import SkillStatement
from ...skills.reading import ReadModel


class Mode(TextChoices):
    """How a course is given."""

    ON_SITE = "on_site", _("on site")
    ONLINE = "online", _("online")
    BLENDED = "blended", _("partly online")


class Course(ReadModel, VersionedModel):
    """A course on offer.

    hours : length; seats_min, seats_max : people of one cohort; cohorts_max : cohorts on offer over all periods
    cohort_cost_cents, seat_cost_cents : price of a cohort, and of each seat beside it; None: not known, and then no
    plan counts with it; nuts : the place, "" anywhere; resources : codes of rooms and machines it needs
    period_codes : where it can start, empty: in any; reference : the provider's own key
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="courses")
    title = models.CharField(_("title"), max_length=200)
    hours = models.DecimalField(max_digits=8, decimal_places=1)
    seats_min = models.PositiveIntegerField(default=1)
    seats_max = models.PositiveIntegerField(default=12)
    cohorts_max = models.PositiveIntegerField(default=1)
    cohort_cost_cents = models.BigIntegerField(null=True, blank=True)
    seat_cost_cents = models.BigIntegerField(null=True, blank=True)
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.ON_SITE)
    nuts = models.CharField(max_length=5, blank=True)
    resources = models.JSONField(default=list, blank=True)
    period_codes = models.JSONField(default=list, blank=True)
    reference = models.CharField(max_length=60, blank=True)
    is_offered = models.BooleanField(default=True)
    requires = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="required_by")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("title", "id")
        indexes = (models.Index(fields=("organisation", "is_offered", "title")),)
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "reference"), condition=~Q(reference=""), name="one_course_a_reference"
            ),
            models.CheckConstraint(condition=Q(hours__gte=0.5), name="at_least_half_an_hour"),
            models.CheckConstraint(
                condition=Q(seats_min__gte=1) & Q(seats_max__gte=F("seats_min")) & Q(cohorts_max__gte=1),
                name="course_seats_make_sense",
            ),
        )

    # What a revision keeps, and what an import and an export carry.
    VERSIONED = (
        "title", "text", "language", "hours", "seats_min", "seats_max", "cohorts_max", "cohort_cost_cents",
        "seat_cost_cents", "mode", "nuts", "resources", "period_codes", "reference", "is_offered",
    )  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def has_price(self) -> bool:
        return self.cohort_cost_cents is not None and self.seat_cost_cents is not None

    @property
    def full_seat_cents(self) -> int | None:
        """What a seat costs in a full cohort, rounded up to the cent; None where a price is not known."""
        if self.cohort_cost_cents is None or self.seat_cost_cents is None:
            return None
        return self.seat_cost_cents + -(-self.cohort_cost_cents // self.seats_max)


class LearningOutcome(SkillStatement):
    """A skill that a course teaches, up to its level; suggested or confirmed."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="outcomes")

    class Meta(SkillStatement.Meta):
        constraints: tuple[Any, ...] = (
            *SkillStatement.Meta.constraints,
            models.UniqueConstraint(fields=("course", "uri"), name="one_outcome_a_skill"),
        )
