"""Figures for monitoring, in the text format of Prometheus: counts of rows and work, nothing about a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.apps import apps
from django.db.models import Count

from skillpact import __version__

from .health import find_troubles, free_bytes, worker_silent_seconds

# what is counted → its model
_COUNTED = {
    "users": "accounts.User",
    "organisations": "accounts.Organisation",
    "vacancies": "vacancies.Vacancy",
    "talents": "talents.Talent",
    "courses": "courses.Course",
    "studies": "studies.Study",
    "uploads": "documents.Upload",
}


class Figure(NamedTuple):
    """One family: its name, what it says, its kind, and the values by their labels."""

    name: str
    help: str
    kind: str
    values: list[tuple[dict[str, str], float]]


def figures() -> Iterator[Figure]:
    """Return what there is to tell, as it is now."""
    troubles = find_troubles()
    yield Figure("skillpact_info", "The version that runs.", "gauge", [({"version": __version__}, 1)])
    yield Figure(
        "skillpact_check_ok",
        "1 where a check of /health/ready passes.",
        "gauge",
        [({"check": name}, float(not trouble)) for name, trouble in sorted(troubles.items())],
    )
    yield Figure("skillpact_disk_free_bytes", "Free room for data.", "gauge", [({}, free_bytes())])
    if troubles["database"] or troubles["migrations"]:
        return
    counted = [
        ({"kind": kind}, float(apps.get_model(label).objects.count()))
        for kind, label in _COUNTED.items()
        if label.lower() in {model._meta.label_lower for model in apps.get_models()}
    ]
    yield Figure("skillpact_rows", "Rows by kind.", "gauge", counted)
    jobs = apps.get_model("jobs.Job").objects.order_by().values_list("state").annotate(Count("pk"))
    yield Figure(
        "skillpact_jobs", "Pieces of background work by state.", "gauge",
        [({"state": state}, float(n)) for state, n in sorted(jobs)],
    )  # fmt: skip
    silent = worker_silent_seconds()
    if silent is not None:
        yield Figure("skillpact_worker_silent_seconds", "Since a worker was seen.", "gauge", [({}, round(silent, 1))])


def write(families: Iterable[Figure]) -> str:
    """Return figures as text."""
    lines = []
    for family in families:
        lines += [f"# HELP {family.name} {family.help}", f"# TYPE {family.name} {family.kind}"]
        for labels, value in family.values:
            named = ",".join(f'{name}="{_escape(text)}"' for name, text in labels.items())
            lines.append(f"{family.name}{{{named}}} {value:g}" if named else f"{family.name} {value:.15g}")
    return "\n".join(lines) + "\n"


def _escape(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
