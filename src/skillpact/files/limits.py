"""The largest values an input may state: those of the training plan, so that no row that is read stops the planner.

The plan's own limits stand in `planning/schemas/instance.schema.json`, a floor above; a test keeps the two equal.
"""

from __future__ import annotations

MAX_CENTS = 10**12
MAX_SEATS = 1_000_000
MAX_OPENINGS = 1_000_000
MAX_COHORTS = 10_000
MAX_HOURS = 100_000
MAX_NAME = 2_000  # characters of an id or a name
