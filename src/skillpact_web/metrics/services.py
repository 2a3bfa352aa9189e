"""Writing figures and snapshots."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from .. import clock
from ..accounts.models import Organisation
from ..accounts.roles import Role
from ..accounts.viewer import Viewer
from ..audit.kinds import EventKind
from ..audit.services import record
from ..errors import DomainError, NotAllowedError
from .disclosure import Base, Cell
from .models import Definition, FigureSet, Snapshot, Value, ValueStatus

_MEANING = (
    "title", "unit", "population", "dimensions", "is_cumulative", "is_additive", "period_kind", "base", "family",
    "formula",
)  # fmt: skip


@transaction.atomic
def define(*, viewer: Viewer | None, code: str, **meaning: Any) -> Definition:
    """Return the definition with this meaning: the newest version, or a new one where the meaning changed.

    viewer : None where an app defines its own figures. family : by default the code. Raises ValueError where tables of
    one family could be subtracted from each other: beside a table of several dimensions no other may stand.
    """
    meaning.setdefault("family", code)
    meaning.setdefault("base", Base.COMPANIES)
    meaning = {name: str(value) if name == "base" else value for name, value in meaning.items()}
    newest = Definition.objects.select_for_update().filter(code=code).order_by("-version").first()
    others = Definition.objects.filter(family=meaning["family"]).exclude(code=code)
    sizes = [len(meaning.get("dimensions", [])), *(len(one.dimensions) for one in others)]
    if len(sizes) > 1 and max(sizes) > 1:
        raise ValueError(
            f"The family {meaning['family']} would hold a table of {max(sizes)} dimensions beside others: what one "
            "withholds could be subtracted from the other, so make it the only one and read totals from it"
        )
    if newest and all(getattr(newest, name) == meaning.get(name, getattr(newest, name)) for name in _MEANING):
        return newest
    kept = {name: getattr(newest, name) for name in _MEANING} if newest else {}
    one = Definition.objects.create(code=code, version=newest.version + 1 if newest else 1, **{**kept, **meaning})
    record(kind=EventKind.DEFINED_METRIC, actor=viewer, on=one, details={"code": code, "version": one.version})
    return one


@transaction.atomic
def write(
    *,
    viewer: Viewer | None,
    definition: Definition,
    cluster: Organisation,
    cells: Iterable[Cell],
    as_of: date,
    organisation: Organisation | None = None,
    period: tuple[date, date] | None = None,
    n_answered: int | None = None,
    n_asked: int | None = None,
    source_url: str = "",
    sources: dict[tuple[str, ...], dict[str, Any]] | None = None,
) -> FigureSet:
    """Write all values of a definition for one scope and day; what was written for them before is replaced.

    A cell whose key holds "*" is a total or a broader value as it was counted. sources : key → rows behind the cell.
    Raises ValueError where a cell does not fit the definition.
    """
    cells = list(cells)
    _check(definition, cells, period)
    old = FigureSet.objects.select_for_update().filter(
        definition=definition, cluster=cluster, organisation=organisation, as_of=as_of
    )
    old.delete()
    figures = FigureSet.objects.create(
        definition=definition,
        cluster=cluster,
        organisation=organisation,
        as_of=as_of,
        period_from=period[0] if period else None,
        period_to=period[1] if period else None,
        n_answered=n_answered,
        n_asked=n_asked,
        source_url=source_url,
    )
    Value.objects.bulk_create(
        [
            Value(
                figures=figures,
                codes=list(cell.key),
                value=cell.value,
                status=ValueStatus.UNKNOWN if cell.value is None else cell.status,
                n_companies=len(cell.companies),
                n_persons=cell.n_persons,
                companies=sorted(cell.companies),
                source=(sources or {}).get(cell.key, {}),
            )
            for cell in cells
        ],
        batch_size=500,
    )
    details = {"code": definition.code, "version": definition.version, "n": len(cells)}
    record(kind=EventKind.WROTE_METRIC, actor=viewer, on=figures, details=details)
    return figures


@transaction.atomic
def take_snapshot(
    *, viewer: Viewer, cluster: Organisation, code: str, title: str, as_of: date, definitions: Sequence[Definition] = ()
) -> Snapshot:
    """Freeze the newest figures of a cluster up to a day. definitions : which, by default all that have any."""
    _check_desk(viewer, cluster)
    if Snapshot.objects.filter(cluster=cluster, code=code).exists():
        raise DomainError(
            _("There is a snapshot with this code already: correct that one, or choose another code."),
            fields={"code": _("This code is taken.")},
        )
    one = _freeze(cluster, code, 1, title, as_of, definitions, None, "")
    record(kind=EventKind.TOOK_SNAPSHOT, actor=viewer, on=one, details={"sha256": one.sha256})
    return one


@transaction.atomic
def correct_snapshot(*, viewer: Viewer, snapshot: Snapshot, reason: str) -> Snapshot:
    """Freeze the same figures as they stand now, as the next version beside the old one, which stays."""
    _check_desk(viewer, snapshot.cluster)
    if not reason.strip():
        raise DomainError(_("Say what was wrong."), fields={"reason": _("Say what was wrong.")})
    newest = Snapshot.objects.filter(cluster=snapshot.cluster, code=snapshot.code).order_by("-version").first()
    if newest != snapshot:
        raise DomainError(_("This snapshot was corrected before: correct its newest version."))
    codes = {one["code"] for one in snapshot.figures}
    definitions = list(Definition.objects.filter(code__in=codes))
    one = _freeze(
        snapshot.cluster,
        snapshot.code,
        snapshot.version + 1,
        snapshot.title,
        snapshot.as_of,
        definitions,
        snapshot,
        reason,
    )
    record(
        kind=EventKind.CORRECTED_SNAPSHOT, actor=viewer, on=one, details={"corrects": snapshot.pk, "sha256": one.sha256}
    )
    return one


def _freeze(
    cluster: Organisation,
    code: str,
    version: int,
    title: str,
    as_of: date,
    definitions: Sequence[Definition],
    corrects: Snapshot | None,
    reason: str,
) -> Snapshot:
    sets = FigureSet.objects.filter(cluster=cluster, as_of__lte=as_of, organisation=None)
    if definitions:
        sets = sets.filter(definition__in=definitions)
    newest = sets.values("definition__code").annotate(day=Max("as_of"))
    wanted = Q(pk=None)
    for one in newest:
        wanted |= Q(definition__code=one["definition__code"], as_of=one["day"])
    found = (
        sets.filter(wanted)
        .select_related("definition")
        .prefetch_related("values")
        .order_by("definition__code", "-definition__version")
    )
    figures, seen = [], set()
    for one in found:
        if one.definition.code not in seen:
            seen.add(one.definition.code)
            figures.append(_frozen(one))
    if not figures:
        raise DomainError(_("There are no figures up to this day yet."))
    text = json.dumps(figures, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return Snapshot.objects.create(
        cluster=cluster,
        code=code,
        version=version,
        title=title,
        as_of=as_of,
        reason=reason[:300],
        corrects=corrects,
        figures=figures,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        taken_at=clock.now(),
    )


def _frozen(one: FigureSet) -> dict[str, Any]:
    definition = one.definition
    return {
        "code": definition.code,
        "version": definition.version,
        **{name: getattr(definition, name) for name in _MEANING},
        "as_of": one.as_of.isoformat(),
        "period": [day.isoformat() if day else None for day in (one.period_from, one.period_to)],
        "n_answered": one.n_answered,
        "n_asked": one.n_asked,
        "cells": [
            {
                "codes": value.codes,
                "value": None if value.value is None else str(value.value.normalize()),
                "status": value.status,
                "companies": value.companies,
                "n_persons": value.n_persons,
            }
            for value in one.values.all()
        ],
    }


def _check(definition: Definition, cells: Sequence[Cell], period: tuple[date, date] | None) -> None:
    expected = len(definition.dimensions)
    for cell in cells:
        if len(cell.key) != expected:
            raise ValueError(f"Found a cell of {len(cell.key)} codes, expected {expected}: {definition.dimensions}")
        if cell.value is not None and not Decimal(cell.value).is_finite():
            raise ValueError(f"Found the value {cell.value}, expected a number or None")
        if cell.value is not None and cell.status not in set(ValueStatus.values) - {"unknown"}:
            raise ValueError(f"Found the status {cell.status!r} of a value, expected one of {ValueStatus.values}")
    if len({cell.key for cell in cells}) != len(cells):
        raise ValueError("Found the same key in two cells, expected each once")
    if definition.period_kind in ("month", "year") and period is None:
        raise ValueError(f"A figure of {definition.period_kind} needs its first and last day")


def _check_desk(viewer: Viewer, cluster: Organisation) -> None:
    if viewer.role != Role.CLUSTER_MANAGER or viewer.organisation_id != cluster.pk:
        raise NotAllowedError(_("Only the desk of this cluster takes its snapshots."))
