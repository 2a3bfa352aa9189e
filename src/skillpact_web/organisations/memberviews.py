"""Pages of contacts and participations."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..accounts.access import for_roles
from ..accounts.models import Participation
from ..doors.once import once
from ..errors import DomainError
from ..ui.refusals import put_errors
from . import contacts, membership, queries
from .forms import ContactForm, ParticipationForm

writers = for_roles(*queries.WRITERS)
desks = for_roles(*queries.DESKS)
members = for_roles(*queries.MEMBERS)


@writers
def add_contact(request: Any, organisation_id: int) -> HttpResponse:
    one = get_object_or_404(queries.writable(request.viewer), pk=organisation_id)
    form = ContactForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("name", "email", "function", "purpose")}
        try:
            once(request, lambda: contacts.add(viewer=request.viewer, organisation=one, **values))
        except DomainError as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("organisations:detail", organisation_id=one.pk)
    context = {"form": form, "organisation": one}
    return render(request, "organisations/contact.html", context, status=422 if form.errors else 200)


@writers
def change_contact(request: Any, contact_id: int) -> HttpResponse:
    one = get_object_or_404(queries.contacts(request.viewer), pk=contact_id)
    names = ("name", "email", "function", "purpose", "version")
    form = ContactForm(
        request.POST if request.method == "POST" else None, initial={name: getattr(one, name) for name in names}
    )
    status = 200
    if form.is_bound and form.is_valid():
        values = dict(form.cleaned_data)
        version = values.pop("version")
        try:
            contacts.change(viewer=request.viewer, contact_id=one.pk, expected_version=version, **values)
        except DomainError as error:
            put_errors(form, error)
            status = error.status
        else:
            messages.success(request, _("Saved."))
            return redirect("organisations:detail", organisation_id=one.organisation_id)
    elif form.is_bound:
        status = 422
    context = {"form": form, "organisation": one.organisation, "contact": one}
    return render(request, "organisations/contact.html", context, status=status)


@writers
@require_POST
def remove_contact(request: Any, contact_id: int) -> HttpResponse:
    organisation_id = contacts.remove(viewer=request.viewer, contact_id=contact_id)
    messages.success(request, _("The contact was removed. Nothing of the person is kept."))
    return redirect("organisations:detail", organisation_id=organisation_id)


@desks
def participation(request: Any, participation_id: int) -> HttpResponse:
    one = Participation.objects.select_related("organisation").filter(pk=participation_id).first()
    if one is None or not queries.participations(request.viewer, one.organisation).filter(pk=one.pk).exists():
        raise Http404
    names = ("reference", "starts_on", "ends_on")
    form = ParticipationForm(
        request.POST if request.method == "POST" else None, initial={name: getattr(one, name) for name in names}
    )
    if form.is_bound and form.is_valid():
        try:
            membership.change_participation(viewer=request.viewer, participation_id=one.pk, **form.cleaned_data)
        except DomainError as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Saved."))
            # Who left is no longer in the list of the desk.
            if queries.organisations(request.viewer).filter(pk=one.organisation_id).exists():
                return redirect("organisations:detail", organisation_id=one.organisation_id)
            return redirect("organisations:list")
    context = {"form": form, "organisation": one.organisation}
    return render(request, "organisations/participation.html", context, status=422 if form.errors else 200)


@members
@require_POST
def agree(request: Any, participation_id: int) -> HttpResponse:
    one = membership.agree_to_show_rows(viewer=request.viewer, participation_id=participation_id)
    messages.success(request, _("The named staff of the cluster now see your vacancies and skills row by row."))
    return redirect("organisations:detail", organisation_id=one.organisation_id)


@members
@require_POST
def withdraw(request: Any, participation_id: int) -> HttpResponse:
    one = membership.withdraw_rows(viewer=request.viewer, participation_id=participation_id)
    messages.success(request, _("From now on the cluster sees you in figures of five and more only."))
    return redirect("organisations:detail", organisation_id=one.organisation_id)
