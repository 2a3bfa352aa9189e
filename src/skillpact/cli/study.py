"""`skillpact study`: the main job, from a folder of inputs to a report."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from skillpact.cli.failures import EXIT_ATTENTION, report_refusals
from skillpact.cli.output import Finite, taxonomy_option
from skillpact.cli.progress import ProgressLine
from skillpact.extraction.parallel import usual_workers


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="DIR", help="Folder for the report.")
@click.option("--audience", type=click.Choice(["owner", "cluster", "public"]), default="cluster", show_default=True,
              help="Whom report.html is for; report-public.html always follows the disclosure rule.")  # fmt: skip
@click.option("--no-plan", is_flag=True, help="Leave out the training plan.")
@click.option("--time-limit", type=Finite(min=0.1), default=60.0, show_default=True, metavar="S",
              help="Seconds for the training plan.")  # fmt: skip
@click.option("--tier", type=click.Choice(["default", "fast"]),
              help="How texts are read: default: labels and meaning; fast: labels alone "
              "[default: labels and meaning with ESCO, else labels].")  # fmt: skip
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Breaks ties among equals.")
@taxonomy_option
def study(
    folder: Path, out: Path, audience: Any, no_plan: bool, time_limit: float, tier: Any, seed: int, taxonomy: str | None
) -> None:
    """Turn a folder of vacancies, talents and courses into a shortage map, matches and a training plan.

    Writes report.html, report-public.html, the tables as CSV and XLSX, the plan, and study.json. What each file in
    DIR holds is told in docs/guide/input.md.

    \b
    Example:
      skillpact study examples/hiruzubi --out out
    """
    from skillpact.reporting import check_report_folder, summary_lines, write_report
    from skillpact.study import StudySettings, load_study_inputs, run_study
    from skillpact.taxonomy import TaxonomyStore

    if out.resolve().is_relative_to(folder.resolve()):
        raise click.UsageError("--out lies inside the input folder: the next study would read its report as input")
    check_report_folder(out)
    with ProgressLine() as progress:
        inputs, found = load_study_inputs(folder, TaxonomyStore(), taxonomy=taxonomy, on_progress=progress)
        settings = StudySettings(with_plan=not no_plan, plan_time_limit_s=time_limit, tier=tier, seed=seed)
        result = run_study(inputs, found, settings, n_workers=usual_workers(), on_progress=progress)
        write_report(result, out, audience=audience)
    # Before the summary, so that the path of the report is the last thing to be read.
    report_refusals(inputs.refusals, where=", see the table of refusals")
    for line in summary_lines(result, audience=audience):
        click.echo(line)
    click.echo(f"Report: {out / ('report-public.html' if audience == 'public' else 'report.html')}")
    if found.attribution:
        click.echo(found.attribution)
    if inputs.refusals or (result.plan is not None and result.plan.status == "infeasible"):
        sys.exit(EXIT_ATTENTION)
