"""The navigation: apps add their entries when they start, each for the roles that may open it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise


@dataclass(frozen=True)
class Entry:
    """One entry. order : smaller stands further left; url_name : a page without arguments; help : a sentence."""

    order: int
    label: str | Promise
    url_name: str
    roles: frozenset[str]
    help: str | Promise = ""


_ENTRIES: list[Entry] = []


def add_entry(order: int, label: str | Promise, url_name: str, roles: Iterable[str], help: str | Promise = "") -> None:
    """Add an entry; an app calls this in its `AppConfig.ready`. help : a sentence beside it on the first page"""
    entry = Entry(order, label, url_name, frozenset(roles), help)
    if entry not in _ENTRIES:
        _ENTRIES.append(entry)
        _ENTRIES.sort(key=lambda one: (one.order, one.url_name))


def entries() -> tuple[Entry, ...]:
    """Return every entry, in order."""
    return tuple(_ENTRIES)


def entries_for(viewer: Any, path: str) -> list[dict[str, Any]]:
    """Return what this viewer may open, the current page marked."""
    found = []
    for entry in _ENTRIES:
        if viewer.role in entry.roles:
            try:
                url = reverse(entry.url_name)
            except NoReverseMatch:
                # One app without its pages takes no other page along; a test finds it out.
                continue
            found.append(
                {
                    "label": entry.label,
                    "url": url,
                    "help": entry.help,
                    "is_current": path == url or (url != "/" and path.startswith(url)),
                }
            )
    return found
