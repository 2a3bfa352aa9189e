"""In which language words of others stand, where that is not the page's: so that a voice reads them as they sound."""

from __future__ import annotations

import re
from collections.abc import Sequence

from skillpact.reporting.table import Cell, Table
from skillpact.reporting.view import View

_CODE = re.compile(r"[a-z]{2,3}")
# Sentences of lower floors that are not translated.
_ENGLISH = {("refusals", "message"), ("left_out", "detail"), ("plan_next", "change")}
_LABELS = ("skill", "occupation", "nearest")


def vacancy_language(view: View, vacancy_id: str) -> str | None:
    """Return the language of an advertisement, stated or detected; None where it is the page's or unknown."""
    vacancy = view.vacancies.get(vacancy_id)
    found = view.study.vacancy_extractions.get(vacancy_id)
    return _foreign(view, (vacancy.language if vacancy else None) or (found.language if found else None))


def course_language(view: View, title: str) -> str | None:
    """Return the language of the course with this title; None where it is the page's or unknown."""
    for course in view.courses.values():
        if course.title == title:
            found = view.study.course_extractions.get(course.id)
            return _foreign(view, course.language or (found.language if found else None))
    return None


def label_language(view: View, label: str) -> str | None:
    """Return the language of a label of the taxonomy; None where it is the page's or unknown."""
    return _foreign(view, view.label_languages.get(label))


def cell_language(view: View, table: Table, row: Sequence[Cell], position: int) -> str | None:
    """Return the language of a cell's words; None where it is the page's, unknown, or where there are no words."""
    name, text = table.columns[position].name, row[position]
    if not isinstance(text, str) or not text:
        return None
    if (table.id, name) in _ENGLISH:
        return _foreign(view, "en")
    if name == "course":
        return course_language(view, text)
    if name == "title":
        return vacancy_language(view, str(row[table.position("vacancy_id")]))
    if table.id == "unmatched_terms" and name.startswith(("term", "example")):
        return _foreign(view, str(row[table.position("language")]))
    return label_language(view, text) if name in _LABELS else None


def _foreign(view: View, language: str | None) -> str | None:
    if language is None or not _CODE.fullmatch(language) or language == view.written_in:
        return None
    return language
