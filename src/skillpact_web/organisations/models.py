"""Contacts of organisations, and what persons decided about rows that look like one another."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .. import clock
from ..accounts.models import Organisation
from ..audit.versions import VersionedModel
from ..choices import TextChoices


class ContactPurpose(TextChoices):
    """Why the cluster may write to this person."""

    NEEDS = "needs", _("Needs and vacancies")
    TRAINING = "training", _("Training")
    COMMITMENTS = "commitments", _("Commitments and reports")
    GENERAL = "general", _("General matters")


class Contact(VersionedModel):
    """A person to ask at an organisation. confirmed_on : when somebody last said that this still holds"""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=150)
    email = models.EmailField(blank=True)
    function = models.CharField(max_length=120, blank=True)
    purpose = models.CharField(max_length=20, choices=ContactPurpose.choices, default=ContactPurpose.GENERAL)
    confirmed_on = models.DateField(default=clock.today)

    class Meta:
        ordering = ("organisation_id", "name", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "email", "purpose"), condition=~Q(email=""), name="one_contact_a_purpose"
            ),
        )

    VERSIONED = ("organisation", "purpose", "confirmed_on")  # no name or address: a contact is erased without a trace

    def __str__(self) -> str:
        return self.name


class KeptApart(models.Model):
    """A person looked at two organisations and said that they are not the same. first : the smaller id"""

    first = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("first", "second"), name="one_word_a_pair"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="smaller_first"),
        )


class Merge(models.Model):
    """What a merge did, so that it can be taken back.

    kept, merged : ids of the organisations; moved : which rows point at another row now
    changed : fields that had to give way, with what stood there; dropped : rows that `kept` had already, in full
    """

    kept = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    merged = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True, blank=True)
    moved = models.JSONField(default=list)
    changed = models.JSONField(default=list)
    dropped = models.JSONField(default=list)

    class Meta:
        ordering = ("-id",)
