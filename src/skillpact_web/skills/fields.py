"""Fields of a form that mean a concept: an occupation or a skill, typed or picked, cleaned to its URI."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..ui.fields import SkillField
from ..ui.widgets import SkillPicker
from . import engine


class OccupationField(SkillField):
    """An occupation; its value is a concept URI, "" where nothing is written."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", SkillPicker(url_name="skills:occupations"))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        """Return the URI. Raises ValidationError, with the nearest names, where none or several are so called."""
        picked = super().clean(value)
        if picked is None:
            return ""
        if picked.uri and engine.occupation_label(picked.uri):
            return picked.uri
        uri = engine.find_occupation(picked.words)
        if uri is None:
            near = ", ".join(f"“{hit.label}”" for hit in engine.search(picked.words, table="occupations", limit=3))
            raise ValidationError(
                _("No occupation is called “%(words)s”. Did you mean %(near)s?")
                if near
                else _("No occupation is called “%(words)s”: leave it empty, or try another word."),
                params={"words": picked.words[:100], "near": near},
            )
        return uri
