"""What stands on the first page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from ..accounts.viewer import Viewer
from ..privacy.registry import Erasure, PersonalData, declarations

WAITING_AT_MOST = 20


@dataclass(frozen=True)
class WaitingLine:
    """A line of *Waiting for you*: what, until when, and the page of its one button."""

    text: str
    url: str
    due_on: date | None = None
    is_overdue: bool = False


Source = Callable[[Viewer], Iterable[WaitingLine]]
_SOURCES: list[Source] = []


def add_source(source: Source) -> None:
    """Add a source of lines; `HomeConfig.ready` joins the apps that have some."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def waiting(viewer: Viewer) -> list[WaitingLine]:
    """Return what waits for the viewer, the earliest first, what has no date last."""
    lines = [line for source in _SOURCES for line in source(viewer)]
    return sorted(lines, key=lambda line: (line.due_on or date.max, line.text))[:WAITING_AT_MOST]


def uses_of_personal_data() -> list[dict[str, Any]]:
    """Return each purpose for which data about people are kept, as the models declare it; one row a purpose."""
    rows: dict[str, dict[str, Any]] = {}
    for declaration in declarations().values():
        if isinstance(declaration, PersonalData):
            rows.setdefault(
                str(declaration.purpose),
                {
                    "purpose": declaration.purpose,
                    "legal_basis": declaration.legal_basis,
                    "kept": _kept(declaration),
                    "erasure": _erasure(declaration),
                },
            )
    return [rows[purpose] for purpose in sorted(rows)]


def _kept(declaration: PersonalData) -> str:
    if declaration.retention_days is None:
        return _("as long as the account exists")
    return _("%(days)s days") % {"days": declaration.retention_days}


def _erasure(declaration: PersonalData) -> str:
    if declaration.erasure is Erasure.DELETE:
        return _("deleted")
    if declaration.erasure is Erasure.BLANK:
        return _("made anonymous")
    return _("kept sealed, because of a law: %(law)s") % {"law": declaration.law}
