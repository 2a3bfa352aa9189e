"""Import and export of vacancies: the same columns both ways, those of a study's vacancies.csv and a few more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from skillpact.records import HeldSkill

from .. import clock
from ..accounts.access import for_roles
from ..accounts.models import Participation
from ..accounts.viewer import Viewer
from ..audit.kinds import EventKind
from ..audit.services import record
from ..doors.exchange import Column, Row, Shape, download
from ..doors.importing import Done
from ..doors.views import import_page as answer_import
from ..errors import DomainError
from ..skills import engine
from ..skills.models import StatementStatus
from ..skills.statements import StatedSkill
from . import queries, services
from .models import Requirement, Vacancy, VacancyAudience, VacancyStatus

writers = for_roles(*queries.WRITERS, needs_second_factor=False)

SHAPE = Shape(
    "vacancies",
    [
        Column(
            "id",
            is_required=True,
            max_length=60,
            help=gettext_lazy("Your own key; a row with the same key is changed."),
        ),
        Column(
            "company", max_length=200, help=gettext_lazy("Key of the member, or its name. Empty: your own company.")
        ),
        Column("title", is_required=True, max_length=200),
        Column("text", max_length=engine.LONGEST_TEXT, help=gettext_lazy("The advertisement as plain text.")),
        Column("language", max_length=2),
        Column("occupation", max_length=300, help=gettext_lazy("A name or a concept URI.")),
        Column("openings", "whole", least=1, most=services.MOST_OPENINGS),
        Column("region", max_length=5, help=gettext_lazy("A NUTS code such as ES212.")),
        Column("published_on", "date"),
        Column("closes_on", "date"),
        Column("status", "choice", choices=dict(VacancyStatus.choices)),
        Column("audience", "choice", choices=dict(VacancyAudience.choices)),
        Column("skills", help=gettext_lazy("Essential ones, as “SQL = advanced; PLC programming”.")),
        Column("optional_skills", help=gettext_lazy("What is welcome, written in the same way.")),
    ],
)


@writers
def import_page(request: Any) -> HttpResponse:
    """Vacancies from a table: what it would change, then yes."""
    return answer_import(
        request, SHAPE, Importer(request.viewer), title=_("Import vacancies"), back_url=reverse("vacancies:list")
    )


@require_safe
@writers
def export(request: Any) -> HttpResponse:
    """The vacancies in scope as a table that can be imported again."""
    rows = queries.writable(request.viewer)
    record(kind=EventKind.EXPORTED_VACANCIES, actor=request.viewer, details={"n": rows.count()})
    return download(SHAPE, exported(rows), request.GET.get("format", "csv"))


class Importer:
    """Writes one row of a table through the services."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self.organisations = {one.pk: one for one in queries.writable_organisations(viewer)}
        self.by_name = {one.name.casefold(): one for one in self.organisations.values()}
        kept = Participation.objects.filter(organisation__in=self.organisations).exclude(reference="")
        self.by_name |= {one.reference.casefold(): self.organisations[one.organisation_id] for one in kept}

    def __call__(self, row: Row) -> Done:
        """Write one row. Raises DomainError where it cannot be used."""
        values = row.values
        organisation = self._organisation(values.get("company") or "")
        stated = [
            StatedSkill(one.uri, one.level, is_essential)
            for column, is_essential in (("optional_skills", False), ("skills", True))
            for one in engine.read_cell(values.get(column) or "", column=column)
        ]
        fields = self._fields(values)
        known = queries.writable(self.viewer).filter(organisation=organisation, reference=values["id"]).first()
        if known is None:
            made = services.create(
                viewer=self.viewer, organisation=organisation, reads_text=not stated,
                **({"published_on": clock.today()} | fields), reference=values["id"],
            )  # fmt: skip
            if stated:
                services.put_requirements(viewer=self.viewer, vacancy_id=made.pk, stated=stated)
            return "new"
        is_other = any(getattr(known, name) != value for name, value in fields.items())
        if is_other:
            services.change(viewer=self.viewer, vacancy_id=known.pk, expected_version=None, **fields)
        if stated and services.put_requirements(viewer=self.viewer, vacancy_id=known.pk, stated=stated):
            is_other = True
        return "changed" if is_other else "same"

    def _organisation(self, name: str) -> Any:
        if not name and len(self.organisations) == 1:
            return next(iter(self.organisations.values()))
        found = self.by_name.get(name.casefold())
        if found is None:
            sentence = (
                _("“%(name)s” is no member for which you may enter vacancies.") % {"name": name[:100]}
                if name
                else _("Say which member it is: its key or its name.")
            )
            raise DomainError(sentence, fields={"company": sentence})
        return found

    def _fields(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return what the row says; an empty cell leaves what is there as it is."""
        names = ("title", "text", "language", "openings", "published_on", "closes_on", "status", "audience")
        fields = {name: values[name] for name in names if values.get(name) not in (None, "")}
        if values.get("region"):
            fields["nuts"] = values["region"].upper()
        if values.get("occupation"):
            uri = engine.find_occupation(values["occupation"])
            if uri is None:
                sentence = _("No occupation is called “%(name)s”.") % {"name": values["occupation"][:100]}
                raise DomainError(sentence, fields={"occupation": sentence})
            fields["occupation_uri"] = uri
        return fields


def exported(rows: Any) -> Iterator[dict[str, Any]]:
    """Yield vacancies as rows of `SHAPE`."""
    confirmed = Requirement.objects.filter(status=StatementStatus.CONFIRMED)
    for one in rows.prefetch_related(Prefetch("requirements", confirmed, "confirmed")).order_by("pk").iterator(500):
        yield _row(one)


def _row(one: Any) -> dict[str, Any]:
    row = {name: getattr(one, name) for name in SHAPE.column_names if hasattr(Vacancy, name)}
    cells = {True: "skills", False: "optional_skills"}
    for is_essential, column in cells.items():
        asked = [item for item in one.confirmed if item.is_essential == is_essential]
        row[column] = engine.write_cell(
            (HeldSkill(item.uri, item.level) for item in asked), {item.uri: item.label for item in asked}
        )
    return row | {
        "id": one.reference or f"v{one.pk}",
        "company": one.organisation.name,
        "occupation": one.occupation_uri,
        "region": one.nuts,
    }
