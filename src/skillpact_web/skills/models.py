"""The taxonomy in use, and the statement that joins a row to a skill."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .. import clock
from ..choices import TextChoices
from .levels import LEVEL_CHOICES


class TaxonomyChoice(models.Model):
    """Which taxonomy this installation uses since when; the newest row is in force. It names a folder by its hash."""

    taxonomy_id = models.CharField(max_length=120)  # name-version-hash
    chosen_at = models.DateTimeField(default=clock.now)
    chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("-id",)


class StatementStatus(TextChoices):
    """What a person made of a suggestion."""

    SUGGESTED = "suggested", _("suggested")
    CONFIRMED = "confirmed", _("confirmed")
    REJECTED = "rejected", _("not this")


class Origin(TextChoices):
    """Who said it first."""

    MACHINE = "machine", _("read from the text")
    OCCUPATION = "occupation", _("usual for the occupation")
    PERSON = "person", _("added by a person")
    IMPORT = "import", _("from an import")


class SkillStatement(models.Model):
    """A row asks, holds or teaches a skill: the machine's suggestion with its grounds, and the person's decision.

    uri : the concept; label : as it read when it was written, for exports that outlive the taxonomy
    level : quarters in [0, 1], None where not said
    score : chance in [0, 1] that the suggestion is right, None where a person said it
    sentence, start, end : where it stands in the row's text (code points); taxonomy, program_version : of the reading
    suggested_level, suggested_is_essential : what the machine said, kept beside what the person made of it
    """

    uri = models.CharField(max_length=300)
    label = models.CharField(max_length=300)
    level = models.FloatField(null=True, blank=True, choices=LEVEL_CHOICES)
    is_essential = models.BooleanField(default=True)
    status = models.CharField(max_length=10, choices=StatementStatus.choices, default=StatementStatus.SUGGESTED)
    origin = models.CharField(max_length=10, choices=Origin.choices)
    score = models.FloatField(null=True, blank=True)
    method = models.CharField(max_length=20, blank=True)
    sentence = models.TextField(blank=True)
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    suggested_level = models.FloatField(null=True, blank=True)
    suggested_is_essential = models.BooleanField(null=True, blank=True)
    taxonomy = models.CharField(max_length=120, blank=True)
    program_version = models.CharField(max_length=30, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ("-is_essential", "-score", "label", "id")
        constraints: tuple[Any, ...] = (
            models.CheckConstraint(
                condition=Q(level=None) | (Q(level__gte=0) & Q(level__lte=1)), name="%(class)s_level_in_0_1"
            ),
        )

    @property
    def is_confirmed(self) -> bool:
        return self.status == StatementStatus.CONFIRMED
