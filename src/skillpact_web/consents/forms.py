"""Forms of the privacy centre."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..ui.forms import BaseForm
from . import queries
from .models import RequestKind, RequestOutcome
from .purposes import Purpose
from .services.asking import LONGEST_ANSWER, LONGEST_WORDS


class ConsentForm(BaseForm):
    """Agree to one purpose, whose text stands above the form."""

    recipient = forms.ModelChoiceField(queryset=None, label=_("For which organisation"), required=True)
    ends_on = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Leave it open to agree until you end it. You can end it at any time."),
    )

    def __init__(self, *args: Any, user_id: int, purpose: Purpose, needs_recipient: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if needs_recipient:
            self.fields["recipient"].queryset = queries.possible_recipients(user_id, purpose)
        else:
            del self.fields["recipient"]


class AskForm(BaseForm):
    """Ask something about one's own data."""

    kind = forms.ChoiceField(choices=RequestKind.choices, label=_("What do you ask?"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In your own words"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea,
        help_text=_("For a correction or an objection: what is wrong, and how should it be?"),
    )


class AnswerForm(BaseForm):
    """Answer a request."""

    outcome = forms.ChoiceField(
        choices=[one for one in RequestOutcome.choices if one[0] != RequestOutcome.WITHDRAWN],
        label=_("How did it end?"),
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Answer to the person"),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea,
        help_text=_("In plain words: what was done, or why not, and where the person can complain."),
    )


class CodeForm(BaseForm):
    """The code with which somebody who was erased reads the receipt."""

    code = forms.CharField(label=_("Your code"), min_length=16, max_length=64)
