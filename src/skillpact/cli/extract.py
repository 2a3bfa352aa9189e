"""`skillpact extract`: from documents or JSONL to the skills they name."""

from __future__ import annotations

import hashlib
import io
import json
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import click

from skillpact.cli.failures import EXIT_ATTENTION
from skillpact.cli.output import Finite, taxonomy_option, tier_option
from skillpact.cli.progress import ProgressLine, index_progress
from skillpact.cli.quality import show_quality
from skillpact.errors import InputError
from skillpact.extraction import Extraction
from skillpact.extraction.quality import quality_class
from skillpact.extraction.tiers import THRESHOLDS, Tier, make_extractor
from skillpact.files.documents import Document, DocumentReader, iter_jsonl
from skillpact.records import Refusal
from skillpact.taxonomy import Taxonomy, TaxonomyStore

_THRESHOLDS = ", ".join(f"{threshold} in {tier}" for tier, threshold in THRESHOLDS.items())
_BATCH = 64  # documents read at once; effect of more: memory, and the first result comes later


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@click.option("--lang", metavar="XX", help="Language of texts that do not say theirs (ISO 639-1) [default: detected].")
@tier_option
@click.option("--threshold", type=Finite(0, 1), help=f"Skills scored below are left out [default: {_THRESHOLDS}].")
@click.option("--role", type=click.Choice(["vacancy", "talent", "course"]), default="vacancy", show_default=True,
              help="What the documents are; personal data is dropped from those of talents.")  # fmt: skip
@click.option("--with-text", is_flag=True, help="Also write the plain text that the offsets refer to.")
@taxonomy_option
def extract(
    files: tuple[Path, ...], lang: str | None, tier: Tier, threshold: float | None, role: Any, with_text: bool,
    taxonomy: str | None,
) -> None:  # fmt: skip
    """Read skills out of FILEs (PDF, DOCX, HTML, TXT, JSONL, CSV, JSON, Europass XML) or of JSONL on standard input.

    Writes one JSON object a document. Offsets are Unicode code points of the reader's plain text.

    \b
    Examples:
      skillpact extract advert.pdf advert.docx
      echo '{"id": "1", "text": "TIG welding wanted", "lang": "en"}' | skillpact extract
    """
    if lang is not None and not (len(lang) == 2 and lang.isalpha()):
        raise click.UsageError(f"--lang is {lang!r}, expected two letters such as es")
    store = TaxonomyStore()
    found = store.find(taxonomy)
    n_documents, n_refused = 0, 0
    languages: set[str] = set()
    out = sys.stdout
    if isinstance(out, io.TextIOWrapper):
        # JSON is UTF-8 whatever the terminal speaks.
        out.reconfigure(encoding="utf-8")
    with ProgressLine() as progress:
        # A missing dense index is built, which takes minutes for all of ESCO in English.
        extractor = make_extractor(
            found, tier=tier, threshold=threshold, builds_index=True, on_progress=index_progress(progress)
        )
        items = read_documents(files, role)
        while batch := list(islice(items, _BATCH)):
            for item in batch:
                if isinstance(item, Refusal):
                    n_refused += 1
                    place = InputError(item.message, file=item.file, row=item.row, column=item.column)
                    click.echo(f"skillpact: {place}", err=True)
            documents = [item for item in batch if isinstance(item, Document)]
            extractions = extractor.extract_many([(document.text, document.language or lang) for document in documents])
            for document, extraction in zip(documents, extractions, strict=True):
                out.write(_line(document, extraction, found, with_text) + "\n")
                languages.update([extraction.language] if extraction.language else [])
            n_documents += len(documents)
            progress("documents", n_documents, n_documents)
    out.flush()
    show_quality(languages)
    if found.attribution and sys.stderr.isatty():
        # Standard output holds data for programs; a person reads the line.
        click.echo(found.attribution, err=True)
    if n_refused:
        click.echo(f"skillpact: {n_refused} refused, {n_documents} read", err=True)
        sys.exit(EXIT_ATTENTION if n_documents else 2)


def read_documents(files: tuple[Path, ...], role: Any) -> Iterator[Document | Refusal]:
    """Yield the documents and the refusals of all files, or of JSON lines on standard input where there are none."""
    if not files:
        if sys.stdin.isatty():
            raise click.UsageError("no FILE given and nothing on standard input")
        is_empty = True
        for item in iter_jsonl(sys.stdin.buffer, "standard input"):
            is_empty = False
            yield item
        if is_empty:
            click.echo("skillpact: standard input is empty, expected one JSON object a line", err=True)
        return
    seen: set[str] = set()
    with DocumentReader() as reader:
        for path in files:
            try:
                result = reader.read(path, role=role, name=path.name)
            except InputError as error:
                yield Refusal(error.file or path.name, error.row, error.column, error.message)
                continue
            except OSError as error:
                yield Refusal(path.name, None, None, f"the file cannot be read ({error.strerror})")
                continue
            for document in result.documents:
                if document.id in seen:
                    message = f'the id "{document.id[:60]}" stands already, expected each document once'
                    yield Refusal(path.name, None, None, message)
                else:
                    seen.add(document.id)
                    yield document
            yield from result.refusals


def _line(document: Document, extraction: Extraction, taxonomy: Taxonomy, with_text: bool) -> str:
    language = extraction.language or "en"
    found: dict[str, Any] = {
        "id": document.id,
        "lang": extraction.language,
        "quality": quality_class(extraction.language),
        "text_sha256": hashlib.sha256(document.text.encode("utf-8")).hexdigest(),
        "skills": [
            {
                "uri": mention.uri,
                "label": taxonomy.skills.label(taxonomy.skills.row(mention.uri), language),
                "score": mention.score,
                "method": mention.method,
                "start": mention.start,
                "end": mention.end,
                "sentence": document.text[mention.sentence_start : mention.sentence_end],
            }
            for mention in extraction.mentions
            if not mention.is_negated
        ],
    }
    if extraction.reason:
        found["reason"] = extraction.reason
    if with_text:
        found["text"] = document.text
    return json.dumps(found, ensure_ascii=False)
