"""Which pages the browser visits: those named here, and every page of the written permission table.

docs/trust/permissions.md holds a row a page; the first role that sees the row of the tests opens it. A page whose address needs a row takes
the one of `world.objects` (tests/web/*_world.py).
"""

from __future__ import annotations

import re
from pathlib import Path

TABLE = Path(__file__).resolve().parents[3] / "docs" / "trust" / "permissions.md"
# path, role (None: a visitor)
NAMED: list[tuple[str, str | None]] = [
    ("/", None),
    ("/your-data/", None),
    ("/account/login/", None),
    ("/no-such-page/", None),
    ("/", "talent"),
    ("/", "company"),
    ("/", "cluster_manager"),
    ("/gallery/", "company"),
    ("/gallery/rows/", "company"),
]


def pages_of_table() -> list[tuple[str, list[str]]]:
    """Return (name of the address, roles with a right) for each row of the table that is a page, in its order."""
    found: list[tuple[str, list[str]]] = []
    roles: list[str] = []
    for line in TABLE.read_text(encoding="utf-8").splitlines() if TABLE.exists() else []:
        cells = [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]
        if cells[0] == "page":
            roles = cells[1:]
        elif re.fullmatch(r"[a-z_]+:[a-z_]+", cells[0]) and not cells[0].startswith("api:"):
            allowed = [role for role, right in zip(roles, cells[1:], strict=False) if right not in ("–", "-", "")]
            if allowed:
                found.append((cells[0], allowed))
    return found
