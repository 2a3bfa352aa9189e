"""The form that uploads a table."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .exchange import Shape


class ImportForm(forms.Form):
    """One file: CSV, XLSX or JSON."""

    file = forms.FileField(
        label=gettext_lazy("Table"),
        help_text=gettext_lazy("CSV, XLSX or JSON. Nothing is saved yet: you see first what would change."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.json"}),
    )

    def __init__(self, *args: Any, shape: Shape, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shape = shape

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > self.shape.max_bytes:
            raise forms.ValidationError(
                _("The file has %(found)s MB, expected at most %(most)s MB: split it.")
                % {"found": round(file.size / 1e6, 1), "most": round(self.shape.max_bytes / 1e6, 1)}
            )
        return file
