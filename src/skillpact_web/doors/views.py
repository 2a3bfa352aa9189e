"""The pages by which a table comes in: upload, what it would change, yes. They work without JavaScript."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from .. import clock
from ..errors import DomainError
from .exchange import Shape, download
from .exchange.reading import read_bytes
from .forms import ImportForm
from .importing import Apply, Report, import_table
from .keys import prune
from .models import PendingImport


def import_page(request: Any, shape: Shape, apply: Apply, *, title: str, back_url: str) -> HttpResponse:
    """Answer one address that imports a table; the view around it says which roles may.

    apply : writes one row (see `importing.Apply`); back_url : the list that the rows go to
    GET shows the form (`?empty=csv|xlsx|json` is a file with the header alone), POST with a file what it would change,
    POST with that import's id and hash carries it out.
    """
    context = {"shape": shape, "title": title, "back_url": back_url, "form": ImportForm(shape=shape)}
    if request.method == "POST" and "import_id" in request.POST:
        return _confirm(request, shape, apply, context)
    if request.method == "POST":
        return _try(request, shape, apply, context)
    if "empty" in request.GET:
        return download(shape, [], request.GET["empty"], name=f"{shape.name}-empty")
    if "done" in request.GET:
        done = _pending(request, shape, request.GET["done"])
        if done is not None and done.result:
            context |= {"report": done.result, "file_name": done.file_name}
            return render(request, "doors/import_done.html", context)
    return render(request, "doors/import.html", context)


def _try(request: Any, shape: Shape, apply: Apply, context: dict[str, Any]) -> HttpResponse:
    prune()
    form = ImportForm(request.POST, request.FILES, shape=shape)
    try:
        if not form.is_valid():
            return render(request, "doors/import.html", {**context, "form": form}, status=422)
        file = form.cleaned_data["file"]
        data = read_bytes(shape, file)
        report = import_table(shape, data, apply, is_trial=True)
    except DomainError as error:
        form.add_error("file", error.fields.get("file", error.message))
        return render(request, "doors/import.html", {**context, "form": form}, status=422)
    pending, _is_new = PendingImport.objects.update_or_create(
        membership_id=request.viewer.membership_id,
        shape=shape.name,
        sha256=hashlib.sha256(data).hexdigest(),
        defaults={
            "file_name": file.name[:200],
            "content": data,
            "created_at": clock.now(),
            "applied_at": None,
            "result": None,
        },
    )
    return render(request, "doors/import_trial.html", {**context, "report": report, "pending": pending})


def _confirm(request: Any, shape: Shape, apply: Apply, context: dict[str, Any]) -> HttpResponse:
    with transaction.atomic():
        pending = _pending(request, shape, request.POST["import_id"], is_locked=True)
        if pending is None:
            context["gone"] = _("This import is no longer kept: send the file again.")
            return render(request, "doors/import.html", context, status=422)
        if pending.applied_at is None:
            report = _apply(pending, shape, apply, expected=request.POST.get("sha256", ""))
            pending.applied_at, pending.result, pending.content = clock.now(), report.as_dict(), b""
            pending.save()
    # The second of two clicks finds the result of the first.
    return redirect(f"{request.path}?done={pending.pk}")


def _apply(pending: PendingImport, shape: Shape, apply: Apply, *, expected: str) -> Report:
    data = bytes(pending.content)
    if not expected == pending.sha256 == hashlib.sha256(data).hexdigest():
        raise BadRequest("the stored file is not the one that was shown")
    return import_table(shape, data, apply, is_trial=False)


def _pending(request: Any, shape: Shape, import_id: str, *, is_locked: bool = False) -> PendingImport | None:
    if not (import_id.isascii() and import_id.isdigit()) or len(import_id) > 18:
        return None
    rows = PendingImport.objects.filter(membership_id=request.viewer.membership_id, shape=shape.name)
    found: PendingImport | None = (rows.select_for_update() if is_locked else rows).filter(pk=int(import_id)).first()
    return found
