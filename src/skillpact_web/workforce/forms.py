"""Forms of functions, of employees, and of what a person says about their record."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from ..accounts.viewer import Viewer
from ..skills import engine
from ..skills.fields import OccupationField
from ..ui.fields import DateField, LevelField, PickedSkill, SkillField
from ..ui.forms import BaseForm, BaseModelForm, Group
from . import queries, services
from .models import Employee, EmployeeSkill, EvidenceKind, Function, ObjectionOutcome
from .records import LONGEST


def _headcount(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=services.MOST_PEOPLE)


class FunctionForm(BaseModelForm):
    """A job of the company. A title or an occupation is enough."""

    occupation = OccupationField(
        label=_("Occupation"), required=False,
        help_text=_("Begin to type and choose. What it usually asks is suggested, and you confirm it."),
    )  # fmt: skip
    headcount_now = _headcount(_("People now"))
    headcount_in_1_year = _headcount(_("In one year"))
    headcount_in_3_years = _headcount(_("In three years"))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    field_order = ("title", "occupation", "headcount_now", "headcount_in_1_year", "headcount_in_3_years", "reference")
    groups = (Group(_("How many do it"), services.HEADCOUNTS, help=_("Empty: not known.")),)

    class Meta:
        model = Function
        fields = ("title", "headcount_now", "headcount_in_1_year", "headcount_in_3_years", "reference")
        labels: ClassVar = {"title": _("What the job is called"), "reference": _("Your own key")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].required = False
        self.fields["title"].help_text = _("Empty: the name of the occupation.")
        if self.instance.pk:
            self.initial["version"] = self.instance.version
            if self.instance.occupation_uri:
                self.initial["occupation"] = PickedSkill(self.instance.occupation_label, self.instance.occupation_uri)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not str(cleaned.get("title", "")).strip() and "title" not in self.errors:
            if cleaned.get("occupation"):
                cleaned["title"] = (engine.occupation_label(cleaned["occupation"]) or "")[:200]
            elif "occupation" not in self.errors:
                self.add_error("title", _("Say what the job is called, or pick an occupation."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """Return what `services` takes."""
        found = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return found | {"occupation_uri": self.cleaned_data["occupation"]}

    def _post_clean(self) -> None:
        """Leave the row alone: only a service writes to it."""


class RequirementForm(BaseForm):
    """One more skill that a function expects, by its name."""

    skill = SkillField(label=_("Add a skill"))
    level = LevelField(label=_("Level"))
    is_essential = forms.BooleanField(label=_("Essential"), required=False, initial=True)


class EmployeeForm(BaseModelForm):
    """One of the company's own people, by a nickname."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Employee
        fields = ("nickname", "reference", "function")
        labels: ClassVar = {
            "nickname": _("How you call the person"),
            "reference": _("Your own key"),
            "function": _("Function"),
        }
        help_texts: ClassVar = {
            "nickname": _("No surname is needed. The person reads it as well."),
            "reference": _("Such as the number in your personnel list. It says nothing about the person."),
        }
        widgets: ClassVar = {"nickname": forms.TextInput}

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["function"].queryset = Function.objects.filter(organisation_id=viewer.organisation_id)
        self.fields["function"].empty_label = _("none yet")
        if self.instance.pk:
            self.initial["version"] = self.instance.version

    def values(self) -> dict[str, Any]:
        """Return what `people` takes."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def _post_clean(self) -> None:
        """Leave the row alone: only a service writes to it."""


class _HeldForm(BaseForm):
    level = LevelField(label=_("Level"))
    evidence = forms.ChoiceField(
        label=_("How it is known"), choices=EvidenceKind.choices, initial=EvidenceKind.ATTESTED
    )
    expires_on = DateField(
        label=_("Valid until"), required=False, earliest=date(1950, 1, 1),
        help_text=_("A licence past this day counts as not held. Empty: it does not end."),
    )  # fmt: skip


class HeldSkillForm(_HeldForm):
    """One more skill of an employee, by its name."""

    skill = SkillField(label=_("Add a skill"))
    field_order = ("skill", "level", "evidence", "expires_on")


class ChangeSkillForm(_HeldForm):
    """What stands behind a skill of an employee."""

    def __init__(self, *args: Any, skill: EmployeeSkill, **kwargs: Any) -> None:
        super().__init__(*args, initial={name: getattr(skill, name) for name in self.base_fields}, **kwargs)


class CodeForm(BaseForm):
    """The code that an employer handed out."""

    code = forms.CharField(
        label=_("Code from your employer"), max_length=60,
        help_text=_("Sixteen letters and digits. It works once, for 30 days."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip


class ObjectionForm(BaseForm):
    """Why a recorded skill is wrong."""

    reason = forms.CharField(
        label=_("What is wrong"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5})
    )


class AnswerForm(BaseForm):
    """The employer's answer."""

    outcome = forms.ChoiceField(
        label=_("What came of it"), widget=forms.RadioSelect,
        choices=[one for one in ObjectionOutcome.choices if one[0] != ObjectionOutcome.OPEN],
    )  # fmt: skip
    answer = forms.CharField(
        label=_("Answer to the person"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5})
    )


def functions_to_choose(viewer: Viewer) -> list[tuple[int, str]]:
    """Return the company's functions for a filter, by title."""
    return list(queries.writable_functions(viewer).order_by("title", "id").values_list("pk", "title"))
