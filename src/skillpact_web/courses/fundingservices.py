"""Writes of who pays: lines of money, periods, rooms and machines of a cluster."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils.translation import gettext as _

from ..accounts.viewer import Viewer
from ..audit.kinds import EventKind
from ..audit.services import record
from ..audit.versions import lock, save_version
from ..errors import DomainError
from . import queries
from .models import Funder, Period, Resource


@transaction.atomic
def put_funder(
    *, viewer: Viewer, funder_id: int | None = None, expected_version: int | None = None, **values: Any
) -> Funder:
    """Enter a line of money of the viewer's cluster, or change it."""
    cluster_id = _cluster_id(viewer)
    if funder_id is None:
        funder = Funder(cluster_id=cluster_id)
    elif queries.funders(viewer).filter(pk=funder_id).exists():
        funder = lock(Funder, funder_id, expected_version=expected_version)
    else:
        raise Http404
    organisations = values.pop("organisations", None)
    unknown = set(values) - set(Funder.VERSIONED)
    if unknown:
        raise TypeError(f"A line of money has no {', '.join(sorted(unknown))}")
    for name, value in values.items():
        setattr(funder, name, value)
    with _code_is_free():
        save_version(funder, actor=viewer, fields=Funder.VERSIONED)
    if organisations is not None:
        funder.organisations.set(organisations)
    record(kind=EventKind.CHANGED_FUNDING, actor=viewer, on=funder, details={"version": funder.version})
    return funder


@transaction.atomic
def create_period(*, viewer: Viewer, code: str, starts_on: date, ends_on: date) -> Period:
    """Enter a period of the viewer's cluster."""
    with _code_is_free():
        period = Period.objects.create(cluster_id=_cluster_id(viewer), code=code, starts_on=starts_on, ends_on=ends_on)
    record(kind=EventKind.CHANGED_FUNDING, actor=viewer, on=period)
    return period


@transaction.atomic
def create_resource(*, viewer: Viewer, code: str, cohorts_per_period: int) -> Resource:
    """Enter a room or machine of the viewer's cluster."""
    with _code_is_free():
        resource = Resource.objects.create(
            cluster_id=_cluster_id(viewer), code=code, cohorts_per_period=cohorts_per_period
        )
    record(kind=EventKind.CHANGED_FUNDING, actor=viewer, on=resource)
    return resource


@transaction.atomic
def delete(*, viewer: Viewer, model: type[Period] | type[Resource], pk: int) -> None:
    """Delete a period, a room or a machine of the viewer's cluster. Snapshots of studies keep theirs."""
    row = model._default_manager.filter(cluster_id=_cluster_id(viewer), pk=pk).first()
    if row is None:
        raise Http404
    record(kind=EventKind.CHANGED_FUNDING, actor=viewer, on=row, details={"is_deleted": True})
    row.delete()


def _cluster_id(viewer: Viewer) -> int:
    if viewer.role not in queries.FUNDING_WRITERS or viewer.organisation_id is None:
        raise Http404
    return viewer.organisation_id


@contextmanager
def _code_is_free() -> Iterator[None]:
    """Turn a code that stands twice into a sentence beside its field."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        sentence = _("This code is taken: choose another.")
        raise DomainError(sentence, fields={"code": sentence}) from None
