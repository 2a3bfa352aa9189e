"""The one form renderer: labels, help and errors are tied to their fields here and nowhere else."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Renders every form by `ui/form.html` and every field by `ui/field.html`."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"
