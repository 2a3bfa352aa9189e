"""Which vacancies count as need: not those older than the agreed number of days, and each job once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from skillpact.records import Vacancy


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A vacancy that is read but leaves the need, and why: reason is "stale" or "duplicate"."""

    vacancy_id: str
    reason: str
    detail: str


def open_vacancies(
    vacancies: Sequence[Vacancy], as_of: date, stale_after_days: int
) -> tuple[tuple[Vacancy, ...], tuple[LeftOut, ...]]:
    """Return the vacancies that count and those left out.

    stale_after_days : older than this at `as_of` is stale; without a date it counts. The same words from the same
    company (case, spacing and punctuation aside) are one job: the one published last counts, then the first by id.
    """
    left_out = []
    fresh = []
    for vacancy in vacancies:
        age = (as_of - vacancy.published_on).days if vacancy.published_on else 0
        if age > stale_after_days:
            left_out.append(LeftOut(vacancy.id, "stale", f"published {age} days before {as_of.isoformat()}"))
        else:
            fresh.append(vacancy)
    by_words: dict[tuple[str | None, str], list[Vacancy]] = {}
    for vacancy in fresh:
        by_words.setdefault((vacancy.company_id, _words_of(vacancy)), []).append(vacancy)
    dropped: set[str] = set()
    for (company, words), same in by_words.items():
        # Without a text, what is stated as data tells one job from another, not the title alone.
        if company is None or not words or len(same) == 1 or not any(v.text.strip() for v in same):
            continue
        kept, *others = sorted(same, key=lambda v: (-(v.published_on or date.min).toordinal(), v.id))
        for other in others:
            dropped.add(other.id)
            left_out.append(LeftOut(other.id, "duplicate", f"the same advertisement as {kept.id}"))
    return tuple(v for v in fresh if v.id not in dropped), tuple(sorted(left_out, key=lambda o: o.vacancy_id))


def _words_of(vacancy: Vacancy) -> str:
    return " ".join(re.findall(r"\w+", f"{vacancy.title} {vacancy.text}".casefold()))
