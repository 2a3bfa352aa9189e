"""Stated facts that have a structure, as JSON text in a document's fields."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from skillpact.files.documents.normalisation import normalise_line

Fact: TypeAlias = Mapping[str, str | list[str]]


def write_facts(stated: Mapping[str, Sequence[Fact | str]], clean: Callable[[str], str]) -> dict[str, str]:
    """Return each list of facts as one JSON string, every text cleaned; what is empty is left out."""
    fields: dict[str, str] = {}
    for key, facts in stated.items():
        kept = [fact for fact in (_cleaned(fact, clean) for fact in facts) if fact]
        if kept:
            fields[key] = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
    return fields


def _cleaned(fact: Fact | str, clean: Callable[[str], str]) -> dict[str, str | list[str]] | str:
    def line(text: str) -> str:
        return normalise_line(clean(normalise_line(text))) if text else ""

    if isinstance(fact, str):
        return line(fact)
    kept: dict[str, str | list[str]] = {}
    for key, value in fact.items():
        cleaned = [word for word in map(line, value) if word] if isinstance(value, list) else line(value)
        if cleaned:
            kept[key] = cleaned
    return kept
