"""`skillpact plan`: a training plan from an instance, or the instance of an input folder."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from skillpact.cli.failures import EXIT_ATTENTION
from skillpact.cli.output import Finite, taxonomy_option, write_text
from skillpact.cli.progress import ProgressLine
from skillpact.errors import InputError
from skillpact.extraction.parallel import usual_workers


@click.command()
@click.argument("source", type=click.Path(path_type=Path), metavar="INSTANCE.json|DIR")
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="PLAN.json", help="Where the plan goes [default: printed]."
)
@click.option("--time-limit", type=Finite(min=0.1), metavar="S", help="Seconds; the best plan found is kept.")
@click.option("--write-instance", type=click.Path(path_type=Path), metavar="FILE",
              help="With DIR: write the instance that the folder gives and stop.")  # fmt: skip
@taxonomy_option
def plan(
    source: Path, out: Path | None, time_limit: float | None, write_instance: Path | None, taxonomy: str | None
) -> None:
    """Choose courses, seats and people under the budget, with a proven bound.

    The formats are told in docs/guide/plan-format.md. Exit code 1 where the wish cannot be met; the file then says why.

    \b
    Examples:
      skillpact plan instance.json --out plan.json --time-limit 60
      skillpact plan examples/hiruzubi --write-instance instance.json
    """
    if write_instance is not None and out is not None:
        raise click.UsageError("--write-instance writes no plan: leave out --out")
    if out is not None and out.exists() and source.exists() and out.samefile(source):
        raise click.UsageError("--out is the instance itself, expected another file")
    from skillpact.planning import check_plan, plan_to_json, read_instance, solve_plan, to_json

    with ProgressLine() as progress:
        if source.is_dir():
            from skillpact.study import StudySettings, load_study_inputs, run_study
            from skillpact.taxonomy import TaxonomyStore

            inputs, found = load_study_inputs(source, TaxonomyStore(), taxonomy=taxonomy, on_progress=progress)
            settings = StudySettings(plan_time_limit_s=time_limit, solves_plan=write_instance is None)
            result = run_study(inputs, found, settings, n_workers=usual_workers(), on_progress=progress)
            if result.instance is None:
                raise InputError(
                    "no plan can be made: expected courses, talents and [[periods]] in cluster.toml", file=source.name
                )
            if write_instance is not None:
                write_text(write_instance, to_json(result.instance))
                return
            instance, planned = result.instance, result.plan
        else:
            if write_instance is not None:
                raise click.UsageError("--write-instance needs an input folder, found a file")
            instance = read_instance(source)
            planned = solve_plan(instance, time_limit_s=time_limit)
    if planned is None:
        raise RuntimeError("the study gave an instance but no plan")
    problems = check_plan(instance, planned)
    if problems:
        raise RuntimeError("the checker refuses the plan: " + "; ".join(problems[:3]))
    text = plan_to_json(planned)
    if out is None:
        click.echo(text)
    else:
        write_text(out, text)
        for objective in planned.objectives:
            click.echo(f"{objective.name}: {objective.value:g} (at best {objective.bound:g})")
        click.echo(f"{planned.status}: {len(planned.cohorts)} cohorts, {len(planned.assignments)} seats, {out.name}")
    if planned.status == "infeasible":
        for sentence in planned.conflict:
            click.echo(f"skillpact: {sentence}", err=True)
        sys.exit(EXIT_ATTENTION)
