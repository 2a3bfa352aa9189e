"""Pages on which a person decides whether two organisations are one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..accounts.access import for_roles
from ..errors import DomainError
from ..ui.pages import paginate
from . import duplicates, merging, queries

desks = for_roles(*queries.DESKS)


@desks
def list_page(request: Any) -> HttpResponse:
    """Pairs that look like one, side by side, and merges that can be taken back."""
    context = {
        "page_obj": paginate(request, duplicates.suggestions(request.viewer)),
        "merges": queries.merges(request.viewer)[:20],
        "undo_days": merging.UNDO_DAYS,
    }
    return render(request, "organisations/duplicates.html", context)


@desks
def compare(request: Any, first_id: int, second_id: int) -> HttpResponse:
    """Two organisations side by side."""
    pair = [get_object_or_404(queries.in_full(request.viewer), pk=pk) for pk in (first_id, second_id)]
    facts = [
        (_("Name"), [one.name for one in pair]),
        (_("Kind"), [one.get_kind_display() for one in pair]),
        (_("People"), ["" if one.headcount is None else str(one.headcount) for one in pair]),
        (_("Region"), [one.nuts for one in pair]),
        (_("Activity"), [one.nace for one in pair]),
        (_("Ecosystems"), [", ".join(one.ecosystems) for one in pair]),
        (_("Website"), [one.website for one in pair]),
        (_("Contacts"), [str(one.contacts.count()) for one in pair]),
        (_("Here since"), [one.created_at.date().isoformat() for one in pair]),
    ]
    rows = [{"label": label, "values": values, "is_same": values[0] == values[1]} for label, values in facts]
    return render(request, "organisations/compare.html", {"first": pair[0], "second": pair[1], "rows": rows})


@desks
@require_POST
def merge(request: Any, first_id: int, second_id: int) -> HttpResponse:
    """Merge the two; `keep` says which one stays."""
    for pk in (first_id, second_id):
        get_object_or_404(queries.in_full(request.viewer), pk=pk)
    if request.POST.get("keep") not in (str(first_id), str(second_id)):
        raise DomainError(_("Choose which of the two stays."))
    keep = int(request.POST["keep"])
    other = second_id if keep == first_id else first_id
    merging.merge(viewer=request.viewer, keep_id=keep, merge_id=other)
    messages.success(request, _("Merged. You can take it back for %(days)s days.") % {"days": merging.UNDO_DAYS})
    return redirect("organisations:detail", organisation_id=keep)


@desks
@require_POST
def keep_apart(request: Any, first_id: int, second_id: int) -> HttpResponse:
    merging.keep_apart(viewer=request.viewer, first_id=first_id, second_id=second_id)
    messages.success(request, _("They stay apart and are not suggested again."))
    return redirect("organisations:duplicates")


@desks
@require_POST
def unmerge(request: Any, merge_id: int) -> HttpResponse:
    made = merging.unmerge(viewer=request.viewer, merge_id=merge_id)
    messages.success(request, _("The merge was taken back."))
    return redirect("organisations:detail", organisation_id=made.merged_id)
