"""Forms of studies: which members, and what a scenario changes."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..accounts.viewer import Viewer
from ..ui.forms import BaseForm
from .models import RowKind, Study

NUTS = re.compile(r"[A-Z]{2}[A-Z0-9]{0,3}")


class StudyForm(BaseForm):
    """A new study: its name and its scope."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("Such as: Autumn 2026, all members."))
    ecosystems = forms.MultipleChoiceField(
        label=_("Only these ecosystems"), required=False, widget=forms.CheckboxSelectMultiple
    )
    regions = forms.CharField(
        label=_("Only these regions (NUTS codes)"), required=False, max_length=200, help_text=_("Such as ES21, ES22.")
    )
    organisations = forms.ModelMultipleChoiceField(
        label=_("Only these members"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    with_plan = forms.BooleanField(label=_("Also plan training"), required=False, initial=True)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = viewer.members.filter(kind="company").order_by("name", "pk")
        self.fields["organisations"].queryset = members
        found = sorted({code for codes in members.values_list("ecosystems", flat=True) for code in codes})
        self.fields["ecosystems"].choices = [(code, code) for code in found]

    def clean_regions(self) -> list[str]:
        codes = [part.strip().upper() for part in re.split(r"[,;\s]+", self.cleaned_data["regions"]) if part.strip()]
        wrong = [code for code in codes if not NUTS.fullmatch(code)]
        if wrong:
            raise ValidationError(
                _("“%(code)s” is no NUTS code: two letters and up to three characters."), params={"code": wrong[0][:20]}
            )
        return codes

    def scope(self) -> dict[str, Any]:
        """Return the scope as a study keeps it."""
        return {
            "ecosystems": self.cleaned_data["ecosystems"],
            "regions": self.cleaned_data["regions"],
            "organisations": [one.pk for one in self.cleaned_data["organisations"]],
        }

    def options(self) -> dict[str, Any]:
        """Return the options as a study keeps them."""
        return {"with_plan": self.cleaned_data["with_plan"]}


class ScenarioForm(BaseForm):
    """What a scenario changes: the money, the cohorts on offer, courses that fall away, how near a match must be."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("Such as: half the money."))
    budget_percent = forms.IntegerField(
        label=_("Budget, in percent of today's"), min_value=0, max_value=1000, initial=100
    )
    more_cohorts = forms.IntegerField(
        label=_("More cohorts of each course"), min_value=0, max_value=50, initial=0, required=False
    )
    without_courses = forms.MultipleChoiceField(
        label=_("Without these courses"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, study: Study, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = study.snapshot.rows.filter(kind=RowKind.COURSE).order_by("key") if study.snapshot else ()
        self.fields["without_courses"].choices = sorted(
            ((row.key, row.values["title"]) for row in rows), key=lambda one: one[1]
        )

    def options(self) -> dict[str, Any]:
        """Return the options as a study keeps them."""
        return {
            "with_plan": True,
            "budget_percent": self.cleaned_data["budget_percent"],
            "more_cohorts": self.cleaned_data["more_cohorts"] or 0,
            "without_courses": self.cleaned_data["without_courses"],
        }
