"""Forms of courses, cohorts and money."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..accounts.roles import Role
from ..accounts.viewer import Viewer
from ..privacy.hooks import references_of
from ..ui.fields import DateField, LevelField, MoneyField, SkillField
from ..ui.forms import BaseForm, BaseModelForm, Group
from ..ui.widgets import FileInput
from . import queries
from .models import Cohort, CohortStatus, Course, ParticipantKind

NUTS = re.compile(r"[A-Z]{2}[A-Z0-9]{0,3}")


class CodesField(forms.CharField):
    """Codes with commas between them; its value is a list. known : only these, where there are any"""

    def __init__(self, *, known: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(required=False, max_length=500, **kwargs)
        self.known = known

    def clean(self, value: Any) -> list[str]:
        codes = [part.strip() for part in re.split(r"[,;]", super().clean(value)) if part.strip()]
        unknown = [code for code in codes if self.known and code not in self.known]
        if unknown:
            raise ValidationError(
                _("“%(code)s” is not known here. Known are: %(known)s."),
                params={"code": unknown[0][:60], "known": ", ".join(self.known)},
            )
        return codes

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value


class CourseForm(BaseModelForm):
    """What a course is, and what a plan needs of it."""

    cohort_cost_cents = MoneyField(
        label=_("Price of a cohort, in euro"),
        required=False,
        help_text=_("For the whole group. Without a price no training plan counts with the course."),
    )
    seat_cost_cents = MoneyField(label=_("Price of each seat beside it, in euro"), required=False)
    resources = CodesField(label=_("Rooms and machines it needs"))
    period_codes = CodesField(label=_("Periods in which it can start"), help_text=_("Empty: in any."))
    requires = forms.ModelMultipleChoiceField(
        label=_("Courses that come before it"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    groups = (
        Group(_("How large and how dear"), (
            "hours", "seats_min", "seats_max", "cohorts_max", "cohort_cost_cents", "seat_cost_cents",
        )),
        Group(_("Where and when"), ("mode", "nuts", "language", "resources", "period_codes")),
    )  # fmt: skip

    class Meta:
        model = Course
        fields = (
            "title", "text", "hours", "seats_min", "seats_max", "cohorts_max", "cohort_cost_cents", "seat_cost_cents",
            "mode", "nuts", "language", "resources", "period_codes", "requires", "reference", "is_offered",
        )  # fmt: skip
        labels: ClassVar = {
            "text": _("What it teaches"),
            "hours": _("Hours"),
            "seats_min": _("People it needs to start"),
            "seats_max": _("People that one cohort holds"),
            "cohorts_max": _("Cohorts on offer"),
            "mode": _("How it is given"),
            "nuts": _("Place (NUTS code)"),
            "language": _("Language (two letters)"),
            "reference": _("Your own reference"),
            "is_offered": _("It is on offer"),
        }
        help_texts: ClassVar = {
            "text": _("Paste it as it is. Skillpact reads which skills it teaches, and you confirm them."),
            "nuts": _("Such as ES21. Empty: anywhere."),
        }
        widgets: ClassVar = {"text": forms.Textarea(attrs={"rows": 10})}

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        self.fields["requires"].queryset = queries.courses(viewer).exclude(pk=self.instance.pk).order_by("title", "pk")
        self.fields["period_codes"].known = tuple(queries.periods(viewer).values_list("code", flat=True))
        if self.instance.pk:
            self.initial["version"] = self.instance.version
        elif not self.is_bound:
            self.initial.setdefault("is_offered", True)

    def clean_nuts(self) -> str:
        code: str = self.cleaned_data["nuts"].strip().upper()
        if code and not NUTS.fullmatch(code):
            raise ValidationError(_("A NUTS code is two letters and up to three characters, such as ES212."))
        return code

    def clean_language(self) -> str:
        code: str = self.cleaned_data["language"].strip().lower()
        if code and not re.fullmatch("[a-z]{2}", code):
            raise ValidationError(_("A language is two letters, such as es."))
        return code

    def values(self) -> dict[str, Any]:
        """Return what `services` takes."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def _post_clean(self) -> None:
        """Leave the row alone: only a service writes to it."""


class NewCourseForm(CourseForm):
    """A new course, from a form or from a text that says what it teaches."""

    organisation = forms.ModelChoiceField(label=_("Provider"), queryset=None)
    file = forms.FileField(
        label=_("Description as a file"),
        required=False,
        help_text=_("PDF, DOCX, HTML or plain text."),
        widget=FileInput(accept=".pdf,.docx,.html,.htm,.txt"),
    )
    field_order = ("organisation", "title", "text", "file")

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, viewer=viewer, **kwargs)
        self.fields["organisation"].queryset = queries.writable_organisations(viewer)
        if viewer.role == "training_provider":
            self.fields["organisation"].initial = viewer.organisation_id
            self.fields["organisation"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if (cleaned.get("text") or "").strip() and cleaned.get("file"):
            self.add_error("file", _("Give the description once: as a text or as a file."))
        return cleaned


class OutcomeForm(BaseForm):
    """One more learning outcome, by its name."""

    skill = SkillField(label=_("Add what it teaches"))
    level = LevelField(label=_("Up to which level"))


class CohortForm(BaseModelForm):
    """A cohort: days, seats, place."""

    starts_on = DateField(label=_("First day"))
    ends_on = DateField(label=_("Last day"))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Cohort
        fields = ("starts_on", "ends_on", "n_seats", "seats_min", "place", "status")
        labels: ClassVar = {
            "n_seats": _("Seats"),
            "seats_min": _("People it needs to start"),
            "place": _("Place"),
            "status": _("State"),
        }

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["version"] = self.instance.version
            from .cohortservices import FOLLOWING

            now = CohortStatus(self.instance.status)
            self.fields["status"].choices = [
                (value, label) for value, label in CohortStatus.choices if value == now or value in FOLLOWING[now]
            ]
        else:
            del self.fields["status"]
            self.initial |= {"n_seats": course.seats_max, "seats_min": course.seats_min}

    def values(self) -> dict[str, Any]:
        """Return what `cohortservices` takes."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.fields}

    def _post_clean(self) -> None:
        """Leave the row alone: only a service writes to it."""


class EnrolForm(BaseForm):
    """Whom a seat is for. A talent takes it for themselves; a company and a provider say whose record it is."""

    reference = forms.CharField(
        label=_("Key of the person"),
        max_length=60,
        help_text=_("Your own key of the person, or the reference they gave you. No name."),
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        if viewer.role == Role.TALENT:
            del self.fields["reference"]

    def participant(self) -> dict[str, Any]:
        """Return what `cohortservices.enrol` takes."""
        viewer = self.viewer
        if viewer.role == Role.TALENT:
            # Their opaque reference where they have a profile, else the number of the account.
            reference = next(iter(references_of(viewer.user_id)), f"p{viewer.user_id}")
            return {"kind": ParticipantKind.TALENT, "reference": reference, "user_id": viewer.user_id}
        if viewer.role == Role.COMPANY:
            kind, organisation_id = ParticipantKind.EMPLOYEE, viewer.organisation_id
        else:
            kind, organisation_id = ParticipantKind.TALENT, None
        return {"kind": kind, "reference": self.cleaned_data["reference"], "organisation_id": organisation_id}


class KeepSeatsForm(BaseForm):
    """Seats that are kept for an organisation."""

    organisation = forms.ModelChoiceField(label=_("Organisation"), queryset=None)
    n = forms.IntegerField(label=_("Seats"), min_value=1, max_value=500)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = viewer.members.order_by("name", "pk")
