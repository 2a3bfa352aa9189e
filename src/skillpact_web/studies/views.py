"""Pages of studies: thin doors to queries and services."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ..accounts.access import for_roles
from ..doors.exchange import Column, Shape, download
from ..doors.once import once
from ..errors import DomainError
from ..jobs.queries import latest_on
from ..ui.pages import paginate, version_read
from ..ui.refusals import put_errors
from . import presenting, queries, services
from .forms import ScenarioForm, StudyForm
from .models import Study, StudyState

readers = for_roles(*queries.READERS, needs_second_factor=False)
writers = for_roles(*queries.WRITERS)
# Rows that a study's own page shows of each table; the rest stands a page further.
FIRST_ROWS = 12


@require_safe
@readers
def list_page(request: Any) -> HttpResponse:
    """The studies in scope, scenarios under their base."""
    rows = queries.studies(request.viewer).filter(base=None) if _is_desk(request) else queries.studies(request.viewer)
    context = {"page_obj": paginate(request, rows), "can_write": _is_desk(request)}
    return render(request, "studies/list.html", context)


@writers
def create(request: Any) -> HttpResponse:
    """A new study: its scope, then it runs in the background."""
    form = StudyForm(request.POST or None, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        try:
            outcome = once(
                request,
                lambda: services.create(
                    viewer=request.viewer, name=form.cleaned_data["name"], scope=form.scope(), options=form.options()
                ),
            )
        except DomainError as error:
            put_errors(form, error)
        else:
            return redirect("studies:detail", outcome.value_id)
    return render(request, "studies/form.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@readers
def detail(request: Any, study_id: int) -> HttpResponse:
    """One study: what is short, who fits, which training; while it runs, how far it is."""
    study = get_object_or_404(queries.studies(request.viewer), pk=study_id)
    context: dict[str, Any] = {"study": study, "can_write": _is_desk(request)}
    if study.state != StudyState.DONE:
        return render(request, "studies/running.html", context | {"job": latest_on(study)})
    found = {table.code: table for table in queries.tables(request.viewer, study).filter(code__in=queries.SHOWN)}
    shown = []
    for code in queries.SHOWN:
        if code not in found:
            continue
        table = found[code]
        rows = list(queries.rows(request.viewer, table)[: 200 if code == "breakdown" else FIRST_ROWS])
        charts = presenting.charts_of(table, rows)
        shown.append(
            {
                "table": table,
                "charts": charts,
                "columns": presenting.shown_columns(table, is_brief=True),
                "rows": presenting.shown_rows(table, rows[:FIRST_ROWS], is_brief=True),
            }
        )
    others = queries.tables(request.viewer, study).exclude(code__in=queries.SHOWN)
    return render(request, "studies/detail.html", context | {"shown": shown, "others": others})


@require_safe
@readers
def table(request: Any, study_id: int, code: str) -> HttpResponse:
    """One table whole; `?key=` shows the rows behind one figure, such as the sentences behind a skill."""
    study = get_object_or_404(queries.studies(request.viewer), pk=study_id, state=StudyState.DONE)
    found = get_object_or_404(queries.tables(request.viewer, study), code=code)
    key = request.GET.get("key", "")
    page = paginate(request, queries.rows(request.viewer, found, key=key), per_page=50)
    behind = {"balance": "evidence", "occupations": "shortage_map", "matches": "match_parts"}.get(code)
    has_behind = bool(behind) and queries.tables(request.viewer, study).filter(code=behind).exists()
    return render(
        request,
        "studies/table.html",
        {
            "study": study,
            "table": found,
            "page_obj": page,
            "columns": presenting.shown_columns(found),
            "rows": presenting.shown_rows(found, page),
            "behind": behind if has_behind else "",
            "key": key,
        },
    )


@require_safe
@readers
def download_table(request: Any, study_id: int, code: str) -> HttpResponse:
    """One table as CSV, XLSX or JSON."""
    study = get_object_or_404(queries.studies(request.viewer), pk=study_id, state=StudyState.DONE)
    found = get_object_or_404(queries.tables(request.viewer, study), code=code)
    names = [column["name"] for column in found.columns]
    shape = Shape(code, [Column(name) for name in names])
    rows = (
        dict(zip(names, (_in_file(cell) for cell in row.cells), strict=True))
        for row in queries.rows(request.viewer, found).iterator(500)
    )
    return download(shape, rows, request.GET.get("format", "csv"), name=f"study-{study.pk}-{code}")


@writers
def create_scenario(request: Any, study_id: int) -> HttpResponse:
    """A scenario beside its base: the same people and needs, other money, cohorts or courses."""
    study = get_object_or_404(queries.writable(request.viewer), pk=study_id)
    form = ScenarioForm(request.POST or None, study=study)
    if request.method == "POST" and form.is_valid():
        try:
            outcome = once(
                request,
                lambda: services.create_scenario(
                    viewer=request.viewer, study_id=study_id, name=form.cleaned_data["name"], options=form.options()
                ),
            )
        except DomainError as error:
            put_errors(form, error)
        else:
            return redirect("studies:detail", outcome.value_id)
    return render(request, "studies/form.html", {"form": form, "study": study}, status=422 if form.errors else 200)


@require_safe
@writers
def compare(request: Any, study_id: int) -> HttpResponse:
    """A study and its scenarios side by side."""
    study = get_object_or_404(queries.studies(request.viewer), pk=study_id)
    found = queries.comparable(request.viewer, study)
    figures = [
        {
            "label": _(label),
            "values": [
                presenting.cell_in_words(one.figures.get(name), "euro" if name == "plan_cost" else "count")
                for one in found
            ],
        }
        for name, label in presenting.FIGURES
    ]
    return render(request, "studies/compare.html", {"study": study, "studies": found, "figures": figures})


@require_POST
@writers
def publish(request: Any, study_id: int) -> HttpResponse:
    """Show the public tables to everybody in the cluster."""
    services.publish(viewer=request.viewer, study_id=study_id, expected_version=version_read(request))
    messages.success(request, _("Published: everybody in the cluster sees the figures that are not about few."))
    return redirect("studies:detail", study_id)


@require_POST
@writers
def withdraw(request: Any, study_id: int) -> HttpResponse:
    """Take the publication back."""
    services.withdraw(viewer=request.viewer, study_id=study_id, expected_version=version_read(request))
    messages.success(request, _("Taken back: only the cluster desk sees this study."))
    return redirect("studies:detail", study_id)


@require_POST
@writers
def delete(request: Any, study_id: int) -> HttpResponse:
    """Delete a study that is not published."""
    services.delete(viewer=request.viewer, study_id=study_id)
    messages.success(request, _("Deleted."))
    return redirect("studies:list")


def _is_desk(request: Any) -> bool:
    return request.viewer.role in queries.WRITERS


def _in_file(cell: Any) -> str:
    if isinstance(cell, dict):
        return f"{cell['remark']} {cell['number']}" if cell.get("number") is not None else str(cell["remark"])
    return "" if cell is None else str(cell)


def describe_scope(study: Study) -> str:
    """Return the scope of a study in words."""
    parts = [*study.scope.get("ecosystems", ()), *study.scope.get("regions", ())]
    n = len(study.scope.get("organisations", ()))
    if n:
        parts.append(_("%(n)s members") % {"n": n})
    return ", ".join(parts) or _("all members")
