"""Rows whose text a worker reads for skills: a vacancy, a course, a talent. One way for all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from ..accounts.viewer import Viewer
from ..choices import TextChoices
from ..documents.engine import read_upload
from ..documents.models import Upload
from ..errors import DomainError
from ..jobs.services import start
from . import engine, statements
from .models import Origin


class ReadingState(TextChoices):
    """Whether the text was read for skills."""

    NONE = "none", _("not read")
    WAITING = "waiting", _("being read")
    READ = "read", _("read")
    FAILED = "failed", _("could not be read")


class ReadModel(models.Model):
    """A row with a text, pasted or out of an upload.

    language : two letters, "" where unknown; reading_note : why nothing was read, for people
    """

    text = models.TextField(blank=True)
    language = models.CharField(max_length=2, blank=True)
    upload = models.ForeignKey(Upload, null=True, blank=True, on_delete=models.SET_NULL, related_name="%(class)s_set")
    reading_state = models.CharField(max_length=10, choices=ReadingState.choices, default=ReadingState.NONE)
    reading_note = models.CharField(max_length=500, blank=True)
    reading_job_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def has_text(self) -> bool:
        return bool(self.text.strip() or self.upload_id)

    @property
    def is_being_read(self) -> bool:
        return self.reading_state == ReadingState.WAITING


_READING = ("text", "language", "reading_state", "reading_note")


def start_reading(viewer: Viewer, row: Any, *, task: Any, kwargs: dict[str, Any], label: str) -> None:
    """Have a worker read a row's text; `task` calls `read_row` in the end."""
    row.reading_state, row.reading_note = ReadingState.WAITING, ""
    row.save(update_fields=["reading_state", "reading_note"])
    job = start(viewer=viewer, task=task, kwargs=kwargs, label=label, on=row)
    type(row)._default_manager.filter(pk=row.pk).update(reading_job_id=job.pk)


def read_row(row: Any, statements_of: models.QuerySet[Any], parent: Mapping[str, Model]) -> engine.Reading | None:
    """Read a row's text now and put the suggestions beside it; None where it could not be read, and why on the row.

    Done twice, it changes nothing more. The row is locked by the caller.
    """
    try:
        if not row.text.strip() and row.upload:
            row.text = read_upload(row.upload)[: engine.LONGEST_TEXT]
        reading = engine.read_text(row.text, language=row.language)
    except DomainError as error:
        row.reading_state, row.reading_note = ReadingState.FAILED, error.message[:500]
        row.save(update_fields=_READING)
        return None
    statements.put_suggestions(statements_of, parent, reading.suggestions, Origin.MACHINE)
    row.reading_state, row.reading_note = ReadingState.READ, reading.reason[:500]
    row.language = row.language or reading.language or ""
    row.save(update_fields=_READING)
    return reading
