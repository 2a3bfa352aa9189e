"""The world with rows of every app."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

WORLDS = sorted(path.stem for path in Path(__file__).parents[1].glob("*_world.py"))


@pytest.fixture
def filled(world: Any, own_home: Path, starter: Any) -> Any:
    """Own and foreign rows of every app, and the starter taxonomy."""
    for name in WORLDS:
        import_module(name).fill(world)
    return world
