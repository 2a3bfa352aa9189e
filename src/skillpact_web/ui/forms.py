"""The one form renderer: labels, help and errors are tied to their fields here and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

Words: TypeAlias = str | Promise
# What a browser may fill in for the person, by the name of the field (WCAG 1.3.5). Everything else says "off":
# a shared computer at a counsellor's desk must not offer the words of the person before.
AUTOCOMPLETE = {
    "email": "email",
    "display_name": "name",
    "given_name": "given-name",
    "family_name": "family-name",
    "phone": "tel",
    "organisation": "organization",
    "website": "url",
    "postal_code": "postal-code",
    "city": "address-level2",
    "code": "one-time-code",
}


class Renderer(TemplatesSetting):
    """Renders every form by `ui/form.html` and every field by `ui/field.html`."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"


@dataclass(frozen=True)
class Group:
    """Fields that belong together, shown in a frame with a legend. fields : their names, in order"""

    legend: Words
    fields: Sequence[str]
    help: Words = ""


@dataclass(frozen=True)
class Section:
    """A group with the fields of one form. legend : "" for fields that stand alone"""

    legend: Words
    help: Words
    fields: Sequence[Any]


class _House(forms.BaseForm):
    """Adds nothing that a person must fill in: groups, attributes for the browser, and lengths said in words."""

    groups: ClassVar[Sequence[Group]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            prepare_field(name, field)

    def sections(self) -> list[Section]:
        """Return the visible fields by group in the order of the form; a group stands where its first field stands."""
        if not self.groups:
            return []
        group_of = {name: group for group in self.groups for name in group.fields}
        found: list[Section] = []
        shown: set[int] = set()
        for bound in self.visible_fields():
            group = group_of.get(bound.name)
            if group is None:
                found.append(Section("", "", [bound]))
            elif id(group) not in shown:
                shown.add(id(group))
                fields = [self[name] for name in group.fields if name in self.fields and not self[name].is_hidden]
                found.append(Section(group.legend, group.help, fields))
        return found


class BaseForm(_House, forms.Form):
    """A form of the house. groups : which fields stand in one frame"""


class BaseModelForm(_House, forms.ModelForm):
    """A form of the house over a model. Its view saves through a service, never by `form.save()`."""


def prepare_field(name: str, field: forms.Field) -> None:
    """Give a field its autocomplete attribute, and say its greatest length where a person writes freely."""
    widget = field.widget
    if isinstance(widget, forms.TextInput | forms.Textarea | forms.EmailInput | forms.URLInput):
        widget.attrs.setdefault("autocomplete", AUTOCOMPLETE.get(name, "off"))
    limit = getattr(field, "max_length", None)
    if limit and type(widget) in (forms.TextInput, forms.Textarea):
        said = _("At most %(limit)s characters.") % {"limit": limit}
        field.help_text = format_html("{} {}", field.help_text, said) if field.help_text else said
    # "cols" is Django's own: then its ten rows are as well.
    if isinstance(widget, forms.Textarea) and widget.attrs.pop("cols", None):
        widget.attrs["rows"] = 6
