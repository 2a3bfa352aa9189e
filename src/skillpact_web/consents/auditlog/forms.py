"""The filters of the audit log."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from ...accounts.viewer import Viewer
from ...ui.forms import BaseForm
from . import queries


def _day(label: Any) -> forms.DateField:
    """Return a field for a day of this century: others are typing errors."""
    sensible = _("Choose a day between 2000 and 2100.")
    limits = [MinValueValidator(date(2000, 1, 1), sensible), MaxValueValidator(date(2100, 1, 1), sensible)]
    return forms.DateField(
        label=label, required=False, validators=limits, widget=forms.DateInput(attrs={"type": "date"})
    )


class FilterForm(BaseForm):
    """Kind, period, organisation and row; all may be left open."""

    kind = forms.ChoiceField(label=_("What happened"), required=False)
    starts_on = _day(_("From"))
    ends_on = _day(_("Until"))
    organisation = forms.ModelChoiceField(label=_("Organisation"), queryset=None, required=False)
    on = forms.RegexField(
        r"^[A-Za-z_]+\.[A-Za-z_]+(:[\w-]{1,60})?$",
        label=_("Row"),
        required=False,
        max_length=121,
        help_text=_("The kind of row, or one of them: vacancies.vacancy or vacancies.vacancy:17."),
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("Everything")), *((one, one) for one in queries.kinds(viewer))]
        self.fields["organisation"].queryset = queries.organisations(viewer)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        starts_on, ends_on = values.get("starts_on"), values.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("This lies before the first day. Choose a later one."))
        return values

    def filters(self) -> queries.Filters:
        """Return what was asked for, once the form is valid."""
        values = self.cleaned_data if self.is_bound else {}
        organisation = values.get("organisation")
        return queries.Filters(
            kind=values.get("kind") or "",
            starts_on=values.get("starts_on"),
            ends_on=values.get("ends_on"),
            organisation_id=organisation.pk if organisation else None,
            on=values.get("on") or "",
        )
