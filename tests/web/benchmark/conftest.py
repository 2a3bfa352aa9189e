"""The benchmark of the web lies outside the package; its arithmetic is tested here."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[3] / "benchmarks"

# One by one: with the whole folder on the path its web.py would stand for tests/web.
for name in ("webplan", "webdata", "webload"):
    spec = importlib.util.spec_from_file_location(name, FOLDER / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules[name])
