"""From the bytes of one file to its documents: the part that runs in the worker."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from skillpact.errors import InputError
from skillpact.files.documents import rows
from skillpact.files.documents.detection import detect_format
from skillpact.files.documents.document import ROLE_WORDS, Document, ReaderLimits, ReadResult, Role
from skillpact.files.documents.encoding import decode_text, too_long
from skillpact.files.documents.jsontext import JsonError, parse_json
from skillpact.files.documents.normalisation import normalise_line, normalise_text
from skillpact.records import Refusal

_LINES_SUFFIXES = {".jsonl", ".ndjson"}
_TABLE_SUFFIXES = {".csv", ".tsv"}


def parse_document(data: bytes, *, file: str, role: Role, limits: ReaderLimits) -> ReadResult:
    """Return the documents in `data`. Runs to its end however long that takes: `DocumentReader` sets the bounds.

    file : what the user calls it; its suffix says what is expected, its stem is the id
    Raises InputError when the file as a whole cannot be used.
    """
    found = detect_format(data, file=file)
    stem = normalise_line(PurePath(file).stem, longest=200) or "document"
    suffix = PurePath(file).suffix.lower()
    try:
        if found == "json" and suffix in _LINES_SUFFIXES:
            return _of_rows(_iter_lines(data, file, role, limits), file, limits)
        if found == "text" and suffix in _TABLE_SUFFIXES:
            text = decode_text(data, file=file, characters=limits.file_bytes)
            return _of_rows(rows.iter_csv(text.removeprefix("\ufeff"), file, role=role, limits=limits), file, limits)
        if found == "json":
            return _parse_json(data, file=file, stem=stem, role=role, limits=limits)
        documents = _READERS[found](data, file, stem, role, limits)
    except RecursionError as error:
        raise InputError("the content is nested too deeply to be read: export it again", file=file) from error
    return ReadResult(tuple(_finish(document, file=file, role=role, limits=limits) for document in documents))


def _parse_pdf(data: bytes, file: str, stem: str, role: Role, limits: ReaderLimits) -> list[Document]:
    from skillpact.files.documents.pdf import plain_pdf_text, read_pdf

    content = read_pdf(data, file=file, limits=limits)
    if role == "talent":
        for attached in content.xml_files:
            document = _parse_attached(attached, file=file, stem=stem, limits=limits)
            if document is not None:
                return [document]
    text = plain_pdf_text(content, file=file)
    fields = {"pages": str(content.n_pages)}
    if content.n_pages_without_text:
        fields["pages_without_text"] = str(content.n_pages_without_text)
    return [_plain("pdf", text, content.title, content.author, None, stem=stem, role=role, fields=fields)]


def _parse_attached(data: bytes, *, file: str, stem: str, limits: ReaderLimits) -> Document | None:
    from skillpact.files.documents.europass import is_europass, read_europass
    from skillpact.files.documents.xmltree import parse_xml

    try:
        root = parse_xml(data, file=file, characters=limits.characters)
    except InputError:
        return None  # a damaged attachment: the page's own text is read instead
    return read_europass(root, document_id=stem, file=file) if is_europass(root) else None


def _parse_word(data: bytes, file: str, stem: str, role: Role, limits: ReaderLimits) -> list[Document]:
    from skillpact.files.documents.word import read_word

    content = read_word(data, file=file, limits=limits)
    return [_plain("docx", content.text, content.title, content.author, content.language, stem=stem, role=role)]


def _parse_webpage(data: bytes, file: str, stem: str, role: Role, limits: ReaderLimits) -> list[Document]:
    from skillpact.files.documents.jobposting import find_postings, read_postings
    from skillpact.files.documents.webpage import read_webpage

    content = read_webpage(data, file=file, limits=limits)
    if (content.generator or "").lower().split()[:1] == ["skillpact"]:
        raise _own_output("a report that Skillpact wrote", role, file)
    postings = []
    for block in content.json_ld:
        try:
            postings += find_postings(parse_json(block.strip().removeprefix("<!--").removesuffix("-->")))
        except JsonError:
            continue  # the page's own text is read instead
    if postings and role != "vacancy":
        raise _other_role("a job advertisement (schema.org JobPosting)", role, file)
    documents = read_postings(postings, stem=stem, language=content.language)
    return documents or [_plain("html", content.text, content.title, None, content.language, stem=stem, role=role)]


def _parse_xml(data: bytes, file: str, stem: str, role: Role, limits: ReaderLimits) -> list[Document]:
    from skillpact.files.documents.europass import is_europass, read_europass
    from skillpact.files.documents.xmltree import parse_xml

    root = parse_xml(data, file=file, characters=limits.characters)
    if role != "talent" and is_europass(root):
        raise _other_role("a Europass CV", role, file)
    return [read_europass(root, document_id=stem, file=file)]


def _parse_text(data: bytes, file: str, stem: str, role: Role, limits: ReaderLimits) -> list[Document]:
    text = decode_text(data, file=file, characters=limits.characters)
    return [_plain("txt", text, None, None, None, stem=stem, role=role)]


def _parse_json(data: bytes, *, file: str, stem: str, role: Role, limits: ReaderLimits) -> ReadResult:
    from skillpact.files.documents.jobposting import find_postings, read_postings
    from skillpact.files.documents.jsonresume import is_resume, read_resume

    try:
        value = parse_json(decode_text(data, file=file, characters=limits.file_bytes).removeprefix("\ufeff"))
    except JsonError as error:
        if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and b"}\n{" in data.replace(b"\r", b""):
            return _of_rows(_iter_lines(data, file, role, limits), file, limits)
        raise InputError(f"found {error}: export the file again", file=file) from error
    if isinstance(value, dict) and str(value.get("format", "")).startswith("skillpact."):
        raise _own_output("a file that Skillpact wrote", role, file)
    documents: list[Document] = []
    if is_resume(value):
        if role != "talent":
            raise _other_role("a CV (JSON Resume)", role, file)
        documents = [read_resume(value, document_id=stem)]
    elif postings := find_postings(value):
        if role != "vacancy":
            raise _other_role("a job advertisement (schema.org JobPosting)", role, file)
        documents = read_postings(postings, stem=stem, language=None)
        if not documents:
            raise InputError("found a JobPosting without title and description: nothing can be read from it", file=file)
    if documents:
        return ReadResult(tuple(_finish(document, file=file, role=role, limits=limits) for document in documents))
    values = value if isinstance(value, list) else [value]
    if any(isinstance(item, dict) and "text" in item for item in values):
        return _of_rows(rows.iter_objects(values, file, role=role, limits=limits), file, limits)
    expected = "a JSON Resume" if role == "talent" else "a schema.org JobPosting" if role == "vacancy" else "texts"
    raise InputError(
        f'found JSON of an unknown form, expected {expected} or objects {{"id": …, "text": …}}',
        file=file,
    )


_READERS: dict[str, Any] = {
    "pdf": _parse_pdf,
    "zip": _parse_word,
    "html": _parse_webpage,
    "xml": _parse_xml,
    "text": _parse_text,
}


def _plain(
    kind: str,
    text: str,
    title: str | None,
    author: str | None,
    language: str | None,
    *,
    stem: str,
    role: Role,
    fields: dict[str, str] | None = None,
) -> Document:
    """Return the document of a kind that is text alone; a CV loses personal data, and its title (it holds a name)."""
    text = normalise_text(text)
    if role == "talent":
        from skillpact.files.privacy import strip_personal_data

        text, title = strip_personal_data(text, hints=[stem, author or "", title or ""]), None
    return Document(stem, kind, text, normalise_line(title or "") or None, language, fields or {})


def _finish(document: Document, *, file: str, role: Role, limits: ReaderLimits) -> Document:
    if len(document.text) > limits.characters:
        raise too_long(file, limits.characters)
    if not any(map(str.isalpha, document.text)):
        left = "beyond personal data " if role == "talent" else ""
        raise InputError(f"found no text {left}in the file; expected {ROLE_WORDS[role]} with text", file=file)
    return replace(document, language=rows.state_language(document.language))


def _iter_lines(data: bytes, file: str, role: Role, limits: ReaderLimits) -> Iterator[Document | Refusal]:
    return rows.iter_jsonl(io.BytesIO(data), file, role=role, limits=limits, refuse_empty=True)


def _of_rows(items: Iterable[Document | Refusal], file: str, limits: ReaderLimits) -> ReadResult:
    documents: list[Document] = []
    refusals: list[Refusal] = []
    for number, item in enumerate(items):
        if number >= limits.rows:
            raise InputError(f"the file has more than {limits.rows:,} rows: split it", file=file)
        if isinstance(item, Refusal):
            refusals.append(item)
        else:
            documents.append(item)
    if not documents and not refusals:
        raise InputError("the file has no rows; expected one document a row", file=file)
    return ReadResult(tuple(documents), tuple(refusals))


def _own_output(what: str, role: Role, file: str) -> InputError:
    """What a study writes is no source for the next one: its figures would come back as a person or a vacancy."""
    return InputError(f"found {what}, expected {ROLE_WORDS[role]}: write reports outside the input folder", file=file)


def _other_role(found: str, role: Role, file: str) -> InputError:
    return InputError(f"found {found}, expected {ROLE_WORDS[role]}: put the file where it belongs", file=file)
