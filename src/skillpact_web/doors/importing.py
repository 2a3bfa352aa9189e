"""Carries out a table that was read: on trial, where everything is taken back, or for good."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from ninja import Schema

from ..errors import DomainError
from .exchange import Problem, Row, Shape, Table, read_table

Done = Literal["new", "changed", "same"]
# Writes one row through the services and says what that did; refuses it by DomainError. Whatever leaves the database
# (mail, tasks) belongs into `transaction.on_commit`, since a trial is carried out and taken back.
Apply = Callable[[Row], Done]
MAX_PROBLEMS = 500


@dataclass(frozen=True)
class Report:
    """What an import did, or would do. problems : the first `MAX_PROBLEMS` in the order of the file"""

    n_rows: int
    n_new: int
    n_changed: int
    n_same: int
    n_refused: int
    problems: list[Problem]
    notes: list[str]
    is_trial: bool

    def as_dict(self) -> dict[str, Any]:
        """Return plain data for a JSON field."""
        return {**vars(self), "problems": [vars(one) for one in self.problems]}


class ProblemOut(Schema):
    """What cannot be used. row : of the file, its header is row 1; null where the whole file is meant"""

    row: int | None
    column: str | None
    message: str


class ReportOut(Schema):
    """What an import did, or would do where `is_trial` says so. Refused rows were passed over."""

    n_rows: int
    n_new: int
    n_changed: int
    n_same: int
    n_refused: int
    problems: list[ProblemOut]
    notes: list[str]
    is_trial: bool


def import_table(shape: Shape, file: Any, apply: Apply, *, is_trial: bool) -> Report:
    """Read a file and carry it out in one transaction. Raises DomainError where the file cannot be used as a whole.

    Refused rows are passed over and reported; an error that nobody foresaw takes everything back.
    """
    return carry_out(read_table(shape, file), apply, is_trial=is_trial)


def carry_out(table: Table, apply: Apply, *, is_trial: bool) -> Report:
    """Carry out the usable rows of a table."""
    counts: Counter[str] = Counter()
    problems = list(table.problems)
    with transaction.atomic():
        for row in table.rows:
            try:
                with transaction.atomic():
                    counts[apply(row)] += 1
            except DomainError as error:
                problems += _problems_of(row, error)
            except IntegrityError:
                problems.append(Problem(row.number, None, _("clashes with another row that is there already")))
        if is_trial:
            transaction.set_rollback(True)
    n_done = sum(counts.values())
    return Report(
        n_rows=table.n_rows,
        n_new=counts["new"],
        n_changed=counts["changed"],
        n_same=counts["same"],
        n_refused=table.n_rows - n_done,
        problems=sorted(problems, key=lambda one: one.row or 0)[:MAX_PROBLEMS],
        notes=list(table.notes),
        is_trial=is_trial,
    )


def _problems_of(row: Row, error: DomainError) -> list[Problem]:
    if not error.fields:
        return [Problem(row.number, None, error.message)]
    return [Problem(row.number, name, sentence) for name, sentence in error.fields.items()]
