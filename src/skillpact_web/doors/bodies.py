"""Reads what REST is sent: sizes, content types, and values that no database can hold are refused at the door."""

from __future__ import annotations

import json
import math
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja.parser import Parser

from .problems import BodyError, problem

_LARGEST = 2**63 - 1
_BODY_TYPES = ("application/json", "multipart/form-data")
_MAX_DEPTH = 40
# Room for the boundaries and fields around an upload.
_AROUND_UPLOAD = 100_000


def refuse_body(request: Any) -> HttpResponse | None:
    """Return the refusal of a body that is too large or of another type, None where it may be read."""
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return problem(request, 400, _("The header Content-Length holds no number."))
    is_upload = request.content_type == "multipart/form-data"
    limit = settings.SKILLPACT_UPLOAD_LIMIT + _AROUND_UPLOAD if is_upload else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if length > limit:
        detail = _("What you sent has %(found)s bytes, at most %(limit)s are read: send it in parts.")
        return problem(request, 413, detail % {"found": length, "limit": limit})
    if length and request.method in ("POST", "PUT", "PATCH") and request.content_type not in _BODY_TYPES:
        detail = _("The content type is %(found)s, expected application/json.")
        return problem(request, 415, detail % {"found": request.content_type[:60] or "missing"})
    return None


def check_value(value: Any) -> None:
    """Raise BodyError for what no database can hold: zero bytes, lone surrogates, numbers beyond 64 bits."""
    pending: list[tuple[Any, int]] = [(value, 0)]
    while pending:
        one, depth = pending.pop()
        if depth > _MAX_DEPTH:
            raise BodyError(_("The values are nested too deeply."))
        if isinstance(one, str):
            _check_text(one)
        elif isinstance(one, bool) or one is None:
            continue
        elif isinstance(one, int):
            if abs(one) > _LARGEST:
                raise BodyError(_("A number is too large, expected at most 64 bits."))
        elif isinstance(one, float):
            if not math.isfinite(one):
                raise BodyError(_("A number is not finite."))
        elif isinstance(one, dict):
            pending += [(part, depth + 1) for pair in one.items() for part in pair]
        elif isinstance(one, list):
            pending += [(part, depth + 1) for part in one]


def _check_text(text: str) -> None:
    if "\0" in text:
        raise BodyError(_("A text holds a zero character, expected none."))
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise BodyError(_("A text holds half a character (a lone surrogate), expected whole Unicode characters."))


class CarefulParser(Parser):
    """Parses bodies and query strings, refusing what `check_value` refuses."""

    def parse_body(self, request: Any) -> Any:
        value = json.loads(request.body, parse_constant=_refuse_constant)
        check_value(value)
        return value

    def parse_querydict(self, data: Any, list_fields: list[str], request: Any) -> Any:
        value = super().parse_querydict(data, list_fields, request)
        for name, part in value.items():
            check_value(name)
            check_value(part if isinstance(part, str | list) else None)
        return value


def _refuse_constant(name: str) -> None:
    raise BodyError(_("A number is %(found)s, expected a finite one.") % {"found": name})
