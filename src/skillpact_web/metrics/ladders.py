"""How the codes of a dimension roll up. Apps that know a dimension put its ladder here when they start."""

from __future__ import annotations

from .disclosure import ALL, Ladder


def broader_region(code: str) -> str | None:
    """Return the NUTS region around a region: ES212, ES21, ES2, ES."""
    return code[:-1] if len(code) > 2 else None


_LADDERS: dict[str, Ladder] = {"region": broader_region}


def put(dimension: str, ladder: Ladder) -> None:
    """Say how a dimension's codes roll up; ALL stands above the last."""
    if dimension == ALL:
        raise ValueError("ALL is no dimension")
    _LADDERS[dimension] = ladder


def ladders() -> dict[str, Ladder]:
    """Return the ladders known."""
    return dict(_LADDERS)
