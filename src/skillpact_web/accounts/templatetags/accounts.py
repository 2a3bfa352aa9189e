"""What the pages of the sign-in ask the settings and the session."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings

from ..secondfactor import has_second_factor

register = template.Library()


@register.simple_tag
def sign_up_is_open() -> bool:
    """Return whether a talent may open an account without an invitation."""
    return settings.SIGNUP == "open"


@register.simple_tag(takes_context=True)
def came_for(context: dict[str, Any]) -> str:
    """Return the page that waited for a second factor, once it was shown; "" where none did."""
    request: Any = context.get("request")
    if request is None or not request.user.is_authenticated or not has_second_factor(request):
        return ""
    return str(request.session.get("after_second_factor", ""))
