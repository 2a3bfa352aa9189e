"""Forms of talents: in plain words, and nothing but who may see it has to be filled in."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from .. import clock
from ..accounts.viewer import Viewer
from ..skills.fields import OccupationField
from ..skills.models import Origin
from ..ui.fields import DateField, LevelField, PickedSkill, SkillField
from ..ui.forms import BaseForm, BaseModelForm, Group
from ..ui.widgets import FileInput
from . import queries
from .models import Claim, DisputeOutcome, EvidenceLevel, Talent, TalentStatus, Visibility
from .writing import read_hours, read_languages, read_numbers, write_hours, write_list

CV_FILES = ".pdf,.docx,.html,.htm,.txt,.xml,.json"
CV_HELP = _("PDF, DOCX, Europass, HTML or plain text. Name, contacts and birth date are dropped when it is read.")
EVIDENCE_FILES = ".pdf,.docx,.odt,.txt,.png,.jpg,.jpeg"


class TalentForm(BaseModelForm):
    """What a person says of their situation."""

    languages = forms.CharField(
        label=_("Languages you can follow a course in"), required=False, max_length=100,
        help_text=_("Two letters each, such as es; eu; en."),
    )  # fmt: skip
    hours = forms.CharField(
        label=_("Free hours for training"), required=False, max_length=500,
        help_text=_("One number for every period, such as 40, or by period: 2027-1=40; 2027-2=60."),
    )  # fmt: skip
    vacancy_ids = forms.CharField(
        label=_("Vacancies you aim at"), required=False, max_length=500,
        help_text=_("Their numbers, such as 12; 31. Empty: whatever fits."),
    )  # fmt: skip
    target_occupation = OccupationField(
        label=_("What you want to become"), required=False, help_text=_("Begin to type and choose.")
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Talent
        fields = ("nickname", "status", "nuts", "employer", "wishes")
        labels: ClassVar = {
            "nickname": _("How you call this person"),
            "status": _("Your situation"),
            "nuts": _("Region (NUTS code)"),
            "employer": _("Who you work for now"),
            "wishes": _("What you wish for"),
        }
        help_texts: ClassVar = {
            "nickname": _("Only you, and the staff of the cluster where they may see the person, read it."),
            "nuts": _("Such as ES212. Companies see its first four signs at most."),
            "employer": _("They never see you here: not in a list, not in a match, not in a number."),
            "wishes": _("In your own words. Only you and the counsellor who acts for you read it."),
        }
        widgets: ClassVar = {"wishes": forms.Textarea(attrs={"rows": 4}), "nickname": forms.TextInput}

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        self.fields["status"].choices = TalentStatus.choices
        cluster = self.instance.cluster if self.instance.pk else queries.clusters(viewer).first()
        self.fields["employer"].queryset = queries.member_organisations(cluster)
        self.fields["employer"].empty_label = _("nobody, or an organisation that is not listed")
        if viewer.role == "talent" or self.instance.user_id:
            del self.fields["nickname"]
        if self.instance.pk:
            one = self.instance
            self.initial |= {
                "version": one.version,
                "languages": write_list(one.languages),
                "hours": write_hours(one.hours),
                "vacancy_ids": write_list(one.vacancy_ids),
            }
            if one.target_occupation_uri:
                picked = PickedSkill(one.target_occupation_label, one.target_occupation_uri)
                self.initial["target_occupation"] = picked

    def clean_nuts(self) -> str:
        return str(self.cleaned_data["nuts"]).strip().upper()

    def clean_languages(self) -> list[str]:
        return read_languages(self.cleaned_data["languages"])

    def clean_hours(self) -> dict[str, float]:
        try:
            return read_hours(self.cleaned_data["hours"])
        except ValueError:
            raise forms.ValidationError(
                _("Write one number of free hours, or a number for each period, such as 2027-1=40; 2027-2=60.")
            ) from None

    def clean_vacancy_ids(self) -> list[int]:
        try:
            return read_numbers(self.cleaned_data["vacancy_ids"])
        except ValueError:
            raise forms.ValidationError(_("Write the numbers of vacancies, such as 12; 31.")) from None

    def values(self) -> dict[str, Any]:
        """Return what `services` takes."""
        names = ("nickname", "status", "nuts", "employer", "wishes", "languages", "hours", "vacancy_ids")
        found = {name: self.cleaned_data[name] for name in names if name in self.fields}
        return found | {"target_occupation_uri": self.cleaned_data["target_occupation"]}

    def _post_clean(self) -> None:
        """Leave the row alone: only a service writes to it."""


class NewTalentForm(TalentForm):
    """A new profile, with a CV where there is one."""

    visibility = forms.ChoiceField(
        label=_("Who may see this profile"), choices=Visibility.choices, widget=forms.RadioSelect,
        initial=Visibility.NOBODY, help_text=_("It can be changed at any time. The employer never sees it."),
    )  # fmt: skip
    file = forms.FileField(
        label=_("CV as a file"), required=False, widget=FileInput(accept=CV_FILES),
        help_text=CV_HELP,
    )  # fmt: skip
    text = forms.CharField(
        label=_("Or its text"), required=False, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Without a CV this works as well: you add skills afterwards."),
    )  # fmt: skip
    field_order = ("nickname", "status", "nuts", "employer", "file", "text", "visibility")
    groups = (Group(_("CV"), ("file", "text")),)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("file") and str(cleaned.get("text", "")).strip():
            self.add_error("file", _("Give the CV once: as a file or as a text."))
        return cleaned


class CvForm(BaseForm):
    """A CV in place of the one before."""

    file = forms.FileField(
        label=_("CV as a file"), required=False, widget=FileInput(accept=CV_FILES),
        help_text=CV_HELP,
    )  # fmt: skip
    text = forms.CharField(label=_("Or its text"), required=False, widget=forms.Textarea(attrs={"rows": 8}))


class SkillForm(BaseForm):
    """One more skill, by its name."""

    skill = SkillField(label=_("Add a skill"))
    level = LevelField(label=_("Level"))


class JobForm(BaseForm):
    """A job that the person did: its usual skills are suggested."""

    occupation = OccupationField(label=_("A job you did"), help_text=_("Begin to type and choose."))


class ClaimForm(BaseForm):
    """What stands behind a skill."""

    level = LevelField(label=_("Level"))
    evidence = forms.ChoiceField(label=_("How it is known"), choices=EvidenceLevel.choices)
    issuer = forms.CharField(
        label=_("Who says so"), required=False, max_length=200, help_text=_("Such as the school or the examiner.")
    )
    issued_on = DateField(label=_("Since"), required=False, earliest=date(1950, 1, 1))
    expires_on = DateField(
        label=_("Valid until"), required=False, earliest=date(1950, 1, 1),
        help_text=_("A licence past this day counts as not held. Empty: it does not end."),
    )  # fmt: skip
    file = forms.FileField(
        label=_("Certificate or other proof"), required=False, widget=FileInput(accept=EVIDENCE_FILES),
        help_text=_("Only you and the counsellor who acts for you can open it."),
    )  # fmt: skip
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, claim: Claim, **kwargs: Any) -> None:
        names = ("level", "evidence", "issuer", "issued_on", "expires_on", "version")
        super().__init__(*args, initial={name: getattr(claim, name) for name in names}, **kwargs)
        if claim.origin != Origin.MACHINE:
            self.fields["evidence"].choices = [one for one in EvidenceLevel.choices if one[0] != EvidenceLevel.INFERRED]


class VisibilityForm(BaseForm):
    """Who sees the person. The employer and the organisations named here never do."""

    visibility = forms.ChoiceField(
        label=_("Who may see this profile"), choices=Visibility.choices, widget=forms.RadioSelect
    )
    employer = forms.ModelChoiceField(
        label=_("Who you work for now"), queryset=None, required=False,
        empty_label=_("nobody, or an organisation that is not listed"),
        help_text=_("They never see you here: not in a list, not in a match, not in a number."),
    )  # fmt: skip
    named_out = forms.ModelMultipleChoiceField(
        label=_("Organisations that must not see you either"), queryset=None, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, talent: Talent, **kwargs: Any) -> None:
        initial = {
            "visibility": talent.visibility,
            "employer": talent.employer_id,
            "named_out": list(talent.named_out.values_list("pk", flat=True)),
            "version": talent.version,
        }
        super().__init__(*args, initial=initial, **kwargs)
        members = queries.member_organisations(talent.cluster)
        for name in ("employer", "named_out"):
            self.fields[name].queryset = members


class MandateForm(BaseForm):
    """A counsellor who acts for the person."""

    counsellor = forms.ModelChoiceField(label=_("Counsellor"), queryset=None)
    ends_on = DateField(label=_("Until"), required=False, help_text=_("Empty: until you end it."))

    def __init__(self, *args: Any, talent: Talent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["counsellor"].queryset = queries.counsellors_of(talent.cluster)
        self.fields["ends_on"].widget.attrs["min"] = clock.today().isoformat()


class DisputeForm(BaseForm):
    """What is wrong. about : left out where a skill is meant"""

    about = forms.CharField(
        label=_("What is wrong"), max_length=300, required=False, help_text=_("Such as the match with a vacancy.")
    )
    reason = forms.CharField(label=_("Why"), required=False, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args: Any, has_claim: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_claim:
            del self.fields["about"]


class AnswerForm(BaseForm):
    """The answer of the named person."""

    outcome = forms.ChoiceField(
        label=_("What came of it"), choices=[one for one in DisputeOutcome.choices if one[0] != DisputeOutcome.OPEN],
        widget=forms.RadioSelect,
    )  # fmt: skip
    answer = forms.CharField(label=_("Answer to the person"), widget=forms.Textarea(attrs={"rows": 5}))
