"""How likely it is that a skill which fits a sentence is really asked for in it: calibrated on labelled sentences.

A logistic function of what the scorer found. Its coefficients are fitted by training/ and come with the model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from skillpact.extraction.scoring import TextScores

N_CANDIDATES = 12  # skills of a sentence that are judged; effect of more: time, hardly a skill more
FEATURES = (
    "bias", "total", "whole", "part", "spelling", "prior", "lexical", "is_lexical", "behind", "ahead", "top",
    "top_spelling", "words", "top_x_prior", "total_x_words", "lexical_total", "gate", "gate_x_total",
)  # fmt: skip

# The same for links in sentences that are not read for their meaning.
LINK_FEATURES = ("bias", "lexical", "prior", "words", "gate")

Numbers = npt.NDArray[np.float64]


def features(
    scores: Sequence[TextScores],
    prior: npt.NDArray[np.float32],
    linked: Sequence[Mapping[int, float]],
    n_words: Sequence[int],
    gates: Sequence[float],
) -> tuple[list[int], npt.NDArray[np.int64], Numbers]:
    """Return what chances are made of, for all texts at once; each row depends on its own text alone.

    Judged are the skills with the best totals and those that a label links.

    Parameters
    ----------
    scores, linked, n_words, gates : of each text: its scores; row → score of the lexical link of a skill, where there
        is one; how many words it has; see gate

    Returns
    -------
    (how many skills of each text are judged, their rows, one text after the other (n_judged,), their features
    (n_judged, n_features), columns as in FEATURES)
    """
    counts = np.array([len(own.rows) for own in scores], np.int64)
    if not counts.sum():
        return [0] * len(scores), np.zeros(0, np.int64), np.zeros((0, len(FEATURES)))
    rows, totals, whole, part, spelling = (
        np.concatenate([getattr(own, name) for own in scores])
        for name in ("rows", "totals", "whole", "part", "spelling")
    )
    totals = totals.astype(np.float64)
    text = np.repeat(np.arange(len(scores)), counts)
    # Totals of each text from the highest down; what a text has less than others is lowest.
    is_there = np.arange(counts.max()) < counts[:, None]
    descending = np.full(is_there.shape, -np.inf)
    descending[is_there] = totals
    descending = -np.sort(-descending, axis=1)
    each, last = np.arange(len(scores)), np.maximum(counts - 1, 0)
    floor = descending[each, np.minimum(N_CANDIDATES - 1, last)]
    best, sixth = descending[:, 0], descending[each, np.minimum(5, last)]
    spelt = np.full(is_there.shape, 0.0)
    spelt[is_there] = spelling
    lexical = np.zeros(len(rows))
    starts = np.cumsum(counts) - counts
    for number, own in enumerate(linked):
        for row, score in own.items():
            lexical[starts[number] + np.searchsorted(scores[number].rows, row)] = score
    chosen = np.flatnonzero((totals >= floor[text]) | (lexical > 0))
    text, rows, totals, lexical = text[chosen], rows[chosen], totals[chosen], lexical[chosen]
    top, own_prior = best[text], prior[rows].astype(np.float64)
    length, gate = np.log1p(np.array(n_words, np.float64))[text], np.array(gates, np.float64)[text]
    columns = {
        "bias": np.ones(len(rows)),
        "total": totals,
        "whole": whole[chosen],
        "part": part[chosen],
        "spelling": spelling[chosen],
        "prior": own_prior,
        "lexical": lexical,
        "is_lexical": (lexical > 0).astype(np.float64),
        "behind": totals - top,
        "ahead": totals - sixth[text],
        "top": top,
        "top_spelling": spelt.max(axis=1)[text],
        "words": length,
        "top_x_prior": top * own_prior,
        "total_x_words": totals * length,
        "lexical_total": lexical * totals,
        "gate": gate,
        "gate_x_total": gate * totals,
    }
    table = np.stack([np.asarray(columns[name], np.float64) for name in FEATURES], axis=1)
    return np.bincount(text, minlength=len(scores)).tolist(), rows, table


def link_features(
    linked: Mapping[int, float], prior: npt.NDArray[np.float32], n_words: int, gate: float
) -> tuple[npt.NDArray[np.int64], Numbers]:
    """Return (rows of the linked skills, ascending, their features (n_rows, n_features), columns as LINK_FEATURES)."""
    rows = np.array(sorted(linked), np.int64)
    columns = {
        "bias": np.ones(len(rows)),
        "lexical": np.array([linked[int(row)] for row in rows], np.float64),
        "prior": prior[rows].astype(np.float64),
        "words": np.full(len(rows), np.log1p(n_words)),
        "gate": np.full(len(rows), gate),
    }
    return rows, np.stack([columns[name] for name in LINK_FEATURES], axis=1)


def chances(found: Numbers, coefficients: Mapping[str, float], names: Sequence[str] = FEATURES) -> Numbers:
    """Return the probability of each row of `found`, whose columns are `names`, in (0, 1)."""
    # Row by row: in a product of matrices the last bits of a row would depend on how many there are.
    logits = (found * np.array([coefficients.get(name, 0.0) for name in names])).sum(axis=1)
    found_chances: Numbers = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
    return found_chances
