"""Which events a viewer may read: an auditor those of their cluster, a privacy officer those that touched people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from ...accounts.models import Organisation
from ...accounts.roles import Role
from ...accounts.viewer import Viewer
from ...audit.kinds import EventKind
from ...audit.models import Event
from ..queries import in_scope, sees_everything

READERS = (Role.AUDITOR, Role.PRIVACY_OFFICER)
# What opened, moved or decided about people's data: by the app, and by verbs that take rows out of the house.
_SENSITIVE_APPS = ("consents.", "talents.", "workforce.", "audit.")
_SENSITIVE_VERBS = (".exported", ".read", ".opened", ".shown", "accounts.granted", "accounts.changed_role")


def sensitive_kinds() -> list[str]:
    """Return the kinds of events that touch people's data."""
    return [
        kind
        for kind in EventKind.values
        if kind.startswith(_SENSITIVE_APPS) or any(verb in kind for verb in _SENSITIVE_VERBS)
    ]


@dataclass(frozen=True)
class Filters:
    """What the reader asks for; empty means all. on : `label:id` of a row, or its label alone"""

    kind: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    organisation_id: int | None = None
    on: str = ""


def events(viewer: Viewer, filters: Filters) -> QuerySet[Event]:
    """Return the events in scope, newest first."""
    found = Event.objects.order_by("-id")
    if viewer.role not in READERS:
        return found.none()
    if not sees_everything(viewer):
        found = found.filter(in_scope(viewer))
    if viewer.role == Role.PRIVACY_OFFICER:
        found = found.filter(kind__in=sensitive_kinds())
    if filters.kind:
        found = found.filter(kind=filters.kind)
    if filters.starts_on:
        found = found.filter(at__gte=_start(filters.starts_on))
    if filters.ends_on:
        found = found.filter(at__lt=_start(filters.ends_on + timedelta(days=1)))
    if filters.organisation_id:
        found = found.filter(organisation_id=filters.organisation_id)
    if filters.on:
        label, _colon, object_id = filters.on.partition(":")
        found = found.filter(Q(object_type=label.strip().lower()), *([Q(object_id=object_id)] if object_id else []))
    return found


def kinds(viewer: Viewer) -> list[str]:
    """Return the kinds that this viewer may see."""
    return sorted(sensitive_kinds() if viewer.role == Role.PRIVACY_OFFICER else EventKind.values)


def organisations(viewer: Viewer) -> QuerySet[Organisation]:
    """Return the organisations whose events are in scope."""
    if sees_everything(viewer):
        return Organisation.objects.order_by("name", "id")
    return Organisation.objects.filter(in_scope(viewer, "pk")).order_by("name", "id")


def organisation_names(rows: list[Event]) -> dict[int, str]:
    """Return the names of the organisations of some events: those are no persons."""
    ids = {one.organisation_id for one in rows if one.organisation_id}
    return dict(Organisation.objects.filter(pk__in=ids).values_list("pk", "name"))


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
