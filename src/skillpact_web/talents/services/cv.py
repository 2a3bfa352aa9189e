"""A CV comes in, loses who the person is, and is read for skills."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from ...accounts.viewer import Viewer
from ...audit.kinds import EventKind
from ...audit.services import record
from ...documents.engine import read_upload
from ...documents.services import erase_upload, store_upload
from ...errors import DomainError
from ...jobs.services import start
from ...skills import engine
from ...skills.reading import ReadingState
from ..models import Talent
from .claims import suggest_from_text
from .locking import locked


@transaction.atomic
def upload_cv(*, viewer: Viewer, talent_ref: str, file: Any = None, text: str = "") -> Talent:
    """Take a CV as a file or as pasted text in place of the one before, and have it read.

    Pasted text goes the way of a file, so that name, contacts and birth date are dropped before a row holds it.
    """
    talent = locked(viewer, talent_ref)
    if file is None:
        if not text.strip():
            sentence = _("Choose a file, or paste the text of the CV.")
            raise DomainError(sentence, fields={"file": sentence})
        if len(text) > engine.LONGEST_TEXT:
            sentence = _("The text has %(n)s characters, at most %(most)s are read: paste the part that counts.") % {
                "n": len(text), "most": engine.LONGEST_TEXT,
            }  # fmt: skip
            raise DomainError(sentence, fields={"text": sentence})
        file = SimpleUploadedFile("cv.txt", text.encode())
    former = talent.cv
    talent.cv, talent.cv_text = store_upload(viewer=viewer, file=file, purpose="cv"), ""
    talent.save(update_fields=["cv", "cv_text"])
    if former is not None:
        erase_upload(viewer=viewer, upload=former)
    record(kind=EventKind.UPLOADED_CV, actor=viewer, on=talent)
    _start_reading(viewer, talent)
    return talent


@transaction.atomic
def read_again(*, viewer: Viewer, talent_ref: str) -> Talent:
    """Have the CV read once more, with the taxonomy and the models of today; what the person decided stays."""
    talent = locked(viewer, talent_ref)
    if not talent.cv_id and not talent.cv_text:
        raise DomainError(_("There is no CV to read: upload one, or add skills by their names."))
    record(kind=EventKind.CHANGED_TALENT, actor=viewer, on=talent, details={"is_read_again": True})
    _start_reading(viewer, talent)
    return talent


def _start_reading(viewer: Viewer, talent: Talent) -> None:
    from ..tasks import read_talent

    job = start(viewer=viewer, task=read_talent, kwargs={"talent_id": talent.pk}, label=_("Reading a CV"), on=talent)
    Talent.objects.filter(pk=talent.pk).update(
        reading_state=ReadingState.WAITING, reading_note="", reading_job_id=job.pk
    )


@transaction.atomic
def read(*, talent_id: int) -> int:
    """Read the CV now and put the suggestions beside it; return how many are new. Done twice, it changes nothing more.

    A person who was erased meanwhile is passed over.
    """
    talent = Talent.objects.select_for_update(of=("self",)).select_related("cv__blob").filter(pk=talent_id).first()
    if talent is None:
        return 0
    try:
        if not talent.cv_text and talent.cv:
            talent.cv_text = read_upload(talent.cv)[: engine.LONGEST_TEXT]
        reading = engine.read_text(talent.cv_text, language=None)
    except DomainError as error:
        Talent.objects.filter(pk=talent.pk).update(
            reading_state=ReadingState.FAILED, reading_note=error.message[:500], cv_text=""
        )
        return 0
    n_new = suggest_from_text(talent, reading.suggestions)
    talent.reading_state, talent.reading_note = ReadingState.READ, reading.reason[:500]
    talent.language = reading.language or talent.language
    talent.save(update_fields=["cv_text", "reading_state", "reading_note", "language"])
    return n_new
