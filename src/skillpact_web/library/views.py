"""Pages of the reference lists."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..accounts.access import for_everyone_signed_in, for_roles
from ..accounts.roles import Role
from ..ui.pages import paginate
from . import queries, services
from .forms import ReplaceForm
from .lists import SPECS
from .models import Edition, EditionState, FactStatus


@for_everyone_signed_in
def lists(request: Any) -> HttpResponse:
    return render(request, "library/lists.html", {"rows": queries.lists(request.viewer)})


@for_everyone_signed_in
def facts(request: Any, list_name: str) -> HttpResponse:
    spec = SPECS.get(list_name)
    if spec is None:
        raise Http404
    words = request.GET.get("q", "").strip()[:200]
    status = request.GET.get("status", "")
    status = status if status in {*FactStatus.values, "provisional"} else ""
    found = queries.facts(request.viewer, list_name, words, status)
    context = {
        "spec": spec,
        "q": words,
        "status": status,
        "statuses": FactStatus.choices,
        "page_obj": paginate(request, found, per_page=50),
        "may_replace": _may_replace(request),
    }
    return render(request, "library/facts.html", context)


@for_roles(Role.ADMINISTRATOR)
def replace(request: Any, list_name: str) -> HttpResponse:
    """Propose a file for a list: what would change is shown, and nothing changes yet."""
    if list_name not in SPECS:
        raise Http404
    form = ReplaceForm(request.POST, request.FILES) if request.method == "POST" else ReplaceForm()
    context: dict[str, Any] = {"form": form, "spec": SPECS[list_name], "submit_label": _("Look what would change")}
    status = 200
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read()
        edition, reading = services.propose(viewer=request.viewer, name=list_name, content=content)
        if edition:
            return redirect("library:edition", edition_id=edition.pk)
        form.add_error(
            "file", _("Nothing was changed, because rows of the file are wrong: mend them and choose it again.")
        )
        context["problems"] = reading.problems
    if form.is_bound:
        status = 422
    context["editions"] = queries.editions(request.viewer, list_name)
    return render(request, "library/replace.html", context, status=status)


@for_roles(Role.ADMINISTRATOR)
def edition(request: HttpRequest, edition_id: int) -> HttpResponse:
    one = get_object_or_404(Edition, pk=edition_id)
    current = Edition.objects.filter(list=one.list, state=EditionState.CURRENT).first()
    found = queries.changes(one)
    changes = [
        (_("New"), found["added"]),
        (_("Changed"), found["changed"]),
        (_("No longer there"), found["dropped"]),
    ]
    context = {"edition": one, "spec": SPECS[one.list], "current": current, "changes": changes}
    return render(request, "library/edition.html", context)


@for_roles(Role.ADMINISTRATOR)
@require_POST
def use(request: Any, edition_id: int) -> HttpResponse:
    one = get_object_or_404(Edition, pk=edition_id)
    seen = request.POST.get("current", "")
    services.put_into_use(
        viewer=request.viewer,
        edition_id=one.pk,
        expected_current=int(seen) if seen.isdecimal() and len(seen) < 9 else None,
    )
    messages.success(request, _("The list was replaced. The edition before it is kept and can be put back."))
    return redirect("library:facts", list_name=one.list)


def _may_replace(request: Any) -> bool:
    return request.viewer.role == Role.ADMINISTRATOR and request.viewer.organisation_id is None
