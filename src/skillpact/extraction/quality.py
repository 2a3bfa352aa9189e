"""How good results are in each language: the class beside them, as `skillpact evaluate languages` measured it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

What = Literal["skills", "occupations"]

CLASSES = ("strong", "fair", "weak", "very weak")  # best first
NOT_MEASURED = "not measured"
_FILE = Path(__file__).parent / "quality.json"


def quality_class(language: str | None, what: What = "skills") -> str:
    """Return one of CLASSES for results in `language` (ISO 639-1), NOT_MEASURED where nothing is known of it."""
    return str(_measured()["classes"].get(language or "", {}).get(what, NOT_MEASURED))


def measured_on() -> str:
    """Return name and version of the taxonomy with which the classes were measured; with another they may differ."""
    return str(_measured()["measured_on"])


@lru_cache(maxsize=1)
def _measured() -> Mapping[str, Any]:
    found: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return found
