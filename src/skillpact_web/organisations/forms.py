"""Forms of organisations, their contacts and their participation."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from ..accounts.models import Organisation, OrganisationKind
from ..accounts.roles import Role
from ..accounts.viewer import Viewer
from ..ui.fields import DateField
from ..ui.forms import BaseForm, Group
from . import codes
from .models import ContactPurpose
from .services import MOST_PEOPLE


class OrganisationForm(BaseForm):
    """What is known of an organisation. Codes are checked by the service, which REST and imports share."""

    name = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=OrganisationKind.choices)
    headcount = forms.IntegerField(
        label=_("People it employs"), required=False, min_value=0, max_value=MOST_PEOPLE,
        help_text=_("Empty: not known."),
    )  # fmt: skip
    nuts = forms.CharField(label=_("Region (NUTS code)"), required=False, max_length=5, help_text=_("Such as ES212."))
    nace = forms.CharField(label=_("Activity (NACE code)"), required=False, max_length=10, help_text=_("Such as J62."))
    ecosystems = forms.CharField(
        label=_("Industrial ecosystems"), required=False, max_length=100,
        help_text=_("Codes such as DIGI; several separated by blanks."),
    )  # fmt: skip
    website = forms.CharField(label=_("Website"), required=False, max_length=200)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    groups = (Group(_("Where it belongs"), ("nuts", "nace", "ecosystems")),)
    FACTS: ClassVar = ("name", "kind", "headcount", "nuts", "nace", "ecosystems", "website")

    def __init__(self, *args: Any, viewer: Viewer, organisation: Organisation | None = None, **kwargs: Any) -> None:
        if organisation is not None:
            facts = {name: getattr(organisation, name) for name in self.FACTS}
            kwargs["initial"] = facts | {
                "ecosystems": " ".join(organisation.ecosystems),
                "version": organisation.version,
            }
        super().__init__(*args, **kwargs)
        if organisation is not None and viewer.role != Role.ADMINISTRATOR:
            del self.fields["kind"]
        elif viewer.organisation_id is not None:
            self.fields["kind"].choices = [one for one in OrganisationKind.choices if one[0] != "cluster"]
        known = codes.choices("ecosystems")
        if known:
            self.fields["ecosystems"] = forms.MultipleChoiceField(
                label=_("Industrial ecosystems"),
                required=False,
                choices=[(code, f"{label} ({code})") for code, label in known],
                widget=forms.CheckboxSelectMultiple,
                initial=organisation.ecosystems if organisation else [],
            )
            self.initial.pop("ecosystems", None)

    def clean_ecosystems(self) -> list[str]:
        """Return codes, from boxes or from words."""
        given = self.cleaned_data["ecosystems"]
        return list(given) if isinstance(given, list) else given.replace(",", " ").replace(";", " ").split()

    def values(self) -> dict[str, Any]:
        """Return what `services` takes."""
        return {name: self.cleaned_data[name] for name in self.FACTS if name in self.cleaned_data}


class NewOrganisationForm(OrganisationForm):
    """A new organisation, which takes part in the cluster of the desk."""

    reference = forms.CharField(
        label=_("Reference in your own lists"),
        required=False,
        max_length=60,
        help_text=_("An import finds it by this."),
    )
    starts_on = DateField(label=_("Takes part since"), required=False)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, viewer=viewer, **kwargs)
        if viewer.role != Role.CLUSTER_MANAGER:
            del self.fields["reference"], self.fields["starts_on"]

    def values(self) -> dict[str, Any]:
        """Return what `services.create` takes."""
        more = {name: self.cleaned_data[name] for name in ("reference", "starts_on") if name in self.cleaned_data}
        return super().values() | more


class ParticipationForm(BaseForm):
    """Since when and until when a member takes part."""

    reference = forms.CharField(label=_("Reference in your own lists"), required=False, max_length=60)
    starts_on = DateField(label=_("Takes part since"), required=False)
    ends_on = DateField(label=_("Until"), required=False, help_text=_("Empty: it still takes part."))


class ContactForm(BaseForm):
    """A person to ask."""

    name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(label=_("E-mail"), required=False)
    function = forms.CharField(label=_("Function"), required=False, max_length=120)
    purpose = forms.ChoiceField(
        label=_("What for"), choices=ContactPurpose.choices, help_text=_("The cluster writes to them about this only.")
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
