"""Inputs that several apps share. Each works without JavaScript; none carries a style or a script."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language


class DateInput(forms.DateInput):
    """A day by the browser's own calendar, whatever the language of the page."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class MoneyInput(forms.TextInput):
    """An amount in euro as people of a language write it; cents inside."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "class": "money", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """Return cents as euro without grouping; words that could not be read stay as they were written."""
        if not isinstance(value, int):
            return super().format_value(value)
        text = f"{value / 100:.2f}"
        return text if (get_language() or "en").startswith("en") else text.replace(".", ",")


class FileInput(forms.FileInput):
    """A file to upload. accept : endings and content types that the browser offers first, such as ".pdf,.docx" """

    def __init__(self, attrs: dict[str, Any] | None = None, *, accept: str = "") -> None:
        super().__init__({**({"accept": accept} if accept else {}), **(attrs or {})})


class ManyFilesInput(forms.FileInput):
    """Several files at once."""

    allow_multiple_selected = True


class SkillPicker(forms.MultiWidget):
    """Words for a skill beside a hidden URI. With JavaScript a list of what is found opens below while one types.

    url_name : the address that answers `?q=…` with `ui/options.html`, `skills:occupations` for occupations; where there
    is none the words stand alone
    """

    template_name = "ui/skill_picker.html"
    use_fieldset = False

    def __init__(self, attrs: dict[str, Any] | None = None, *, url_name: str = "skills:search") -> None:
        parts = {"": forms.TextInput({"autocomplete": "off", "maxlength": 200}), "uri": forms.HiddenInput()}
        self.url_name = url_name
        super().__init__(parts, attrs)

    def decompress(self, value: Any) -> list[str]:
        """Return words and URI of a stored value."""
        if value is None:
            return ["", ""]
        return [getattr(value, "words", None) or str(getattr(value, "label", value)), getattr(value, "uri", "") or ""]

    def id_for_label(self, id_: str) -> str:
        """Return the id of the words' input."""
        return f"{id_}_0" if id_ else id_

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Tie the words to their list and to the hidden URI."""
        context = super().get_context(name, value, attrs)
        words, uri = context["widget"]["subwidgets"]
        for attribute in ("aria-describedby", "aria-invalid", "required"):
            uri["attrs"].pop(attribute, None)
        try:
            address = reverse(self.url_name)
        except NoReverseMatch:
            return context
        list_id = f"{words['attrs'].get('id', name)}_found"
        words["attrs"] |= {
            "role": "combobox",
            "aria-autocomplete": "list",
            "aria-expanded": "false",
            "aria-controls": list_id,
            "data-picker": True,
            "data-value-field": uri["attrs"].get("id", ""),
            "hx-get": address,
            "hx-trigger": "input changed delay:250ms",
            "hx-target": f"#{list_id}",
            "hx-sync": "this:replace",
        }
        context["list_id"] = list_id
        return context
