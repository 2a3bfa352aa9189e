"""What every page knows: who looks at it and where they can go."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .navigation import entries_for


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the viewer, the entries of the navigation, and whether the data are invented.

    Looked up when a template asks: fragments and error pages ask for none of it.
    """
    viewer = getattr(request, "viewer", None)
    return {
        "viewer": viewer,
        "navigation": SimpleLazyObject(lambda: entries_for(viewer, request.path) if viewer else []),
        "is_demo": settings.MODE == "demo",
    }
