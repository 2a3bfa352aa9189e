"""Frozen records: what crosses the engine's border. Plain values, opaque ids, no names of persons.

Units: levels in [0, 1] as quarters (0 none, 0.25 basic, 0.5 intermediate, 0.75 advanced, 1 expert) or None for
"not assessed"; money in euro cents; hours as numbers; dates as `datetime.date`; skills and occupations as concept URIs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Evidence(StrEnum):
    """How a held skill is known, weakest first (design: claimed < inferred < attested < assessed < certified)."""

    CLAIMED = "claimed"
    INFERRED = "inferred"
    ATTESTED = "attested"
    ASSESSED = "assessed"
    CERTIFIED = "certified"


class Status(StrEnum):
    """Labour-market status of a talent."""

    EMPLOYED = "employed"
    SELF_EMPLOYED = "self_employed"
    UNEMPLOYED = "unemployed"
    INACTIVE = "inactive"
    STUDENT = "student"


class Mode(StrEnum):
    """How a course is given."""

    ON_SITE = "on_site"
    ONLINE = "online"
    BLENDED = "blended"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value came from, so that a figure can be traced and an error named."""

    file: str
    row: int | None = None


@dataclass(frozen=True, slots=True)
class HeldSkill:
    """A held skill. level None: held, level not assessed. expires_on: a licence past it counts as not held."""

    uri: str
    level: float | None = None
    evidence: Evidence = Evidence.CLAIMED
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class Requirement:
    """A skill a vacancy or function asks for. level None: asked, level not said."""

    uri: str
    level: float | None = None
    is_essential: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """A skill a course teaches, up to `level` (None: not said)."""

    uri: str
    level: float | None = None


@dataclass(frozen=True, slots=True)
class Company:
    """A member organisation. has_answered: it told its needs in this period (it counts for coverage)."""

    id: str
    name: str
    nace: str | None
    ecosystem: str | None
    region: str | None
    headcount: int | None
    has_answered: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Vacancy:
    """An open job. `text` is the advertisement; `requirements` are those stated as data, beyond the text."""

    id: str
    company_id: str | None
    title: str
    text: str
    language: str | None
    occupation_uri: str | None
    openings: int
    region: str | None
    published_on: date | None
    requirements: tuple[Requirement, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Talent:
    """A person, by an opaque id. `text` is a CV without names, contacts, birth date and header, never written out.

    employer_id : the member company they work for, or None; their private profile is never shown to it
    hidden_from : further companies that the person named: no match is made with them either
    hours : free hours for training in each period, by period id
    target_occupation_uri, vacancy_ids : what they want to become, which vacancies they aim at (empty: any)
    """

    id: str
    text: str
    language: str | None
    status: Status
    region: str | None
    employer_id: str | None
    languages: tuple[str, ...]
    hours: tuple[tuple[str, float], ...]
    skills: tuple[HeldSkill, ...]
    target_occupation_uri: str | None
    vacancy_ids: tuple[str, ...]
    place: Place
    hidden_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Course:
    """A course on offer. seats_under_way: places already filled in running cohorts ("in training")."""

    id: str
    provider: str
    title: str
    text: str
    language: str | None
    outcomes: tuple[Outcome, ...]
    requires: tuple[str, ...]
    hours: float
    seats_min: int
    seats_max: int
    cohorts_max: int
    cohort_cost_cents: int
    seat_cost_cents: int
    period_ids: tuple[str, ...]
    region: str | None
    mode: Mode
    resources: tuple[str, ...]
    seats_under_way: int
    place: Place


@dataclass(frozen=True, slots=True)
class Function:
    """A job in a company: its expected profile, headcount now, in one and in three years (None: not said)."""

    id: str
    company_id: str
    title: str
    occupation_uri: str | None
    requirements: tuple[Requirement, ...]
    headcount_now: int | None
    headcount_in_1_year: int | None
    headcount_in_3_years: int | None
    place: Place


@dataclass(frozen=True, slots=True)
class Employee:
    """What an employer records about one of its people, by the employer's own key; never joined with a talent."""

    id: str
    company_id: str
    function_id: str | None
    skills: tuple[HeldSkill, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time in which courses run."""

    id: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Funder:
    """Who pays: budget in cents, at most `max_share` of each assignment, for whom (empty: all)."""

    id: str
    budget_cents: int
    max_share: float
    organisations: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cluster:
    """The settings in `cluster.toml` that describe the cluster and fix the study.

    taxonomy : name, `name-version` or `name-version-hash`, or None for the default in use
    minimum_group : figures about fewer companies or persons are not published
    """

    id: str
    name: str
    region: str | None
    ecosystems: tuple[str, ...]
    taxonomy: str | None
    as_of: date
    language: str
    periods: tuple[Period, ...]
    funders: tuple[Funder, ...]
    resources: tuple[tuple[str, int], ...]
    minimum_group: int
    stale_after_days: int
    is_invented: bool


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row or file that could not be used: where, what was found, what was expected."""

    file: str
    row: int | None
    column: str | None
    message: str


@dataclass(frozen=True, slots=True)
class StudyInputs:
    """Everything one study starts from, already checked; refused rows stand in `refusals`."""

    cluster: Cluster
    companies: tuple[Company, ...]
    functions: tuple[Function, ...]
    employees: tuple[Employee, ...]
    vacancies: tuple[Vacancy, ...]
    talents: tuple[Talent, ...]
    courses: tuple[Course, ...]
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of a text linked to a skill.

    start, end : Unicode code points in the reader's plain text, `text[start:end]` is the span
    score : in [0, 1], 4 decimals; method : "lexical" here, later also "dense"
    level : stated by the words around it, None where they say nothing
    sentence_start, sentence_end : the sentence that holds the span
    section : see `extraction.sections`; is_optional : "nice to have"; is_negated : "no experience in … needed"
    """

    uri: str
    start: int
    end: int
    score: float
    method: str
    label_kind: str
    level: float | None
    sentence_start: int
    sentence_end: int
    section: str
    is_optional: bool
    is_negated: bool
