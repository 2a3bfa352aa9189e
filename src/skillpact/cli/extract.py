"""`skillpact extract`: from documents or JSONL to the skills they name."""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from skillpact.cli.lines import (
    end_with,
    json_output,
    lang_option,
    read_standard_input,
    refuse_repeat,
    tell_attribution,
    tell_refusal,
)
from skillpact.cli.output import taxonomy_option, threshold_option, tier_option
from skillpact.cli.progress import ProgressLine, index_progress
from skillpact.cli.quality import show_quality
from skillpact.errors import InputError
from skillpact.extraction import Extraction
from skillpact.extraction.listing import listed_skills
from skillpact.extraction.parallel import ParallelExtractor
from skillpact.extraction.quality import quality_class
from skillpact.extraction.tiers import Tier, make_extractor
from skillpact.files.documents import Document, DocumentReader
from skillpact.records import Refusal
from skillpact.taxonomy import Taxonomy, TaxonomyStore

_TOLD = 64  # documents after which progress is told again


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@lang_option
@tier_option
@threshold_option
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
    store = TaxonomyStore()
    found = store.find(taxonomy)
    n_documents, n_refused = 0, 0
    languages: set[str] = set()
    out = json_output()
    with ProgressLine() as progress:
        # A missing dense index is built, which takes minutes for all of ESCO in English.
        one = make_extractor(
            found, tier=tier, threshold=threshold, builds_index=True, on_progress=index_progress(progress)
        )
        waiting: deque[Document] = deque()

        def asked() -> Iterator[tuple[str, str | None]]:
            nonlocal n_refused
            for item in read_documents(files, role):
                if isinstance(item, Refusal):
                    n_refused += 1
                    tell_refusal(item)
                else:
                    waiting.append(item)
                    yield item.text, item.language or lang

        with ParallelExtractor(one) as extractor:
            for extraction in extractor.extract_many(asked()):
                out.write(_line(waiting.popleft(), extraction, found, with_text) + "\n")
                languages.update([extraction.language] if extraction.language else [])
                n_documents += 1
                if n_documents % _TOLD == 0:
                    progress("documents", n_documents, n_documents)
        progress("documents", n_documents, n_documents)
    out.flush()
    show_quality(languages)
    tell_attribution(found)
    end_with(n_refused, n_documents)


def read_documents(files: tuple[Path, ...], role: Any) -> Iterator[Document | Refusal]:
    """Yield the documents and the refusals of all files, or of JSON lines on standard input where there are none."""
    if not files:
        yield from read_standard_input()
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
                    yield refuse_repeat(document.id, path.name, "document")
                else:
                    seen.add(document.id)
                    yield document
            yield from result.refusals


def _line(document: Document, extraction: Extraction, taxonomy: Taxonomy, with_text: bool) -> str:
    found: dict[str, Any] = {
        "id": document.id,
        "lang": extraction.language,
        "quality": quality_class(extraction.language),
        "text_sha256": hashlib.sha256(document.text.encode("utf-8")).hexdigest(),
        "skills": listed_skills(extraction, document.text, taxonomy),
    }
    if extraction.reason:
        found["reason"] = extraction.reason
    if with_text:
        found["text"] = document.text
    return json.dumps(found, ensure_ascii=False)
