"""Figures over REST: the same rows as the pages show."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from ..doors.rest import Paged, Paging, for_roles, paged, scope_needed
from . import presenting, queries

router = Router(tags=["metrics"])


class FigureHead(Schema):
    """A set of figures. value : its total, null where unknown or withheld"""

    id: int
    code: str
    version: int
    title: str
    unit: str
    population: str
    organisation: str
    is_cumulative: bool
    as_of: date
    value: Decimal | None
    is_withheld: bool
    status: str
    n_answered: int | None
    n_asked: int | None


class FigureRow(Schema):
    """One published row. is_merged : it stands for several small ones"""

    label: str
    codes: dict[str, str]
    value: Decimal
    n_companies: int
    status: str
    is_merged: bool


class FigureTable(FigureHead):
    """A set with its rows."""

    rows: list[FigureRow]
    n_withheld: int


@router.get("", response=Paged[FigureHead], summary="The newest figures in your scope")
@for_roles(*queries.READERS)
@scope_needed("metrics:read")
def list_figures(request: Any, paging: Query[Paging], q: str = "") -> dict[str, Any]:
    viewer = request.viewer
    rows = queries.newest_sets(viewer, q.strip()[:200]).prefetch_related("values")
    part = paged(request, rows, paging)
    return {**part, "items": [_head(one) for one in queries.show_many(viewer, part["items"])]}


@router.get("/{int:figures_id}", response=FigureTable, summary="One set of figures")
@for_roles(*queries.READERS)
@scope_needed("metrics:read")
def show_figures(request: Any, figures_id: int) -> dict[str, Any]:
    one = get_object_or_404(queries.figure_sets(request.viewer), pk=figures_id)
    shown = queries.show(request.viewer, one)
    return {
        **_head(shown),
        "rows": presenting.rows(shown.publication),
        "n_withheld": shown.publication.n_withheld,
    }


def _head(shown: queries.Shown) -> dict[str, Any]:
    one, total = shown.figures, shown.total
    return {
        "id": one.pk,
        "code": one.definition.code,
        "version": one.definition.version,
        "title": one.definition.title,
        "unit": one.definition.unit,
        "population": one.definition.population,
        "organisation": str(one.organisation or one.cluster),
        "is_cumulative": one.definition.is_cumulative,
        "as_of": one.as_of,
        "value": total.value,
        "is_withheld": total.is_withheld,
        "status": total.status,
        "n_answered": total.n_answered,
        "n_asked": total.n_asked,
    }
