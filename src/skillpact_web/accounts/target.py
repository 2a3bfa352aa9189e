"""Where a link may lead after a sign-in: pages of ours only."""

from __future__ import annotations

from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

LONGEST = 300


def is_own_path(path: str) -> bool:
    """Return whether this is a path on this host, with no scheme, host or trick in front."""
    return (
        len(path) <= 2000
        and path.startswith("/")
        and path.isprintable()
        and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    )


def is_page(path: str) -> bool:
    """Return whether the path is one of ours and stands for a page."""
    if not is_own_path(path) or len(path) > LONGEST:
        return False
    try:
        resolve(path.partition("?")[0])
    except Resolver404:
        return False
    return True
