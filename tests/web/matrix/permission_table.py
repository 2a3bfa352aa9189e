"""Reads docs/trust/permissions.md: who may open what, as people wrote it down."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from skillpact_web.accounts.roles import Role

FILE = Path(__file__).resolve().parents[3] / "docs" / "trust" / "permissions.md"
RIGHTS = ("own", "all", "yes", "–")
VISITORS = "## Without signing in"


@dataclass
class Table:
    """rows : (page, right of each role); visitors : pages that open without an account; of_others : name → two cells"""

    rows: list[tuple[str, dict[Role, str]]] = field(default_factory=list)
    visitors: list[str] = field(default_factory=list)
    of_others: list[tuple[str, list[str]]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def right(self, name: str, role: Role) -> str | None:
        """Return the cell of a page, None where it has no row."""
        return next((rights[role] for page, rights in self.rows if page == name), None)


def read_table(text: str | None = None) -> Table:
    """Return what is written; what cannot be read is told in `problems`."""
    table, header, section = Table(), [], ""
    for line in (text if text is not None else FILE.read_text(encoding="utf-8")).splitlines():
        if line.startswith("## "):
            section, header = line, []
        elif section == VISITORS and line.startswith("- `"):
            table.visitors.append(line.split("`")[1])
        elif section and line.startswith("|") and not set(line) <= set("|- :"):
            cells = [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]
            if cells[0] in ("page", "account page"):
                header = cells
                if cells[0] == "page" and cells[1:] != [str(role) for role in Role]:
                    table.problems.append(f"{section}: the columns are {cells[1:]}, expected the roles in their order")
            elif header[:1] == ["account page"]:
                table.of_others.append((cells[0], cells[1:]))
            elif header and len(cells) == len(header) and set(cells[1:]) <= set(RIGHTS):
                table.rows.append(
                    (cells[0], {Role(name): cell for name, cell in zip(header[1:], cells[1:], strict=True)})
                )
            else:
                table.problems.append(f"{section}: unreadable row {cells}, expected a page and {RIGHTS} for each role")
    return table
