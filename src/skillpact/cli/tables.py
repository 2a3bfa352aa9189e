"""`skillpact gaps` and `skillpact match`: single tables of a study, for the terminal and for other programs."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from skillpact.cli.failures import EXIT_ATTENTION, report_refusals
from skillpact.cli.output import Function, format_option, print_table, taxonomy_option
from skillpact.cli.progress import ProgressLine
from skillpact.errors import ConfigurationError
from skillpact.extraction.parallel import usual_workers

if TYPE_CHECKING:
    from skillpact.reporting.table import Table

_GAP_TABLES = ("balance", "occupations", "shortage_map", "function_gaps", "evidence", "coverage")
_MATCH_TABLES = ("matches", "match_parts")
# Columns that say it best on a terminal; files and other formats get them all.
_ON_TERMINAL = {
    "balance": ("skill", "needed", "available", "in_training", "short", "short_after_training"),
    "matches": ("talent_id", "vacancy_id", "essential_met", "essential", "brings", "not_met", "nothing_known"),
}


def audience_option(function: Function) -> Function:
    """Add `--audience owner|cluster|public`."""
    return click.option(
        "--audience", type=click.Choice(["owner", "cluster", "public"]), default="cluster", show_default=True,
        help="Who will read it; public follows the disclosure rule.",
    )(function)  # fmt: skip


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--table", "name", type=click.Choice(_GAP_TABLES), default="balance", show_default=True, help="Which table."
)
@audience_option
@taxonomy_option
@format_option
def gaps(folder: Path, name: str, audience: Any, taxonomy: str | None, form: str) -> None:
    """Print what a cluster lacks: by skill, occupation, company or function.

    \b
    Examples:
      skillpact gaps examples/hiruzubi
      skillpact gaps examples/hiruzubi --table shortage_map --format csv
    """
    _print(folder, name, audience, taxonomy, form, n_matches=0)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--table", "name", type=click.Choice(_MATCH_TABLES), default="matches", show_default=True, help="Which table."
)
@click.option("--top", type=click.IntRange(1, 1000), default=5, show_default=True, metavar="K",
              help="Vacancies kept for each talent.")  # fmt: skip
@audience_option
@taxonomy_option
@format_option
def match(folder: Path, name: str, top: int, audience: Any, taxonomy: str | None, form: str) -> None:
    """Print which vacancies fit which talents, and why.

    \b
    Examples:
      skillpact match examples/hiruzubi --top 3
      skillpact match examples/hiruzubi --table match_parts --format jsonl
    """
    if audience == "public":
        raise click.UsageError("matches are about single persons and have no public form")
    _print(folder, name, audience, taxonomy, form, n_matches=top)


def _print(folder: Path, name: str, audience: Any, taxonomy: str | None, form: str, *, n_matches: int) -> None:
    from skillpact.reporting import build_tables
    from skillpact.study import StudySettings, load_study_inputs, run_study
    from skillpact.taxonomy import TaxonomyStore

    with ProgressLine() as progress:
        inputs, found = load_study_inputs(folder, TaxonomyStore(), taxonomy=taxonomy, on_progress=progress)
        settings = StudySettings(with_plan=False, n_matches=n_matches)
        tables = build_tables(
            run_study(inputs, found, settings, n_workers=usual_workers(), on_progress=progress), audience
        )
    chosen = next((table for table in tables if table.id == name), None)
    if chosen is None:
        raise ConfigurationError(f"table {name!r} is not for the audience {audience!r}, expected another --table")
    columns = list(range(len(chosen.columns)))
    if form == "table" and name in _ON_TERMINAL:
        wanted = _ON_TERMINAL[name]
        columns = [i for i, column in enumerate(chosen.columns) if column.name in wanted] or columns
    print_table(
        [chosen.columns[i].name for i in columns], [_plain(row, chosen, columns, form) for row in chosen.rows], form
    )
    if found.attribution and form == "table":
        click.echo(found.attribution)
    report_refusals(inputs.refusals)
    if inputs.refusals:
        sys.exit(EXIT_ATTENTION)


def _plain(row: tuple[Any, ...], table: Table, columns: list[int], form: str) -> list[Any]:
    """Return cells as JSON and CSV hold them: money in euro, dates as text, remarks by their code."""
    cells: list[Any] = []
    for i in columns:
        cell = row[i]
        if cell is None or isinstance(cell, str | int | float):
            is_money = table.columns[i].kind == "euro" and isinstance(cell, int)
            cells.append(cell / 100 if is_money and cell is not None and not isinstance(cell, str) else cell)
        elif isinstance(cell, date):
            cells.append(cell.isoformat())
        else:
            cells.append(cell.code if cell.number is None else f"{cell.code} {cell.number}")
    return cells
