"""The audit log as a page and as a file; numbers of people, never a name."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBadRequest, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ... import clock
from ...accounts.access import for_roles
from ...audit.kinds import EventKind
from ...audit.models import Event
from ...audit.services import record
from ...ui.pages import paginate
from . import queries
from .forms import FilterForm

readers = for_roles(*queries.READERS)
COLUMNS = ("id", "at", "kind", "user_id", "role", "organisation_id", "object_type", "object_id", "details")


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
        "query": request.GET.urlencode(),
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
    record(kind=EventKind.EXPORTED_AUDIT_LOG, actor=request.viewer, details={"n_rows": rows.count()})
    response = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="audit-log-{clock.today().isoformat()}.csv"'
    return response


def _found(request: Any, form: FilterForm) -> QuerySet[Event]:
    if form.is_bound and not form.is_valid():
        return Event.objects.none()
    return queries.events(request.viewer, form.filters() if form.is_bound else queries.Filters())


class _Echo:
    """A file that hands back what is written to it, one line at a time."""

    def write(self, line: str) -> str:
        return line


def _lines(rows: QuerySet[Event]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield writer.writerow(COLUMNS)
    for one in rows.values_list(*COLUMNS).iterator(chunk_size=2000):
        *plain, details = one
        cells = [_cell(value) for value in plain]
        yield writer.writerow([*cells, json.dumps(details, sort_keys=True)])


def _cell(value: Any) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    text = "" if value is None else value.isoformat() if hasattr(value, "isoformat") else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
