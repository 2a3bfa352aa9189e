"""Reading figures as an audience may see them; no other way leads from a value to a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from .. import clock
from ..accounts.models import Organisation
from ..accounts.roles import Role
from ..accounts.viewer import Viewer
from ..audit.kinds import EventKind
from ..audit.models import Event
from ..audit.services import record
from .disclosure import ALL, EVERYONE, Audience, Base, Cell, Circle, Need, Number, Publication, Row, Table, suppress
from .ladders import ladders
from .models import Definition, FigureSet, NamedGroup, Snapshot

READERS = tuple(role for role in Role if role != Role.TALENT)


@dataclass(frozen=True)
class Figure:
    """A figure with what it stands on. value : None where it is unknown or withheld; row : None for a total"""

    value: Number | None
    is_withheld: bool
    unit: str
    status: str
    as_of: date
    n_answered: int | None
    n_asked: int | None
    row: Row | None = None


@dataclass(frozen=True)
class Shown:
    """A set of figures as one audience sees it."""

    figures: FigureSet
    publication: Publication
    audience: Audience
    total: Figure

    @property
    def rows(self) -> tuple[Row, ...]:
        return self.publication.rows


def cluster_ids(viewer: Viewer) -> frozenset[int]:
    """Return the clusters whose figures exist for a viewer; the installation's own roles see all, as everyone does."""
    if viewer.organisation_id is None:
        return frozenset(Organisation.objects.filter(kind="cluster").values_list("pk", flat=True))
    return viewer.cluster_ids


def figure_sets(viewer: Viewer) -> QuerySet[FigureSet]:
    """Return the sets that exist for a viewer: of their clusters, and of one member only for itself and the desk."""
    own = Q(organisation_id=viewer.organisation_id) if viewer.organisation_id else Q(pk=None)
    scope = Q(organisation=None) | own
    if viewer.role == Role.CLUSTER_MANAGER:
        scope |= Q(organisation__in=viewer.sharing_members.order_by(), cluster_id=viewer.organisation_id)
    return FigureSet.objects.filter(scope, cluster_id__in=cluster_ids(viewer)).select_related(
        "definition", "cluster", "organisation"
    )


def newest_sets(viewer: Viewer, words: str = "") -> QuerySet[FigureSet]:
    """Return the newest set of each definition and scope."""
    rows = figure_sets(viewer)
    later = rows.filter(definition__title__icontains=words) if words else rows
    newest: dict[tuple[Any, ...], int] = {}
    keys = later.order_by("as_of", "definition__version", "id").values_list(
        "definition__code", "cluster_id", "organisation_id", "id"
    )
    for code, cluster, organisation, pk in keys:
        newest[(code, cluster, organisation)] = pk
    return later.filter(pk__in=newest.values()).order_by("definition__title", "organisation__name", "id")


def audience_of(viewer: Viewer, cluster_id: int, asked: Circle | None = None) -> Audience:
    """Return which of the four audiences a viewer is. asked : narrows it, for a look through a stranger's eyes."""
    if asked == Circle.EVERYONE or viewer.organisation_id is None:
        return EVERYONE
    if viewer.role == Role.CLUSTER_MANAGER and viewer.organisation_id == cluster_id:
        sharing = frozenset(viewer.sharing_members.values_list("pk", flat=True))
        return Audience(Circle.DESK, sharing | {cluster_id})
    if viewer.role in (Role.COMPANY, Role.PROVIDER):
        own = frozenset({viewer.organisation_id})
        if asked == Circle.OWNER:
            return Audience(Circle.OWNER, own)
        needs = _needs(viewer.organisation_id, cluster_id)
        return Audience(Circle.NAMED_GROUP if needs else Circle.OWNER, own, needs)
    return EVERYONE


def show(viewer: Viewer, figures: FigureSet, asked: Circle | None = None) -> Shown:
    """Return a set as the viewer's audience sees it. What the desk sees of single members is written to the log."""
    return show_many(viewer, [figures], asked)[0]


def show_many(viewer: Viewer, sets: Sequence[FigureSet], asked: Circle | None = None) -> list[Shown]:
    """Return several sets as `show` does, with the same number of queries however many they are."""
    merged = _merged_ids({one for figures in sets for value in figures.values.all() for one in value.companies})
    audiences = {one: audience_of(viewer, one, asked) for one in {figures.cluster_id for figures in sets}}
    found = [_show(figures, audiences[figures.cluster_id], merged) for figures in sets]
    _log_desk(
        viewer,
        [
            one.figures
            for one in found
            if one.audience.circle == Circle.DESK and any(row.is_exact_for_audience for row in one.rows)
        ],
    )
    return found


def _show(figures: FigureSet, audience: Audience, merged: Mapping[int, int]) -> Shown:
    cells = [
        Cell(tuple(v.codes), v.value, frozenset(merged.get(one, one) for one in v.companies), v.n_persons, v.status)
        for v in figures.values.all()
    ]
    definition = figures.definition
    table = Table(
        dimensions=tuple(definition.dimensions),
        cells=tuple(cell for cell in cells if ALL not in cell.key),
        base=Base(definition.base),
        is_additive=definition.is_additive,
        ladders=ladders(),
        broader=tuple(cell for cell in cells if ALL in cell.key),
    )
    publication = suppress(table, audience)
    return Shown(figures, publication, audience, _total(figures, table, publication))


def figure(
    viewer: Viewer,
    code: str,
    *,
    cluster_id: int,
    organisation_id: int | None = None,
    as_of: date | None = None,
    audience: Circle | None = None,
    **codes: str,
) -> Figure | None:
    """Return one figure: of the cell with these codes, or the total over what is not named. None: it does not exist.

    as_of : the newest up to that day. A cell that may only be told together with others is withheld, not replaced.
    """
    sets = figure_sets(viewer).filter(definition__code=code, cluster_id=cluster_id, organisation_id=organisation_id)
    found = sets.filter(as_of__lte=as_of or clock.today()).order_by("-as_of", "-definition__version").first()
    if found is None:
        return None
    shown = show(viewer, found, audience)
    if not codes:
        return shown.total
    dimensions = shown.publication.dimensions
    if set(codes) - set(dimensions):
        raise ValueError(f"Found the dimensions {sorted(codes)}, expected some of {list(dimensions)}")
    key = tuple(codes.get(name, ALL) for name in dimensions)
    row = next((one for one in shown.rows if one.key == key and not one.is_merged), None)
    value = row.value if row else shown.publication.total(**codes) if shown.publication.is_additive else None
    return _figure(found, value, row.status if row else "measured", row)


def snapshots(viewer: Viewer) -> QuerySet[Snapshot]:
    """Return the snapshots of the viewer's clusters; their cells are read by `frozen` alone."""
    return Snapshot.objects.filter(cluster_id__in=cluster_ids(viewer)).defer("figures")


def frozen(viewer: Viewer, snapshot: Snapshot, asked: Circle | None = None) -> list[tuple[dict[str, Any], Publication]]:
    """Return the figures of a snapshot as the viewer's audience sees them."""
    audience = audience_of(viewer, snapshot.cluster_id, asked)
    merged = _merged_ids({one for figure in snapshot.figures for c in figure["cells"] for one in c["companies"]})
    found = []
    for one in snapshot.figures:
        cells = [
            Cell(
                tuple(c["codes"]),
                None if c["value"] is None else Decimal(c["value"]),
                frozenset(merged.get(one, one) for one in c["companies"]),
                c["n_persons"],
                c["status"],
            )
            for c in one["cells"]
        ]
        table = Table(
            tuple(one["dimensions"]),
            tuple(cell for cell in cells if ALL not in cell.key),
            Base(one["base"]),
            one["is_additive"],
            ladders(),
            tuple(cell for cell in cells if ALL in cell.key),
        )
        head = {name: value for name, value in one.items() if name != "cells"}
        found.append((head, suppress(table, audience)))
    return found


def groups(viewer: Viewer) -> QuerySet[NamedGroup]:
    """Return the named groups of a desk, or those that the viewer's organisation was asked into."""
    rows = NamedGroup.objects.prefetch_related("members__organisation")
    if viewer.role == Role.CLUSTER_MANAGER:
        return rows.filter(cluster_id=viewer.organisation_id)
    if viewer.role in (Role.COMPANY, Role.PROVIDER):
        return rows.filter(members__organisation_id=viewer.organisation_id)
    return rows.none()


def definitions(viewer: Viewer) -> QuerySet[Definition]:
    """Return what every figure means; that is public."""
    return Definition.objects.all()


def _needs(organisation_id: int, cluster_id: int) -> tuple[Need, ...]:
    joined = NamedGroup.objects.filter(
        cluster_id=cluster_id,
        members__organisation_id=organisation_id,
        members__agreed_at__isnull=False,
        members__left_at=None,
    ).prefetch_related("members")
    return tuple(
        Need(
            group.dimension,
            frozenset(group.codes),
            frozenset(m.organisation_id for m in group.members.all() if m.agreed_at and not m.left_at),
        )
        for group in joined
    )


def _merged_ids(ids: set[int]) -> dict[int, int]:
    """Return the companies among these that a person merged into another since: they count once."""
    rows = Organisation.objects.filter(pk__in=ids, merged_into__isnull=False)
    return dict(rows.values_list("pk", "merged_into_id"))


def _total(figures: FigureSet, table: Table, publication: Publication) -> Figure:
    whole = tuple(ALL for _ in table.dimensions)
    if publication.is_additive:
        known = publication.n_known > 0
        value = publication.total() if known else None
        return _figure(figures, value, _worst(publication.rows), None, is_known=known)
    written = next((cell for cell in table.broader if cell.key == whole and cell.value is not None), None)
    row = next((one for one in publication.rows if one.key == whole), None)
    if written and row is None:
        # The whole as it was counted may stand beside its parts where it is large enough: parts overlap.
        alone = suppress(Table(table.dimensions, (written,), table.base), EVERYONE)
        row = alone.rows[0] if alone.rows and not publication.n_withheld else None
    return _figure(
        figures, row.value if row else None, row.status if row else "unknown", row, is_known=written is not None
    )


def _figure(figures: FigureSet, value: Number | None, status: str, row: Row | None, *, is_known: bool = True) -> Figure:
    return Figure(
        value=value,
        is_withheld=value is None and is_known,
        unit=figures.definition.unit,
        status=status if is_known else "unknown",
        as_of=figures.as_of,
        n_answered=figures.n_answered,
        n_asked=figures.n_asked,
        row=row,
    )


def _worst(rows: tuple[Row, ...]) -> str:
    statuses = {row.status for row in rows}
    return next((one for one in ("estimated", "self_reported") if one in statuses), "measured")


def _log_desk(viewer: Viewer, sets: Sequence[FigureSet]) -> None:
    """Note that a person of the desk saw figures of single members: once an hour for each set, to stay readable."""
    if not sets:
        return
    kind = EventKind.READ_MEMBER_FIGURES
    recent = set(
        Event.objects.filter(
            kind=kind,
            user_id=viewer.user_id,
            object_type=FigureSet._meta.label_lower,
            object_id__in=[str(one.pk) for one in sets],
            at__gt=clock.now() - timedelta(hours=1),
        ).values_list("object_id", flat=True)
    )
    for one in sets:
        if str(one.pk) not in recent:
            record(kind=kind, actor=viewer, on=one, details={"code": one.definition.code})
