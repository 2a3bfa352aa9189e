"""Writing lists: from the folder of reference facts, or from an operator's file, looked at before it counts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from ..accounts.roles import Role
from ..accounts.viewer import Viewer
from ..audit.kinds import EventKind
from ..audit.services import record
from ..errors import ConflictError, DomainError, NotAllowedError
from .lists import SPECS
from .models import Edition, EditionOrigin, EditionState, ReferenceFact
from .reading import Reading, read_list


def load_folder(folder: Path) -> Iterator[tuple[str, str]]:
    """Load the files of a folder and yield (list, "loaded" | "unchanged" | "kept" | what is wrong).

    A list that an operator replaced is kept. A folder that is not there yields nothing.
    """
    for name in sorted(SPECS):
        path = folder / f"{name}.csv"
        if path.is_file():
            yield name, load_file(name=name, content=path.read_bytes())


@transaction.atomic
def load_file(*, name: str, content: bytes) -> str:
    """Put a file of the folder into use, and return what became of it."""
    current = Edition.objects.select_for_update().filter(list=name, state=EditionState.CURRENT).first()
    reading = read_list(SPECS[name], content)
    if reading.problems:
        first = reading.problems[0]
        return f"line {first.row}: {first.message}" if first.row else first.message
    if current and current.origin == EditionOrigin.UPLOAD:
        return "kept"
    if Edition.objects.filter(list=name, sha256=reading.sha256, state=EditionState.CURRENT).exists():
        return "unchanged"
    edition = _write(name, reading, EditionOrigin.FOLDER)
    _put_into_use(edition)
    record(kind=EventKind.LOADED_REFERENCE_LIST, actor=None, on=edition, details={"list": name, "n": edition.n_facts})
    return "loaded"


@transaction.atomic
def propose(*, viewer: Viewer, name: str, content: bytes) -> tuple[Edition | None, Reading]:
    """Read an operator's file as a proposed edition. Nothing is written where a row is wrong."""
    _check(viewer, name)
    reading = read_list(SPECS[name], content)
    if reading.problems:
        return None, reading
    Edition.objects.filter(list=name, state=EditionState.PROPOSED).delete()
    edition = _write(name, reading, EditionOrigin.UPLOAD)
    record(kind=EventKind.PROPOSED_REFERENCE_LIST, actor=viewer, on=edition, details={"list": name})
    return edition, reading


@transaction.atomic
def put_into_use(*, viewer: Viewer, edition_id: int, expected_current: int | None) -> Edition:
    """Put a proposed edition, or an earlier one, into use. expected_current : the number the person saw in use."""
    edition = Edition.objects.select_for_update().filter(pk=edition_id).first()
    if edition is None:
        raise DomainError(_("This edition is no longer there: propose the file again."))
    _check(viewer, edition.list)
    current = Edition.objects.filter(list=edition.list, state=EditionState.CURRENT).values_list("number", flat=True)
    now = current.first()
    if edition.state == EditionState.CURRENT:
        return edition
    if now != expected_current:
        raise ConflictError(_("Somebody else replaced this list meanwhile. Look at it again before you replace it."))
    _put_into_use(edition)
    details = {"list": edition.list, "edition": edition.number, "replaces": now}
    record(kind=EventKind.REPLACED_REFERENCE_LIST, actor=viewer, on=edition, details=details)
    return edition


def _check(viewer: Viewer, name: str) -> None:
    if viewer.role != Role.ADMINISTRATOR or viewer.organisation_id is not None:
        raise NotAllowedError(
            _("Reference lists serve every cluster here: only the installation's own administrator replaces them.")
        )
    if name not in SPECS:
        raise DomainError(_("There is no such list."))


def _write(name: str, reading: Reading, origin: EditionOrigin) -> Edition:
    last = Edition.objects.filter(list=name).aggregate(last=Max("number"))["last"] or 0
    edition = Edition.objects.create(
        list=name,
        number=last + 1,
        state=EditionState.PROPOSED,
        origin=origin,
        sha256=reading.sha256,
        n_facts=len(reading.facts),
    )
    for fact in reading.facts:
        fact.edition = edition
    ReferenceFact.objects.bulk_create(reading.facts, batch_size=500)
    return edition


def _put_into_use(edition: Edition) -> None:
    Edition.objects.filter(list=edition.list, state=EditionState.CURRENT).update(state=EditionState.REPLACED)
    edition.state = EditionState.CURRENT
    edition.save(update_fields=["state"])
