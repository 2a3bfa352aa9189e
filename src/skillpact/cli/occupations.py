"""`skillpact occupations`: from job titles to the occupations that they may mean, best first."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

import click

from skillpact.cli.lines import end_with, json_output, lang_option, read_lines, tell_attribution, tell_refusal
from skillpact.cli.output import taxonomy_option
from skillpact.cli.progress import ProgressLine
from skillpact.extraction import OccupationLinker
from skillpact.extraction.language import detect_language
from skillpact.extraction.quality import quality_class
from skillpact.extraction.titlelanguages import title_languages, unsupported_reason
from skillpact.files.documents import Document
from skillpact.records import Refusal
from skillpact.taxonomy import Taxonomy, TaxonomyStore

_BATCH = 64  # titles linked at once; effect of more: the first result comes later


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@click.option("--top", type=click.IntRange(min=1), default=5, show_default=True, metavar="K",
              help="Occupations for each title, at most so many.")  # fmt: skip
@lang_option
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
    found = TaxonomyStore().find(taxonomy)
    linker = OccupationLinker(found)
    n_titles, n_refused = 0, 0
    out = json_output()
    items = read_lines(files, "title")
    with ProgressLine() as progress:
        while batch := list(islice(items, _BATCH)):
            for item in batch:
                if isinstance(item, Refusal):
                    n_refused += 1
                    tell_refusal(item)
                else:
                    n_titles += 1
                    out.write(_line(item, linker, found, lang, top) + "\n")
            progress("titles", n_titles, n_titles)
    out.flush()
    tell_attribution(found)
    end_with(n_refused, n_titles)


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
        # The classes were measured with labels in the title's language.
        "quality": quality_class(likeliest if likeliest in table.languages else None, "occupations"),
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
