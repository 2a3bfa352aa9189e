"""Import and export of talents: the columns of a study's talents.csv, without names, and who may see the person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from skillpact.records import Evidence, HeldSkill

from ..accounts.access import for_roles
from ..accounts.models import Participation
from ..accounts.roles import Role
from ..accounts.viewer import Viewer
from ..audit.kinds import EventKind
from ..audit.services import record
from ..doors.exchange import Column, Row, Shape, download
from ..doors.importing import Done
from ..doors.views import import_page as answer_import
from ..errors import DomainError
from ..skills import engine
from ..skills.statements import StatedSkill
from . import queries, services
from .models import Talent, TalentStatus, Visibility
from .portrait import portrait_of
from .views import FILTERS
from .writing import read_hours, read_languages, read_numbers, write_hours, write_list

SKILLS_HELP = gettext_lazy("Such as “TIG welding = advanced (certified) until 2027-02-01; SQL”.")
SHAPE = Shape(
    "talents",
    [
        Column(
            "id",
            is_required=True,
            max_length=100,
            help=gettext_lazy("Your own key, never a name; a row with the same key is changed."),
        ),
        Column("status", "choice", is_required=True, choices=dict(TalentStatus.choices)),
        Column("text", max_length=engine.LONGEST_TEXT, help=gettext_lazy("A CV as plain text; names are dropped.")),
        Column("region", max_length=5, help=gettext_lazy("A NUTS code such as ES212.")),
        Column("employer", max_length=200, help=gettext_lazy("Key or name of a member; it never sees the person.")),
        Column("languages", max_length=100, help=gettext_lazy("Two letters each, such as es; eu.")),
        Column("hours", max_length=500, help=gettext_lazy("Such as 40, or 2027-1=40; 2027-2=60.")),
        Column("skills", help=SKILLS_HELP),
        Column("target_occupation", max_length=300, help=gettext_lazy("A name or a concept URI.")),
        Column("vacancies", max_length=500, help=gettext_lazy("Numbers of vacancies they aim at, such as 12; 31.")),
        Column("visibility", "choice", choices=dict(Visibility.choices)),
    ],
)
# What a company is shown, and nothing beside it.
COMPANY_SHAPE = Shape(
    "talents", [column for column in SHAPE.columns if column.name in ("id", "region", "languages", "skills")]
)


@for_roles(Role.COUNSELLOR)
def import_page(request: Any) -> HttpResponse:
    """People without an account from a table: what it would change, then yes."""
    return answer_import(
        request, SHAPE, Importer(request.viewer), title=_("Import people"), back_url=reverse("talents:list")
    )


@require_safe
@for_roles(*queries.READERS)
def export(request: Any) -> HttpResponse:
    """The people in scope as a table, found by the same filters as the list."""
    chosen = {"words": request.GET.get("q", "")} | {name: request.GET.get(name, "") for name in FILTERS}
    rows = queries.listed(request.viewer, chosen).order_by("reference")
    shape = COMPANY_SHAPE if request.viewer.role == Role.COMPANY else SHAPE
    answer = download(shape, exported(request.viewer, rows), request.GET.get("format", "csv"))
    record(kind=EventKind.EXPORTED_TALENTS, actor=request.viewer, details={"n": rows.count()})
    return answer


class Importer:
    """Writes one row of a table through the services."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self.cluster = queries.clusters(viewer).first()
        members = {one.pk: one for one in queries.member_organisations(self.cluster)} if self.cluster else {}
        self.by_name = {one.name.casefold(): one for one in members.values()}
        kept = Participation.objects.filter(cluster=self.cluster, organisation__in=members).exclude(reference="")
        self.by_name |= {one.reference.casefold(): members[one.organisation_id] for one in kept}

    def __call__(self, row: Row) -> Done:
        """Write one row. Raises DomainError where it cannot be used."""
        values = row.values
        stated = [
            StatedSkill(one.uri, one.level, more={"evidence": str(one.evidence), "expires_on": one.expires_on})
            for one in engine.read_cell(values.get("skills") or "", column="skills")
        ]
        fields, text, visibility = self._fields(values), values.get("text") or "", values.get("visibility")
        known = self._known(values["id"])
        if known is None:
            made = services.create(
                viewer=self.viewer, cluster=self.cluster, visibility=visibility or Visibility.NOBODY,
                nickname=values["id"], own_key=values["id"], **fields,
            )  # fmt: skip
            self._add(made, stated, text)
            return "new"
        is_other = any(getattr(known, name) != value for name, value in fields.items())
        if is_other:
            services.change(viewer=self.viewer, talent_ref=known.reference, expected_version=None, **fields)
        if visibility and visibility != known.visibility:
            services.set_visibility(
                viewer=self.viewer, talent_ref=known.reference, visibility=visibility, expected_version=None,
                employer=fields.get("employer", known.employer), named_out=list(known.named_out.all()),
            )  # fmt: skip
            is_other = True
        return "changed" if self._add(known, stated, text) or is_other else "same"

    def _known(self, key: str) -> Talent | None:
        mine = queries.writable(self.viewer)
        return mine.filter(reference=key).first() or mine.filter(own_key=key, cluster=self.cluster).first()

    def _add(self, talent: Talent, stated: list[StatedSkill], text: str) -> bool:
        """Put skills and CV; return whether that changed anything."""
        has_changed = bool(stated) and services.put_claims(
            viewer=self.viewer, talent_ref=talent.reference, stated=stated
        )
        # The text that is kept has lost its header, so it never equals the one that comes in: a CV is read once.
        if text.strip() and not talent.cv_id:
            services.upload_cv(viewer=self.viewer, talent_ref=talent.reference, text=text)
            has_changed = True
        return has_changed

    def _fields(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return what the row says; an empty cell leaves what is there as it is."""
        fields: dict[str, Any] = {"status": values["status"]}
        if values.get("region"):
            fields["nuts"] = values["region"].upper()
        if values.get("languages"):
            fields["languages"] = read_languages(values["languages"])
        for column, name, read in (("hours", "hours", read_hours), ("vacancies", "vacancy_ids", read_numbers)):
            if values.get(column):
                try:
                    fields[name] = read(values[column])
                except ValueError:
                    example = "2027-1=40; 2027-2=60" if column == "hours" else "12; 31"
                    sentence = _("“%(found)s” cannot be read: write it like %(example)s.")
                    sentence %= {"found": values[column][:60], "example": example}
                    raise DomainError(sentence, fields={column: sentence}) from None
        if values.get("employer"):
            fields["employer"] = self._employer(values["employer"])
        if values.get("target_occupation"):
            uri = engine.find_occupation(values["target_occupation"])
            if uri is None:
                sentence = _("No occupation is called “%(name)s”.") % {"name": values["target_occupation"][:100]}
                raise DomainError(sentence, fields={"target_occupation": sentence})
            fields["target_occupation_uri"] = uri
        return fields

    def _employer(self, name: str) -> Any:
        found = self.by_name.get(name.casefold())
        if found is None:
            sentence = _("“%(name)s” is no member of the cluster: give its key or its name.") % {"name": name[:100]}
            raise DomainError(sentence, fields={"employer": sentence})
        return found


def exported(viewer: Viewer, rows: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Yield talents as rows of `SHAPE`, with what the viewer is shown of each."""
    for talent in rows:
        shown = portrait_of(viewer, talent, talent.held_claims)
        acts = viewer.role in queries.WRITERS
        held = [HeldSkill(one.uri, one.level, Evidence(one.evidence), one.expires_on) for one in shown.skills]
        yield {
            "id": (talent.own_key if acts else "") or shown.reference,
            "status": shown.status or "",
            "region": shown.region,
            "employer": shown.employer or "",
            "languages": write_list(list(shown.languages)),
            "hours": write_hours(shown.hours or {}),
            "skills": engine.write_cell(held, {one.uri: one.label for one in shown.skills}),
            "target_occupation": shown.target_occupation_uri or "",
            "vacancies": write_list(list(shown.vacancy_ids or ())),
            "visibility": shown.visibility or "",
        }
