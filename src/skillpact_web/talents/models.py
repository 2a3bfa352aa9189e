"""A talent, what they bring, who acts for them, and what they dispute."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from skillpact.records import Evidence as EngineEvidence
from skillpact.records import Status as EngineStatus

from .. import clock
from ..accounts.models import Organisation
from ..audit.versions import VersionedModel
from ..choices import TextChoices
from ..documents.models import Upload
from ..skills.models import SkillStatement
from ..skills.reading import ReadingState

# Base 32 without what is misread aloud; ten of them are 50 random bits.
REFERENCE_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
REFERENCE_LENGTH = 10
EXPIRES_SOON_DAYS = 92  # three months: time to renew a certificate


def new_reference() -> str:
    """Return a new opaque reference. It says nothing about the person."""
    return "".join(secrets.choice(REFERENCE_LETTERS) for _position in range(REFERENCE_LENGTH))


class TalentStatus(TextChoices):
    """Situation at work; the values are those of the engine."""

    EMPLOYED = EngineStatus.EMPLOYED.value, _("in work")
    SELF_EMPLOYED = EngineStatus.SELF_EMPLOYED.value, _("self-employed")
    UNEMPLOYED = EngineStatus.UNEMPLOYED.value, _("looking for work")
    INACTIVE = EngineStatus.INACTIVE.value, _("not looking for work now")
    STUDENT = EngineStatus.STUDENT.value, _("in education")


class Visibility(TextChoices):
    """Who beside the person, and the counsellor they chose, sees them."""

    NOBODY = "nobody", _("nobody else")
    DESK = "desk", _("the staff of the cluster")
    COMPANIES = "companies", _("the staff of the cluster, and companies without my name (never my employer)")


class EvidenceLevel(TextChoices):
    """How a skill is known, weakest first; the values are those of the engine."""

    CLAIMED = EngineEvidence.CLAIMED.value, _("said by the person")
    INFERRED = EngineEvidence.INFERRED.value, _("read from a document")
    ATTESTED = EngineEvidence.ATTESTED.value, _("attested by somebody else")
    ASSESSED = EngineEvidence.ASSESSED.value, _("assessed")
    CERTIFIED = EngineEvidence.CERTIFIED.value, _("certified")


class Talent(VersionedModel):
    """A person in one cluster, under a random reference that stays the same in all its studies until they are erased.

    user : their account, None where a counsellor serves them without one; nickname : how that counsellor calls them
    nuts : region, "" where unknown; languages : two letters each
    employer : never sees them; named_out : nor do these; hours : free hours by period, "" for every period
    vacancy_ids : which vacancies they aim at, empty: any; own_key : the counsellor's key, for imports
    cv_text : the CV as its reader left it, without name, contacts, birth date and header; never shown to others
    """

    reference = models.CharField(max_length=REFERENCE_LENGTH, unique=True, default=new_reference, editable=False)
    cluster = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="talents")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="talents"
    )
    nickname = models.CharField(max_length=150, blank=True)
    status = models.CharField(max_length=15, choices=TalentStatus.choices, default=TalentStatus.INACTIVE)
    nuts = models.CharField(max_length=5, blank=True)
    languages = models.JSONField(default=list, blank=True)
    employer = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="talents_employed"
    )
    named_out = models.ManyToManyField(Organisation, blank=True, related_name="talents_hidden")
    hours = models.JSONField(default=dict, blank=True)
    target_occupation_uri = models.CharField(max_length=300, blank=True)
    target_occupation_label = models.CharField(max_length=300, blank=True)
    wishes = models.TextField(blank=True)
    vacancy_ids = models.JSONField(default=list, blank=True)
    visibility = models.CharField(max_length=10, choices=Visibility.choices, default=Visibility.NOBODY)
    own_key = models.CharField(max_length=100, blank=True)
    cv = models.ForeignKey(Upload, null=True, blank=True, on_delete=models.SET_NULL, related_name="talents")
    cv_text = models.TextField(blank=True)
    language = models.CharField(max_length=2, blank=True)
    reading_state = models.CharField(max_length=10, choices=ReadingState.choices, default=ReadingState.NONE)
    reading_note = models.CharField(max_length=500, blank=True)
    reading_job_id = models.BigIntegerField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="talents_created"
    )

    class Meta:
        ordering = ("reference",)
        indexes = (
            models.Index(fields=("cluster", "visibility", "reference")),
            models.Index(fields=("created_by", "cluster")),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("cluster", "user"), condition=Q(user__isnull=False), name="one_talent_a_person_and_cluster"
            ),
            models.UniqueConstraint(
                fields=("cluster", "created_by", "own_key"), condition=~Q(own_key=""), name="one_talent_a_key"
            ),
        )

    # What a revision keeps. The CV is not among it: its text stands once, where an erasure finds it.
    VERSIONED = (
        "nickname", "status", "nuts", "languages", "employer", "hours", "target_occupation_uri",
        "target_occupation_label", "wishes", "vacancy_ids", "visibility", "own_key",
    )  # fmt: skip
    # What an undo puts back: never who can see the person, which only they decide, each time anew.
    UNDONE = (
        "nickname", "status", "nuts", "languages", "hours", "target_occupation_uri", "target_occupation_label",
        "wishes", "vacancy_ids",
    )  # fmt: skip

    def __str__(self) -> str:
        return self.reference

    @property
    def name(self) -> str:
        """How the person is called; only for themselves, their counsellor and the desk."""
        return str(self.user.display_name or self.nickname) if self.user else self.nickname

    @property
    def wide_region(self) -> str:
        """The region rolled up to NUTS level 2, as strangers see it."""
        return self.nuts[:4]


class Claim(SkillStatement):
    """A skill that a person brings: suggested, or confirmed by them or the counsellor who acts for them.

    issuer : who says so; expires_on : the last day of a licence, after which it counts as not held
    """

    talent = models.ForeignKey(Talent, on_delete=models.CASCADE, related_name="claims")
    evidence = models.CharField(max_length=10, choices=EvidenceLevel.choices, default=EvidenceLevel.CLAIMED)
    issuer = models.CharField(max_length=200, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    document = models.ForeignKey(Upload, null=True, blank=True, on_delete=models.SET_NULL, related_name="claims")
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta(SkillStatement.Meta):
        indexes = (models.Index(fields=("uri", "talent")), models.Index(fields=("label", "talent")))
        constraints: tuple[Any, ...] = (
            *SkillStatement.Meta.constraints,
            models.UniqueConstraint(fields=("talent", "uri"), name="one_claim_a_skill"),
        )

    @property
    def is_expired(self) -> bool:
        return self.expires_on is not None and self.expires_on < clock.today()

    @property
    def expires_soon(self) -> bool:
        """It ends within three months: time to renew it."""
        return self.expires_on is not None and not self.is_expired and self.expires_on <= soon()

    @property
    def is_held(self) -> bool:
        """Confirmed, and not past its last day."""
        return self.is_confirmed and not self.is_expired


class Mandate(models.Model):
    """A counsellor acts for a talent. recorded_by : the person themself, or who wrote down what they signed."""

    talent = models.ForeignKey(Talent, on_delete=models.CASCADE, related_name="mandates")
    counsellor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="mandates"
    )
    starts_on = models.DateField(default=clock.today)
    ends_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("counsellor", "ends_on")),)

    @property
    def is_in_force(self) -> bool:
        today = clock.today()
        return self.ended_at is None and self.starts_on <= today and (self.ends_on is None or self.ends_on >= today)


class DisputeOutcome(TextChoices):
    """What came of it."""

    OPEN = "open", _("being looked at")
    CORRECTED = "corrected", _("corrected")
    KEPT = "kept", _("stays as it is")


class Dispute(models.Model):
    """A person says that a skill or a match about them is wrong; a named person answers by a day.

    claim : the skill, None where it is about something else; about : what else, such as a match
    """

    talent = models.ForeignKey(Talent, on_delete=models.CASCADE, related_name="disputes")
    claim = models.ForeignKey(Claim, null=True, blank=True, on_delete=models.SET_NULL, related_name="disputes")
    about = models.CharField(max_length=300)
    reason = models.TextField()
    asked_at = models.DateTimeField(default=clock.now, editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="disputes_to_answer"
    )
    due_on = models.DateField()
    outcome = models.CharField(max_length=10, choices=DisputeOutcome.choices, default=DisputeOutcome.OPEN)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("-id",)

    @property
    def is_open(self) -> bool:
        return self.outcome == DisputeOutcome.OPEN

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.due_on < clock.today()


def soon() -> date:
    """Return the last day that counts as soon."""
    return clock.today() + timedelta(days=EXPIRES_SOON_DAYS)
