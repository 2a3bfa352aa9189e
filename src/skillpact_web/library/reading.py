"""Reading the file of a list: facts, and what is wrong with which row."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from .lists import ListSpec, status_of
from .models import ReferenceFact

MOST_BYTES = 5_000_000
MOST_ROWS = 20_000
_MOST_IN_CELL = 4_000


@dataclass(frozen=True)
class Problem:
    """What is wrong. row : line of the file, 0 for the file as a whole; column : "" for the whole row."""

    row: int
    column: str
    message: str


@dataclass(frozen=True)
class Reading:
    """What a file holds; it is used only where nothing is wrong, because a list with holes would mislead."""

    facts: tuple[ReferenceFact, ...]
    problems: tuple[Problem, ...]
    sha256: str


def read_list(spec: ListSpec, content: bytes) -> Reading:
    """Return the unsaved facts of a CSV file and its problems, at most 50."""
    sha256 = hashlib.sha256(content).hexdigest()

    def refused(message: str) -> Reading:
        return Reading((), (Problem(0, "", message),), sha256)

    if len(content) > MOST_BYTES:
        return refused(_("The file is larger than 5 MB; a list of reference facts has far less."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return refused(_("The file is not written in UTF-8: save it as CSV UTF-8 and choose it again."))
    if not text.strip() or "\0" in text:
        return refused(_("The file holds no table: choose a CSV file with a header row."))
    try:
        header, *lines = csv.reader(io.StringIO(text), delimiter=_delimiter(text), strict=True)
    except csv.Error:
        return refused(_("The file cannot be read as a table: a quote is opened and not closed, or a cell is huge."))
    header = [name.strip() for name in header]
    missing = [name for name in (*spec.code, spec.label) if name not in header]
    if missing:
        return refused(
            _("The column %(missing)s is missing; found were: %(found)s.")
            % {"missing": ", ".join(missing), "found": ", ".join(header)[:300]}
        )
    if len(lines) > MOST_ROWS:
        return refused(_("The file has more than %(most)s rows.") % {"most": MOST_ROWS})
    return _read_rows(spec, header, lines, sha256)


def _read_rows(spec: ListSpec, header: list[str], lines: list[list[str]], sha256: str) -> Reading:
    facts: list[ReferenceFact] = []
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, start=2):
        if not any(cell.strip() for cell in line):
            continue
        if len(line) != len(header):
            words = {"found": len(line), "expected": len(header)}
            problems.append(Problem(number, "", _("Found %(found)s cells, expected %(expected)s.") % words))
            continue
        row = {name: cell.strip() for name, cell in zip(header, line, strict=True)}
        code = ":".join(row[name] for name in spec.code if row[name])
        column = spec.code[0]
        if not code or len(code) > 120:
            problems.append(Problem(number, column, _("A code of 1 to 120 characters is expected.")))
        elif code in seen:
            place = {"code": code, "line": seen[code]}
            problems.append(Problem(number, column, _("%(code)s stands in line %(line)s already.") % place))
        elif any(len(cell) > _MOST_IN_CELL for cell in row.values()):
            problems.append(Problem(number, "", _("A cell holds more than 4000 characters.")))
        else:
            seen[code] = number
            fact, problem = _fact(spec, row, code, number)
            if problem:
                problems.append(problem)
            else:
                facts.append(fact)
    if not facts and not problems:
        problems.append(Problem(0, "", _("The file has a header and no rows.")))
    return Reading(tuple(facts), tuple(problems[:50]), sha256)


def _fact(spec: ListSpec, row: dict[str, str], code: str, number: int) -> tuple[ReferenceFact, Problem | None]:
    labels = {"en": row[spec.label] or code}
    labels |= {name[6:8]: cell for name, cell in row.items() if name.startswith("label_") and cell}
    problem = None
    valid_from = None
    if row.get("valid_from"):
        try:
            valid_from = date.fromisoformat(row["valid_from"])
        except ValueError:
            problem = Problem(number, "valid_from", _("A day such as 2027-01-01 is expected."))
    fact = ReferenceFact(
        place=number - 1,
        code=code,
        labels=labels,
        values={name: cell for name, cell in row.items() if cell and name not in ("source", "valid_from")},
        source=(row.get("source") or spec.source)[:400],
        status=status_of(spec, row),
        valid_from=valid_from,
    )
    return fact, problem


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)
