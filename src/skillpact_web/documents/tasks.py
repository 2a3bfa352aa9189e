"""What the worker does for the documents now and then."""

from __future__ import annotations

from .collecting import collect

PERIODIC = {"hourly": [collect]}
