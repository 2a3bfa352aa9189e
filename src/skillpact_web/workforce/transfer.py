"""Import and export of functions and employees: the columns of a study's functions.csv and employees.csv."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from skillpact.records import Evidence, HeldSkill

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
from . import people, queries, services
from .models import Employee, EmployeeSkill, Function, FunctionRequirement
from .peopleviews import employers
from .views import writers

_ID_HELP = gettext_lazy("Your own key; a row with the same key is changed.")
_ID = Column("id", is_required=True, max_length=60, help=_ID_HELP)
_COMPANY = Column("company", max_length=200, help=gettext_lazy("Your company: its key or its name. Empty: the same."))


def _headcount(name: str) -> Column:
    return Column(name, "whole", least=0, most=services.MOST_PEOPLE, help=gettext_lazy("Empty: not known."))


FUNCTIONS = Shape(
    "functions",
    [
        _ID,
        _COMPANY,
        Column("title", is_required=True, max_length=200),
        Column("occupation", max_length=300, help=gettext_lazy("A name or a concept URI.")),
        Column("skills", help=gettext_lazy("Essential ones, as “SQL = advanced; PLC programming”.")),
        Column("optional_skills", help=gettext_lazy("What is welcome, written in the same way.")),
        *(_headcount(name) for name in services.HEADCOUNTS),
    ],
    max_rows=2_000,
)
EMPLOYEES = Shape(
    "employees",
    [
        _ID,
        _COMPANY,
        Column("nickname", max_length=60, help=gettext_lazy("No surname is needed. Empty: the key.")),
        Column("function", max_length=60, help=gettext_lazy("Key of a function of your company.")),
        Column("skills", help=gettext_lazy("As “VLAN = advanced (attested); forklift = basic until 2027-02-01”.")),
    ],
    max_rows=2_000,
)
M = TypeVar("M", Function, Employee)


@writers
def import_functions(request: Any) -> HttpResponse:
    """Functions from a table: what it would change, then yes."""
    back = reverse("workforce:functions")
    return answer_import(
        request, FUNCTIONS, FunctionImporter(request.viewer), title=_("Import functions"), back_url=back
    )


@employers
def import_employees(request: Any) -> HttpResponse:
    """Employees from a table: what it would change, then yes."""
    back = reverse("workforce:people")
    return answer_import(
        request, EMPLOYEES, EmployeeImporter(request.viewer), title=_("Import our people"), back_url=back
    )


@require_safe
@writers
def export_functions(request: Any) -> HttpResponse:
    """The company's functions as a table that can be imported again."""
    rows = queries.writable_functions(request.viewer)
    record(kind=EventKind.EXPORTED_FUNCTIONS, actor=request.viewer, details={"n": rows.count()})
    return download(FUNCTIONS, exported_functions(rows), request.GET.get("format", "csv"))


@require_safe
@employers
def export_employees(request: Any) -> HttpResponse:
    """The company's people as a table that can be imported again."""
    rows = queries.employees(request.viewer)
    record(kind=EventKind.EXPORTED_EMPLOYEES, actor=request.viewer, details={"n": rows.count()})
    return download(EMPLOYEES, exported_employees(rows), request.GET.get("format", "csv"))


class _Importer(Generic[M]):
    """Finds the rows of one company by the keys of a table: their own, or that which an export gave them."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer: Viewer = viewer
        keys: Any = Participation.objects.filter(organisation_id=viewer.organisation_id).exclude(reference="")
        self.names = {"", viewer.organisation_name.casefold(), *(one.reference.casefold() for one in keys)}

    def check_company(self, name: str) -> None:
        """Raise DomainError where a row belongs to somebody else."""
        if name.casefold() not in self.names:
            sentence = _("“%(name)s” is not your company: leave the cell empty, or write its name.")
            sentence %= {"name": name[:100]}
            raise DomainError(sentence, fields={"company": sentence})

    def find(self, rows: QuerySet[M], key: str, letter: str) -> M | None:
        """Return the row that a key names, None where there is none yet."""
        found = rows.filter(reference=key).first()
        number = key.removeprefix(letter)
        if found is None and key.startswith(letter) and number.isascii() and number.isdigit() and len(number) < 18:
            found = rows.filter(pk=int(number), reference="").first()
        return found

    def write(
        self, known: M | None, fields: dict[str, Any], create: Callable[[], M], change: Callable[[M], Any],
        put: Callable[[M], bool] | None,
    ) -> Done:  # fmt: skip
        """Create or change one row, then its skills where the table states some."""
        if known is None:
            made = create()
            if put:
                put(made)
            return "new"
        is_other = any(getattr(known, name) != value for name, value in fields.items())
        if is_other:
            change(known)
        has_other_skills = bool(put and put(known))
        return "changed" if is_other or has_other_skills else "same"


class FunctionImporter(_Importer[Function]):
    """Writes one row of `FUNCTIONS` through the services."""

    def __call__(self, row: Row) -> Done:
        """Write one row. Raises DomainError where it cannot be used."""
        values = row.values
        self.check_company(values.get("company") or "")
        stated = [
            StatedSkill(one.uri, one.level, is_essential)
            for column, is_essential in (("optional_skills", False), ("skills", True))
            for one in engine.read_cell(values.get(column) or "", column=column)
        ]
        fields = {name: values[name] for name in ("title", *services.HEADCOUNTS) if values.get(name) not in (None, "")}
        if values.get("occupation"):
            uri = engine.find_occupation(values["occupation"])
            if uri is None:
                sentence = _("No occupation is called “%(name)s”.") % {"name": values["occupation"][:100]}
                raise DomainError(sentence, fields={"occupation": sentence})
            fields["occupation_uri"] = uri
        viewer = self.viewer
        return self.write(
            self.find(queries.writable_functions(viewer), values["id"], "f"),
            fields,
            lambda: services.create_function(
                viewer=viewer, suggests_skills=not stated, **fields, reference=values["id"]
            ),
            lambda one: services.change_function(viewer=viewer, function_id=one.pk, expected_version=None, **fields),
            (lambda one: services.put_profile(viewer=viewer, function_id=one.pk, stated=stated)) if stated else None,
        )


class EmployeeImporter(_Importer[Employee]):
    """Writes one row of `EMPLOYEES` through the services."""

    def __call__(self, row: Row) -> Done:
        """Write one row. Raises DomainError where it cannot be used."""
        values = row.values
        self.check_company(values.get("company") or "")
        stated = [
            StatedSkill(one.uri, one.level, more={"evidence": str(one.evidence), "expires_on": one.expires_on})
            for one in engine.read_cell(values.get("skills") or "")
        ]
        fields: dict[str, Any] = {"nickname": values["nickname"]} if values.get("nickname") else {}
        if values.get("function"):
            fields["function"] = self._function(values["function"])
        viewer = self.viewer
        return self.write(
            self.find(queries.employees(viewer), values["id"], "e"),
            fields,
            lambda: people.create_employee(
                viewer=viewer, **{"nickname": values["id"], **fields}, reference=values["id"]
            ),
            lambda one: people.change_employee(viewer=viewer, employee_id=one.pk, expected_version=None, **fields),
            (lambda one: people.put_skills(viewer=viewer, employee_id=one.pk, stated=stated)) if stated else None,
        )

    def _function(self, key: str) -> Function:
        finder: _Importer[Function] = FunctionImporter(self.viewer)
        found = finder.find(queries.writable_functions(self.viewer), key, "f")
        if found is None:
            sentence = _("No function of your company has the key “%(key)s”: import the functions first.")
            raise DomainError(sentence % {"key": key[:60]}, fields={"function": sentence % {"key": key[:60]}})
        return found


def exported_functions(rows: QuerySet[Function]) -> Iterator[dict[str, Any]]:
    """Yield functions as rows of `FUNCTIONS`."""
    confirmed = FunctionRequirement.objects.filter(status=StatementStatus.CONFIRMED)
    for one in rows.prefetch_related(Prefetch("requirements", confirmed, "asked")).order_by("pk").iterator(500):
        row = {name: getattr(one, name) for name in services.HEADCOUNTS}
        for column, is_essential in (("skills", True), ("optional_skills", False)):
            row[column] = _cell([item for item in one.asked if item.is_essential == is_essential])
        yield row | {
            "id": _key(one, "f"),
            "company": one.organisation.name,
            "title": one.title,
            "occupation": one.occupation_uri,
        }


def exported_employees(rows: QuerySet[Employee]) -> Iterator[dict[str, Any]]:
    """Yield employees as rows of `EMPLOYEES`. Whether somebody took a record stands in none of them."""
    confirmed = EmployeeSkill.objects.filter(status=StatementStatus.CONFIRMED).order_by("label", "id")
    for one in rows.prefetch_related(Prefetch("skills", confirmed, "held")).order_by("pk").iterator(500):
        yield {
            "id": _key(one, "e"),
            "company": one.organisation.name,
            "nickname": one.nickname,
            "function": _key(one.function, "f") if one.function else "",
            "skills": _cell(one.held),
        }


def _cell(items: list[Any]) -> str:
    held = (
        HeldSkill(
            one.uri, one.level, Evidence(getattr(one, "evidence", Evidence.CLAIMED)),
            expires_on=getattr(one, "expires_on", None),
        )
        for one in items
    )  # fmt: skip
    return engine.write_cell(held, {one.uri: one.label for one in items})


def _key(one: Function | Employee, letter: str) -> str:
    return one.reference or f"{letter}{one.pk}"
