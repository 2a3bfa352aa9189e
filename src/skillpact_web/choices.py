"""Closed lists with a word for people: Django's text choices, as an enumeration that the type checker knows as one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from enum import StrEnum

    class TextChoices(StrEnum):
        """A member is its value; `label` is the word for people."""

        choices: ClassVar[list[tuple[str, Any]]]
        values: ClassVar[list[str]]
        names: ClassVar[list[str]]
        labels: ClassVar[list[Any]]
        label: str
else:
    from django.db.models import TextChoices

__all__ = ["TextChoices"]
