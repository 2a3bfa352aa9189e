from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ...audit.versions import VersionedModel
from ...choices import TextChoices


class OrganisationKind(TextChoices):
    COMPANY = "company", _("Company")
    TRAINING_PROVIDER = "training_provider", _("Training provider")
    CLUSTER = "cluster", _("Cluster organisation")
    AUTHORITY = "authority", _("Public authority")
    FUNDER = "funder", _("Funder")
    OTHER = "other", _("Other organisation")


class Organisation(VersionedModel):
    """A company, provider, cluster, authority, funder or other body.

    nuts, nace : codes as Eurostat writes them, "" where unknown; ecosystems : codes of industrial ecosystems
    headcount : people, None where unknown; merged_into : the row that stands for this one since a person merged them
    """

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=OrganisationKind.choices)
    headcount = models.PositiveIntegerField(null=True, blank=True)
    nuts = models.CharField(max_length=5, blank=True)
    nace = models.CharField(max_length=10, blank=True)
    ecosystems = models.JSONField(default=list, blank=True)
    website = models.URLField(blank=True)
    is_invented = models.BooleanField(default=False)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")

    class Meta:
        ordering = ("name", "id")
        indexes = (models.Index(fields=("kind", "name")),)

    def __str__(self) -> str:
        return self.name


class Participation(models.Model):
    """An organisation takes part in a cluster.

    reference : the member's key in the cluster's own lists; shares_rows_since : since when the member agrees that the
    named staff of the cluster desk see its rows and not only suppressed figures (None: it does not)
    """

    cluster = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="participations_of_members")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="participations")
    reference = models.CharField(max_length=60, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    shares_rows_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("cluster", "organisation"), name="one_participation"),
            models.CheckConstraint(condition=~Q(cluster=F("organisation")), name="no_participation_in_itself"),
        )
