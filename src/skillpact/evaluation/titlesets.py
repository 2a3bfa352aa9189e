"""Which titles are measured: three sets labelled by others, and the taxonomy's own labels held out in three ways.

Of the sets that weights were fitted on, EURES and labels, only titles of other occupations are asked.
"""

from __future__ import annotations

from pathlib import Path

from skillpact.evaluation.embeddings import Progress
from skillpact.evaluation.heldout import HeldOut, hold_out_alternatives, hold_out_half, hold_out_tenth, keep_english
from skillpact.evaluation.material import LabelledData
from skillpact.evaluation.occupations import TitleSet
from skillpact.evaluation.titles import (
    known_titles,
    read_eures,
    read_jobbert,
    read_talentclef,
    sample,
    unseen_titles,
)  # fmt: skip
from skillpact.taxonomy import Taxonomy

HELD_OUT = "alternative labels"
TENTH = "one label in ten"
FOREIGN = "against English labels"
MAX_HELD_OUT = 400  # titles of one language; effect of more: time, and narrower intervals
_MAX_OTHERS = 200  # the same of the two further ways


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
        if name == "eures":
            known = unseen_titles(known)
        sets.append(TitleSet(name, language, taxonomy, sample(known, n_sampled, seed)))
    related = {
        language: known_titles(read_talentclef(data, language), taxonomy, "talentclef") for language in ("de", "es")
    }
    half = hold_out_half(taxonomy, related, folder, seed=seed, on_progress=on_progress)
    for language, own in half.titles.items():
        sets.append(TitleSet("talentclef", language, half.taxonomy, sample(own, n_sampled, seed)))
    sets += held_out_sets(taxonomy, folder, n_sampled=n_sampled, seed=seed, on_progress=on_progress)
    tenth = hold_out_tenth(taxonomy, folder, seed=seed, on_progress=on_progress)
    foreign = keep_english(taxonomy, folder, on_progress)
    return [
        *sets,
        *_sets_of(TENTH, tenth, min(n_sampled, _MAX_OTHERS), seed),
        *_sets_of(FOREIGN, foreign, min(n_sampled, _MAX_OTHERS), seed, searched="en"),
    ]


def held_out_sets(
    taxonomy: Taxonomy, folder: Path, *, n_sampled: int, seed: int = 0, on_progress: Progress | None = None
) -> list[TitleSet]:
    """Return, for each language, alternative labels that are asked for among preferred ones, at most 400 each."""
    held_out = hold_out_alternatives(taxonomy, folder, on_progress)
    return _sets_of(HELD_OUT, held_out, min(n_sampled, MAX_HELD_OUT), seed)


def _sets_of(name: str, held_out: HeldOut, n_sampled: int, seed: int, searched: str | None = None) -> list[TitleSet]:
    return [
        TitleSet(name, language, held_out.taxonomy, sample(unseen, n_sampled, seed), searched)
        for language, titles in held_out.titles.items()
        if (unseen := unseen_titles(titles))
    ]
