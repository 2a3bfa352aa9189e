"""Import and export of courses: the same columns both ways, those of a study's courses.csv."""

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

from ..accounts.access import for_roles
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
from .models import Course, LearningOutcome, Mode

writers = for_roles(*queries.WRITERS, needs_second_factor=False)

SHAPE = Shape(
    "courses",
    [
        Column(
            "id", is_required=True, max_length=60, help=gettext_lazy("Its key; a row with the same key is changed.")
        ),
        Column("provider", max_length=200, help=gettext_lazy("Name of the provider. Empty: your own.")),
        Column("title", is_required=True, max_length=200),
        Column("hours", "decimal", is_required=True, help=gettext_lazy("How long it takes in all.")),
        Column("seats_min", "whole", least=1, most=services.MOST_SEATS),
        Column("seats_max", "whole", least=1, most=services.MOST_SEATS),
        Column("cohorts_max", "whole", least=1, most=services.MOST_COHORTS),
        Column("cohort_cost_cents", "whole", least=0, most=services.MOST_CENTS, help=gettext_lazy("Empty: not known.")),
        Column("seat_cost_cents", "whole", least=0, most=services.MOST_CENTS, help=gettext_lazy("Empty: not known.")),
        Column("text", max_length=engine.LONGEST_TEXT, help=gettext_lazy("What it teaches, as plain text.")),
        Column("language", max_length=2),
        Column("skills", help=gettext_lazy("What it teaches, as “TIG welding = advanced; PLC programming”.")),
        Column("requires", help=gettext_lazy("Keys of courses that come before it, with semicolons between them.")),
        Column("periods", help=gettext_lazy("Periods in which it can start. Empty: all.")),
        Column("region", max_length=5, help=gettext_lazy("A NUTS code such as ES21. Empty: anywhere.")),
        Column("mode", "choice", choices=dict(Mode.choices)),
        Column("resources", help=gettext_lazy("Rooms and machines that it needs.")),
        Column("is_offered", "yes_no"),
    ],
)
# Column → field, where the names differ; cells with several codes.
LISTS = {"periods": "period_codes", "resources": "resources"}
PLAIN = (
    "title", "hours", "seats_min", "seats_max", "cohorts_max", "cohort_cost_cents", "seat_cost_cents", "text",
    "language", "mode", "is_offered",
)  # fmt: skip


@writers
def import_page(request: Any) -> HttpResponse:
    """Courses from a table: what it would change, then yes."""
    return answer_import(
        request, SHAPE, Importer(request.viewer), title=_("Import courses"), back_url=reverse("courses:list")
    )


@require_safe
@writers
def export(request: Any) -> HttpResponse:
    """The courses in scope as a table that can be imported again."""
    rows = queries.writable(request.viewer)
    record(kind=EventKind.EXPORTED_COURSES, actor=request.viewer, details={"n": rows.count()})
    return download(SHAPE, exported(rows), request.GET.get("format", "csv"))


class Importer:
    """Writes one row of a table through the services."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self.by_name = {one.name.casefold(): one for one in queries.writable_organisations(viewer)}

    def __call__(self, row: Row) -> Done:
        """Write one row. Raises DomainError where it cannot be used."""
        values = row.values
        organisation = self._organisation(values.get("provider") or "")
        stated = [StatedSkill(one.uri, one.level) for one in engine.read_cell(values.get("skills") or "")]
        fields = {name: values[name] for name in PLAIN if values.get(name) not in (None, "")}
        fields |= {field: _codes(values[name]) for name, field in LISTS.items() if values.get(name)}
        if values.get("region"):
            fields["nuts"] = values["region"].upper()
        known = queries.writable(self.viewer).filter(organisation=organisation, reference=values["id"]).first()
        if known is None:
            known = services.create(
                viewer=self.viewer, organisation=organisation, reads_text=not stated, **fields, reference=values["id"]
            )
            done: Done = "new"
        else:
            is_other = any(getattr(known, name) != value for name, value in fields.items())
            if is_other:
                services.change(viewer=self.viewer, course_id=known.pk, expected_version=None, **fields)
            done = "changed" if is_other else "same"
        has_changed = bool(stated) and services.put_outcomes(viewer=self.viewer, course_id=known.pk, stated=stated)
        if values.get("requires"):
            wanted = self._required(organisation, _codes(values["requires"]))
            if set(wanted) != set(known.requires.all()):
                services.set_requires(viewer=self.viewer, course_id=known.pk, requires=wanted)
                has_changed = True
        return "changed" if done == "same" and has_changed else done

    def _organisation(self, name: str) -> Any:
        if not name and len(self.by_name) == 1:
            return next(iter(self.by_name.values()))
        found = self.by_name.get(name.casefold())
        if found is None:
            sentence = (
                _("“%(name)s” is no provider for which you may enter courses.") % {"name": name[:100]}
                if name
                else _("Say which provider it is, by its name.")
            )
            raise DomainError(sentence, fields={"provider": sentence})
        return found

    def _required(self, organisation: Any, keys: list[str]) -> list[Course]:
        rows = queries.courses(self.viewer).filter(reference__in=keys)
        # The provider's own course where another has one with the same key.
        found = {one.reference: one for one in sorted(rows, key=lambda one: one.organisation_id == organisation.pk)}
        missing = [key for key in keys if key not in found]
        if missing:
            sentence = _("It comes after “%(key)s”, which is no course here: put that one above it in the table.")
            raise DomainError(
                sentence % {"key": missing[0][:60]}, fields={"requires": sentence % {"key": missing[0][:60]}}
            )
        return [found[key] for key in keys]


def exported(rows: Any) -> Iterator[dict[str, Any]]:
    """Yield courses as rows of `SHAPE`, what comes before first."""
    confirmed = LearningOutcome.objects.filter(status=StatementStatus.CONFIRMED)
    waiting = rows.prefetch_related(Prefetch("outcomes", confirmed, "confirmed"), "requires").order_by("pk")
    for one in sorted(waiting, key=_depth()):
        yield _row(one)


def _depth() -> Any:
    before: dict[int, list[int]] = {}
    for later, earlier in Course.requires.through.objects.values_list("from_course_id", "to_course_id"):
        before.setdefault(later, []).append(earlier)

    def depth(pk: int) -> int:
        return 1 + max((depth(one) for one in before.get(pk, ())), default=-1)

    return lambda one: (depth(one.pk), one.pk)


def _row(one: Any) -> dict[str, Any]:
    held = (HeldSkill(item.uri, item.level) for item in one.confirmed)
    row = {name: getattr(one, name) for name in PLAIN}
    row |= {name: "; ".join(getattr(one, field)) for name, field in LISTS.items()}
    return row | {
        "id": _key(one),
        "provider": one.organisation.name,
        "region": one.nuts,
        "skills": engine.write_cell(held, {item.uri: item.label for item in one.confirmed}),
        "requires": "; ".join(_key(before) for before in one.requires.all()),
    }


def _key(course: Course) -> str:
    return course.reference or f"c{course.pk}"


def _codes(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]
