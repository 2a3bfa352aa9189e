"""Writes of organisations: one verb, one transaction, one audit event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from ..accounts.models import Organisation, OrganisationKind
from ..accounts.roles import Role
from ..accounts.viewer import Viewer
from ..audit.kinds import EventKind
from ..audit.models import Revision
from ..audit.services import record
from ..audit.versions import lock, save_version
from ..errors import DomainError, NotAllowedError
from . import queries
from .codes import clean_ecosystems, clean_nace, clean_nuts
from .membership import join

VERSIONED = ("name", "kind", "headcount", "nuts", "nace", "ecosystems", "website")
MOST_PEOPLE = 5_000_000  # more than any employer has: a slip of the finger
_CONTROL = {*range(32), 127} | {0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF}


@transaction.atomic
def create(*, viewer: Viewer, reference: str = "", starts_on: Any = None, **values: Any) -> Organisation:
    """Enter an organisation; for a cluster desk it takes part in its cluster from the start."""
    if viewer.role not in queries.DESKS:
        raise NotAllowedError(_("Only the cluster desk and the administrator enter organisations."))
    one = Organisation()
    set_facts(one, {"kind": OrganisationKind.COMPANY, **values})
    if viewer.organisation_id is not None and one.kind == OrganisationKind.CLUSTER:
        raise NotAllowedError(_("Only the installation's administrator enters a cluster organisation."))
    _save(one, viewer)
    if viewer.role == Role.CLUSTER_MANAGER:
        join(cluster_id=viewer.organisation_id, organisation=one, reference=reference, starts_on=starts_on)
    record(kind=EventKind.CREATED_ORGANISATION, actor=viewer, on=one, details={"kind": str(one.kind)})
    return one


@transaction.atomic
def change(*, viewer: Viewer, organisation_id: int, expected_version: int | None, **values: Any) -> Organisation:
    """Change what is known of an organisation; what is not named stays."""
    one = _locked(viewer, organisation_id, expected_version)
    if "kind" in values and values["kind"] != one.kind and viewer.role != Role.ADMINISTRATOR:
        sentence = _("Only the administrator changes what kind of organisation this is.")
        raise DomainError(sentence, fields={"kind": sentence})
    set_facts(one, values)
    _save(one, viewer)
    record(kind=EventKind.CHANGED_ORGANISATION, actor=viewer, on=one, details={"version": one.version})
    return one


@transaction.atomic
def undo(*, viewer: Viewer, organisation_id: int, expected_version: int | None) -> Organisation:
    """Put back what stood one version ago, as a new version."""
    one = _locked(viewer, organisation_id, expected_version)
    before = Revision.objects.filter(
        object_type=one._meta.label_lower, object_id=str(one.pk), version=one.version - 1
    ).first()
    if before is None:
        raise DomainError(_("There is nothing to undo: what stood before is not kept."))
    for name, value in before.values.items():
        if name in VERSIONED:
            setattr(one, name, value)
    _save(one, viewer)
    record(kind=EventKind.RESTORED_ORGANISATION, actor=viewer, on=one, details={"undone": one.version - 1})
    return one


def keep_first_revision(one: Organisation, viewer: Viewer | None) -> None:
    """Keep what a row holds that was not entered here, so that its first change can be undone."""
    Revision.objects.get_or_create(
        object_type=one._meta.label_lower,
        object_id=str(one.pk),
        version=one.version,
        defaults={
            "at": one.changed_at,
            "user_id": None,
            "values": {name: getattr(one, name) for name in VERSIONED},
        },
    )


def _locked(viewer: Viewer, organisation_id: int, expected_version: int | None) -> Organisation:
    if viewer.role not in queries.WRITERS:
        raise NotAllowedError(_("Your role does not change organisations."))
    if not queries.writable(viewer).filter(pk=organisation_id).exists():
        raise Http404
    one = lock(Organisation, organisation_id, expected_version=expected_version)
    keep_first_revision(one, viewer)
    return one


def _save(one: Organisation, viewer: Viewer) -> None:
    save_version(one, actor=viewer, fields=VERSIONED)


def set_facts(one: Organisation, values: Mapping[str, Any]) -> None:
    """Put checked values on a row. Raises DomainError with a sentence for every field that cannot be used."""
    problems: dict[str, str] = {}
    cleaners = {"name": _name, "kind": _kind, "headcount": _headcount, "nuts": clean_nuts, "nace": clean_nace,
                "ecosystems": clean_ecosystems, "website": _website}  # fmt: skip
    for name, value in values.items():
        try:
            setattr(one, name, cleaners[name](value))
        except DomainError as error:
            problems |= error.fields
    if problems:
        raise DomainError(next(iter(problems.values())), fields=problems)


def clean_text(text: str) -> str:
    """Return a line without blanks at its ends, doubled blanks and signs that cannot be seen."""
    return " ".join("".join(" " if ord(char) in _CONTROL else char for char in text).split())


def _name(value: Any) -> str:
    name = clean_text(str(value or ""))
    if not name or len(name) > 200:
        raise _refused("name", _("A name of 1 to 200 characters is expected."))
    return name


def _kind(value: Any) -> str:
    if value not in OrganisationKind.values:
        raise _refused("kind", _("Choose one of: %(kinds)s.") % {"kinds": ", ".join(OrganisationKind.values)})
    return str(value)


def _headcount(value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_PEOPLE:
        sentence = _("A whole number of people from 0 to %(most)s is expected; leave it empty where it is not known.")
        raise _refused("headcount", sentence % {"most": MOST_PEOPLE})
    return value


def _website(value: Any) -> str:
    address = str(value or "").strip()
    if address and "://" not in address:
        address = f"https://{address}"
    try:
        if address:
            URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        raise _refused("website", _("A web address such as https://company.example is expected.")) from None
    if len(address) > 200:
        raise _refused("website", _("A web address has at most 200 characters here."))
    return address


def _refused(field: str, sentence: str) -> DomainError:
    return DomainError(sentence, fields={field: sentence})
