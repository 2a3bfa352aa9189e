"""Which titles are measured: three of them labelled by others, and the taxonomy's own labels held out."""

from __future__ import annotations

from pathlib import Path

from skillpact.evaluation.embeddings import Progress
from skillpact.evaluation.heldout import hold_out_alternatives, hold_out_half
from skillpact.evaluation.material import LabelledData
from skillpact.evaluation.occupations import TitleSet
from skillpact.evaluation.titles import known_titles, read_eures, read_jobbert, read_talentclef, sample
from skillpact.taxonomy import Taxonomy

HELD_OUT = "alternative labels"
MAX_HELD_OUT = 400  # titles of one language; effect of more: time, and narrower intervals


def title_sets(
    data: LabelledData,
    taxonomy: Taxonomy,
    folder: Path,
    *,
    n_sampled: int,
    seed: int = 0,
    on_progress: Progress | None = None,
) -> list[TitleSet]:
    """Return all sets of titles, each of at most `n_sampled`; `folder` keeps the taxonomies that lack labels."""
    sets = []
    for name, language, titles in (("eures", "es", read_eures(data)), ("jobbert", "en", read_jobbert(data))):
        known = known_titles(titles, taxonomy, name)
        sets.append(TitleSet(name, language, taxonomy, sample(known, n_sampled, seed)))
    related = {
        language: known_titles(read_talentclef(data, language), taxonomy, "talentclef") for language in ("de", "es")
    }
    half = hold_out_half(taxonomy, related, folder, seed=seed, on_progress=on_progress)
    for language, own in half.titles.items():
        sets.append(TitleSet("talentclef", language, half.taxonomy, sample(own, n_sampled, seed)))
    return sets + held_out_sets(taxonomy, folder, n_sampled=n_sampled, seed=seed, on_progress=on_progress)


def held_out_sets(
    taxonomy: Taxonomy, folder: Path, *, n_sampled: int, seed: int = 0, on_progress: Progress | None = None
) -> list[TitleSet]:
    """Return, for each language, alternative labels that are asked for among preferred ones, at most 400 each."""
    held_out = hold_out_alternatives(taxonomy, folder, on_progress)
    return [
        TitleSet(HELD_OUT, language, held_out.taxonomy, sample(titles, min(n_sampled, MAX_HELD_OUT), seed))
        for language, titles in held_out.titles.items()
    ]
