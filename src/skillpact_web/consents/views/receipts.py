"""The receipt for somebody whose account is gone: whoever has the code may read it; it names nobody."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from .. import queries
from ..forms import CodeForm


def receipt(request: Any) -> HttpResponse:
    """Ask for the code, show the receipt. The code is posted, so that it stands in no address and no log."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        done = queries.receipt_by_code(form.cleaned_data["code"])
        if done:
            response = render(request, "consents/receipt.html", {"done": done})
            response["Cache-Control"] = "no-store"
            return response
        form.add_error("code", _("No receipt has this code. Check it; the erasure may also not be carried out yet."))
    context = {"form": form, "submit_label": _("Show the receipt")}
    return render(request, "consents/receipt_code.html", context, status=422 if form.errors else 200)
