"""`skillpact rank`: from short texts to the skills that fit them, best first."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import click

from skillpact.cli.lines import end_with, json_output, lang_option, read_lines, tell_attribution, tell_refusal
from skillpact.cli.output import taxonomy_option
from skillpact.cli.progress import ProgressLine, index_progress
from skillpact.extraction.quality import quality_class
from skillpact.extraction.ranking import Ranking, SkillRanker
from skillpact.extraction.tiers import Scorers
from skillpact.files.documents import Document
from skillpact.records import Refusal
from skillpact.taxonomy import Taxonomy, TaxonomyStore

_BATCH = 64  # texts ranked at once; effect of more: faster on long files, the first result comes later


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@click.option("--top", type=click.IntRange(min=1), default=10, show_default=True, metavar="K",
              help="Skills for each text, exactly so many.")  # fmt: skip
@lang_option
@taxonomy_option
def rank(files: tuple[Path, ...], top: int, lang: str | None, taxonomy: str | None) -> None:
    """Rank skills for short texts: JSON lines {"id", "text", "lang"?} from FILEs or standard input.

    Writes one JSON object a text, its skills best first. A score orders the skills of one text; it is no probability.

    \b
    Examples:
      skillpact rank --top 5 sentences.jsonl
      echo '{"id": "1", "text": "You weld stainless steel pipes"}' | skillpact rank --top 3
    """
    found = TaxonomyStore().find(taxonomy)
    if top > len(found.skills):
        raise click.UsageError(f"--top is {top}, but taxonomy {found.id} has {len(found.skills):,} skills")
    n_texts, n_refused = 0, 0
    out = json_output()
    items = read_lines(files, "text")
    with ProgressLine() as progress:
        # A missing dense index is built, which takes minutes for all of ESCO in English.
        ranker = SkillRanker(found, Scorers(found, builds_index=True, on_progress=index_progress(progress)))
        while batch := list(islice(items, _BATCH)):
            for item in batch:
                if isinstance(item, Refusal):
                    n_refused += 1
                    tell_refusal(item)
            texts = [item for item in batch if isinstance(item, Document)]
            rankings = ranker.rank_many([(text.text, text.language or lang) for text in texts], top=top)
            out.writelines(_lines(texts, rankings, found))
            n_texts += len(texts)
            progress("texts", n_texts, n_texts)
    out.flush()
    tell_attribution(found)
    end_with(n_refused, n_texts, "ranked")


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
