"""Vacancies and the skills they ask."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .. import clock
from ..accounts.models import Organisation
from ..audit.versions import VersionedModel
from ..choices import TextChoices
from ..skills.models import SkillStatement
from ..skills.reading import ReadModel


class VacancyStatus(TextChoices):
    """Only an open vacancy counts as need; `filled` and `closed` say why it no longer does."""

    OPEN = "open", _("open")
    FILLED = "filled", _("filled")
    CLOSED = "closed", _("closed without a hire")


class VacancyAudience(TextChoices):
    """Who beside the company finds it. Other companies never do."""

    TALENTS = "talents", _("people who look for work in the cluster, and their counsellors")
    DESK = "desk", _("nobody: it counts in the cluster's figures only")


class Vacancy(ReadModel, VersionedModel):
    """An open job.

    text : the advertisement as the company gave it
    occupation_uri : concept in the taxonomy in use, "" where none; openings : jobs to fill, at least 1
    nuts : region, "" where it is the company's; reference : the company's own key, for imports
    published_on : first day; closes_on : last day to apply; confirmed_open_on : when a person last said "still open"
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="vacancies")
    title = models.CharField(_("title"), max_length=200)
    occupation_uri = models.CharField(max_length=300, blank=True)
    occupation_label = models.CharField(max_length=300, blank=True)
    openings = models.PositiveSmallIntegerField(default=1)
    nuts = models.CharField(max_length=5, blank=True)
    reference = models.CharField(max_length=60, blank=True)
    published_on = models.DateField(default=clock.today)
    closes_on = models.DateField(null=True, blank=True)
    confirmed_open_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=VacancyStatus.choices, default=VacancyStatus.OPEN)
    audience = models.CharField(max_length=10, choices=VacancyAudience.choices, default=VacancyAudience.TALENTS)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("-published_on", "-id")
        indexes = (
            models.Index(fields=("organisation", "status", "-published_on")),
            models.Index(fields=("status", "audience", "-published_on")),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "reference"), condition=~Q(reference=""), name="one_vacancy_a_reference"
            ),
            models.CheckConstraint(condition=Q(openings__gte=1), name="at_least_one_opening"),
        )

    # What a revision keeps, and what an import and an export carry.
    VERSIONED = (
        "title", "text", "language", "occupation_uri", "occupation_label", "openings", "nuts", "reference",
        "published_on", "closes_on", "confirmed_open_on", "status", "audience",
    )  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.status == VacancyStatus.OPEN

    @property
    def known_open_on(self) -> date:
        """The last day on which somebody said that it is open."""
        return max(self.published_on, self.confirmed_open_on or self.published_on)

    @property
    def is_stale(self) -> bool:
        """Open, and nobody said so for longer than the set days."""
        return self.is_open and (clock.today() - self.known_open_on).days > settings.SKILLPACT_STALE_DAYS


class Requirement(SkillStatement):
    """A skill that a vacancy asks, suggested or confirmed."""

    vacancy = models.ForeignKey(Vacancy, on_delete=models.CASCADE, related_name="requirements")

    class Meta(SkillStatement.Meta):
        constraints: tuple[Any, ...] = (
            *SkillStatement.Meta.constraints,
            models.UniqueConstraint(fields=("vacancy", "uri"), name="one_requirement_a_skill"),
        )
