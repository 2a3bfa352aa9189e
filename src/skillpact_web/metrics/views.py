"""Pages of the figures."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..accounts.access import for_roles
from ..accounts.models import Organisation
from ..accounts.roles import Role
from ..doors.once import once
from ..errors import DomainError
from ..ui.charts import Chart
from ..ui.pages import paginate
from . import groups as group_services
from . import presenting, queries, services
from .disclosure import Circle
from .forms import CorrectionForm, SnapshotForm

readers = for_roles(*queries.READERS)
desk = for_roles(Role.CLUSTER_MANAGER)


@readers
def list_page(request: Any) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:200]
    page = paginate(request, queries.newest_sets(request.viewer, words))
    shown = queries.show_many(request.viewer, list(page.object_list.prefetch_related("values")))
    return render(request, "metrics/list.html", {"page_obj": page, "rows": shown, "q": words})


@readers
def detail(request: Any, figures_id: int) -> HttpResponse:
    one = get_object_or_404(queries.figure_sets(request.viewer), pk=figures_id)
    asked = Circle.EVERYONE if request.GET.get("as") == "everyone" else None
    shown = queries.show(request.viewer, one, asked)
    rows = presenting.rows(shown.publication)
    context = {
        "figures": one,
        "definition": one.definition,
        "shown": shown,
        "rows": rows,
        "dimensions": " · ".join(presenting.dimension_title(name) for name in one.definition.dimensions),
        "chart": Chart(
            chart_id="figure",
            title=one.definition.title,
            columns=(_("Of what"), one.definition.unit),
            rows=[(row["label"], [float(row["value"])]) for row in rows],
        ),
        "is_stranger": shown.audience.circle == Circle.EVERYONE,
        "source_url": one.source_url if shown.audience.circle in (Circle.OWNER, Circle.DESK) else "",
    }
    return render(request, "metrics/detail.html", context)


@readers
def snapshots(request: Any) -> HttpResponse:
    page = paginate(request, queries.snapshots(request.viewer).select_related("cluster"))
    return render(request, "metrics/snapshots.html", {"page_obj": page, "may_take": _is_desk(request)})


@readers
def snapshot(request: Any, snapshot_id: int) -> HttpResponse:
    one = get_object_or_404(queries.snapshots(request.viewer), pk=snapshot_id)
    tables = [
        {"head": head, "rows": presenting.rows(publication), "n_withheld": publication.n_withheld}
        for head, publication in queries.frozen(request.viewer, one)
    ]
    context = {
        "snapshot": one,
        "tables": tables,
        "later": queries.snapshots(request.viewer).filter(corrects=one).first(),
        "may_correct": _is_desk(request) and one.cluster_id == request.viewer.organisation_id,
    }
    return render(request, "metrics/snapshot.html", context)


@desk
def take_snapshot(request: Any) -> HttpResponse:
    form = SnapshotForm(request.POST) if request.method == "POST" else SnapshotForm()
    if form.is_bound and form.is_valid():
        cluster = get_object_or_404(Organisation, pk=request.viewer.organisation_id)
        try:
            made = once(
                request, lambda: services.take_snapshot(viewer=request.viewer, cluster=cluster, **form.cleaned_data)
            )
            messages.success(
                request, _("The snapshot stands. Nobody can change it; a correction becomes its next version.")
            )
            return redirect("metrics:snapshot", snapshot_id=made.value_id)
        except DomainError as error:
            _put_errors(form, error)
    return render(request, "metrics/take_snapshot.html", {"form": form}, status=422 if form.is_bound else 200)


@desk
def correct_snapshot(request: Any, snapshot_id: int) -> HttpResponse:
    one = get_object_or_404(
        queries.snapshots(request.viewer).filter(cluster_id=request.viewer.organisation_id), pk=snapshot_id
    )
    form = CorrectionForm(request.POST) if request.method == "POST" else CorrectionForm()
    if form.is_bound and form.is_valid():
        try:
            made = once(
                request,
                lambda: services.correct_snapshot(
                    viewer=request.viewer, snapshot=one, reason=form.cleaned_data["reason"]
                ),
            )
            messages.success(request, _("The corrected version stands beside the old one."))
            return redirect("metrics:snapshot", snapshot_id=made.value_id)
        except DomainError as error:
            _put_errors(form, error)
    context = {"form": form, "snapshot": one}
    return render(request, "metrics/correct_snapshot.html", context, status=422 if form.is_bound else 200)


@for_roles(Role.CLUSTER_MANAGER, Role.COMPANY, Role.PROVIDER)
def groups(request: Any) -> HttpResponse:
    page = paginate(request, queries.groups(request.viewer).order_by("-id"))
    rows = [
        {
            "group": one,
            "known": [m for m in one.members.all() if m.agreed_at and not m.left_at],
            "own": next((m for m in one.members.all() if m.organisation_id == request.viewer.organisation_id), None),
            "n_asked": len(one.members.all()),
        }
        for one in page.object_list
    ]
    return render(request, "metrics/groups.html", {"page_obj": page, "rows": rows, "is_desk": _is_desk(request)})


@for_roles(Role.COMPANY, Role.PROVIDER)
@require_POST
def agree(request: Any, group_id: int) -> HttpResponse:
    group_services.agree(viewer=request.viewer, group_id=group_id)
    messages.success(request, _("You agreed. The companies that agreed as well now see your figures of this need."))
    return redirect("metrics:groups")


@for_roles(Role.COMPANY, Role.PROVIDER)
@require_POST
def leave(request: Any, group_id: int) -> HttpResponse:
    group_services.leave(viewer=request.viewer, group_id=group_id)
    messages.success(request, _("You left the group. From now on it does not see your figures."))
    return redirect("metrics:groups")


def _is_desk(request: Any) -> bool:
    return bool(request.viewer.role == Role.CLUSTER_MANAGER)


def _put_errors(form: Any, error: DomainError) -> None:
    for name, sentence in error.fields.items():
        form.add_error(name if name in form.fields else None, sentence)
    if not error.fields:
        form.add_error(None, error.message)
