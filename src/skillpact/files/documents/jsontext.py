"""JSON as the standard has it: no NaN, no endless nesting, no numbers of a million digits."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, NoReturn


class JsonError(ValueError):
    """The text is no JSON; the message says why, to stand after "found"."""


def parse_json(text: str) -> Any:
    """Return the value. Raises JsonError with what was found, for syntax, depth, NaN and oversized numbers alike."""
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise JsonError(f"no valid JSON ({error.msg} at line {error.lineno}, character {error.colno})") from error
    except RecursionError as error:
        raise JsonError("JSON nested too deeply") from error
    except JsonError:
        raise
    except ValueError as error:
        raise JsonError("a number with too many digits") from error


def text_of(value: object) -> str:
    """Return a string as it is, a number as digits, anything else as ""."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return ""
    return str(value) if isinstance(value, (int, float)) and math.isfinite(value) else ""


def texts_of(value: object) -> list[str]:
    """Return the non-empty strings of a list or of a single value."""
    values = value if isinstance(value, list) else [value]
    return [text for text in map(text_of, values) if text.strip()]


def mappings_of(value: object) -> list[Mapping[str, Any]]:
    """Return the objects of a list or a single object; anything else is left out."""
    values = value if isinstance(value, list) else [value]
    return [item for item in values if isinstance(item, dict)]


def _refuse_constant(name: str) -> NoReturn:
    raise JsonError(f"{name}, which is no JSON number")


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)
