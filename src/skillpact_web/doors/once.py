"""A form that is sent twice is carried out once: `{% once %}` in the template, `once(...)` in the view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from .keys import FORM_FIELD, claim, fingerprint_of, is_key


@dataclass(frozen=True)
class Outcome:
    """What a write made. value : what the action returned, None for a repeat; value_id : its key, also for a repeat."""

    value_id: str
    is_repeat: bool
    value: Any = None


def once(request: Any, action: Callable[[], Any]) -> Outcome:
    """Carry out `action` unless this form was sent before; then return what it made the first time.

    action : a write that returns the row it made (or its id). Where it raises, the key is free again, so that the
    corrected form can be sent. A form without the hidden field is carried out every time.
    Raises DomainError where the same form comes back with other content.
    """
    key = request.POST.get(FORM_FIELD, "")
    if not is_key(key):
        value = action()
        return Outcome(_id_of(value), is_repeat=False, value=value)
    with transaction.atomic():
        row, is_first = claim(
            membership_id=request.viewer.membership_id, key=f"form:{key}"[:100], fingerprint=fingerprint_of(request)
        )
        if not is_first:
            return Outcome(row.value_id, is_repeat=True)
        value = action()
        row.value_id = _id_of(value)
        row.save(update_fields=["value_id"])
    return Outcome(row.value_id, is_repeat=False, value=value)


def _id_of(value: Any) -> str:
    return "" if value is None else str(getattr(value, "pk", value))
