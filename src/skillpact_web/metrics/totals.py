"""Adding figures up, and refusing where the sum would say something that is not so."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise
from typing import Any

from .models import FigureSet


def add_up(figures: Iterable[tuple[FigureSet, Decimal | int | None]]) -> Decimal | None:
    """Return the sum of figures of different scopes or periods; None where one of them is unknown.

    Raises ValueError where they do not add up: another unit or population, one of a period beside a cumulative one,
    two cumulative ones of the same scope (the later holds the earlier), overlapping periods, or persons who may stand
    in both (`is_additive` is False).
    """
    pairs = list(figures)
    sets = [one for one, _ in pairs]
    _check_kinds(sets)
    _check_scopes(sets)
    values = [value for _, value in pairs]
    return None if any(value is None for value in values) else sum((Decimal(v) for v in values), start=Decimal(0))  # type: ignore[arg-type]


def _check_kinds(sets: list[FigureSet]) -> None:
    kinds = {(one.definition.unit, one.definition.population) for one in sets}
    if len(kinds) > 1:
        raise ValueError(f"Found figures of {sorted(kinds)}, expected one unit and one population")
    if len({one.definition.is_cumulative for one in sets}) > 1:
        raise ValueError("A cumulative figure is never added to one of a period")
    if len({one.definition.period_kind for one in sets}) > 1:
        raise ValueError("Figures of a year, a month and a day are never added")
    if len(sets) > 1 and not all(one.definition.is_additive for one in sets):
        raise ValueError("The same person may stand in several of these figures: count persons once instead of adding")


def _check_scopes(sets: list[FigureSet]) -> None:
    seen: dict[Any, list[FigureSet]] = {}
    for one in sets:
        seen.setdefault((one.cluster_id, one.organisation_id), []).append(one)
    if len({(one.cluster_id, one.organisation_id is None) for one in sets}) > len({one.cluster_id for one in sets}):
        raise ValueError("A cluster's figure holds those of its members: they are never added")
    for same in seen.values():
        if len(same) < 2:
            continue
        if same[0].definition.is_cumulative or same[0].definition.period_kind == "moment":
            raise ValueError("Figures of one scope on two days hold the same things twice: take the later")
        spans = sorted((one.period_from, one.period_to) for one in same)
        if any(None in span for span in spans) or any(second[0] <= first[1] for first, second in pairwise(spans)):
            raise ValueError("Two of these periods overlap: what happened in both would count twice")
