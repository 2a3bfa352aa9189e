from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from ...accounts.models import Organisation
from ...audit.versions import VersionedModel


class Funder(VersionedModel):
    """A line of money of a cluster, as a training plan counts with it.

    budget_cents : what is left to spend; max_share : at most this share of each assignment, in [0, 1]
    organisations, regions, statuses : whom it may pay for, each empty for all (docs/guide/plan-format.md)
    """

    cluster = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="funders")
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    budget_cents = models.BigIntegerField()
    max_share = models.FloatField(default=1.0)
    organisations = models.ManyToManyField(Organisation, blank=True, related_name="+")
    regions = models.JSONField(default=list, blank=True)
    statuses = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(fields=("cluster", "code"), name="one_funder_a_code"),
            models.CheckConstraint(condition=Q(budget_cents__gte=0), name="no_debt"),
            models.CheckConstraint(condition=Q(max_share__gte=0) & Q(max_share__lte=1), name="share_in_0_1"),
        )

    VERSIONED = ("code", "name", "budget_cents", "max_share", "regions", "statuses")

    def __str__(self) -> str:
        return self.name


class Period(models.Model):
    """A stretch of time of a cluster in which courses run."""

    cluster = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="periods")
    code = models.CharField(max_length=30)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        ordering = ("starts_on", "code")
        constraints = (
            models.UniqueConstraint(fields=("cluster", "code"), name="one_period_a_code"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="period_ends_after_it_starts"),
        )

    def __str__(self) -> str:
        return self.code


class Resource(models.Model):
    """A room or machine of a cluster, and how many cohorts it serves in one period."""

    cluster = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="resources")
    code = models.CharField(max_length=60)
    cohorts_per_period = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("code",)
        constraints = (models.UniqueConstraint(fields=("cluster", "code"), name="one_resource_a_code"),)
