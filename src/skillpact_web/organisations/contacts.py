"""Writes of contacts: persons to ask at an organisation. Their names stand here and in no log or revision."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from .. import clock
from ..accounts.models import Organisation
from ..accounts.viewer import Viewer
from ..audit.kinds import EventKind
from ..audit.services import record
from ..audit.versions import lock, save_version
from ..errors import DomainError
from . import queries
from .models import Contact, ContactPurpose
from .services import clean_text

MOST = 50


@transaction.atomic
def add(
    *,
    viewer: Viewer,
    organisation: Organisation,
    name: str,
    email: str = "",
    function: str = "",
    purpose: str = "general",
) -> Contact:
    """Add a contact to an organisation that the viewer may change."""
    if not queries.writable(viewer).filter(pk=organisation.pk).exists():
        raise Http404
    if Contact.objects.filter(organisation=organisation).count() >= MOST:
        raise DomainError(_("An organisation has at most %(most)s contacts.") % {"most": MOST})
    one = Contact(organisation=organisation)
    _set(one, name, email, function, purpose)
    save_version(one, actor=viewer, fields=Contact.VERSIONED)
    record(kind=EventKind.SAVED_CONTACT, actor=viewer, on=one, details={"organisation": organisation.pk})
    return one


@transaction.atomic
def change(
    *, viewer: Viewer, contact_id: int, expected_version: int | None, name: str, email: str, function: str, purpose: str
) -> Contact:
    """Change a contact, and say by that that it still holds."""
    if not queries.contacts(viewer).filter(pk=contact_id).exists():
        raise Http404
    one = lock(Contact, contact_id, expected_version=expected_version)
    _set(one, name, email, function, purpose)
    one.confirmed_on = clock.today()
    save_version(one, actor=viewer, fields=Contact.VERSIONED)
    record(kind=EventKind.SAVED_CONTACT, actor=viewer, on=one, details={"organisation": one.organisation_id})
    return one


@transaction.atomic
def remove(*, viewer: Viewer, contact_id: int) -> int:
    """Delete a contact and return its organisation; of the person nothing stays."""
    one = queries.contacts(viewer).filter(pk=contact_id).first()
    if one is None:
        raise Http404
    organisation_id = int(one.organisation_id)
    record(kind=EventKind.REMOVED_CONTACT, actor=viewer, on=one, details={"organisation": organisation_id})
    one.delete()
    return organisation_id


def _set(one: Contact, name: Any, email: Any, function: Any, purpose: Any) -> None:
    problems: dict[str, str] = {}
    one.name, one.function = clean_text(str(name or "")), clean_text(str(function or ""))
    one.email, one.purpose = str(email or "").strip().lower(), str(purpose or ContactPurpose.GENERAL)
    if not 1 <= len(one.name) <= 150:
        problems["name"] = _("A name of 1 to 150 characters is expected.")
    if len(one.function) > 120:
        problems["function"] = _("At most 120 characters.")
    if one.purpose not in ContactPurpose.values:
        problems["purpose"] = _("Choose one of: %(words)s.") % {"words": ", ".join(ContactPurpose.values)}
    if one.email:
        try:
            validate_email(one.email)
        except ValidationError:
            problems["email"] = _("An e-mail address such as name@company.example is expected.")
        same = Contact.objects.filter(organisation_id=one.organisation_id, email=one.email, purpose=one.purpose)
        if same.exclude(pk=one.pk).exists():
            problems["email"] = _("This person is a contact for this already.")
    if problems:
        raise DomainError(next(iter(problems.values())), fields=problems)
