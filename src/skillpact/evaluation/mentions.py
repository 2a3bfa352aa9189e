"""The task "extract": the skills found in sentences and the places found in advertisements, against what is right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from skillpact.evaluation.bootstrap import Numbers, f1_of, share_of
from skillpact.evaluation.embeddings import Progress
from skillpact.evaluation.figure import Evaluation, Figure, measured
from skillpact.evaluation.sentences import LabelledSentence
from skillpact.evaluation.spans import MarkedText, Span
from skillpact.extraction import Extraction, Extractor

POOLED = "pooled"
METHOD = "skillpact"
LOWEST = 0.3  # scores from here on are looked at for reliability, whatever the threshold of extraction
# Counts of one text, in this order, and what is made of them.
_RIGHT, _FOUND, _GOLD = 0, 1, 2
SET_MEASURES = (
    ("precision", share_of(_RIGHT, _FOUND)),
    ("recall", share_of(_RIGHT, _GOLD)),
    ("F1", f1_of(_RIGHT, _FOUND, _GOLD)),
)


@dataclass(frozen=True, slots=True)
class ScoredSet:
    """The skills found in a text with the highest score of each."""

    scores: Mapping[str, float]

    def at(self, threshold: float) -> frozenset[str]:
        """Return the skills that score at least `threshold`."""
        return frozenset(uri for uri, score in self.scores.items() if score >= threshold)


def evaluate_extraction(
    sentences: Sequence[LabelledSentence],
    adverts: Sequence[MarkedText],
    extractor: Extractor,
    *,
    threshold: float,
    seed: int = 0,
    on_progress: Progress | None = None,
) -> Evaluation:
    """Return precision, recall and F1 of skills and of spans, silence where nothing is asked, and reliability.

    extractor : one that gives mentions from `LOWEST` on; `threshold` is applied here
    """
    found = _extracted([(s.text, s.language) for s in sentences], extractor, "sentences", on_progress)
    sets = [scored_set(extraction) for extraction in found]
    figures: list[Figure] = []
    names = list(dict.fromkeys(sentence.data for sentence in sentences))
    for name in [*names, POOLED]:
        chosen = [
            (sentence.gold, own)
            for sentence, own in zip(sentences, sets, strict=True)
            if name in (sentence.data, POOLED)
        ]
        table = np.array([set_counts(own.at(threshold), gold) for gold, own in chosen], float).reshape(-1, 3)
        figures += measured(name, "en", METHOD, table, SET_MEASURES, seed=seed)
        silent = np.array([[float(not own.at(threshold)), 1.0] for gold, own in chosen if not gold]).reshape(-1, 2)
        figures += measured(name, "en", METHOD, silent, [("silent where no skill is", share_of(0, 1))], seed=seed)
    figures += _reliability([(s.gold, own) for s, own in zip(sentences, sets, strict=True)], seed)
    figures += span_figures(adverts, extractor, threshold=threshold, seed=seed, on_progress=on_progress)
    return Evaluation(tuple(figures), (
        "A row reliability 0.8-0.9 says: of the skills scored so, this share is right; n counts skills.",
        f"Extraction keeps skills scored {threshold:g} and more; spans count where they overlap.",
    ))  # fmt: skip


def scored_set(extraction: Extraction) -> ScoredSet:
    """Return the skills of an extraction that the text does not deny."""
    scores: dict[str, float] = {}
    for mention in extraction.mentions:
        if not mention.is_negated:
            scores[mention.uri] = max(mention.score, scores.get(mention.uri, 0.0))
    return ScoredSet(scores)


def set_counts(found: frozenset[str], gold: frozenset[str]) -> tuple[int, int, int]:
    """Return how many skills are right, found and asked for."""
    return len(found & gold), len(found), len(gold)


def span_figures(
    texts: Sequence[MarkedText],
    extractor: Extractor,
    *,
    threshold: float,
    seed: int = 0,
    on_progress: Progress | None = None,
) -> list[Figure]:
    """Return precision, recall and F1 of places: a span is right where it overlaps one of the other side.

    Precision and recall count different spans, so that F1 is their harmonic mean.
    """
    if not texts:
        return []
    found = _extracted([(text.text, text.language) for text in texts], extractor, "advertisements", on_progress)
    rows = []
    for text, extraction in zip(texts, found, strict=True):
        own = [(m.start, m.end) for m in extraction.mentions if m.score >= threshold]
        rows.append((_overlapping(own, text.spans), len(own), _overlapping(text.spans, own), len(text.spans)))

    def f1(means: Numbers) -> Numbers:
        precision, recall = share_of(0, 1)(means), share_of(2, 3)(means)
        both = precision + recall
        return np.divide(2 * precision * recall, both, out=np.zeros_like(both), where=both > 0)

    measures = (("span precision", share_of(0, 1)), ("span recall", share_of(2, 3)), ("span F1", f1))
    return measured(texts[0].data, texts[0].language, METHOD, np.array(rows, float), measures, seed=seed)


def _overlapping(spans: Sequence[Span], others: Sequence[Span]) -> int:
    """Return how many spans share a character with one of the others."""
    return sum(any(max(start, first) < min(end, last) for first, last in others) for start, end in spans)


def _extracted(
    texts: Sequence[tuple[str, str | None]], extractor: Extractor, what: str, on_progress: Progress | None
) -> list[Extraction]:
    found = []
    for extraction in extractor.extract_many(texts):
        found.append(extraction)
        if on_progress:
            on_progress(what, len(found), len(texts))
    return found


def _reliability(found: Sequence[tuple[frozenset[str], ScoredSet]], seed: int) -> list[Figure]:
    """Return for each tenth of scores the share of skills that are right; intervals over sentences."""
    figures = []
    for tenth in range(round(LOWEST * 10), 10):
        low, high = tenth / 10, (tenth + 1) / 10
        rows = []
        for gold, own in found:
            # The last tenth holds 1.
            chosen = [uri for uri, score in own.scores.items() if low <= score and (score < high or tenth == 9)]
            if chosen:
                rows.append((sum(uri in gold for uri in chosen), len(chosen)))
        table = np.array(rows, float).reshape(-1, 2)
        name = f"reliability {low:.1f}-{high:.1f}"
        figures += measured(POOLED, "en", METHOD, table, [(name, share_of(0, 1))], n=int(table[:, 1].sum()), seed=seed)
    return figures
