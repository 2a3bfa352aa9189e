"""What the sign-in page asks the settings."""

from __future__ import annotations

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def sign_up_is_open() -> bool:
    """Return whether a talent may open an account without an invitation."""
    return settings.SIGNUP == "open"
