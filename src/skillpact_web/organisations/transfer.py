"""Import and export of members: the same columns both ways, those of `companies.csv` with contacts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..accounts.access import for_roles
from ..accounts.models import Organisation, OrganisationKind, Participation
from ..accounts.roles import Role
from ..accounts.viewer import Viewer
from ..audit.kinds import EventKind
from ..audit.services import record
from ..doors import views as doors
from ..doors.exchange import Column, Row, Shape, download
from ..doors.importing import Done
from ..errors import DomainError
from . import contacts, membership, queries, services
from .models import Contact, ContactPurpose

_KINDS = {value: label for value, label in OrganisationKind.choices if value != "cluster"}
_PURPOSES = dict(ContactPurpose.choices)
SHAPE = Shape(
    "companies",
    [
        Column("id", is_required=True, max_length=60, help=gettext_lazy("Your own key; it finds the row again.")),
        Column("name", is_required=True, max_length=200, help=gettext_lazy("Its name.")),
        Column("kind", kind="choice", choices=_KINDS, help=gettext_lazy("Empty: company.")),
        Column("nace", max_length=10, help=gettext_lazy("Such as J62.")),
        Column("ecosystem", max_length=100, help=gettext_lazy("Such as DIGI; several separated by semicolons.")),
        Column("region", max_length=5, help=gettext_lazy("NUTS code, such as ES212.")),
        Column("people", kind="whole", least=0, most=services.MOST_PEOPLE, help=gettext_lazy("People it employs.")),
        Column("answered", kind="yes_no", help=gettext_lazy("Written by an export; an import does not read it.")),
        Column("website", max_length=200, help=gettext_lazy("Such as https://company.example.")),
        Column("starts_on", kind="date", help=gettext_lazy("Takes part since.")),
        Column("ends_on", kind="date", help=gettext_lazy("Empty: it still takes part.")),
        Column("contact_name", max_length=150, help=gettext_lazy("A person to ask.")),
        Column("contact_email", max_length=254, help=gettext_lazy("Their address.")),
        Column("contact_function", max_length=120, help=gettext_lazy("What they do there.")),
        Column("contact_purpose", kind="choice", choices=_PURPOSES, help=gettext_lazy("Empty: general.")),
    ],
    max_rows=20_000,
)  # fmt: skip
_FACTS = {"name": "name", "nace": "nace", "region": "nuts", "people": "headcount", "website": "website"}
_COLUMNS = {"nuts": "region", "headcount": "people", "ecosystems": "ecosystem", "reference": "id"}
_CONTACT_COLUMNS = {name: f"contact_{name}" for name in ("name", "email", "function", "purpose")}
desk = for_roles(Role.CLUSTER_MANAGER)


@desk
def import_page(request: Any) -> HttpResponse:
    """Upload, what would change, yes."""
    return doors.import_page(
        request,
        SHAPE,
        lambda row: apply_row(request.viewer, row),
        title=_("Import members"),
        back_url=reverse("organisations:list"),
    )


@desk
def export(request: Any) -> HttpResponse:
    """The members of the cluster as a file."""
    form = request.GET.get("format", "csv")
    answer = download(SHAPE, rows(request.viewer), form, name="members")
    record(kind=EventKind.EXPORTED_ORGANISATIONS, actor=request.viewer, details={"format": form})
    return answer


def apply_row(viewer: Viewer, row: Row) -> Done:
    """Write one row: the member with this reference, or a new one. Empty cells change nothing."""
    with _named_as_in_the_file(_COLUMNS):
        one, outcome = _put_member(viewer, row.values)
    with _named_as_in_the_file(_CONTACT_COLUMNS):
        is_new_contact = _put_contact(viewer, one, row.values)
    return "changed" if is_new_contact and outcome == "same" else outcome


@contextmanager
def _named_as_in_the_file(columns: Mapping[str, str]) -> Iterator[None]:
    """Name the columns of the file in a refusal, where a service names its own fields."""
    try:
        yield
    except DomainError as error:
        fields = {columns.get(name, name): sentence for name, sentence in error.fields.items()}
        raise DomainError(error.message, fields=fields) from None


def _put_member(viewer: Viewer, said: dict[str, Any]) -> tuple[Organisation, Done]:
    values = {ours: said[theirs] for theirs, ours in _FACTS.items() if said.get(theirs) not in (None, "")}
    if said.get("ecosystem"):
        values["ecosystems"] = said["ecosystem"].replace(",", ";").split(";")
    known = (
        Participation.objects.filter(cluster_id=viewer.organisation_id, reference=said["id"].strip())
        .select_related("organisation")
        .first()
    )
    if known is None:
        kind = said.get("kind") or OrganisationKind.COMPANY
        one = services.create(
            viewer=viewer, reference=said["id"], starts_on=said.get("starts_on"), **{"kind": kind, **values}
        )
        known = Participation.objects.get(cluster_id=viewer.organisation_id, organisation=one)
        outcome: Done = "new"
    else:
        one = known.organisation
        outcome = "changed" if _change(viewer, one, values) else "same"
    days = {name: said.get(name) or getattr(known, name) for name in ("starts_on", "ends_on")}
    if any(days[name] != getattr(known, name) for name in days):
        membership.change_participation(viewer=viewer, participation_id=known.pk, reference=known.reference, **days)
        outcome = "new" if outcome == "new" else "changed"
    return one, outcome


def rows(viewer: Viewer) -> Iterator[dict[str, Any]]:
    """Yield the members of the viewer's cluster as the import reads them; with the first of their contacts."""
    members = (
        queries.listed(viewer)
        .filter(participations__cluster_id=viewer.organisation_id)
        .prefetch_related(
            Prefetch("participations", Participation.objects.filter(cluster_id=viewer.organisation_id), to_attr="here"),
            Prefetch("contacts", Contact.objects.order_by("id"), to_attr="people_to_ask"),
        )
        .order_by("id")
    )
    for one in members.iterator(chunk_size=500):
        part = one.here[0]
        person = next(iter(one.people_to_ask), None)
        yield {
            "id": part.reference or f"organisation-{one.pk}",
            "name": one.name,
            "kind": one.kind,
            "nace": one.nace,
            "ecosystem": ";".join(one.ecosystems),
            "region": one.nuts,
            "people": one.headcount,
            "answered": one.has_answered,
            "website": one.website,
            "starts_on": part.starts_on,
            "ends_on": part.ends_on,
            "contact_name": person.name if person else "",
            "contact_email": person.email if person else "",
            "contact_function": person.function if person else "",
            "contact_purpose": person.purpose if person else None,
        }


def _change(viewer: Viewer, one: Any, values: dict[str, Any]) -> bool:
    before = {name: getattr(one, name) for name in services.VERSIONED}
    trial = type(one)(**before)
    services.set_facts(trial, values)
    if all(getattr(trial, name) == before[name] for name in before):
        return False
    services.change(viewer=viewer, organisation_id=one.pk, expected_version=None, **values)
    return True


def _put_contact(viewer: Viewer, one: Any, said: dict[str, Any]) -> bool:
    if not said.get("contact_name"):
        return False
    values = {name: said.get(f"contact_{name}") or "" for name in ("name", "email", "function")}
    purpose = said.get("contact_purpose") or ContactPurpose.GENERAL
    email = values["email"].strip().lower()
    same = Contact.objects.filter(organisation=one, purpose=purpose)
    found = (same.filter(email=email) if email else same.filter(name=services.clean_text(values["name"]))).first()
    if found is None:
        contacts.add(viewer=viewer, organisation=one, purpose=purpose, **values)
        return True
    if (found.name, found.function) == (services.clean_text(values["name"]), services.clean_text(values["function"])):
        return False
    contacts.change(viewer=viewer, contact_id=found.pk, expected_version=None, purpose=purpose, **values)
    return True
