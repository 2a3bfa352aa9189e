"""A reference list, for the permission matrix; lists belong to everybody, so that none is foreign."""

from __future__ import annotations

from typing import Any

from skillpact_web.library import services
from skillpact_web.library.models import Edition


def fill(world: Any) -> None:
    """Load one short list."""
    services.load_file(name="eqf_levels", content=b"level,short_own_words\n1,basic\n")
    world.objects["list_name"] = {"own": "eqf_levels"}
    world.objects["edition_id"] = {"own": Edition.objects.get(list="eqf_levels").pk}
