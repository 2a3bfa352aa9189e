"""`skillpact rank`: from short texts to the skills that fit them, best first."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import click

from skillpact.cli.failures import EXIT_ATTENTION, EXIT_UNUSABLE
from skillpact.cli.output import taxonomy_option
from skillpact.cli.progress import ProgressLine, index_progress
from skillpact.errors import InputError
from skillpact.extraction.quality import quality_class
from skillpact.extraction.ranking import Ranking, SkillRanker
from skillpact.extraction.tiers import Scorers
from skillpact.files.documents import Document, iter_jsonl
from skillpact.records import Refusal
from skillpact.taxonomy import Taxonomy, TaxonomyStore

_BATCH = 64  # texts ranked at once; effect of more: faster on long files, the first result comes later


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@click.option("--top", type=click.IntRange(min=1), default=10, show_default=True, metavar="K",
              help="Skills for each text, exactly so many.")  # fmt: skip
@click.option("--lang", metavar="XX", help="Language of texts that do not say theirs (ISO 639-1) [default: detected].")
@taxonomy_option
def rank(files: tuple[Path, ...], top: int, lang: str | None, taxonomy: str | None) -> None:
    """Rank skills for short texts: JSON lines {"id", "text", "lang"?} from FILEs or standard input.

    Writes one JSON object a text, its skills best first. A score orders the skills of one text; it is no probability.

    \b
    Examples:
      skillpact rank --top 5 sentences.jsonl
      echo '{"id": "1", "text": "You weld stainless steel pipes"}' | skillpact rank --top 3
    """
    if lang is not None and not (len(lang) == 2 and lang.isalpha()):
        raise click.UsageError(f"--lang is {lang!r}, expected two letters such as es")
    found = TaxonomyStore().find(taxonomy)
    if top > len(found.skills):
        raise click.UsageError(f"--top is {top}, but taxonomy {found.id} has {len(found.skills):,} skills")
    n_texts, n_refused = 0, 0
    out = sys.stdout
    if isinstance(out, io.TextIOWrapper):
        out.reconfigure(encoding="utf-8")  # JSON is UTF-8 whatever the terminal speaks
    items = _texts(files)
    with ProgressLine() as progress:
        # A missing dense index is built, which takes minutes for all of ESCO in English.
        ranker = SkillRanker(found, Scorers(found, builds_index=True, on_progress=index_progress(progress)))
        while batch := list(islice(items, _BATCH)):
            for item in batch:
                if isinstance(item, Refusal):
                    n_refused += 1
                    place = InputError(item.message, file=item.file, row=item.row, column=item.column)
                    click.echo(f"skillpact: {place}", err=True)
            texts = [item for item in batch if isinstance(item, Document)]
            rankings = ranker.rank_many([(text.text, text.language or lang) for text in texts], top=top)
            out.writelines(_lines(texts, rankings, found))
            n_texts += len(texts)
            progress("texts", n_texts, n_texts)
    out.flush()
    if found.attribution and sys.stderr.isatty():
        # Standard output holds data for programs; a person reads the line.
        click.echo(found.attribution, err=True)
    if n_refused:
        click.echo(f"skillpact: {n_refused} refused, {n_texts} ranked", err=True)
        sys.exit(EXIT_ATTENTION if n_texts else EXIT_UNUSABLE)


def _texts(files: tuple[Path, ...]) -> Iterator[Document | Refusal]:
    """Yield the texts and the refusals of all files, or of standard input where there are none."""
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
                        message = f'the id "{item.id[:60]}" stands already, expected each text once'
                        yield Refusal(path.name, None, None, message)
                        continue
                    if isinstance(item, Document):
                        seen.add(item.id)
                    yield item
        except OSError as error:
            yield Refusal(path.name, None, None, f"the file cannot be read ({error.strerror})")


def _lines(texts: Iterable[Document], rankings: Iterable[Ranking], taxonomy: Taxonomy) -> Iterator[str]:
    for text, ranking in zip(texts, rankings, strict=True):
        language = ranking.language or "en"
        line: dict[str, object] = {
            "id": text.id,
            "quality": quality_class(ranking.language),
            "skills": [
                {"uri": uri, "label": taxonomy.skills.label(taxonomy.skills.row(uri), language), "score": score}
                for uri, score in ranking.skills
            ],
        }
        if ranking.reason:
            line["reason"] = ranking.reason
        yield json.dumps(line, ensure_ascii=False) + "\n"
