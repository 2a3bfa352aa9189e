from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ..ui.forms import BaseForm
from .models import MailWish


class RemindersForm(BaseForm):
    """How often a person wants reminders."""

    reminders = forms.ChoiceField(
        label=_("Reminders by mail"),
        choices=MailWish.choices,
        widget=forms.RadioSelect,
        help_text=_("Mail that you need for signing in, or that answers what you asked for, comes in any case."),
    )
