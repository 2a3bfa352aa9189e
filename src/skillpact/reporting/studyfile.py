"""`study.json`: what a machine, or another run, needs to know of a study. No clock time, no path."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from skillpact.reporting.table import Cell, Kind, Remark, Table
from skillpact.reporting.view import View

FORMAT = "skillpact.study/1"
_IN_FIGURES = ("coverage", "balance", "occupations", "plan_objectives", "plan_funding")


def study_to_json(view: View, tables: Sequence[Table]) -> str:
    """Return the study as JSON: keys sorted, the same study gives the same bytes.

    Hashes of the inputs ignore the order of rows; they are left out for the public, which could test guesses on them.
    """
    study, cluster = view.study, view.study.inputs.cluster
    by_id = {table.id: table for table in tables}
    raw: dict[str, Any] = {
        "format": FORMAT,
        "audience": view.audience,
        "program": {"name": "skillpact", "version": study.program_version},
        "cluster": {"id": cluster.id, "name": cluster.name, "is_invented": cluster.is_invented},
        "as_of": cluster.as_of.isoformat(),
        "taxonomy": study.taxonomy.id,
        "settings": {str(row["setting"]): _value(row["value"], "text") for row in by_id["settings"].records()},
        "reproducible": study.plan.reproducible if study.plan is not None else True,
        "plan_status": study.plan.status if study.plan is not None else None,
        "figures": {name: _rows(by_id[name]) for name in _IN_FIGURES if name in by_id},
    }
    if view.audience != "public":
        raw["inputs"] = {
            name: _digest(getattr(study.inputs, name))
            for name in ("companies", "functions", "employees", "vacancies", "talents", "courses")
        }
        raw["inputs"]["cluster"] = _digest([cluster])
    return json.dumps(raw, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _rows(table: Table) -> list[dict[str, Any]]:
    return [{c.name: _value(cell, c.kind) for c, cell in zip(table.columns, row, strict=True)} for row in table.rows]


def _value(cell: Cell, kind: Kind) -> Any:
    """Return what the CSV files hold as well: money in euro."""
    if isinstance(cell, Remark):
        return {"not_told": cell.code} if cell.number is None else {"not_told": cell.code, "number": cell.number}
    if kind == "euro" and isinstance(cell, int):
        return cell / 100
    return cell.isoformat() if isinstance(cell, date) else cell


def _digest(records: Sequence[Any]) -> dict[str, Any]:
    """Return number and hash of records, whatever their order and place in a file."""
    lines = sorted(json.dumps(_plain(record), ensure_ascii=True, sort_keys=True) for record in records)
    return {"rows": len(lines), "sha256": hashlib.sha256("\n".join(lines).encode("ascii")).hexdigest()}


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value) if f.name != "place"}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
