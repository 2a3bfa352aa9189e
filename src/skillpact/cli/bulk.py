"""`skillpact bulk`: from millions of texts in Parquet to their skills in Parquet."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from skillpact.bulk import BulkSettings, BulkSummary, extract_file
from skillpact.bulk.job import DEFAULT_BATCH_ROWS
from skillpact.bulk.repeats import Repeats
from skillpact.cli.failures import EXIT_ATTENTION
from skillpact.cli.lines import lang_option, tell_attribution
from skillpact.cli.output import taxonomy_option, threshold_option, tier_option
from skillpact.cli.progress import ProgressLine, index_progress
from skillpact.extraction.tiers import ENGLISH, Scorers, Tier
from skillpact.files.documents import normalise_text
from skillpact.taxonomy import TaxonomyStore

_LONGEST_SHOWN = 60  # characters of an id


@click.group()
def bulk() -> None:
    """Work on millions of vacancies and courses, on one machine or on Apache Spark.

    \b
    Example:
      skillpact bulk extract vacancies.parquet skills.parquet
    """


@bulk.command()
@click.argument("source", type=click.Path(path_type=Path), metavar="IN.parquet")
@click.argument("out", type=click.Path(path_type=Path), metavar="OUT.parquet")
@click.option("--engine", type=click.Choice(["local", "spark"]), default="local", show_default=True,
              help="This machine, or a Spark cluster.")  # fmt: skip
@click.option("--master", metavar="URL", help="With spark: its address, such as spark://host:7077.")
@click.option(
    "--workers", type=click.IntRange(1, 1024), metavar="N", help="With local: processes [default: the cores]."
)
@click.option("--batch-rows", type=click.IntRange(1, 100_000), default=DEFAULT_BATCH_ROWS, show_default=True,
              help="Rows in one batch; more take more memory, and change no answer.")  # fmt: skip
@lang_option
@tier_option
@threshold_option
@click.option("--with-text", is_flag=True, help="Also write the plain text that the offsets refer to.")
@click.option("--overwrite", is_flag=True,
              help="Replace OUT.parquet, or unfinished work, of another input or other options.")  # fmt: skip
@taxonomy_option
def extract(
    source: Path, out: Path, engine: Any, master: str | None, workers: int | None, batch_rows: int, lang: str | None,
    tier: Tier, threshold: float | None, with_text: bool, overwrite: bool, taxonomy: str | None,
) -> None:  # fmt: skip
    """Read skills out of the texts of IN.parquet (columns id, text and, where known, lang) into OUT.parquet.

    For vacancies and courses only: names and contacts of people are not removed here, so CVs do not belong here.
    OUT.parquet is whole or absent. Where a run was stopped or killed, the same command goes on.

    \b
    Examples:
      skillpact bulk extract vacancies.parquet skills.parquet
      skillpact bulk extract vacancies.parquet skills.parquet --engine spark --master spark://host:7077
    """
    if engine == "spark" and master is None:
        raise click.UsageError("--engine spark needs --master, for example --master spark://host:7077")
    if engine == "spark" and workers is not None:
        raise click.UsageError("--workers is for --engine local; the workers of Spark are those of its master")
    if engine == "local" and master is not None:
        raise click.UsageError("--master is for --engine spark")
    found = TaxonomyStore().find(taxonomy)
    settings = BulkSettings(found.folder, tier, threshold, lang, with_text)
    with ProgressLine() as progress:
        if tier == "default":
            # Workers build none. Most texts are in one language; for more there is `taxonomy index`.
            Scorers(found, builds_index=True, on_progress=index_progress(progress)).of(lang or ENGLISH)
        summary = extract_file(
            source, out, settings, engine=engine, master=master, workers=workers, batch_rows=batch_rows,
            overwrite=overwrite, on_progress=progress,
        )  # fmt: skip
    _report(summary, source.name, out.name)
    tell_attribution(found)
    if summary.counts.n_refused or summary.counts.repeats.n_ids:
        sys.exit(EXIT_ATTENTION)


def _report(summary: BulkSummary, source: str, name: str) -> None:
    counts = summary.counts
    if summary.was_complete:
        click.echo(f"skillpact: {name} is there already, from the same input and options", err=True)
    if summary.n_resumed:
        click.echo(f"skillpact: {summary.n_resumed:,} rows were done before, by a run that was stopped", err=True)
    click.echo(f"skillpact: {counts.n_rows:,} rows, {counts.n_skills:,} skills in {name}", err=True)
    if counts.n_refused:
        click.echo(f"skillpact: {counts.n_refused:,} rows refused; their column reason says why", err=True)
    _report_repeats(counts.repeats, source)


def _report_repeats(repeats: Repeats, source: str) -> None:
    for found in repeats.examples:
        rows = ", ".join(f"{row:,}" for row in found.rows)
        more = f" and {found.n_rows - len(found.rows):,} more" if found.n_rows > len(found.rows) else ""
        shown = " ".join(normalise_text(found.row_id).split())[:_LONGEST_SHOWN]
        click.echo(f"skillpact: {source}, column 'id': '{shown}' stands in rows {rows}{more}", err=True)
    if repeats.n_ids:
        what = "1 id stands" if repeats.n_ids == 1 else f"{repeats.n_ids:,} ids stand"
        click.echo(f"skillpact: {what} more than once, in {repeats.n_rows:,} rows; all rows were read", err=True)
