"""What waits, on pages of other apps: `{% load notices %}{% waiting_count as n %}`, `{% waiting_lines %}`."""

from __future__ import annotations

from typing import Any

from django import template

from .. import queries

register = template.Library()
SHOWN = 5


@register.simple_tag(takes_context=True)
def waiting_count(context: dict[str, Any]) -> int:
    """Return how many things wait for the viewer: one query."""
    viewer = context.get("viewer")
    return queries.count_waiting(viewer) if viewer else 0


@register.inclusion_tag("notices/_lines.html", takes_context=True)
def waiting_lines(context: dict[str, Any]) -> dict[str, Any]:
    """Show the first few things that wait, each with its one button."""
    viewer = context.get("viewer")
    found = list(queries.waiting(viewer)[: SHOWN + 1]) if viewer else []
    return {
        "notices": found[:SHOWN],
        "has_more": len(found) > SHOWN,
        "request": context.get("request"),
        "csrf_token": context.get("csrf_token"),
    }
