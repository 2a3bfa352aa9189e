"""What may stand in the details of an event: ids, codes and counts, so that the log holds nothing about a person."""

from __future__ import annotations

import math
from typing import Any

LONGEST = 80  # a sha256 has 64 characters, a concept URI of ESCO 69
MOST = 200  # entries of one event: the log is no place for a whole list


def check_details(details: dict[str, Any]) -> None:
    """Raise ValueError where a value is no id, code or count, or where there are more than 200 of them."""
    n_values = _check(details, "details")
    if n_values > MOST:
        raise ValueError(
            f"The details of an audit event hold {n_values} values, keep to {MOST}: count instead of listing"
        )


def _check(value: Any, where: str) -> int:
    if isinstance(value, dict):
        return sum(_check_word(str(key), where) + _check(inner, f"{where}.{key}") for key, inner in value.items())
    if isinstance(value, list | tuple | set | frozenset):
        return sum(_check(inner, where) for inner in value)
    if isinstance(value, str):
        return 1 + _check_word(value, where)
    if value is None or isinstance(value, bool | int) or (isinstance(value, float) and math.isfinite(value)):
        return 1
    raise ValueError(f"{where} of an audit event is a {type(value).__name__}, give an id, a code or a count")


def _check_word(word: str, where: str) -> int:
    # What was found is not repeated: it may be the very name that must not reach a log.
    if len(word) > LONGEST or "@" in word or len(word.split()) > 1:
        raise ValueError(
            f"{where} of an audit event holds {len(word)} characters that read like a text or an address, "
            f"give an id, a code or a count (one word of at most {LONGEST} characters without @)"
        )
    return 0
