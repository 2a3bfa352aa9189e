"""The task "rank": how high the right skills of a sentence stand, and what is gained over the baseline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from skillpact.evaluation.bootstrap import Numbers, gain_of, mean_of
from skillpact.evaluation.embeddings import Progress
from skillpact.evaluation.figure import Evaluation, Figure, measured
from skillpact.evaluation.measures import average_precision, precision_at, reciprocal_rank
from skillpact.evaluation.sentences import LabelledSentence
from skillpact.extraction.ranking import Ranking

DEPTH = 100  # skills looked at for MRR and MAP; what stands lower counts as not found
TOPS = (1, 5, 10)
ACCEPTED_GAIN = 0.05  # what the lower end of the interval of the pooled gain in RP@5 must exceed
POOLED = "pooled"
MEASURES = (*(f"RP@{top}" for top in TOPS), "MRR", "MAP")
_DECIDING = "RP@5"
_BATCH = 64


class Ranker(Protocol):
    """Whatever ranks skills for texts, such as `SkillRanker`."""

    def rank_many(self, texts: Sequence[tuple[str, str | None]], *, top: int) -> list[Ranking]:
        """Return one ranking for each (text, language)."""
        ...


class PlainRanker(Protocol):
    """Whatever ranks URIs for English texts, such as `BaselineRanker`."""

    def rank_many(self, texts: Sequence[str], *, top: int) -> list[list[str]]:
        """Return URIs, best first, for each text."""
        ...


def evaluate_ranking(
    sentences: Sequence[LabelledSentence],
    ranker: Ranker,
    baseline: PlainRanker | None,
    *,
    depth: int = DEPTH,
    seed: int = 0,
    on_progress: Progress | None = None,
) -> Evaluation:
    """Return RP@K, MRR and MAP by data set and pooled, over the sentences with at least one skill.

    baseline : None: it is not measured, and the notes say so.
    """
    asked = [sentence for sentence in sentences if sentence.gold]
    tables = {"skillpact": _table(asked, [
        [uri for uri, _score in ranking.skills]
        for start in _starts(asked, "ranked", on_progress)
        for ranking in ranker.rank_many([(s.text, s.language) for s in asked[start : start + _BATCH]], top=depth)
    ])}  # fmt: skip
    if baseline is not None:
        tables["baseline"] = _table(asked, [
            ranked
            for start in _starts(asked, "ranked by the baseline", on_progress)
            for ranked in baseline.rank_many([s.text for s in asked[start : start + _BATCH]], top=depth)
        ])  # fmt: skip
    names = list(dict.fromkeys(sentence.data for sentence in asked))
    places = {name: np.array([sentence.data == name for sentence in asked], bool) for name in names}
    places[POOLED] = np.ones(len(asked), bool)
    figures: list[Figure] = []
    for name, chosen in places.items():
        for method, table in tables.items():
            measures = [(measure, mean_of(column)) for column, measure in enumerate(MEASURES)]
            figures += measured(name, "en", method, table[chosen], measures, seed=seed)
        if baseline is not None:
            figures += _gains(name, tables, chosen, seed)
    return Evaluation(tuple(figures), (_verdict(figures, is_measured=baseline is not None),))


def _starts(asked: Sequence[LabelledSentence], what: str, on_progress: Progress | None) -> Iterator[int]:
    """Yield where each batch starts, telling how far the work is."""
    for start in range(0, len(asked), _BATCH):
        if on_progress:
            on_progress(what, start, len(asked))
        yield start


def _gains(name: str, tables: Mapping[str, Numbers], chosen: npt.NDArray[np.bool_], seed: int) -> list[Figure]:
    """Return the paired gain over the baseline in each measure."""
    both = np.hstack([tables["skillpact"][chosen], tables["baseline"][chosen]])
    measures = [(measure, gain_of(column, column + len(MEASURES))) for column, measure in enumerate(MEASURES)]
    return measured(name, "en", "gain", both, measures, seed=seed)


def _verdict(figures: Sequence[Figure], *, is_measured: bool) -> str:
    """Return the sentence that says whether the pooled gain is as large as it was meant to be."""
    meant = f"lower end of the interval above {100 * ACCEPTED_GAIN:g} points"
    if not is_measured:
        return f"Gain over the baseline in {_DECIDING}, pooled: not measured, the baseline was not run ({meant})"
    for figure in figures:
        if (figure.data, figure.method, figure.measure) == (POOLED, "gain", _DECIDING):
            if figure.value is None or figure.low is None or figure.high is None:
                break
            verdict = "reached" if figure.low > ACCEPTED_GAIN else "not reached"
            points = (
                f"{100 * figure.value:+.1f} points (95 % interval {100 * figure.low:+.1f} to {100 * figure.high:+.1f})"
            )
            return f"Gain over the baseline in {_DECIDING}, pooled: {points}: {verdict} ({meant})"
    return f"Gain over the baseline in {_DECIDING}, pooled: not measured, no sentence has a skill ({meant})"


def _table(asked: Sequence[LabelledSentence], ranked: Sequence[Sequence[str]]) -> Numbers:
    """Return (n_sentences, n_measures): each measure of each sentence."""
    return np.array(
        [
            [*(precision_at(uris, sentence.gold, top) for top in TOPS), reciprocal_rank(uris, sentence.gold),
             average_precision(uris, sentence.gold)]
            for sentence, uris in zip(asked, ranked, strict=True)
        ]
    ).reshape(len(asked), len(MEASURES))  # fmt: skip
