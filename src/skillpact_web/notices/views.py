"""Pages: what waits, how often to be reminded of it, and the end of reminders from a mail."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ..accounts.access import for_roles
from ..accounts.models import User
from ..accounts.roles import Role
from ..errors import ConflictError
from ..ui.pages import paginate
from . import outbox, queries, services
from .forms import RemindersForm
from .models import MailWish

everyone = for_roles(*Role, needs_second_factor=False)


@require_safe
@everyone
def list_page(request: Any) -> HttpResponse:
    """What waits for this person in this role."""
    rows = queries.waiting(request.viewer).select_related("organisation")
    return render(request, "notices/list.html", {"page_obj": paginate(request, rows)})


@require_POST
@everyone
def settle(request: Any, notice_id: int) -> HttpResponse:
    """Settle what is about nothing else."""
    notice = get_object_or_404(queries.notices(request.viewer), pk=notice_id)
    try:
        services.settle_by_hand(viewer=request.viewer, notice=notice)
    except ConflictError as error:
        messages.warning(request, error.message)
    else:
        messages.success(request, _("Done. It is off your list."))
        if notice.url.startswith("/"):
            return redirect(notice.url)
    return redirect("notices:list")


@require_http_methods(["GET", "HEAD", "POST"])
@everyone
def preferences(request: Any) -> HttpResponse:
    """How often to be reminded by mail."""
    form = RemindersForm(request.POST or None, initial={"reminders": queries.reminders_wish(request.viewer.user_id)})
    if request.method == "POST" and form.is_valid():
        services.choose_reminders(
            user_id=request.viewer.user_id, wish=form.cleaned_data["reminders"], actor=request.viewer
        )
        messages.success(request, _("Saved."))
        return redirect("notices:preferences")
    return render(request, "notices/preferences.html", {"form": form}, status=422 if form.errors else 200)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: Any, token: str) -> HttpResponse:
    """End reminders from a link in a mail, without signing in; a mail program may press the button (RFC 8058)."""
    try:
        user_id = signing.loads(token, salt=outbox.SALT)
    except signing.BadSignature:
        raise Http404 from None
    if not User.objects.filter(pk=user_id).exists():
        raise Http404
    is_done = request.method == "POST"
    if is_done:
        services.choose_reminders(user_id=user_id, wish=MailWish.NONE, actor=None)
    return render(request, "notices/unsubscribe.html", {"is_done": is_done})
