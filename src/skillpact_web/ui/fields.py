"""Fields of a form that several apps ask for: money, a day, a level, a skill."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from .widgets import DateInput, MoneyInput, SkillPicker

_AMOUNT = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_GROUPED = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{3})*")
LEVELS = (
    ("", gettext_lazy("not said")),
    ("0.25", gettext_lazy("basic")),
    ("0.5", gettext_lazy("intermediate")),
    ("0.75", gettext_lazy("advanced")),
    ("1.0", gettext_lazy("expert")),
)


def decimal_mark(language: str | None = None) -> str:
    """Return the sign before the cents in a language, the present one where none is named."""
    return "." if (language or get_language() or "en").startswith("en") else ","


def parse_cents(text: str, mark: str) -> int:
    """Return an amount in cents. mark : the decimal sign of the person's language, "." or ","

    "1.200,50" and "1,200.50" are read in every language. A lone sign before three digits groups thousands only where
    the language groups with it. Raises ValueError where the text is no amount or can be read in two ways.
    """
    bare = re.sub(r"[\s\u00a0\u202f'’]|€|EUR", "", text)
    if not _AMOUNT.fullmatch(bare):
        raise ValueError("no amount")
    signs = {sign for sign in bare if sign in ".,"}
    last = max(bare.rfind("."), bare.rfind(","))
    tail = len(bare) - last - 1
    if not signs:
        whole, cents = bare, ""
    elif tail in (1, 2) and bare.count(bare[last]) == 1:
        whole, cents = bare[:last], bare[last + 1 :]
    elif len(signs) == 1 and tail == 3 and (bare[last] != mark or bare.count(bare[last]) > 1):
        whole, cents = bare, ""
    else:
        raise ValueError("two readings")
    inner = {sign for sign in whole if sign in ".,"}
    if inner and (len(inner) > 1 or not _GROUPED.fullmatch(whole)):
        raise ValueError("no amount")
    return int(re.sub(r"[.,]", "", whole)) * 100 + int(cents.ljust(2, "0") or 0)


class MoneyField(forms.Field):
    """An amount in euro; its value is an int of cents, or None. most_cents : what is refused beyond"""

    widget = MoneyInput

    def __init__(self, *, most_cents: int = 99_999_999_999, **kwargs: Any) -> None:
        self.most_cents = most_cents
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> int | None:
        """Return the cents. Raises ValidationError where the text is no amount."""
        if value in self.empty_values or not str(value).strip():
            return None
        example = f"1200{decimal_mark()}50"
        try:
            cents = parse_cents(str(value), decimal_mark())
        except ValueError:
            shown = str(value)[:40]
            raise ValidationError(
                _("“%(value)s” is not an amount that can be read, write it like %(example)s."),
                params={"value": shown, "example": example},
            ) from None
        if cents > self.most_cents:
            raise ValidationError(
                _("This amount is too large, at most %(most)s euro."), params={"most": self.most_cents // 100}
            )
        return cents


class DateField(forms.DateField):
    """A day. earliest, latest : a day outside is refused with a sentence that names both"""

    widget = DateInput

    def __init__(self, *, earliest: date = date(1950, 1, 1), latest: date = date(2100, 12, 31), **kwargs: Any) -> None:
        self.earliest, self.latest = earliest, latest
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"])
        super().__init__(**kwargs)
        self.widget.attrs |= {"min": earliest.isoformat(), "max": latest.isoformat()}

    def validate(self, value: Any) -> None:
        """Refuse a day outside the range, as the typing error that it is."""
        super().validate(value)
        if value and not self.earliest <= value <= self.latest:
            raise ValidationError(
                _("%(value)s lies outside what can be entered here: a day from %(earliest)s to %(latest)s."),
                params={
                    name: day.isoformat()
                    for name, day in (("value", value), ("earliest", self.earliest), ("latest", self.latest))
                },
            )


class LevelField(forms.TypedChoiceField):
    """A level as people choose it; its value is a quarter in [0.25, 1], or None where nothing is said."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(choices=LEVELS, coerce=float, empty_value=None, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Return the choice that stands for a stored level."""
        return "" if value is None else str(float(value)) if isinstance(value, int | float) else value


@dataclass(frozen=True)
class PickedSkill:
    """What a person wrote, and the concept URI where they took one from the list ("" without JavaScript)."""

    words: str
    uri: str


class SkillField(forms.MultiValueField):
    """A skill by its words, with what was found as one types; its value is a PickedSkill, or None."""

    widget = SkillPicker

    def __init__(self, *, max_length: int = 200, **kwargs: Any) -> None:
        kwargs.setdefault("require_all_fields", False)
        super().__init__(
            fields=(
                forms.CharField(max_length=max_length, required=False),
                forms.CharField(max_length=500, required=False),
            ),
            **kwargs,
        )

    def compress(self, data_list: list[Any]) -> PickedSkill | None:
        """Return both parts as one value."""
        words, uri = [*(data_list or []), "", ""][:2]
        return PickedSkill(words.strip(), uri or "") if words and words.strip() else None
