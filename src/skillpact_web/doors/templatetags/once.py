"""`{% once %}`: the hidden field by which a form that is sent twice is known again."""

from __future__ import annotations

import uuid

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ..keys import FORM_FIELD

register = template.Library()


@register.simple_tag
def once() -> SafeString:
    """Return the hidden field with a fresh key."""
    return format_html('<input type="hidden" name="{}" value="{}">', FORM_FIELD, uuid.uuid4().hex)
