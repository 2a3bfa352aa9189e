"""What a reader gives back, and the limits it works under."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from skillpact.records import Refusal

Role = Literal["vacancy", "talent", "course"]

ROLE_WORDS: Mapping[str, str] = {"vacancy": "a vacancy", "talent": "a CV", "course": "a course"}


@dataclass(frozen=True, slots=True)
class Document:
    """One text read out of a file.

    id : stem of the file name, `stem-2` … where one file states several postings, or the id inside it (rows)
    kind : "pdf" | "docx" | "html" | "txt" | "jobposting" | "europass" | "jsonresume" | "jsonl" | "csv"
    text : plain text as `normalise_text` leaves it; offsets of mentions refer to this, in Unicode code points
    title : job title, course title or CV headline where the format states one, else None
    language : two- or three-letter code in lower case where the format states one, else None
    fields : further stated facts as strings; `docs/guide/documents.md` lists the keys of each kind
    """

    id: str
    kind: str
    text: str
    title: str | None = None
    language: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadResult:
    """The documents of one file, and its rows that could not be used (only JSONL and CSV have rows)."""

    documents: tuple[Document, ...]
    refusals: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class ReaderLimits:
    """How much one file may cost before it is refused.

    file_bytes : size on disk, known from its stat, so that a larger file is never opened
    characters : of text in one document
    zip_bytes, zip_ratio, zip_entries : unpacked size, unpacked / packed (counted from 10 MB on), number of parts
    pages : of a PDF
    rows, row_bytes : of a JSONL or CSV file; length of one row in bytes
    seconds : wall clock and processor time for each document
    memory_bytes : address space of the worker over what it has loaded at its start
    """

    file_bytes: int = 50_000_000
    characters: int = 5_000_000
    zip_bytes: int = 200_000_000
    zip_ratio: float = 100.0
    zip_entries: int = 2_000
    pages: int = 300
    rows: int = 1_000_000
    row_bytes: int = 8_000_000
    seconds: float = 20.0
    memory_bytes: int = 1_073_741_824


DEFAULT_LIMITS = ReaderLimits()
