"""The task "languages": what can be said of each language, from whatever labelled material there is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from skillpact.evaluation.bootstrap import share_of
from skillpact.evaluation.embeddings import Progress
from skillpact.evaluation.figure import Figure, measured
from skillpact.evaluation.material import LabelledData
from skillpact.evaluation.mentions import METHOD, SET_MEASURES, scored_set, set_counts, span_figures
from skillpact.evaluation.occupations import LINK_MEASURES, TitleSet, link_table
from skillpact.evaluation.sentences import LabelledSentence, read_sentences
from skillpact.evaluation.spans import read_kompetencer, read_skillspan
from skillpact.evaluation.titles import known_titles, read_eures, read_jobbert, sample, unseen_titles
from skillpact.evaluation.titlesets import HELD_OUT, held_out_sets
from skillpact.evaluation.weaklabels import (
    WeakText,
    read_german_courses,
    read_norwegian_adverts,
    read_spanish_adverts,
)
from skillpact.extraction import Extractor, OccupationLinker
from skillpact.taxonomy import Taxonomy

PEOPLE = "house, tech"  # the sentences that people labelled with skills
_N_TITLES = 1_000


@dataclass(frozen=True, slots=True)
class Bound:
    """What a class asks for at least: precision and recall in [0, 1]."""

    name: str
    precision: float
    recall: float


# Of skills found in texts that people labelled. A language whose labels were not checked by people is weak at best.
SKILL_CLASSES = (Bound("strong", 0.7, 0.5), Bound("fair", 0.5, 0.2))
# Of occupations linked to titles that are no label of the taxonomy. The encoder of subwords has learnt from these
# labels, so that the class is one lower than their figures say.
OCCUPATION_CLASSES = (Bound("strong", 0.8, 0.5), Bound("fair", 0.6, 0.3), Bound("weak", 0.4, 0.15))
LINK_SHARES = ("link precision", "link recall")
MIN_TEXTS = 100  # texts or titles that a class better than weak needs


@dataclass(frozen=True, slots=True)
class LanguageQuality:
    """The figures by language, and a class of each language for skills and for occupations.

    n_labels : labels of skills and of occupations by language
    """

    skills: tuple[Figure, ...]
    occupations: tuple[Figure, ...]
    n_labels: Mapping[str, tuple[int, int]]
    taxonomy_name: str

    def classes(self) -> dict[str, tuple[str, str]]:
        """Return language → (class of skills, class of occupations), by language."""
        return {
            language: (
                _skill_class(self.skills, language, n_skills),
                _one_lower(_class_of(self.occupations, HELD_OUT, language, LINK_SHARES, OCCUPATION_CLASSES)),
            )
            for language, (n_skills, _n_occupations) in sorted(self.n_labels.items())
        }


def evaluate_skills(
    data: LabelledData,
    taxonomy: Taxonomy,
    extractor: Extractor,
    *,
    threshold: float,
    seed: int = 0,
    on_progress: Progress | None = None,
) -> tuple[Figure, ...]:
    """Return figures of the skills found in English, Spanish, German, Danish and Norwegian texts."""
    figures: list[Figure] = []
    sentences = read_sentences(data, taxonomy)
    for name, own in (
        (PEOPLE, [sentence for sentence in sentences if sentence.data != "skillskape"]),
        ("skillskape", [sentence for sentence in sentences if sentence.data == "skillskape"]),
    ):
        figures += _sentence_figures(name, own, extractor, threshold, seed)
    for weak in (read_spanish_adverts(data, taxonomy), read_german_courses(data, taxonomy)):
        figures += _weak_figures(weak, extractor, threshold, seed, on_progress)
    for marked in (read_skillspan(data), read_kompetencer(data)):
        spans = span_figures(marked, extractor, threshold=threshold, seed=seed, on_progress=on_progress)
        figures += [figure for figure in spans if figure.measure != "span F1"]
    norwegian = [(text, "no") for text in read_norwegian_adverts(data)]
    sets = [scored_set(extraction).at(threshold) for extraction in extractor.extract_many(norwegian)]
    table = np.array([[float(bool(own)), 1.0] for own in sets]).reshape(-1, 2)
    figures += measured("nav", "no", METHOD, table, [("texts with a skill", share_of(0, 1))], seed=seed)
    return tuple(figures)


def evaluate_titles(
    data: LabelledData, taxonomy: Taxonomy, folder: Path, *, seed: int = 0, on_progress: Progress | None = None
) -> tuple[Figure, ...]:
    """Return precision and recall of links from titles to occupations, in every language of the taxonomy."""
    spanish = unseen_titles(known_titles(read_eures(data), taxonomy, "eures"))
    english = known_titles(read_jobbert(data), taxonomy, "jobbert")
    sets = [
        TitleSet("eures", "es", taxonomy, sample(spanish, _N_TITLES, seed)),
        TitleSet("jobbert", "en", taxonomy, sample(english, _N_TITLES, seed)),
    ]
    sets += held_out_sets(taxonomy, folder, n_sampled=_N_TITLES, seed=seed, on_progress=on_progress)
    figures: list[Figure] = []
    linker = OccupationLinker(taxonomy)
    searched = taxonomy.id
    for titles in sets:
        if titles.taxonomy.id != searched:  # one at a time in memory
            linker, searched = OccupationLinker(titles.taxonomy), titles.taxonomy.id
        table = link_table(titles, linker, on_progress=on_progress)
        figures += measured(titles.data, titles.language, METHOD, table, LINK_MEASURES, seed=seed)
    return tuple(figures)


def _sentence_figures(
    name: str, sentences: Sequence[LabelledSentence], extractor: Extractor, threshold: float, seed: int
) -> list[Figure]:
    rows = [
        set_counts(scored_set(extraction).at(threshold), sentence.gold)
        for sentence, extraction in zip(
            sentences, extractor.extract_many([(s.text, s.language) for s in sentences]), strict=True
        )
    ]
    return measured(name, "en", METHOD, np.array(rows, float).reshape(-1, 3), SET_MEASURES[:2], seed=seed)


def _weak_figures(
    texts: Sequence[WeakText], extractor: Extractor, threshold: float, seed: int, on_progress: Progress | None
) -> list[Figure]:
    rows: list[tuple[int, int, int, int]] = []
    for text, extraction in zip(texts, extractor.extract_many([(t.text, t.language) for t in texts]), strict=True):
        if on_progress:
            on_progress(f"{text.data} {text.language}", len(rows), len(texts))
        own = scored_set(extraction).at(threshold)
        rows.append((len(own & text.allowed), len(own), len(own & text.wanted), len(text.wanted)))
    if not rows:
        return []
    measures = (("precision", share_of(0, 1)), ("recall", share_of(2, 3)))
    return measured(texts[0].data, texts[0].language, METHOD, np.array(rows, float), measures, seed=seed)


def _skill_class(figures: Sequence[Figure], language: str, n_labels: int) -> str:
    """Return the class of skills: without labels of skills, only English names are found."""
    if not n_labels:
        return "very weak"
    return _class_of(figures, PEOPLE, language, ("precision", "recall"), SKILL_CLASSES) or "weak"


def _one_lower(name: str | None) -> str:
    names = [bound.name for bound in OCCUPATION_CLASSES]
    return "very weak" if name is None or name == names[-1] else names[names.index(name) + 1]


def _class_of(
    figures: Sequence[Figure], data: str, language: str, measures: tuple[str, str], bounds: Sequence[Bound]
) -> str | None:
    """Return the first class whose bounds are met on enough texts of one data set, None where none is."""
    found = {
        figure.measure: figure.value
        for figure in figures
        if (figure.data, figure.language) == (data, language) and figure.n >= MIN_TEXTS
    }
    precision, recall = (found.get(measure) for measure in measures)
    if precision is None or recall is None:
        return None
    return next((b.name for b in bounds if precision >= b.precision and recall >= b.recall), None)
