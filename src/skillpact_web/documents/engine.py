"""The engine's document reader: a worker process with bounded time and memory; a CV comes without its person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.utils.translation import gettext as _

from ..errors import DomainError
from . import access
from .kinds import KINDS
from .models import Upload

if TYPE_CHECKING:
    from skillpact.files.documents import Document, Role


@dataclass(frozen=True)
class Reading:
    """What was read. title, language : where the file states them, else ""; n_documents : postings in the file."""

    text: str
    title: str
    language: str
    n_documents: int


def read_upload(upload: Upload) -> str:
    """Return the plain text of an upload; several postings in one file follow each other."""
    return read(upload).text


def read(upload: Upload) -> Reading:
    """Return the text of an upload with what the file states about it. Raises DomainError; see `read_documents_of`."""
    documents = read_documents_of(upload)
    first = documents[0]
    return Reading("\n\n".join(one.text for one in documents), first.title or "", first.language or "", len(documents))


def read_documents_of(upload: Upload) -> tuple[Document, ...]:
    """Return the documents in an upload, at least one.

    Of a CV come no names, contacts, birth dates and no header block (docs/guide/documents.md).
    Raises DomainError (field "file") where the file cannot be read; the sentence says why and what to do.
    """
    from skillpact.errors import InputError
    from skillpact.files.documents import read_documents

    role = access.purpose(upload.purpose).role
    if not role:
        raise ValueError(f"uploads for {upload.purpose!r} are not read as text")
    if upload.blob is None:
        raise _refused(_("This document was erased. Upload it again."))
    try:
        # The reader gets a name of ours: a person's file name often holds their name.
        found = read_documents(upload.blob.path, role=cast("Role", role), name=f"document{KINDS[upload.kind].suffix}")
    except InputError as error:
        reason = error.message[:1].upper() + error.message[1:]
        raise _refused(_("This document could not be read. %(reason)s.") % {"reason": reason.rstrip(".")}) from None
    if not found.documents:
        raise _refused(_("This document holds no text that could be read. Upload it as PDF or DOCX."))
    return found.documents


def _refused(message: str) -> DomainError:
    return DomainError(message, fields={"file": message})
