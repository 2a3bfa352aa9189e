"""The audit log as a page and as a file; numbers of people, never a name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ... import clock
from ...accounts.access import for_roles
from ...audit.kinds import EventKind
from ...audit.models import Event
from ...audit.services import record
from ...doors.exchange import Column, Shape, download
from ...ui.pages import paginate
from . import queries
from .forms import FilterForm

readers = for_roles(*queries.READERS)
SHAPE = Shape(
    "audit-log",
    columns=[
        Column("id", "whole"),
        Column("at"),
        Column("kind"),
        Column("user_id", "whole"),
        Column("role"),
        Column("organisation_id", "whole"),
        Column("object_type"),
        Column("object_id"),
        Column("details"),
    ],
)


@require_safe
@readers
def list_page(request: Any) -> HttpResponse:
    """The events in scope, newest first."""
    form = FilterForm(request.GET or None, viewer=request.viewer)
    page = paginate(request, _found(request, form), per_page=50)
    rows = list(page.object_list)
    names = queries.organisation_names(rows)
    context = {
        "form": form,
        "page_obj": page,
        "rows": [{"event": one, "organisation": names.get(one.organisation_id, "")} for one in rows],
        "query": request.GET.urlencode() if request.GET else "",
    }
    return render(request, "auditlog/list.html", context, status=422 if form.errors else 200)


@require_safe
@readers
def export(request: Any) -> HttpResponse:
    """The same events as CSV; the export is itself an event."""
    form = FilterForm(request.GET or None, viewer=request.viewer)
    if form.is_bound and not form.is_valid():
        return HttpResponseBadRequest(
            str(next(iter(form.errors.values()))[0]), content_type="text/plain; charset=utf-8"
        )
    rows = _found(request, form)
    with transaction.atomic():  # an unknown format leaves no event behind
        record(kind=EventKind.EXPORTED_AUDIT_LOG, actor=request.viewer, details={"n_rows": rows.count()})
        name = f"audit-log-{clock.today().isoformat()}"
        return download(SHAPE, _lines(rows), request.GET.get("format") or "csv", name=name)


def _lines(rows: QuerySet[Event]) -> Iterator[dict[str, Any]]:
    for one in rows.values(*SHAPE.column_names).iterator(chunk_size=2000):
        yield {**one, "at": one["at"].isoformat(), "details": json.dumps(one["details"], sort_keys=True)}


def _found(request: Any, form: FilterForm) -> QuerySet[Event]:
    if form.is_bound and not form.is_valid():
        return Event.objects.none()
    return queries.events(request.viewer, form.filters() if form.is_bound else queries.Filters())
