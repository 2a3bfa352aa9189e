"""`skillpact unmatched`: frequent skill-like phrases that no concept of the taxonomy covers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from skillpact.cli.extract import read_documents
from skillpact.cli.lines import end_with, json_output, lang_option, tell_refusal
from skillpact.cli.output import format_option, print_table, taxonomy_option
from skillpact.cli.progress import ProgressLine
from skillpact.extraction import LexicalExtractor, UnmatchedCollector, UnmatchedTerm
from skillpact.extraction.unmatched import MIN_DOCUMENTS, N_EXAMPLES
from skillpact.records import Refusal
from skillpact.taxonomy import TaxonomyStore

_COLUMNS = (
    "term", "language", "n_documents", "n_mentions", "likeness", "nearest_uri", "nearest_label", "nearest_score",
)  # fmt: skip
_ON_TERMINAL = ("term", "language", "n_documents", "n_mentions", "likeness", "nearest_label", "nearest_score")


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@lang_option
@click.option("--role", type=click.Choice(["vacancy", "course"]), default="vacancy", show_default=True,
              help="What the documents are. Texts of talents are not read.")  # fmt: skip
@click.option("--min-documents", type=click.IntRange(min=1), default=MIN_DOCUMENTS, show_default=True, metavar="N",
              help="Documents that hold a term, at least.")  # fmt: skip
@click.option("--top", type=click.IntRange(min=1), default=200, show_default=True, metavar="K", help="Terms, at most.")
@taxonomy_option
@format_option
def unmatched(
    files: tuple[Path, ...], lang: str | None, role: Any, min_documents: int, top: int, taxonomy: str | None, form: str
) -> None:
    """List frequent skill-like phrases of FILEs, or of JSONL on standard input, that no concept covers.

    They are candidates for local skills: each with counts, up to three sentences (not in the table on the terminal),
    and the concept whose labels are nearest.

    \b
    Examples:
      skillpact unmatched adverts.jsonl
      skillpact unmatched --min-documents 5 --format csv adverts/*.pdf
    """
    found = TaxonomyStore().find(taxonomy)
    extractor, collector = LexicalExtractor(found), UnmatchedCollector(found)
    n_documents, n_refused = 0, 0
    with ProgressLine() as progress:
        for item in read_documents(files, role):
            if isinstance(item, Refusal):
                n_refused += 1
                tell_refusal(item)
                continue
            extraction = extractor.extract(item.text, language=item.language or lang)
            collector.add(item.id, item.text, extraction, kind=role)
            n_documents += 1
            progress("documents", n_documents, n_documents)
        terms = collector.terms(min_documents=min_documents, limit=top)
    json_output()
    _print(terms, form)
    if collector.n_lost:
        click.echo(f"skillpact: so many phrases that counts may be too low by up to {collector.n_lost}", err=True)
    if found.attribution:
        # Standard output holds data for programs, unless it is a table for a person.
        click.echo(found.attribution, err=form != "table")
    end_with(n_refused, n_documents)


def _print(terms: list[UnmatchedTerm], form: str) -> None:
    rows = [_row(term) for term in terms]
    if form == "table":
        places = [_COLUMNS.index(name) for name in _ON_TERMINAL]
        print_table(_ON_TERMINAL, [[row[place] for place in places] for row in rows], form)
    elif form == "csv":
        columns = [*_COLUMNS, *(f"example_{n}" for n in range(1, N_EXAMPLES + 1))]
        sentences = [[e.sentence for e in term.examples] for term in terms]
        print_table(
            columns, [[*row, *s, *[None] * (N_EXAMPLES - len(s))] for row, s in zip(rows, sentences, strict=True)], form
        )
    else:
        examples = [[{"id": e.document_id, "sentence": e.sentence} for e in term.examples] for term in terms]
        print_table([*_COLUMNS, "examples"], [[*row, e] for row, e in zip(rows, examples, strict=True)], form)


def _row(term: UnmatchedTerm) -> list[Any]:
    near = term.nearest
    nearest = [near.uri, near.label, near.score] if near else [None, None, None]
    return [term.term, term.language, term.n_documents, term.n_mentions, term.likeness, *nearest]
