"""Consents, requests about one's own data, what was erased, and what the end of a retention removed."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .. import clock
from ..accounts.models import Organisation
from ..choices import TextChoices
from .purposes import Purpose

ANSWER_WITHIN_DAYS = 30  # GDPR Article 12(3): one month


class Consent(models.Model):
    """A person agreed to something; it holds from `given_at` until `ends_on` (that day included) or `withdrawn_at`."""

    subject = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=40, choices=Purpose.choices)
    recipient = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="consents_received"
    )
    text_version = models.CharField(max_length=20)
    given_at = models.DateTimeField(default=clock.now)
    ends_on = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("consent"), _("consents")
        ordering = ("-given_at", "-id")
        indexes = (models.Index(fields=("subject", "purpose", "recipient")),)

    @property
    def is_standing(self) -> bool:
        """Whether it holds today."""
        return self.withdrawn_at is None and (self.ends_on is None or self.ends_on >= clock.today())


class RequestKind(TextChoices):
    """What a person may ask about their data."""

    ACCESS = "access", _("Tell me what is stored about me")
    CORRECTION = "correction", _("Correct something about me")
    DISPUTE = "dispute", _("I do not agree with a skill or a match")
    OBJECTION = "objection", _("I object to a use of my data")
    RESTRICTION = "restriction", _("Keep my data, but do not use them for now")
    ERASURE = "erasure", _("Erase my data and my account")


class RequestOutcome(TextChoices):
    """How a request ended; empty while it is open."""

    DONE = "done", _("Done as asked")
    PARTLY = "partly", _("Done in part")
    REFUSED = "refused", _("Refused, with the reason")
    WITHDRAWN = "withdrawn", _("Withdrawn by the person")


class DataRequest(models.Model):
    """A person asks about their data; a named person answers until `due_on`.

    organisation : whose privacy officer answers; object_type, object_id : the row that it is about, where one is named;
    lifted_at : when a restriction ended; code_sha256 : of the code with which an erased person reads the receipt
    """

    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="data_requests"
    )
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.SET_NULL, related_name="data_requests")
    kind = models.CharField(max_length=20, choices=RequestKind.choices)
    words = models.TextField(blank=True, max_length=2000)
    object_type = models.CharField(max_length=60, blank=True)
    object_id = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    due_on = models.DateField()
    outcome = models.CharField(max_length=20, blank=True, choices=RequestOutcome.choices)
    answer = models.TextField(blank=True, max_length=4000)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="answered_data_requests"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    code_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("request about data"), _("requests about data")
        ordering = ("due_on", "id")
        indexes = (models.Index(fields=("outcome", "due_on")),)
        constraints = (
            models.CheckConstraint(
                condition=Q(outcome="", answered_at=None) | (~Q(outcome="") & Q(answered_at__isnull=False)),
                name="answered_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(answered_at__gte=F("made_at")), name="asked_first"
            ),
        )

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered yet."""
        return not self.outcome

    @property
    def days_left(self) -> int:
        """Days until the answer is due; negative where it is overdue."""
        return (self.due_on - clock.today()).days

    @property
    def is_overdue(self) -> bool:
        """Whether the answer is late."""
        return self.is_open and self.days_left < 0


def due_date() -> date:
    """Return the day until which a request of today is answered."""
    return clock.today() + timedelta(days=ANSWER_WITHIN_DAYS)


class ErasedSubject(models.Model):
    """Somebody who was erased: numbers and opaque references alone, so that a restored backup erases them again.

    subject_key : sha256 over the account's number and the moment it was made, as a restored database may give the
    number to somebody else; receipt : what was erased, emptied and kept, by model
    """

    subject_user_id = models.BigIntegerField(unique=True)
    subject_key = models.CharField(max_length=64)
    references = models.JSONField(default=list)
    organisation_id = models.BigIntegerField(null=True, db_index=True)
    erased_at = models.DateTimeField(default=clock.now)
    erased_by_id = models.BigIntegerField(null=True)
    receipt = models.JSONField()
    code_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    n_replays = models.PositiveIntegerField(default=0)
    replayed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-erased_at", "-id")


class RetentionRun(models.Model):
    """What one run over the retentions found and did, by model."""

    at = models.DateTimeField(default=clock.now)
    is_dry_run = models.BooleanField()
    by_user_id = models.BigIntegerField(null=True)
    results = models.JSONField()

    class Meta:
        ordering = ("-at", "-id")

    @property
    def totals(self) -> dict[str, int]:
        """Return due, deleted, blanked and kept over all models."""
        return {name: sum(one[name] for one in self.results) for name in ("due", "deleted", "blanked", "kept")}
