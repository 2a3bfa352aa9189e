"""The forms of the accounts' own pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ..ui.forms import BaseForm
from .granting import organisations_to_grant_at, roles_to_grant_at
from .models import Organisation
from .roles import Role
from .scopes import scopes
from .target import LONGEST
from .viewer import Viewer


class AccountForm(BaseForm):
    """What a person is called, and the language they read."""

    display_name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        required=False,
        help_text=_("As others in your organisation should read it."),
    )
    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [("", _("As the browser asks")), *settings.LANGUAGES]


class RoleForm(BaseForm):
    """A role at an organisation that the viewer may give it at."""

    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none(), empty_label=None
    )
    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = self.fields["organisation"]
        places.queryset = organisations_to_grant_at(viewer).order_by("name", "pk")
        of_the_house = roles_to_grant_at(viewer, None)
        if of_the_house:
            places.required = False
            places.empty_label = _("The whole installation")
        given = {*of_the_house}
        for kind, example in {one.kind: one for one in places.queryset}.items():
            given |= set(roles_to_grant_at(viewer, example)) if kind else set()
        self.fields["role"].choices = [(role.value, role.label) for role in Role if role in given]
        if viewer.organisation_id is not None:
            self.initial.setdefault("organisation", viewer.organisation_id)

    @property
    def organisation_id(self) -> int | None:
        """The organisation that was chosen, None for the whole installation."""
        chosen = self.cleaned_data["organisation"]
        return chosen.pk if chosen else None


class InvitationForm(RoleForm):
    """An address and the role that its reader gets."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    target = forms.CharField(
        label=_("Page that the link opens"),
        max_length=LONGEST,
        required=False,
        help_text=_("A path of this platform such as /vacancies/. Left empty: the first page."),
    )
    field_order = ("email", "organisation", "role", "target")


class TokenForm(BaseForm):
    """What a program may do in the person's present role, and for how long."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("The program or person that uses it, so that you know it again.")
    )
    scopes = forms.MultipleChoiceField(label=_("What it may do"), widget=forms.CheckboxSelectMultiple)
    days = forms.IntegerField(label=_("Days until it ends"), min_value=1, max_value=366, initial=90)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = list(scopes().items())
