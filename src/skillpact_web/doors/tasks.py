"""Daily work of the doors."""

from __future__ import annotations

from .keys import prune

PERIODIC = {"daily": [prune]}
