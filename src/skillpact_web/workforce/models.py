"""Functions of a company and the people in them, as the employer records them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import clock
from ..accounts.models import Organisation
from ..audit.versions import VersionedModel
from ..choices import TextChoices
from ..skills.models import SkillStatement


class Function(VersionedModel):
    """A job in a company: its expected profile, and how many do it now and will.

    headcount_… : people, None where not said; reference : the company's own key
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="functions")
    title = models.CharField(max_length=200)
    occupation_uri = models.CharField(max_length=300, blank=True)
    occupation_label = models.CharField(max_length=300, blank=True)
    headcount_now = models.PositiveIntegerField(null=True, blank=True)
    headcount_in_1_year = models.PositiveIntegerField(null=True, blank=True)
    headcount_in_3_years = models.PositiveIntegerField(null=True, blank=True)
    reference = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ("title", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "reference"), condition=~Q(reference=""), name="one_function_a_reference"
            ),
        )

    VERSIONED = (
        "title", "occupation_uri", "occupation_label", "headcount_now", "headcount_in_1_year", "headcount_in_3_years",
        "reference",
    )  # fmt: skip

    def __str__(self) -> str:
        return self.title


class FunctionRequirement(SkillStatement):
    """A skill that a function expects."""

    function = models.ForeignKey(Function, on_delete=models.CASCADE, related_name="requirements")

    class Meta(SkillStatement.Meta):
        constraints: tuple[Any, ...] = (
            *SkillStatement.Meta.constraints,
            models.UniqueConstraint(fields=("function", "uri"), name="one_function_requirement_a_skill"),
        )


class Employee(VersionedModel):
    """What an employer records about one of its people. Never joined with a private profile for the employer.

    nickname : what the employer calls the record, no surname needed; reference : the employer's own key
    user : the account of the person, once they have taken the record by its code; only they see that it is theirs
    code_hash : of the code by which they take it, "" once it is used
    code_expires_at : of the newest code; it stays when the code is used, so that nothing tells the employer that it was
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="employees")
    nickname = models.CharField(max_length=60)
    reference = models.CharField(max_length=60, blank=True)
    function = models.ForeignKey(Function, null=True, blank=True, on_delete=models.SET_NULL, related_name="employees")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="employee_records"
    )
    code_hash = models.CharField(max_length=64, blank=True)
    code_expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("nickname", "id")
        constraints = (
            models.UniqueConstraint(fields=("code_hash",), condition=~Q(code_hash=""), name="one_employee_a_code"),
            models.UniqueConstraint(
                fields=("organisation", "reference"), condition=~Q(reference=""), name="one_employee_a_reference"
            ),
        )

    VERSIONED = ("nickname", "reference", "function")

    def __str__(self) -> str:
        # An erasure empties the nickname; the record must still have a name to be clicked on.
        return self.nickname or _("Record %(number)s") % {"number": self.pk}


class EvidenceKind(TextChoices):
    """How a skill is known, weakest first; the values are those of the engine's records."""

    CLAIMED = "claimed", gettext_lazy("the person says so")
    INFERRED = "inferred", gettext_lazy("concluded from something else")
    ATTESTED = "attested", gettext_lazy("seen at work")
    ASSESSED = "assessed", gettext_lazy("assessed")
    CERTIFIED = "certified", gettext_lazy("certified")


class EmployeeSkill(SkillStatement):
    """A skill of an employee, as the employer knows it. expires_on : last day of a licence, None where it stays"""

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="skills")
    evidence = models.CharField(max_length=10, choices=EvidenceKind.choices, default=EvidenceKind.ATTESTED)
    expires_on = models.DateField(null=True, blank=True)

    class Meta(SkillStatement.Meta):
        constraints: tuple[Any, ...] = (
            *SkillStatement.Meta.constraints,
            models.UniqueConstraint(fields=("employee", "uri"), name="one_employee_skill_a_skill"),
        )

    @property
    def is_expired(self) -> bool:
        """Whether its licence is past its last day; then it counts as not held."""
        return self.expires_on is not None and self.expires_on < clock.today()


class ObjectionOutcome(TextChoices):
    """What the employer made of an objection."""

    OPEN = "open", gettext_lazy("being looked at")
    CORRECTED = "corrected", gettext_lazy("corrected")
    KEPT = "kept", gettext_lazy("stays as it is")


class Objection(models.Model):
    """A person says that a skill in their employer's record is wrong; a named person of the employer answers by a day.

    It points at the record, never at an account. skill : None once the employer took it out; about : its name
    """

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="objections")
    skill = models.ForeignKey(
        EmployeeSkill, null=True, blank=True, on_delete=models.SET_NULL, related_name="objections"
    )
    about = models.CharField(max_length=300)
    reason = models.TextField()
    asked_at = models.DateTimeField(default=clock.now, editable=False)
    due_on = models.DateField()
    outcome = models.CharField(max_length=10, choices=ObjectionOutcome.choices, default=ObjectionOutcome.OPEN)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ("-id",)

    @property
    def is_open(self) -> bool:
        return self.outcome == ObjectionOutcome.OPEN
