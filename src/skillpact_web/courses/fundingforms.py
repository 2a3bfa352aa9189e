"""Forms of who pays: lines of money, periods, rooms and machines."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from skillpact.records import Status

from ..accounts.viewer import Viewer
from ..ui.fields import DateField, MoneyField
from ..ui.forms import BaseForm, BaseModelForm
from .forms import NUTS, CodesField
from .models import Funder

# Situation at work, as the plan's files call it (docs/guide/plan-format.md).
STATUSES = (
    (Status.UNEMPLOYED.value, _("looking for work")),
    (Status.INACTIVE.value, _("not looking for work now")),
    (Status.STUDENT.value, _("in education")),
    (Status.EMPLOYED.value, _("in work")),
    (Status.SELF_EMPLOYED.value, _("self-employed")),
)


class FunderForm(BaseModelForm):
    """A line of money: how much, at most which share of a seat, for whom."""

    budget_cents = MoneyField(label=_("Left to spend, in euro"))
    max_percent = forms.IntegerField(
        label=_("At most of each seat, in percent"), min_value=0, max_value=100, initial=100
    )
    organisations = forms.ModelMultipleChoiceField(
        label=_("Only for these organisations"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    regions = CodesField(label=_("Only in these regions (NUTS codes)"))
    statuses = forms.MultipleChoiceField(
        label=_("Only for people who are"), required=False, widget=forms.CheckboxSelectMultiple
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Funder
        fields = ("code", "name", "budget_cents", "organisations", "regions", "statuses")
        labels: ClassVar = {"code": _("Code"), "name": _("Name")}

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisations"].queryset = viewer.members.order_by("name", "pk")
        self.fields["statuses"].choices = STATUSES
        if self.instance.pk:
            self.initial |= {"version": self.instance.version, "max_percent": round(self.instance.max_share * 100)}

    def clean_regions(self) -> list[str]:
        codes = [code.upper() for code in self.cleaned_data["regions"]]
        wrong = [code for code in codes if not NUTS.fullmatch(code)]
        if wrong:
            raise ValidationError(_("A NUTS code is two letters and up to three characters, such as ES212."))
        return codes

    def values(self) -> dict[str, Any]:
        """Return what `fundingservices` takes."""
        found = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return found | {"max_share": self.cleaned_data["max_percent"] / 100}

    def _post_clean(self) -> None:
        """Leave the row alone: only a service writes to it."""


class PeriodForm(BaseForm):
    """A stretch of time in which courses run."""

    code = forms.CharField(label=_("Code"), max_length=30, help_text=_("Such as 2027-1."))
    starts_on = DateField(label=_("First day"))
    ends_on = DateField(label=_("Last day"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day is not before the first."))
        return cleaned


class ResourceForm(BaseForm):
    """A room or machine, and how many cohorts it serves in one period."""

    code = forms.CharField(label=_("Code"), max_length=60, help_text=_("Such as welding-workshop."))
    cohorts_per_period = forms.IntegerField(label=_("Cohorts a period"), min_value=0, max_value=1000, initial=1)
