"""The cells that hold skills: "TIG welding = advanced (certified) until 2027-02-01; English = B2; SQL"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from urllib.parse import unquote

from skillpact.files.tables import Row
from skillpact.records import Evidence, HeldSkill, Outcome, Requirement

Resolve = Callable[[str], str | None]  # a concept URI or a label in any language → the concept URI, None if unknown

_LEVELS = {
    "none": 0.0, "basic": 0.25, "intermediate": 0.5, "advanced": 0.75, "expert": 1.0,
    "0": 0.0, "0.25": 0.25, "0.5": 0.5, "0.75": 0.75, "1": 1.0, "1.0": 1.0,
    "a1": 0.25, "a2": 0.25, "b1": 0.5, "b2": 0.75, "c1": 1.0, "c2": 1.0,
}  # fmt: skip
_ENTRY = re.compile(
    r"(?P<skill>.+?)"
    r"(?:\s*=\s*(?P<level>[^()=]+?))?"
    r"(?:\s*\((?P<evidence>claimed|inferred|attested|assessed|certified)\))?"
    r"(?:\s+until\s+(?P<until>\d{4}-\d{2}-\d{2}))?",
    re.IGNORECASE,
)
# What ESCO's website puts into the address bar: people copy that where a concept URI is meant.
_PORTAL_LINK = re.compile(r"https?://esco\.ec\.europa\.eu/[^\s;]*?[?&]uri=(?P<uri>[^\s;&]+)[^\s;]*")


@dataclass(frozen=True)
class SkillCells:
    """Reads cells of skills, with the taxonomy's words at hand."""

    resolve: Resolve

    def requirements(self, row: Row) -> tuple[Requirement, ...]:
        """Return the requirements in the columns `skills` (essential) and `optional_skills`."""
        found: dict[str, Requirement] = {}
        for column, is_essential in (("skills", True), ("optional_skills", False)):
            for text in _entries(row, column):
                uri, level, _evidence, _until = self._entry(row, column, text, plain=True)
                found.setdefault(uri, Requirement(uri, level, is_essential))
        return tuple(found[uri] for uri in sorted(found))

    def held(self, row: Row) -> tuple[HeldSkill, ...]:
        """Return the held skills in the column `skills`, evidence "claimed" where none is stated."""
        found: dict[str, HeldSkill] = {}
        for text in _entries(row, "skills"):
            uri, level, evidence, until = self._entry(row, "skills", text, plain=False)
            if uri in found:
                raise row.error("skills", f'names "{text}" a second time, expected each skill once')
            found[uri] = HeldSkill(uri, level, evidence, until)
        return tuple(found[uri] for uri in sorted(found))

    def outcomes(self, row: Row) -> tuple[Outcome, ...]:
        """Return what a course teaches, from the column `skills`."""
        found: dict[str, Outcome] = {}
        for text in _entries(row, "skills"):
            uri, level, _evidence, _until = self._entry(row, "skills", text, plain=True)
            found.setdefault(uri, Outcome(uri, level))
        return tuple(found[uri] for uri in sorted(found))

    def _entry(
        self, row: Row, column: str, text: str, *, plain: bool
    ) -> tuple[str, float | None, Evidence, date | None]:
        match = _ENTRY.fullmatch(text)
        if match is None:
            raise row.error(column, f'holds "{text[:60]}", expected for example "TIG welding = advanced"')
        uri = self.resolve(match["skill"].strip())
        if uri is None:
            raise row.error(
                column,
                f'names the skill "{match["skill"].strip()[:100]}", which the taxonomy lacks '
                "(`skillpact taxonomy search` shows what there is)",
            )
        level = None
        if match["level"]:
            level = _LEVELS.get(match["level"].strip().lower())
            if level is None:
                expected = "none, basic, intermediate, advanced, expert, a quarter from 0 to 1, or A1 to C2"
                raise row.error(column, f'has the level "{match["level"].strip()[:30]}", expected {expected}')
        if plain and (match["evidence"] or match["until"]):
            raise row.error(column, f'holds "{text[:60]}": evidence and dates belong to skills of people only')
        until = None
        if match["until"]:
            try:
                until = date.fromisoformat(match["until"])
            except ValueError:
                raise row.error(
                    column, f'holds the date "{match["until"]}", expected a day such as 2027-02-01'
                ) from None
        evidence = Evidence(match["evidence"].lower()) if match["evidence"] else Evidence.CLAIMED
        return uri, level, evidence, until


def _entries(row: Row, column: str) -> list[str]:
    """Return the entries of a cell; catalogues also separate them by a vertical bar, which no label holds."""
    cell = _PORTAL_LINK.sub(lambda link: unquote(link["uri"]), row.text(column).replace("|", ";"))
    return [entry.strip() for entry in cell.split(";") if entry.strip()]
