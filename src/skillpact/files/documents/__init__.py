"""Documents that users bring (PDF, DOCX, HTML, JSON, Europass, …) as plain texts; see `docs/guide/documents.md`."""

from skillpact.files.documents.document import DEFAULT_LIMITS, Document, ReaderLimits, ReadResult, Role
from skillpact.files.documents.normalisation import normalise_text
from skillpact.files.documents.reader import DocumentReader, read_documents
from skillpact.files.documents.rows import iter_jsonl

__all__ = [
    "DEFAULT_LIMITS",
    "Document",
    "DocumentReader",
    "ReadResult",
    "ReaderLimits",
    "Role",
    "iter_jsonl",
    "normalise_text",
    "read_documents",
]
