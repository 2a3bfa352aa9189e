"""Records for tests, with everything that a case does not speak of filled in. Skills by the slugs of the starter."""

from __future__ import annotations

from datetime import date
from typing import Any

from skillpact.records import (
    Cluster,
    Company,
    Course,
    Evidence,
    Funder,
    HeldSkill,
    Mode,
    Outcome,
    Period,
    Place,
    Requirement,
    Status,
    StudyInputs,
    Talent,
    Vacancy,
)  # fmt: skip

BASE = "https://starter.skillpact.example"
PLACE = Place("test")
AS_OF = date(2026, 11, 2)


def skill(slug: str) -> str:
    """Return the concept URI of a starter skill."""
    return f"{BASE}/skill/{slug}"


def occupation(slug: str) -> str:
    """Return the concept URI of a starter occupation."""
    return f"{BASE}/occupation/{slug}"


def company(identifier: str, **changes: Any) -> Company:
    """Return a member company that answered."""
    values = {
        "name": identifier.title(), "nace": "C25", "ecosystem": "EII", "region": "ES21", "headcount": 20,
        "has_answered": True, "place": PLACE,
    }  # fmt: skip
    return Company(id=identifier, **{**values, **changes})


def vacancy(identifier: str, skills: dict[str, float | None] | None = None, **changes: Any) -> Vacancy:
    """Return a vacancy that needs `skills` (slug → level) and would like `optional` (slug → level)."""
    optional = changes.pop("optional", {})
    requirements = [Requirement(skill(slug), level) for slug, level in (skills or {}).items()]
    requirements += [Requirement(skill(slug), level, is_essential=False) for slug, level in optional.items()]
    values = {
        "company_id": "burdinlotu", "title": "", "text": "", "language": "en", "occupation_uri": None, "openings": 1,
        "region": "ES21", "published_on": None, "place": PLACE,
    }  # fmt: skip
    return Vacancy(id=identifier, requirements=tuple(requirements), **{**values, **changes})


def talent(identifier: str, skills: dict[str, float | None] | None = None, **changes: Any) -> Talent:
    """Return a talent who holds `skills` (slug → level), evidence certified unless said otherwise."""
    evidence = changes.pop("evidence", Evidence.CERTIFIED)
    held = tuple(HeldSkill(skill(slug), level, evidence) for slug, level in (skills or {}).items())
    values = {
        "text": "", "language": "en", "status": Status.UNEMPLOYED, "region": "ES21", "employer_id": None,
        "languages": ("en",), "hours": (("2027-1", 100.0),), "skills": held, "target_occupation_uri": None,
        "vacancy_ids": (), "place": PLACE,
    }  # fmt: skip
    return Talent(id=identifier, **{**values, **changes})


def course(identifier: str, teaches: dict[str, float | None], **changes: Any) -> Course:
    """Return a course on offer that teaches `teaches` (slug → level)."""
    values = {
        "provider": "Harrizelatz", "title": identifier, "text": "", "language": "en", "requires": (), "hours": 40.0,
        "seats_min": 1, "seats_max": 10, "cohorts_max": 1, "cohort_cost_cents": 100_000, "seat_cost_cents": 10_000,
        "period_ids": ("2027-1",), "region": None, "mode": Mode.ON_SITE, "resources": (), "seats_under_way": 0,
        "place": PLACE,
    }  # fmt: skip
    outcomes = tuple(Outcome(skill(slug), level) for slug, level in teaches.items())
    return Course(id=identifier, outcomes=outcomes, **{**values, **changes})


def cluster(**changes: Any) -> Cluster:
    """Return a cluster with one period and one funder."""
    values: dict[str, Any] = {
        "id": "test", "name": "Test cluster", "region": "ES21", "ecosystems": ("EII",), "taxonomy": "starter", "as_of": AS_OF,
        "language": "en", "periods": (Period("2027-1", date(2027, 1, 1), date(2027, 6, 30)),),
        "funders": (Funder("budget", 1_000_000, 1.0),), "resources": (), "minimum_group": 5, "stale_after_days": 90,
        "is_invented": True,
    }  # fmt: skip
    return Cluster(**{**values, **changes})


def inputs(**parts: Any) -> StudyInputs:
    """Return study inputs from `vacancies`, `talents`, `courses`, `companies` and so on."""
    values: dict[str, Any] = {
        "cluster": cluster(), "companies": (company("burdinlotu"), company("arraxpe")), "functions": (), "employees": (),
        "vacancies": (), "talents": (), "courses": (), "refusals": (),
    }  # fmt: skip
    return StudyInputs(**{**values, **{name: tuple(v) if isinstance(v, list) else v for name, v in parts.items()}})
