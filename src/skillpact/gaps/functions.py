"""What a company's own people lack for the functions they have, from what their employer records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from skillpact.gaps.personal import individual_gaps
from skillpact.profiles import Profiles
from skillpact.records import Employee, Function


@dataclass(frozen=True, slots=True)
class FunctionGap:
    """One skill of one function of one company.

    n_people : recorded employees of the function; n_lacking : those below the expected level; n_not_assessed : those of
    them about whom nothing is recorded for this skill; mean_gap : mean missing level of those lacking, in (0, 1]
    """

    company_id: str
    function_id: str
    uri: str
    expected_level: float
    n_people: int
    n_lacking: int
    n_not_assessed: int
    mean_gap: float


def function_gaps(
    functions: Sequence[Function], expected: Profiles, employees: Sequence[Employee], held: Profiles, relatedness: Any
) -> list[FunctionGap]:
    """Return the gaps of employees against their function's expected profile, by company, function and size of gap.

    expected : rows as `functions`; held : rows as `employees`. Employees without a known function are left out.
    """
    from scipy.sparse import csr_array, vstack

    row_of = {(f.company_id, f.id): row for row, f in enumerate(functions)}
    placed = [
        (row, row_of[e.company_id, e.function_id])
        for row, e in enumerate(employees)
        if e.function_id is not None and (e.company_id, e.function_id) in row_of
    ]
    if not placed:
        return []
    supply = csr_array(vstack([held.level[[row]] for row, _f in placed], format="csr"))
    target = csr_array(vstack([expected.level[[function]] for _row, function in placed], format="csr"))
    gaps = individual_gaps(supply, target, relatedness)
    missing: dict[tuple[int, int], list[tuple[float, bool]]] = {}
    for position, (employee_row, function_row) in enumerate(placed):
        recorded = {column for column, _l, _k, _w in held.row_of(employee_row)}
        for k in range(gaps.indptr[position], gaps.indptr[position + 1]):
            column = int(gaps.indices[k])
            missing.setdefault((function_row, column), []).append((float(gaps.data[k]), column not in recorded))
    n_people = {row: sum(function == row for _e, function in placed) for row in range(len(functions))}
    found = []
    for (function_row, column), entries in missing.items():
        function = functions[function_row]
        level = next(value for c, value, _k, _w in expected.row_of(function_row) if c == column)
        found.append(
            FunctionGap(
                company_id=function.company_id,
                function_id=function.id,
                uri=expected.index.uri(column),
                expected_level=level,
                n_people=n_people[function_row],
                n_lacking=len(entries),
                n_not_assessed=sum(unknown for _gap, unknown in entries),
                mean_gap=round(sum(gap for gap, _u in entries) / len(entries), 4),
            )
        )
    return sorted(found, key=lambda g: (g.company_id, g.function_id, -g.n_lacking, -g.mean_gap, g.uri))
