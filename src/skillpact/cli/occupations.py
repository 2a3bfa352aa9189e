"""`skillpact occupations`: from job titles to the occupations that they may mean, best first."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import click

from skillpact.cli.failures import EXIT_ATTENTION, EXIT_UNUSABLE
from skillpact.cli.output import taxonomy_option
from skillpact.cli.progress import ProgressLine
from skillpact.errors import InputError
from skillpact.extraction import OccupationLinker
from skillpact.extraction.language import detect_language
from skillpact.extraction.quality import quality_class
from skillpact.extraction.titlelanguages import title_languages, unsupported_reason
from skillpact.files.documents import Document, iter_jsonl
from skillpact.records import Refusal
from skillpact.taxonomy import Taxonomy, TaxonomyStore

_BATCH = 64  # titles linked at once; effect of more: the first result comes later


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@click.option("--top", type=click.IntRange(min=1), default=5, show_default=True, metavar="K",
              help="Occupations for each title, at most so many.")  # fmt: skip
@click.option("--lang", metavar="XX", help="Language of titles that do not say theirs (ISO 639-1) [default: detected].")
@taxonomy_option
def occupations(files: tuple[Path, ...], top: int, lang: str | None, taxonomy: str | None) -> None:
    """Find occupations for job titles: JSON lines {"id", "text", "lang"?} from FILEs or standard input.

    Writes one JSON object a title, its occupations best first. A score is the chance that the occupation is the right
    one; "isco" is the code of its ISCO-08 unit group.

    \b
    Examples:
      skillpact occupations --top 3 titles.jsonl
      echo '{"id": "1", "text": "SOLDADOR/A (Bilbao)", "lang": "es"}' | skillpact occupations
    """
    if lang is not None and not (len(lang) == 2 and lang.isalpha()):
        raise click.UsageError(f"--lang is {lang!r}, expected two letters such as es")
    found = TaxonomyStore().find(taxonomy)
    linker = OccupationLinker(found)
    n_titles, n_refused = 0, 0
    out = sys.stdout
    if isinstance(out, io.TextIOWrapper):
        out.reconfigure(encoding="utf-8")  # JSON is UTF-8 whatever the terminal speaks
    items = _titles(files)
    with ProgressLine() as progress:
        while batch := list(islice(items, _BATCH)):
            for item in batch:
                if isinstance(item, Refusal):
                    n_refused += 1
                    place = InputError(item.message, file=item.file, row=item.row, column=item.column)
                    click.echo(f"skillpact: {place}", err=True)
                else:
                    n_titles += 1
                    out.write(_line(item, linker, found, lang, top) + "\n")
            progress("titles", n_titles, n_titles)
    out.flush()
    if found.attribution and sys.stderr.isatty():
        # Standard output holds data for programs; a person reads the line.
        click.echo(found.attribution, err=True)
    if n_refused:
        click.echo(f"skillpact: {n_refused} refused, {n_titles} read", err=True)
        sys.exit(EXIT_ATTENTION if n_titles else EXIT_UNUSABLE)


def _line(title: Document, linker: OccupationLinker, taxonomy: Taxonomy, lang: str | None, top: int) -> str:
    stated = title.language or lang
    reason = unsupported_reason(title.text, stated, taxonomy)
    links = [] if reason else linker.suggest(title.text, language=stated, limit=top)
    own = title_languages(title.text, stated, taxonomy).own
    likeliest = detect_language(title.text, stated).code or (own[0] if own else None)
    language = likeliest or "en"
    table = taxonomy.occupations
    line: dict[str, object] = {
        "id": title.id,
        "quality": quality_class(likeliest, "occupations"),
        "occupations": [
            {
                "uri": link.uri,
                "label": table.label(table.row(link.uri), language),
                "isco": table.fact(table.row(link.uri), "isco"),
                "score": link.score,
            }
            for link in links
        ],
    }
    if reason or not links:
        line["reason"] = reason or "the text shares no word or part of a word with any occupation"
    return json.dumps(line, ensure_ascii=False)


def _titles(files: tuple[Path, ...]) -> Iterator[Document | Refusal]:
    """Yield the titles and the refusals of all files, or of standard input where there are none."""
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
    for path in files:
        try:
            with path.open("rb") as stream:
                for item in iter_jsonl(stream, path.name):
                    if isinstance(item, Document) and item.id in seen:
                        message = f'the id "{item.id[:60]}" stands already, expected each title once'
                        yield Refusal(path.name, None, None, message)
                        continue
                    if isinstance(item, Document):
                        seen.add(item.id)
                    yield item
        except OSError as error:
            yield Refusal(path.name, None, None, f"the file cannot be read ({error.strerror})")
