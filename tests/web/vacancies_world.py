"""Vacancies of the tests' world: one of the cast's company, one of its competitor, one of the other cluster."""

from __future__ import annotations

from datetime import date
from typing import Any

from skillpact_web.accounts.models import Organisation
from skillpact_web.vacancies.models import Requirement, Vacancy

WELDING = "TIG welding"
ADVERT = """TIG welder
We look for a welder.
You know TIG welding and read technical drawings.
Nice to have: quality control.
"""


def vacancy(organisation: Organisation, title: str, **fields: Any) -> Vacancy:
    """Return a new vacancy, open since 1 October 2026."""
    return Vacancy.objects.create(
        organisation=organisation, title=title, **({"published_on": date(2026, 10, 1), "text": ADVERT} | fields)
    )


def requirement(vacancy: Vacancy, label: str, **fields: Any) -> Requirement:
    """Return a new requirement, suggested by the machine unless the fields say otherwise."""
    defaults = {"uri": f"urn:test:{label}", "origin": "machine", "score": 0.9, "sentence": f"You know {label}."}
    return Requirement.objects.create(vacancy=vacancy, label=label, **(defaults | fields))


def fill(world: Any) -> None:
    """Add the vacancies to the world."""
    own = vacancy(world.company, "Backend developer")
    requirement(own, "Python", status="confirmed")
    requirement(own, "SQL")
    competing = vacancy(world.other_company, "Data engineer of Izarlerro")
    foreign = vacancy(world.foreign_company, "Foreign welder")
    requirement(foreign, "Foreign skill", status="confirmed")
    world.objects["vacancy_id"] = {"own": own.pk, "competing": competing.pk, "foreign": foreign.pk}
