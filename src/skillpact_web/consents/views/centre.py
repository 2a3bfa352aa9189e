"""The privacy centre of every signed-in person: what is stored, who sees it, what they agreed to, what they ask."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ... import clock
from ...accounts.access import for_own_account
from ...accounts.actor import AccountHolder
from ...audit.services import Actor
from ...errors import DomainError
from ...privacy.exporting import holdings
from ...ui.refusals import put_errors
from .. import queries, services
from ..forms import AskForm, ConsentForm
from ..models import RequestKind
from ..purposes import TEXTS, Purpose


def actor_of(request: Any) -> Actor:
    """Return the viewer, or the mere holder of the account where no role holds any more: the data are still theirs."""
    return request.viewer or AccountHolder(request.user.pk)


@require_safe
@for_own_account
def centre(request: Any) -> HttpResponse:
    """What is stored about me, who can see it, what I agreed to, what I asked."""
    user_id = request.user.pk
    stored = [(app, list(rows)) for app, rows in groupby(holdings(user_id), key=lambda one: one.app)]
    consents = list(queries.consents_of(user_id))
    return render(
        request,
        "consents/centre.html",
        {
            "stored": stored,
            "memberships": queries.memberships_of(user_id),
            "standing": [one for one in consents if one.is_standing],
            "ended": [one for one in consents if not one.is_standing],
            "purposes": [(one.value, one.label, TEXTS[one]) for one in Purpose],
            "requests": queries.requests_of(user_id),
            "is_restricted": queries.is_restricted(user_id),
        },
    )


@require_safe
@for_own_account
def my_data(request: Any) -> HttpResponse:
    """Everything that is stored about me, as a file."""
    response = JsonResponse(
        services.my_data(viewer=actor_of(request)), json_dumps_params={"indent": 2, "ensure_ascii": False}
    )
    response["Content-Disposition"] = f'attachment; filename="my-data-{clock.today().isoformat()}.json"'
    response["Cache-Control"] = "no-store"
    return response


@for_own_account
def give(request: Any, purpose: str) -> HttpResponse:
    """Read the text of one purpose and agree to it."""
    if purpose not in Purpose.values:
        raise Http404
    text = TEXTS[purpose]
    form = ConsentForm(
        request.POST if request.method == "POST" else None,
        user_id=request.user.pk,
        purpose=Purpose(purpose),
        needs_recipient=text.needs_recipient,
    )
    if request.method == "POST" and form.is_valid():
        recipient = form.cleaned_data.get("recipient")
        try:
            services.give(
                viewer=actor_of(request),
                purpose=purpose,
                recipient_id=recipient.pk if recipient else None,
                ends_on=form.cleaned_data["ends_on"],
            )
        except DomainError as error:
            put_errors(form, error)
        else:
            messages.success(request, _("You agreed. You can end it here at any time."))
            return redirect("consents:centre")
    context = {"form": form, "purpose": Purpose(purpose), "text": text, "submit_label": _("I agree")}
    return render(request, "consents/give.html", context, status=422 if form.errors else 200)


@require_POST
@for_own_account
def withdraw(request: Any, consent_id: int) -> HttpResponse:
    """End one of my agreements."""
    services.withdraw(viewer=actor_of(request), consent_id=consent_id)
    messages.success(request, _("Ended. From now on nobody relies on this agreement."))
    return redirect("consents:centre")


@for_own_account
def ask(request: Any) -> HttpResponse:
    """Ask for a correction, an erasure and so on."""
    kind = request.GET.get("kind", "")
    initial = {"kind": kind} if kind in RequestKind.values else {}
    form = AskForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            asked = services.ask(viewer=actor_of(request), **form.cleaned_data)
        except DomainError as error:
            put_errors(form, error)
        else:
            return _thank(request, asked)
    context = {"form": form, "submit_label": _("Send")}
    return render(request, "consents/ask.html", context, status=422 if form.errors else 200)


def _thank(request: Any, asked: Any) -> HttpResponse:
    if asked.code:
        # Shown once and stored nowhere: with it the receipt can be read when the account is gone.
        return render(request, "consents/asked_erasure.html", {"asked": asked})
    messages.success(
        request, _("Sent. A named person answers by %(day)s.") % {"day": date_format(asked.request.due_on)}
    )
    return redirect("consents:centre")


@require_POST
@for_own_account
def take_back(request: Any, request_id: int) -> HttpResponse:
    """Take one of my open requests back."""
    services.take_back(viewer=actor_of(request), request_id=request_id)
    messages.success(request, _("Taken back."))
    return redirect("consents:centre")
