"""The one function of bulk work: from Arrow record batches of texts to Arrow record batches of skills.

Every engine runs this function and no other, so their answers are the same. It keeps the order of rows, answers each
row with one row, and no answer depends on another row of its batch.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from skillpact.bulk.schema import INPUT_COLUMNS, output_schema
from skillpact.bulk.settings import BulkSettings, extractor_of
from skillpact.extraction import Extraction
from skillpact.extraction.listing import listed_skills
from skillpact.files.documents import DEFAULT_LIMITS, normalise_text
from skillpact.files.documents.rows import state_language
from skillpact.taxonomy import Taxonomy

if TYPE_CHECKING:
    import pyarrow as pa

REFUSED = "refused: "  # how the reason of a row begins that could not be read
_LONGEST_ID = 200
# Of all sentences of a row, one for each skill: a wall of keywords would otherwise fill the memory, 600 MB for a text.
_SENTENCE_CHARACTERS = 20_000_000


class _Row(NamedTuple):
    """One row as it came in; `refusal` is None where it can be read."""

    row_id: str | None
    text: str | None
    language: str | None
    refusal: str | None


def extract_batches(batches: Iterable[pa.RecordBatch], settings: BulkSettings) -> Iterator[pa.RecordBatch]:
    """Yield the skills of each batch of texts, one row for each row, in order.

    batches : columns `id`, `text` and, where it is known, `lang`, all texts (`id` may be whole numbers); further
    columns are not read, nulls are allowed
    Yields `id`, `lang`, `text_sha256`, `reason`, `skills` and, where wanted, `text`. A row that cannot be read has no
    skills, and a `reason` that begins with "refused: ". Raises TaxonomyError, ConfigurationError.
    """
    taxonomy, extractor = extractor_of(settings)
    for batch in batches:
        rows = [_read_row(*values) for values in zip(*_columns(batch), strict=True)]
        wanted = [(row.text, row.language or settings.language) for row in rows if row.text is not None]
        extractions = iter(extractor.extract_many(wanted))
        answers = [_answer(row, next(extractions) if row.text is not None else None, taxonomy) for row in rows]
        yield _to_batch(answers, with_text=settings.with_text)


def _columns(batch: pa.RecordBatch) -> list[list[Any]]:
    return [
        _values(batch.column(name)) if name in batch.schema.names else [None] * batch.num_rows for name in INPUT_COLUMNS
    ]


def _values(column: pa.Array) -> list[Any]:
    """Return the values as Python's; a text that is no UTF-8, which Parquet does not check, stays bytes."""
    try:
        values: list[Any] = column.to_pylist()
    except UnicodeDecodeError:
        import pyarrow as pa

        if pa.types.is_dictionary(column.type):
            column = column.dictionary_decode()
        values = [_decoded(value) for value in column.cast(pa.large_binary(), safe=False).to_pylist()]
    return values


def _decoded(value: bytes | None) -> str | bytes | None:
    try:
        return None if value is None else value.decode("utf-8")
    except UnicodeDecodeError:
        return value


def _read_row(row_id: Any, text: Any, language: Any) -> _Row:
    if any(isinstance(value, bytes) for value in (row_id, text, language)):
        return _refuse(row_id, "the bytes are no UTF-8")
    name = " ".join(normalise_text(str(row_id)).split()) if row_id is not None else ""
    if not name:
        return _refuse(row_id, "the id is missing, expected a text or number that names the row")
    if len(name) > _LONGEST_ID:
        return _refuse(row_id, f"the id is longer than {_LONGEST_ID} characters")
    if text is None:
        return _refuse(row_id, "the text is missing")
    if len(text) > DEFAULT_LIMITS.characters:
        return _refuse(row_id, f"the text is longer than {DEFAULT_LIMITS.characters:,} characters: split it")
    stated = state_language(language)
    if language and stated is None:
        shown = " ".join(normalise_text(language).split())[:20]
        return _refuse(row_id, f"lang is '{shown}', expected a language code such as 'es', or nothing")
    return _Row(str(row_id), normalise_text(text), stated, None)


def _refuse(row_id: Any, why: str) -> _Row:
    # The id goes out as it came, so that whoever joins the tables finds the row.
    name = row_id.decode("utf-8", errors="replace") if isinstance(row_id, bytes) else row_id
    return _Row(None if name is None else str(name), None, None, REFUSED + why)


def _answer(row: _Row, extraction: Extraction | None, taxonomy: Taxonomy) -> dict[str, Any]:
    if row.text is None or extraction is None:
        return {"id": row.row_id, "reason": row.refusal, "skills": []}
    text = row.text
    if sum(found.sentence_end - found.sentence_start for found in extraction.mentions) > _SENTENCE_CHARACTERS:
        why = f"its skills repeat more than {_SENTENCE_CHARACTERS:,} characters of sentences: split it"
        return {"id": row.row_id, "reason": REFUSED + why, "skills": []}
    return {
        "id": row.row_id,
        "lang": extraction.language,
        "text_sha256": hashlib.sha256(text.encode("utf-8")).hexdigest(),
        "reason": extraction.reason,
        "skills": listed_skills(extraction, text, taxonomy),
        "text": text,
    }


def _to_batch(answers: list[dict[str, Any]], *, with_text: bool) -> pa.RecordBatch:
    import pyarrow as pa

    schema = output_schema(with_text=with_text)
    return pa.RecordBatch.from_arrays(
        [pa.array([answer.get(field.name) for answer in answers], field.type) for field in schema], schema=schema
    )
