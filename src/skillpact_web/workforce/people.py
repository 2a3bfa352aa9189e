"""Writes of employees by their employer: one verb, one transaction, one audit event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils.translation import gettext as _

from ..accounts.viewer import Viewer
from ..audit.changes import undo_change
from ..audit.kinds import EventKind
from ..audit.services import record
from ..audit.versions import lock, save_version
from ..errors import DomainError
from ..notices.services import settle
from ..privacy.registry import declarations
from ..privacy.rows import delete_rows
from ..skills import statements
from ..skills.models import Origin
from ..ui.fields import PickedSkill
from . import queries
from .models import Employee, EmployeeSkill, EvidenceKind
from .records import OBJECTION_NOTICE


@transaction.atomic
def create_employee(*, viewer: Viewer, **values: Any) -> Employee:
    """Begin the record of one of the company's own people."""
    if viewer.role not in queries.WRITERS or viewer.organisation_id is None:
        raise Http404
    employee = Employee(organisation_id=viewer.organisation_id)
    _set(employee, values)
    _save(employee, viewer)
    record(kind=EventKind.CREATED_EMPLOYEE, actor=viewer, on=employee)
    return employee


@transaction.atomic
def change_employee(*, viewer: Viewer, employee_id: int, expected_version: int | None, **values: Any) -> Employee:
    """Change the facts of a record."""
    employee = locked(viewer, employee_id, expected_version)
    _set(employee, values)
    _save(employee, viewer)
    record(kind=EventKind.CHANGED_EMPLOYEE, actor=viewer, on=employee, details={"version": employee.version})
    return employee


@transaction.atomic
def undo_employee(*, viewer: Viewer, employee_id: int, expected_version: int | None) -> Employee:
    """Put back what the record said one version ago, as a new version."""
    employee = locked(viewer, employee_id, expected_version)
    if employee.version < 2:
        raise DomainError(_("There is nothing to undo: this is the first version."))
    return undo_change(
        viewer=viewer, model=Employee, pk=employee.pk, to_version=employee.version - 1,
        expected_version=expected_version, fields=Employee.VERSIONED, kind=EventKind.CHANGED_EMPLOYEE,
    )  # fmt: skip


@transaction.atomic
def delete_employee(*, viewer: Viewer, employee_id: int) -> None:
    """Delete a record with its skills, its objections and its older versions."""
    employee = locked(viewer, employee_id, None)
    for one in queries.open_objections(employee):
        settle(kind=OBJECTION_NOTICE, on=one, actor=viewer)
    record(kind=EventKind.DELETED_EMPLOYEE, actor=viewer, on=employee)
    # Not employee.delete(): what the versions hold of the person goes as well, by a hook that this call reads in.
    declarations()
    delete_rows(Employee.objects.filter(pk=employee.pk))


@transaction.atomic
def add_skill(
    *,
    viewer: Viewer,
    employee_id: int,
    skill: PickedSkill,
    level: float | None = None,
    evidence: str = EvidenceKind.ATTESTED,
    expires_on: date | None = None,
) -> EmployeeSkill:
    """Add a skill by its name or URI; where it is there already it gets this level, evidence and last day."""
    employee = locked(viewer, employee_id, None)
    _check_evidence(evidence)
    one: EmployeeSkill = statements.add(
        viewer, employee.skills.all(), {"employee": employee}, skill=skill, level=level, is_essential=True
    )
    one.evidence, one.expires_on = evidence, expires_on
    one.save(update_fields=["evidence", "expires_on"])
    record(kind=EventKind.CHANGED_EMPLOYEE_SKILLS, actor=viewer, on=employee, details={"n": 1})
    return one


@transaction.atomic
def change_skill(
    *, viewer: Viewer, employee_id: int, employee_skill_id: int, level: float | None, evidence: str,
    expires_on: date | None,
) -> EmployeeSkill:  # fmt: skip
    """Change the level, evidence and last day of a skill."""
    employee = locked(viewer, employee_id, None)
    one = _skill(employee, employee_skill_id)
    _check_evidence(evidence)
    decision = statements.Decision(one.status, level, one.is_essential)
    one.evidence, one.expires_on = evidence, expires_on
    one.save(update_fields=["evidence", "expires_on"])
    statements.decide(viewer, [one], {one.pk: decision})
    record(kind=EventKind.CHANGED_EMPLOYEE_SKILLS, actor=viewer, on=employee, details={"n": 1})
    return one


@transaction.atomic
def remove_skill(*, viewer: Viewer, employee_id: int, employee_skill_id: int) -> None:
    """Take a skill out of a record."""
    employee = locked(viewer, employee_id, None)
    _skill(employee, employee_skill_id).delete()
    record(kind=EventKind.CHANGED_EMPLOYEE_SKILLS, actor=viewer, on=employee, details={"n": 1})


@transaction.atomic
def put_skills(*, viewer: Viewer, employee_id: int, stated: Iterable[statements.StatedSkill]) -> bool:
    """Make the skills of a record those that an import states; return whether that changed anything."""
    employee = locked(viewer, employee_id, None)
    has_changed = statements.put_stated(viewer, employee.skills.all(), {"employee": employee}, stated, Origin.IMPORT)
    if has_changed:
        record(kind=EventKind.CHANGED_EMPLOYEE_SKILLS, actor=viewer, on=employee)
    return has_changed


def locked(viewer: Viewer, employee_id: int, expected_version: int | None) -> Employee:
    """Return a record of the viewer's own company, locked. Raises Http404 and ConflictError."""
    if not queries.employees(viewer).filter(pk=employee_id).exists():
        raise Http404
    return lock(Employee, employee_id, expected_version=expected_version)


def _skill(employee: Employee, employee_skill_id: int) -> EmployeeSkill:
    found = queries.skills_of(employee).filter(pk=employee_skill_id).first()
    if found is None:
        raise Http404
    return found


def _check_evidence(evidence: str) -> None:
    if evidence not in EvidenceKind.values:
        sentence = _("Say how the skill is known: choose one of the list.")
        raise DomainError(sentence, fields={"evidence": sentence})


def _set(employee: Employee, values: Mapping[str, Any]) -> None:
    unknown = set(values) - set(Employee.VERSIONED)
    if unknown:
        raise TypeError(f"A record of an employee has no {', '.join(sorted(unknown))}")
    for name, value in values.items():
        setattr(employee, name, value)
    problems: dict[str, str] = {}
    if not employee.nickname.strip():
        problems["nickname"] = _("Say how the company calls this person; no surname is needed.")
    if employee.function is not None and employee.function.organisation_id != employee.organisation_id:
        problems["function"] = _("This is no function of your company: choose one of the list.")
    if problems:
        raise DomainError(_("The record was not saved: see the marked fields."), fields=problems)


def _save(employee: Employee, viewer: Viewer) -> None:
    try:
        with transaction.atomic():
            save_version(employee, actor=viewer, fields=Employee.VERSIONED)
    except IntegrityError:
        raise DomainError(
            _("The record was not saved: see the marked fields."),
            fields={"reference": _("Another record of this company has this key: change one of them.")},
        ) from None
