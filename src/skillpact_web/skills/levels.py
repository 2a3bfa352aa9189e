"""The five levels as people choose them; inside they are quarters in [0, 1] as in the engine."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

# None is "not said" and stays so: it is never shown as a number.
LEVEL_CHOICES = (
    (None, _("not said")),
    (0.25, _("basic")),
    (0.5, _("intermediate")),
    (0.75, _("advanced")),
    (1.0, _("expert")),
)
LEVELS = tuple(value for value, _label in LEVEL_CHOICES if value is not None)


def level_of(text: str) -> float | None:
    """Return the level that a form's value stands for, None for "not said". Raises ValueError for anything else."""
    if not text:
        return None
    value = float(text)
    if value not in LEVELS:
        raise ValueError(f"{text} is no level, expected one of {LEVELS}")
    return value
