"""What a published study adds to the figures of its cluster, so that years stand side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_noop

from ..accounts.viewer import Viewer
from ..metrics import services as metrics
from ..metrics.disclosure import Cell
from .models import RowKind, SnapshotRow, Study

UNKNOWN = "unknown"


def write_figures(*, viewer: Viewer, study: Study) -> None:
    """Write the openings of a study by region and by ecosystem, each counted once, with the companies behind them."""
    assert study.snapshot is not None
    rows = study.snapshot.rows
    companies = {row.key: row for row in rows.filter(kind=RowKind.COMPANY)}
    vacancies = list(rows.filter(kind=RowKind.VACANCY))
    answered = sum(bool(row.values["has_answered"]) for row in companies.values())
    for dimension, key_of in _DIMENSIONS.items():
        definition = metrics.define(
            viewer=None,
            code=f"needs.openings_by_{dimension}",
            title=gettext_noop("Openings"),
            unit=gettext_noop("openings"),
            population=gettext_noop("Open vacancies of the members of the cluster"),
            dimensions=[dimension],
            formula=gettext_noop("Sum of the openings of vacancies that were open on the day, each counted once."),
            family=f"needs.openings_by_{dimension}",
        )
        metrics.write(
            viewer=viewer,
            definition=definition,
            cluster=study.cluster,
            cells=_cells(vacancies, companies, key_of),
            as_of=study.snapshot.as_of,
            n_answered=answered,
            n_asked=len(companies),
            source_url=reverse("studies:detail", args=[study.pk]),
        )


def _by_region(vacancy: dict[str, Any], company: dict[str, Any]) -> str:
    return str(vacancy["region"] or company.get("region") or UNKNOWN)


def _by_ecosystem(vacancy: dict[str, Any], company: dict[str, Any]) -> str:
    return str(company.get("ecosystem") or UNKNOWN)


_DIMENSIONS: dict[str, Callable[[dict[str, Any], dict[str, Any]], str]] = {
    "region": _by_region,
    "ecosystem": _by_ecosystem,
}


def _cells(vacancies: list[SnapshotRow], companies: dict[str, SnapshotRow], key_of: Callable[..., str]) -> list[Cell]:
    openings: dict[str, int] = {}
    behind: dict[str, set[int]] = {}
    for vacancy in vacancies:
        company_key = vacancy.values["company_id"]
        company = companies[company_key].values if company_key in companies else {}
        key = key_of(vacancy.values, company)
        openings[key] = openings.get(key, 0) + vacancy.values["openings"]
        behind.setdefault(key, set()).add(int(company_key.removeprefix("o")))
    return [Cell((key,), openings[key], frozenset(behind[key])) for key in sorted(openings)]
