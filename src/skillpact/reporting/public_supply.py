"""Distinct people and openings of several skills together, for rows that stand for a broader skill."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from typing import Any

import numpy as np

from skillpact.profiles import served_levels, skill_relatedness
from skillpact.study import Study


class JointCounts:
    """Counts over a set of skills: each opening, talent and course counts once. Built only where rows are merged."""

    def __init__(self, study: Study):
        self._study = study
        self.companies_needing: dict[str, set[str]] = {}
        self.companies_wanting: dict[str, set[str]] = {}
        self._needing: dict[str, set[int]] = {}
        self._wanting: dict[str, set[int]] = {}
        for row, (vacancy, asked) in enumerate(zip(study.vacancies, study.requirements, strict=True)):
            for requirement in asked:
                rows, companies = (
                    (self._needing, self.companies_needing)
                    if requirement.is_essential
                    else (self._wanting, self.companies_wanting)
                )
                rows.setdefault(requirement.uri, set()).add(row)
                if vacancy.company_id is not None:
                    companies.setdefault(requirement.uri, set()).add(vacancy.company_id)

    def demand(self, uris: Collection[str]) -> tuple[int, set[str], int, set[str]]:
        """Return openings that need one of the skills, their companies, openings that only would like one, theirs."""
        needing = set().union(*(self._needing.get(uri, set()) for uri in uris))
        wanting = set().union(*(self._wanting.get(uri, set()) for uri in uris)) - needing
        return *self._openings(needing), *self._openings(wanting)

    def available(self, uris: Collection[str]) -> int:
        """Return how many talents hold, or are served by a related skill in, one of the skills at its lowest level."""
        found: set[int] = set()
        for uri in uris:
            rows, levels = _column(self._served, self._columns[uri])
            found.update(rows[levels + 1e-9 >= self._lowest(uri)].tolist())
        return len(found)

    def in_training(self, uris: Collection[str]) -> int:
        """Return the seats of courses under way that teach one of the skills to its lowest level."""
        courses: set[int] = set()
        for uri in uris:
            rows, levels = _column(self._taught, self._columns[uri])
            courses.update(rows[levels >= self._lowest(uri)].tolist())
        return sum(self._study.inputs.courses[row].seats_under_way for row in courses)

    def _openings(self, rows: set[int]) -> tuple[int, set[str]]:
        vacancies = [self._study.vacancies[row] for row in rows]
        return sum(v.openings for v in vacancies), {v.company_id for v in vacancies if v.company_id is not None}

    def _lowest(self, uri: str) -> float:
        rows, levels = _column(self._asked, self._columns[uri])
        needing = self._needing.get(uri, set())
        counted = [
            level for row, level in zip(rows.tolist(), levels.tolist(), strict=True) if row in needing or not needing
        ]
        return max(0.25, min(counted)) if counted else 0.25

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {b.uri: self._study.vacancy_profiles.index.column(b.uri) for b in self._study.balances}

    @cached_property
    def _asked(self) -> Any:
        return _by_column(self._study.vacancy_profiles.level)

    @cached_property
    def _taught(self) -> Any:
        return _by_column(self._study.course_profiles.level)

    @cached_property
    def _served(self) -> Any:
        talents = self._study.talent_profiles
        return _by_column(
            served_levels(talents.level, skill_relatedness(talents.index, self._study.settings.relatedness))
        )


def _by_column(matrix: Any) -> Any:
    from scipy.sparse import csc_array

    return csc_array(matrix)


def _column(matrix: Any, column: int) -> tuple[Any, Any]:
    first, last = matrix.indptr[column], matrix.indptr[column + 1]
    return np.asarray(matrix.indices[first:last]), np.asarray(matrix.data[first:last])
