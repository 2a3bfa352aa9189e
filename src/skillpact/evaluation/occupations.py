"""The task "occupations": how high the right occupation of a job title stands, by concept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from skillpact.evaluation.bootstrap import Numbers, gain_of, mean_of, share_of
from skillpact.evaluation.embeddings import Progress
from skillpact.evaluation.figure import Evaluation, Figure, measured
from skillpact.evaluation.measures import average_precision, reciprocal_rank
from skillpact.evaluation.titles import LabelledTitle
from skillpact.extraction import OccupationLinker
from skillpact.extraction.labelgrams import LabelGrams
from skillpact.extraction.occupations import MIN_SCORE
from skillpact.ordering import tie_break
from skillpact.taxonomy import Taxonomy

DEPTH = 100  # occupations looked at; what stands lower counts as not found
_EVERY = 50  # titles between two signs of progress
MEASURES = (("MRR", mean_of(0)), ("MAP", mean_of(1)))
# Of links: titles are linked only where the best score is high enough.
LINK_MEASURES = (("link precision", share_of(3, 2)), ("link recall", mean_of(3)))


@dataclass(frozen=True, slots=True)
class TitleSet:
    """Titles of one language to be ranked in the occupations of a taxonomy.

    searched : the language whose labels likeness of spelling compares; None: that of the titles
    """

    data: str
    language: str
    taxonomy: Taxonomy
    titles: Sequence[LabelledTitle]
    searched: str | None = None


def evaluate_occupations(sets: Sequence[TitleSet], *, seed: int = 0, on_progress: Progress | None = None) -> Evaluation:
    """Return MRR and MAP of each set, of the program and of likeness of spelling, their paired gain, and of links."""
    figures: list[Figure] = []
    linkers: dict[str, OccupationLinker] = {}  # of one taxonomy at a time: each keeps many languages
    grams: dict[tuple[str, str], LabelGrams] = {}
    for titles in sets:
        if titles.taxonomy.id not in linkers:
            linkers = {titles.taxonomy.id: OccupationLinker(titles.taxonomy)}
        own = link_table(titles, linkers[titles.taxonomy.id], on_progress=on_progress)
        searched = titles.searched or titles.language
        if (titles.taxonomy.id, searched) not in grams:
            grams = {(titles.taxonomy.id, searched): LabelGrams(titles.taxonomy.occupations, searched)}
        spelling = _spelling_table(titles, grams[titles.taxonomy.id, searched], on_progress)
        place = (titles.data, titles.language)
        figures += measured(*place, "skillpact", own, (*MEASURES, *LINK_MEASURES), seed=seed)
        figures += measured(*place, "spelling", spelling, MEASURES, seed=seed)
        both = np.hstack([own[:, :2], spelling])
        figures += measured(*place, "gain", both, [("MRR", gain_of(0, 2)), ("MAP", gain_of(1, 3))], seed=seed)
    return Evaluation(tuple(figures), (
        f"Ranks are of concepts, the best of their labels counting; links are those that score {MIN_SCORE:g} and more.",
        "Titles of eures and labels of the taxonomy are those of occupations that no weight was fitted on.",
        "In sets of labels and in talentclef the titles asked for are not among the labels that are searched; but the "
        "subword vectors learned the labels of ESCO, so that these figures are higher than those of unknown titles.",
    ))  # fmt: skip


def link_table(titles: TitleSet, linker: OccupationLinker, *, on_progress: Progress | None = None) -> Numbers:
    """Return (n_titles, 4): reciprocal rank, average precision, whether linked, whether linked rightly."""
    rows = []
    for number, title in enumerate(titles.titles):
        if on_progress and number % _EVERY == 0:
            on_progress(f"{titles.data} {titles.language}", number, len(titles.titles))
        links = linker.suggest(title.title, language=titles.language, limit=DEPTH)
        uris = [link.uri for link in links]
        is_linked = bool(links) and links[0].score >= MIN_SCORE
        is_right = is_linked and uris[0] in title.gold
        ranks = reciprocal_rank(uris, title.gold), average_precision(uris, title.gold)
        rows.append((*ranks, float(is_linked), float(is_right)))
    return np.array(rows, float).reshape(-1, 4)


def _spelling_table(titles: TitleSet, grams: LabelGrams, on_progress: Progress | None) -> Numbers:
    """Return (n_titles, 2): reciprocal rank and average precision of the baseline, cosines of character grams."""
    concepts = titles.taxonomy.occupations
    uris = list(concepts)
    places = np.array([tie_break(uri) for uri in uris], np.uint64)
    rows = []
    for number, title in enumerate(titles.titles):
        if on_progress and number % _EVERY == 0:
            on_progress(f"{titles.data} {titles.language} by spelling", number, len(titles.titles))
        points = np.rint(grams.scores(title.title).astype(np.float64) * 10_000).astype(np.int64)
        order = np.lexsort((places, -points))[:DEPTH]
        ranked = [uris[int(row)] for row in order if points[row] > 0]
        rows.append((reciprocal_rank(ranked, title.gold), average_precision(ranked, title.gold)))
    return np.array(rows, float).reshape(-1, 2)
