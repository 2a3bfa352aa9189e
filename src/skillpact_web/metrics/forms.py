from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ..ui.fields import DateField
from ..ui.forms import BaseForm


class SnapshotForm(BaseForm):
    """A new snapshot."""

    title = forms.CharField(label=_("Title"), max_length=200)
    code = forms.SlugField(
        label=_("Short name"), max_length=60, help_text=_("Letters, digits and hyphens: needs-2026-q4.")
    )
    as_of = DateField(label=_("As of"))


class CorrectionForm(BaseForm):
    """Why a snapshot is corrected."""

    reason = forms.CharField(label=_("What was wrong"), max_length=300)
