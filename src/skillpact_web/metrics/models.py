"""Figures: what is counted, the values counted, snapshots that never change, and groups that chose to be known."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .. import clock
from ..accounts.models import Organisation
from ..choices import TextChoices


class ValueStatus(TextChoices):
    """Where a value comes from."""

    MEASURED = "measured", _("measured")
    SELF_REPORTED = "self_reported", _("self-reported")
    ESTIMATED = "estimated", _("estimated")
    UNKNOWN = "unknown", _("unknown")


class PeriodKind(TextChoices):
    """What stretch of time one value is about."""

    MOMENT = "moment", _("a day")
    MONTH = "month", _("a month")
    YEAR = "year", _("a year")
    OPEN = "open", _("from a start until the day")


class Definition(models.Model):
    """What a figure means. It never changes once values stand on it: another meaning is another version.

    unit, population : in plain words; dimensions : what it is broken down by, in order
    is_cumulative : it grows from a start, and is never added to one of a period
    is_additive : everything counted stands in one cell; base : of what five must be behind a published cell
    family : definitions over the same rows; see `services.define` for which may stand beside each other
    formula : how it is computed, in one or two sentences
    """

    code = models.CharField(max_length=60)
    version = models.PositiveIntegerField(default=1)
    title = models.CharField(max_length=200)
    unit = models.CharField(max_length=60)
    population = models.CharField(max_length=200)
    dimensions = models.JSONField(default=list, blank=True)
    is_cumulative = models.BooleanField(default=False)
    is_additive = models.BooleanField(default=True)
    period_kind = models.CharField(max_length=10, choices=PeriodKind.choices, default=PeriodKind.MOMENT)
    base = models.CharField(max_length=10, default="companies")
    family = models.CharField(max_length=60)
    formula = models.TextField()
    defined_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("code", "-version")
        constraints = (models.UniqueConstraint(fields=("code", "version"), name="one_definition_a_version"),)

    def __str__(self) -> str:
        return self.title


class FigureSet(models.Model):
    """All values of a definition for one scope, day and period, written together.

    cluster : whose figure it is; organisation : the member it is about, None for the cluster as a whole
    n_answered of n_asked : how many it stands on, None where nobody was asked
    source_url : the page with the rows behind it, for those who may open it
    """

    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="sets")
    cluster = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="figures_of_cluster")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="figures"
    )
    as_of = models.DateField()
    period_from = models.DateField(null=True, blank=True)
    period_to = models.DateField(null=True, blank=True)
    n_answered = models.PositiveIntegerField(null=True, blank=True)
    n_asked = models.PositiveIntegerField(null=True, blank=True)
    source_url = models.CharField(max_length=200, blank=True)
    written_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("-as_of", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("definition", "cluster", "as_of"), condition=Q(organisation=None), name="one_cluster_set_a_day"
            ),
            models.UniqueConstraint(
                fields=("definition", "cluster", "organisation", "as_of"), name="one_member_set_a_day"
            ),
        )


class Value(models.Model):
    """One cell. codes : one for each dimension, "*" for all; value : None where unknown

    companies : ids of the organisations behind it; source : ids or a filter of the rows behind it
    """

    figures = models.ForeignKey(FigureSet, on_delete=models.CASCADE, related_name="values")
    codes = models.JSONField(default=list)
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    status = models.CharField(max_length=15, choices=ValueStatus.choices)
    n_companies = models.PositiveIntegerField(default=0)
    n_persons = models.PositiveIntegerField(default=0)
    companies = models.JSONField(default=list)
    source = models.JSONField(default=dict)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=(Q(value=None) & Q(status="unknown")) | (Q(value__isnull=False) & ~Q(status="unknown")),
                name="unknown_has_no_value",
            ),
        )


class Snapshot(models.Model):
    """Figures as they stood, in one row that nobody can change; a correction is the next version beside it.

    figures : definitions and cells in full; sha256 : over them; corrects : the version before
    """

    cluster = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="snapshots")
    code = models.CharField(max_length=60)
    version = models.PositiveIntegerField(default=1)
    title = models.CharField(max_length=200)
    as_of = models.DateField()
    reason = models.CharField(max_length=300, blank=True)
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    figures = models.JSONField()
    sha256 = models.CharField(max_length=64)
    taken_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("code", "-version")
        constraints = (models.UniqueConstraint(fields=("cluster", "code", "version"), name="one_snapshot_a_version"),)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("A snapshot is never changed: correct it by a new version")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("A snapshot is never deleted")


class NamedGroup(models.Model):
    """Companies that chose to be known to each other for one joint need. codes : of `dimension`, the need"""

    cluster = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="named_groups")
    title = models.CharField(max_length=200)
    dimension = models.CharField(max_length=30)
    codes = models.JSONField(default=list)
    formed_at = models.DateTimeField(default=clock.now)


class NamedGroupMember(models.Model):
    """A company asked into a group. It is known to the others from `agreed_at` until `left_at`."""

    group = models.ForeignKey(NamedGroup, on_delete=models.CASCADE, related_name="members")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="named_groups_joined")
    agreed_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("group", "organisation"), name="one_seat_in_a_group"),)
