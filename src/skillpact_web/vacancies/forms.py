"""Forms of vacancies. Whatever the person brings is enough: a text, a file, or an occupation."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from .. import clock
from ..accounts.viewer import Viewer
from ..skills import engine
from ..skills.fields import OccupationField
from ..ui.fields import DateField, LevelField, PickedSkill, SkillField
from ..ui.forms import BaseForm, BaseModelForm
from ..ui.widgets import FileInput
from . import queries
from .models import Vacancy, VacancyAudience


class VacancyForm(BaseModelForm):
    """The facts of a vacancy."""

    occupation = OccupationField(
        label=_("Occupation"),
        required=False,
        help_text=_("Begin to type and choose. Its usual skills are suggested where there is no advertisement."),
    )
    published_on = DateField(label=_("Open since"), required=False, help_text=_("Empty: today."))
    closes_on = DateField(label=_("Last day to apply"), required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Vacancy
        fields = ("title", "text", "openings", "published_on", "closes_on", "nuts", "reference", "audience")
        labels: ClassVar = {
            "text": _("Advertisement"),
            "openings": _("Openings"),
            "nuts": _("Region (NUTS code)"),
            "reference": _("Your own reference"),
            "audience": _("Who finds it beside your company"),
        }
        help_texts: ClassVar = {
            "text": _("Paste it as it is. Skillpact reads which skills it asks, and you confirm them."),
            "nuts": _("Such as ES212. Empty: the region of the company."),
        }
        widgets: ClassVar = {
            "text": forms.Textarea(attrs={"rows": 12}),
            "audience": forms.RadioSelect,
        }

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        self.fields["audience"].choices = VacancyAudience.choices
        if self.instance.pk:
            if self.instance.occupation_uri:
                self.initial["occupation"] = PickedSkill(self.instance.occupation_label, self.instance.occupation_uri)
            self.initial["version"] = self.instance.version

    def clean_published_on(self) -> Any:
        return self.cleaned_data["published_on"] or clock.today()

    def clean_nuts(self) -> str:
        code = self.cleaned_data["nuts"].strip().upper()
        if code and not (2 <= len(code) <= 5 and code[:2].isalpha() and code.isalnum() and code.isascii()):
            raise forms.ValidationError(_("A NUTS code is two letters and up to three characters, such as ES212."))
        return code

    def values(self) -> dict[str, Any]:
        """Return what `services` takes."""
        found = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return found | {"occupation_uri": self.cleaned_data["occupation"]}

    def _post_clean(self) -> None:
        """Leave the row alone: only a service writes to it."""


class NewVacancyForm(VacancyForm):
    """A new vacancy, from a text, a file or an occupation."""

    organisation = forms.ModelChoiceField(label=_("Company"), queryset=None)
    file = forms.FileField(
        label=_("Advertisement as a file"),
        required=False,
        help_text=_("PDF, DOCX, HTML or plain text."),
        widget=FileInput(accept=".pdf,.docx,.html,.htm,.txt"),
    )
    field_order = ("organisation", "title", "text", "file", "occupation", "openings")

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, viewer=viewer, **kwargs)
        self.fields["organisation"].queryset = queries.writable_organisations(viewer)
        if viewer.organisation_id and viewer.role == "company":
            self.fields["organisation"].initial = viewer.organisation_id
            self.fields["organisation"].widget = forms.HiddenInput()
        self.fields["title"].required = False
        self.fields["title"].help_text = _("Empty: the first line of the advertisement, or the occupation.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        text, file, occupation = (cleaned.get(name) for name in ("text", "file", "occupation"))
        if text and text.strip() and file:
            self.add_error("file", _("Give the advertisement once: as a text or as a file."))
        if not cleaned.get("title"):
            if text and text.strip():
                cleaned["title"] = text.strip().splitlines()[0].strip()[:200]
            elif occupation:
                cleaned["title"] = (engine.occupation_label(occupation) or "")[:200]
            elif file:
                cleaned["title"] = file.name.rpartition(".")[0][:200] or file.name[:200]
            elif "occupation" not in self.errors:
                self.add_error(
                    "title", _("Say what the job is called, paste its advertisement, or pick an occupation.")
                )
        return cleaned


class RequirementForm(BaseForm):
    """One more skill, by its name."""

    skill = SkillField(label=_("Add a skill"))
    level = LevelField(label=_("Level"))
    is_essential = forms.BooleanField(label=_("Essential"), required=False, initial=True)
