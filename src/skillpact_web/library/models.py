"""Lists of reference facts and their editions: a list is replaced as a whole and can be put back."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .. import clock
from ..choices import TextChoices


class FactStatus(TextChoices):
    """How sure a fact is. What is not verified is shown as provisional."""

    VERIFIED = "verified", _("Verified")
    RECALLED = "recalled", _("Recalled, not confirmed")
    INFERRED = "inferred", _("Our own reasoning")


class EditionState(TextChoices):
    PROPOSED = "proposed", _("Proposed")
    CURRENT = "current", _("In use")
    REPLACED = "replaced", _("Replaced")


class EditionOrigin(TextChoices):
    FOLDER = "folder", _("The folder of reference facts")
    UPLOAD = "upload", _("A file of the operator")


class Edition(models.Model):
    """One reading of a list's file. list : name in `lists.SPECS`; sha256 : of the file, so that nothing loads twice."""

    list = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=EditionState.choices)
    origin = models.CharField(max_length=10, choices=EditionOrigin.choices)
    sha256 = models.CharField(max_length=64)
    n_facts = models.PositiveIntegerField()
    read_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("list", "-number")
        constraints = (
            models.UniqueConstraint(fields=("list", "number"), name="one_edition_a_number"),
            models.UniqueConstraint(
                fields=("list",), condition=models.Q(state="current"), name="one_current_edition_a_list"
            ),
        )


class ReferenceFact(models.Model):
    """One row of a list. labels : language → label; values : the columns of the file that have no field here."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="facts")
    place = models.PositiveIntegerField()
    code = models.CharField(max_length=120)
    labels = models.JSONField(default=dict)
    values = models.JSONField(default=dict)
    source = models.CharField(max_length=400, blank=True)
    status = models.CharField(max_length=10, choices=FactStatus.choices)
    valid_from = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("place",)
        constraints = (models.UniqueConstraint(fields=("edition", "code"), name="one_fact_a_code"),)

    @property
    def is_provisional(self) -> bool:
        """Tell whether the fact was not read in a public page."""
        return self.status != FactStatus.VERIFIED

    def label(self, language: str = "en") -> str:
        """Return the label in a language, else in English, else the code."""
        return str(self.labels.get(language) or self.labels.get("en") or self.code)
