"""From rows of the input tables to records. Every column, its unit and whether it may be empty: docs/guide/input.md."""

from __future__ import annotations

import re
from dataclasses import dataclass

from skillpact.files.documents import Document
from skillpact.files.limits import MAX_CENTS, MAX_COHORTS, MAX_HOURS, MAX_NAME, MAX_OPENINGS, MAX_SEATS
from skillpact.files.skillcells import Resolve, SkillCells
from skillpact.files.tables import Row, TableShape
from skillpact.records import Cluster, Company, Course, Employee, Function, Mode, Status, Talent, Vacancy

SHAPES = {
    "companies": TableShape(("id", "name"), ("nace", "ecosystem", "region", "people", "answered")),
    "functions": TableShape(
        ("id", "company", "title"),
        ("occupation", "skills", "optional_skills", "headcount_now", "headcount_in_1_year", "headcount_in_3_years"),
    ),
    "employees": TableShape(("id", "company"), ("function", "skills")),
    "vacancies": TableShape(
        ("id", "title"),
        (
            "company", "text", "file", "language", "occupation", "openings", "region", "published_on", "skills",
            "optional_skills",
        ),
    ),
    "talents": TableShape(
        ("id", "status"),
        (
            "text", "file", "language", "region", "employer", "languages", "hours", "skills", "target_occupation",
            "vacancies",
        ),
    ),
    "courses": TableShape(
        (
            "id", "provider", "title", "hours", "seats_min", "seats_max", "cohorts_max", "cohort_cost_cents",
            "seat_cost_cents",
        ),
        ("text", "file", "language", "skills", "requires", "periods", "region", "mode", "resources", "seats_under_way"),
    ),
}  # fmt: skip
_ID = re.compile(r"[^\s;,=\"'<>&]{1,100}")


@dataclass(frozen=True)
class RowReader:
    """Makes records of rows; `companies` are the ids that rows may refer to (empty: no table of companies)."""

    cluster: Cluster
    resolve_skill: Resolve
    resolve_occupation: Resolve
    companies: frozenset[str]

    @property
    def _cells(self) -> SkillCells:
        return SkillCells(self.resolve_skill)

    def company(self, row: Row) -> Company:
        """Return a member company."""
        return Company(
            id=_identifier(row),
            name=row.text("name", required=True),
            nace=row.optional("nace"),
            ecosystem=row.optional("ecosystem"),
            region=row.optional("region"),
            headcount=row.integer("people"),
            has_answered=row.flag("answered", default=True),
            place=row.place,
        )

    def function(self, row: Row) -> Function:
        """Return a function of a company with its expected profile."""
        return Function(
            id=_identifier(row),
            company_id=self._company(row, "company", required=True) or "",
            title=row.text("title", required=True),
            occupation_uri=self._occupation(row, "occupation"),
            requirements=self._cells.requirements(row),
            headcount_now=row.integer("headcount_now"),
            headcount_in_1_year=row.integer("headcount_in_1_year"),
            headcount_in_3_years=row.integer("headcount_in_3_years"),
            place=row.place,
        )

    def employee(self, row: Row) -> Employee:
        """Return what an employer records about one of its people."""
        return Employee(
            id=_identifier(row),
            company_id=self._company(row, "company", required=True) or "",
            function_id=row.optional("function"),
            skills=self._cells.held(row),
            place=row.place,
        )

    def vacancy(self, row: Row, document: Document | None) -> Vacancy:
        """Return a vacancy; its text is the cell's or the document's."""
        return Vacancy(
            id=_identifier(row),
            company_id=self._company(row, "company"),
            title=row.text("title", required=True),
            text=_text(row, document),
            language=_language(row, document),
            occupation_uri=self._occupation(row, "occupation"),
            openings=row.integer("openings", default=1, minimum=1, maximum=MAX_OPENINGS) or 1,
            region=_name(row, "region"),
            published_on=row.day("published_on"),
            requirements=self._cells.requirements(row),
            place=row.place,
        )

    def talent(self, row: Row, document: Document | None) -> Talent:
        """Return a talent; their text is the cell's or the document's, without personal data."""
        text = _text(row, document, required=False)
        if text and document is None:
            from skillpact.files.privacy import strip_personal_data

            text = strip_personal_data(text)
        return Talent(
            id=_identifier(row),
            text=text,
            language=_language(row, document),
            status=row.choice("status", Status),
            region=_name(row, "region") or self.cluster.region,
            employer_id=self._company(row, "employer"),
            languages=_languages(row) or (self.cluster.language,),
            hours=self._hours(row),
            skills=self._cells.held(row),
            target_occupation_uri=self._occupation(row, "target_occupation"),
            vacancy_ids=tuple(row.parts("vacancies")),
            place=row.place,
        )

    def course(self, row: Row, document: Document | None) -> Course:
        """Return a course on offer. A missing price refuses the row: nothing is guessed."""
        seats_min = self._required(row, "seats_min", 1, MAX_SEATS)
        seats_max = self._required(row, "seats_max", 1, MAX_SEATS)
        if seats_min > seats_max:
            raise row.error("seats_min", f"is {seats_min}, expected at most seats_max, which is {seats_max}")
        hours = row.number("hours", minimum=0.5, maximum=MAX_HOURS)
        if hours is None:
            raise row.error("hours", "is empty, expected the length of the course in hours")
        outcomes = self._cells.outcomes(row)
        text = _text(row, document, required=not outcomes)
        known = [period.id for period in self.cluster.periods]
        periods = row.parts("periods") or known
        for period in periods:
            if period not in known:
                raise row.error(
                    "periods",
                    f'names "{period}", expected periods of cluster.toml: {", ".join(known) or "none"}',
                )
        rooms = [name for name, _n in self.cluster.resources]
        for resource in row.parts("resources"):
            if resource not in rooms:
                raise row.error(
                    "resources",
                    f'names "{resource}", expected resources of cluster.toml: {", ".join(rooms) or "none"}',
                )
        return Course(
            id=_identifier(row),
            provider=_name(row, "provider", required=True) or "",
            title=row.text("title", required=True),
            text=text,
            language=_language(row, document),
            outcomes=outcomes,
            requires=tuple(row.parts("requires")),
            hours=hours,
            seats_min=seats_min,
            seats_max=seats_max,
            cohorts_max=self._required(row, "cohorts_max", 1, MAX_COHORTS),
            cohort_cost_cents=self._required(row, "cohort_cost_cents", 0, MAX_CENTS),
            seat_cost_cents=self._required(row, "seat_cost_cents", 0, MAX_CENTS),
            period_ids=tuple(p for p in known if p in periods),
            region=_name(row, "region"),
            mode=row.choice("mode", Mode, default=Mode.ON_SITE),
            resources=tuple(row.parts("resources")),
            seats_under_way=row.integer("seats_under_way", default=0, maximum=MAX_SEATS) or 0,
            place=row.place,
        )

    def _required(self, row: Row, column: str, minimum: int, maximum: int) -> int:
        value = row.integer(column, minimum=minimum, maximum=maximum)
        if value is None:
            raise row.error(
                column,
                "is empty, expected a whole number" + (" of cents" if column.endswith("cents") else ""),
            )
        return value

    def _company(self, row: Row, column: str, *, required: bool = False) -> str | None:
        company = _name(row, column, required=required)
        if company and self.companies and company not in self.companies:
            raise row.error(column, f'names the company "{company[:60]}", which companies.csv lacks')
        return company or None

    def _occupation(self, row: Row, column: str) -> str | None:
        text = row.text(column)
        if not text:
            return None
        uri = self.resolve_occupation(text)
        if uri is None and not text.startswith(("http://", "https://")):
            raise row.error(column, f'names the occupation "{text[:60]}", which the taxonomy lacks')
        # A URI of another version is kept out, not guessed; the title may still tell the occupation.
        return uri

    def _hours(self, row: Row) -> tuple[tuple[str, float], ...]:
        known = [period.id for period in self.cluster.periods]
        found = {}
        for part in row.parts("hours"):
            period, equals, number = part.rpartition("=")
            try:
                hours = float(number)
            except ValueError:
                raise row.error("hours", f'holds "{part[:40]}", expected for example "40" or "2027-1=40"') from None
            if not 0 <= hours <= MAX_HOURS:
                raise row.error("hours", f'holds "{part[:40]}", expected hours from 0 to {MAX_HOURS}')
            if equals and period.strip() not in known:
                raise row.error(
                    "hours",
                    f'names the period "{period.strip()[:40]}", expected {", ".join(known) or "none"}',
                )
            for name in [period.strip()] if equals else known:
                found[name] = hours
        return tuple((name, found[name]) for name in known if name in found)


def _identifier(row: Row) -> str:
    identifier = row.text("id", required=True)
    if not _ID.fullmatch(identifier):
        raise row.error(
            "id",
            f'is "{identifier[:60]}", expected up to 100 characters without blanks, quotes, commas, semicolons',
        )
    return identifier


def _name(row: Row, column: str, *, required: bool = False) -> str | None:
    name = row.text(column, required=required)
    if len(name) > MAX_NAME:
        raise row.error(column, f"has {len(name)} characters, expected at most {MAX_NAME}")
    return name or None


def _languages(row: Row) -> tuple[str, ...]:
    _name(row, "languages")
    return tuple(part.lower() for part in row.parts("languages"))


def _text(row: Row, document: Document | None, *, required: bool = True) -> str:
    text = document.text if document else row.text("text")
    if not text and required and not row.parts("skills"):
        raise row.error("text", "is empty, and neither a file nor skills are given")
    return text


def _language(row: Row, document: Document | None) -> str | None:
    stated = row.text("language")
    if stated and not re.fullmatch(r"[A-Za-z]{2}(?:[-_][A-Za-z]{2})?", stated):
        raise row.error("language", f'is "{stated[:30]}", expected two letters such as es')
    found = stated or (document.language if document else None)
    return found.lower()[:2] if found else None
