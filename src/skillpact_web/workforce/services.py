"""Writes of functions: one verb, one transaction, one audit event. What is written of people stands in `people.py`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ..accounts.viewer import Viewer
from ..audit.changes import undo_change
from ..audit.kinds import EventKind
from ..audit.services import record
from ..audit.versions import lock, save_version
from ..errors import DomainError
from ..skills import engine, statements
from ..skills.models import Origin
from ..ui.fields import PickedSkill
from . import queries
from .models import Function, FunctionRequirement

MOST_PEOPLE = 1_000_000
HEADCOUNTS = ("headcount_now", "headcount_in_1_year", "headcount_in_3_years")


@transaction.atomic
def create_function(*, viewer: Viewer, suggests_skills: bool = True, **values: Any) -> Function:
    """Enter a function of the viewer's company, and suggest what its occupation asks.

    suggests_skills : False where what it expects is already known, as in an import
    """
    if viewer.role not in queries.WRITERS or viewer.organisation_id is None:
        raise Http404
    function = Function(organisation_id=viewer.organisation_id)
    _set(function, values)
    _save(function, viewer)
    record(kind=EventKind.CREATED_FUNCTION, actor=viewer, on=function)
    if function.occupation_uri and suggests_skills:
        suggest_from_occupation(function)
    return function


@transaction.atomic
def change_function(*, viewer: Viewer, function_id: int, expected_version: int | None, **values: Any) -> Function:
    """Change what a function says; another occupation suggests anew, what a person decided stays."""
    function = _locked(viewer, function_id, expected_version)
    before = function.occupation_uri
    _set(function, values)
    _save(function, viewer)
    record(kind=EventKind.CHANGED_FUNCTION, actor=viewer, on=function, details={"version": function.version})
    if function.occupation_uri and function.occupation_uri != before:
        suggest_from_occupation(function)
    return function


@transaction.atomic
def undo_function(*, viewer: Viewer, function_id: int, expected_version: int | None) -> Function:
    """Put back what the function said one version ago, as a new version."""
    function = _locked(viewer, function_id, expected_version)
    if function.version < 2:
        raise DomainError(_("There is nothing to undo: this is the first version."))
    return undo_change(
        viewer=viewer, model=Function, pk=function.pk, to_version=function.version - 1,
        expected_version=expected_version, fields=Function.VERSIONED, kind=EventKind.CHANGED_FUNCTION,
    )  # fmt: skip


@transaction.atomic
def decide_profile(*, viewer: Viewer, function_id: int, data: Mapping[str, Any]) -> int:
    """Write which of the shown skills the function expects; return how many changed."""
    function = _locked(viewer, function_id, None)
    rows = list(function.requirements.select_for_update())
    n_changed = statements.decide(viewer, rows, statements.decisions_from(data, rows))
    if n_changed:
        record(kind=EventKind.DECIDED_PROFILE, actor=viewer, on=function, details={"n": n_changed})
    return n_changed


@transaction.atomic
def put_profile(*, viewer: Viewer, function_id: int, stated: Iterable[statements.StatedSkill]) -> bool:
    """Make the confirmed skills those that an import states; return whether that changed anything."""
    function = _locked(viewer, function_id, None)
    rows, parent = function.requirements.all(), {"function": function}
    has_changed = statements.put_stated(viewer, rows, parent, stated, Origin.IMPORT)
    if has_changed:
        record(kind=EventKind.DECIDED_PROFILE, actor=viewer, on=function)
    return has_changed


@transaction.atomic
def add_to_profile(
    *, viewer: Viewer, function_id: int, skill: PickedSkill, level: float | None = None, is_essential: bool = True
) -> FunctionRequirement:
    """Add a skill by its name or URI, as confirmed."""
    function = _locked(viewer, function_id, None)
    one: FunctionRequirement = statements.add(
        viewer, function.requirements.all(), {"function": function}, skill=skill, level=level, is_essential=is_essential
    )
    record(kind=EventKind.DECIDED_PROFILE, actor=viewer, on=function, details={"n": 1})
    return one


def suggest_from_occupation(function: Function) -> int:
    """Suggest the skills that the taxonomy gives for the function's occupation."""
    found = engine.usual_skills(function.occupation_uri, language=get_language() or "en")
    return statements.put_suggestions(function.requirements.all(), {"function": function}, found, Origin.OCCUPATION)


def _locked(viewer: Viewer, function_id: int, expected_version: int | None) -> Function:
    if not queries.writable_functions(viewer).filter(pk=function_id).exists():
        raise Http404
    return lock(Function, function_id, expected_version=expected_version)


def _set(function: Function, values: Mapping[str, Any]) -> None:
    unknown = set(values) - set(Function.VERSIONED)
    if unknown:
        raise TypeError(f"A function has no {', '.join(sorted(unknown))}")
    for name, value in values.items():
        setattr(function, name, value)
    problems: dict[str, str] = {}
    if not function.title.strip():
        problems["title"] = _("Say what the job is called.")
    for name in HEADCOUNTS:
        n_people = getattr(function, name)
        if n_people is not None and not 0 <= n_people <= MOST_PEOPLE:
            problems[name] = _("People are a whole number from 0 to %(most)s, or empty where it is not known.") % {
                "most": MOST_PEOPLE
            }
    if not function.occupation_uri:
        function.occupation_label = ""
    elif (label := engine.occupation_label(function.occupation_uri)) is None:
        problems["occupation"] = _("This occupation is not in the taxonomy in use: choose one from the list.")
    else:
        function.occupation_label = label
    if problems:
        raise DomainError(_("The function was not saved: see the marked fields."), fields=problems)


def _save(function: Function, viewer: Viewer) -> None:
    try:
        with transaction.atomic():
            save_version(function, actor=viewer, fields=Function.VERSIONED)
    except IntegrityError:
        raise DomainError(
            _("The function was not saved: see the marked fields."),
            fields={"reference": _("Another function of this company has this key: change one of them.")},
        ) from None
