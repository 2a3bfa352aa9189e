"""How often one viewer or token may call the REST interface: generous, and shared by all processes."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.cache import cache
from ninja.throttling import BaseThrottle

WINDOW_SECONDS = 60
# A page of a spreadsheet tool or a nightly copy stays far below; a loop gone wild does not hold up the house.
CALLS_A_WINDOW = 600


class ViewerRate(BaseThrottle):
    """Counts the calls of a viewer in windows of a minute."""

    def allow_request(self, request: Any) -> bool:
        """Return whether this call is still within the limit."""
        viewer = request.viewer
        kind = "token" if viewer.scopes is not None else "session"
        window = int(time.time() // WINDOW_SECONDS)
        key = f"doors:rate:{kind}:{viewer.membership_id}:{window}"
        limit = getattr(settings, "SKILLPACT_API_CALLS_A_MINUTE", CALLS_A_WINDOW)
        cache.add(key, 0, timeout=2 * WINDOW_SECONDS)
        try:
            return bool(cache.incr(key) <= limit)
        except ValueError:  # dropped by the cache between the two lines
            return True

    def wait(self) -> float:
        """Return the seconds until the next window."""
        return WINDOW_SECONDS - time.time() % WINDOW_SECONDS
