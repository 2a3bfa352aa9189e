"""The privacy officer's desk: requests by days left, erasure, the register of processing, the runs of retention."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...accounts.access import for_roles
from ...accounts.roles import Role
from ...errors import DomainError
from ...privacy.registry import personal, undeclared
from ...ui.pages import paginate
from ...ui.refusals import put_errors
from .. import queries, services
from ..forms import AnswerForm
from ..models import DataRequest, RequestKind

officers = for_roles(Role.PRIVACY_OFFICER)


@require_safe
@officers
def requests(request: Any) -> HttpResponse:
    """The requests in scope, those due first."""
    state = "answered" if request.GET.get("state") == "answered" else "open"
    rows = queries.requests(request.viewer, state=state, kind=request.GET.get("kind", ""))
    context = {
        "page_obj": paginate(request, rows),
        "state": state,
        "kind": request.GET.get("kind", ""),
        "kinds": RequestKind.choices,
    }
    return render(request, "consents/requests.html", context)


@officers
def detail(request: Any, request_id: int) -> HttpResponse:
    """One request, with the form to answer it."""
    found = _get(request, request_id)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.answer(
                viewer=request.viewer,
                request_id=request_id,
                outcome=form.cleaned_data["outcome"],
                words=form.cleaned_data["answer"],
            )
        except DomainError as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Answered. The person sees your answer under “My data”."))
            return redirect("consents:requests")
    context = {"one": found, "form": form, "submit_label": _("Send the answer")}
    return render(request, "consents/request.html", context, status=422 if form.errors else 200)


@require_POST
@officers
def erase(request: Any, request_id: int) -> HttpResponse:
    """Carry out an erasure and show its receipt."""
    done = services.carry_out(viewer=request.viewer, request_id=request_id)
    return redirect("consents:erased", done.pk)


@require_POST
@officers
def lift(request: Any, request_id: int) -> HttpResponse:
    """End a restriction."""
    services.lift_restriction(viewer=request.viewer, request_id=request_id)
    messages.success(request, _("The data may be used again."))
    return redirect("consents:request", request_id)


@require_safe
@officers
def erased_list(request: Any) -> HttpResponse:
    """Who was erased, by number."""
    return render(request, "consents/erased_list.html", {"page_obj": paginate(request, queries.erased(request.viewer))})


@require_safe
@officers
def erased(request: Any, erased_id: int) -> HttpResponse:
    """One receipt."""
    found = get_object_or_404(queries.erased(request.viewer), pk=erased_id)
    return render(request, "consents/receipt.html", {"done": found})


@require_safe
@officers
def register(request: Any) -> HttpResponse:
    """The register of processing: every model with personal data, and what has no basis."""
    rows = [
        {"label": model._meta.label, "name": model._meta.verbose_name_plural, "declaration": declaration}
        for model, declaration in personal()
    ]
    return render(request, "consents/register.html", {"rows": rows, "undeclared": undeclared()})


@require_safe
@officers
def retention(request: Any) -> HttpResponse:
    """What the runs over the retentions removed."""
    runs = paginate(request, queries.retention_runs(request.viewer))
    return render(request, "consents/retention.html", {"page_obj": runs})


@require_POST
@officers
def count_due(request: Any) -> HttpResponse:
    """Count what is past its retention; the periodic job deletes it."""
    services.run_retention(viewer=request.viewer, is_dry_run=True)
    messages.success(request, _("Counted. Nothing was deleted."))
    return redirect("consents:retention")


def _get(request: Any, request_id: int) -> DataRequest:
    found: DataRequest = get_object_or_404(queries.requests(request.viewer, state="all"), pk=request_id)
    return found
