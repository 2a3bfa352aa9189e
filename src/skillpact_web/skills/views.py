"""Search over skills and occupations: a page, and the options under a field while somebody types."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from ..accounts.access import for_everyone_signed_in
from . import engine


@for_everyone_signed_in
def search(request: Any) -> HttpResponse:
    """Find skills by what a person types."""
    return _answer(request, "skills")


@for_everyone_signed_in
def occupations(request: Any) -> HttpResponse:
    """Find occupations by what a person types."""
    return _answer(request, "occupations")


def _answer(request: Any, table: str) -> HttpResponse:
    # A picker asks with the name of its own field, whatever that is.
    words = next((value for value in request.GET.values() if value.strip()), "")
    hits = engine.search(words, language=get_language() or "en", table=table, limit=20)
    if request.htmx:
        options = [
            {"value": hit.uri, "label": hit.label, "note": "" if hit.matched_label == hit.label else hit.matched_label}
            for hit in hits
        ]
        return render(request, "ui/options.html", {"options": options})
    return render(request, "skills/search.html", {"hits": hits, "words": words[:200], "table": table})
