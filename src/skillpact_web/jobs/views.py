"""Pages of background work: the list, how far one is, and its end."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from ..accounts.access import for_roles
from ..accounts.roles import Role
from ..errors import ConflictError
from ..ui.pages import paginate
from . import queries, services

everyone = for_roles(*Role, needs_second_factor=False)


@require_safe
@everyone
def list_page(request: Any) -> HttpResponse:
    """The background work in scope."""
    return render(request, "jobs/list.html", {"page_obj": paginate(request, queries.jobs(request.viewer))})


@require_safe
@everyone
def detail(request: Any, job_id: int) -> HttpResponse:
    """One piece of background work."""
    job = get_object_or_404(queries.jobs(request.viewer), pk=job_id)
    return render(request, "jobs/detail.html", {"job": job})


@require_safe
@everyone
def progress(request: Any, job_id: int) -> HttpResponse:
    """How far it is, as the part of a page; asked for as a page it is the page of the job.

    Where it stands on another page and is over, that page is drawn anew, as it has something to show now.
    """
    job = get_object_or_404(queries.jobs(request.viewer), pk=job_id)
    own_page = reverse("jobs:detail", args=(job.pk,))
    if not request.htmx:
        return redirect(own_page)
    if job.is_over and request.htmx.current_url_abs_path not in (own_page, None):
        return HttpResponseClientRefresh()
    return render(request, "jobs/_progress.html", {"job": job})


@require_POST
@everyone
def cancel(request: Any, job_id: int) -> HttpResponse:
    """End it before its time."""
    job = get_object_or_404(queries.jobs(request.viewer), pk=job_id)
    try:
        services.cancel(viewer=request.viewer, job=job)
    except ConflictError as error:
        messages.warning(request, error.message)
    else:
        messages.success(request, _("Cancelled. What it had not finished was not kept."))
    return redirect("jobs:detail", job.pk)
