"""How likely it is that a skill which fits a sentence is really asked for in it: calibrated on labelled sentences.

A logistic function of what the scorer found. Its coefficients are fitted by training/ and come with the model.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from skillpact.extraction.scoring import TextScores

N_CANDIDATES = 12  # skills of a sentence that are judged; effect of more: time, hardly a skill more
FEATURES = (
    "bias", "total", "whole", "part", "spelling", "prior", "lexical", "is_lexical", "behind", "ahead", "top",
    "top_spelling", "words", "top_x_prior", "total_x_words", "lexical_total", "gate", "gate_x_total",
)  # fmt: skip

Numbers = npt.NDArray[np.float64]


def features(
    scores: TextScores, prior: npt.NDArray[np.float32], linked: Mapping[int, float], n_words: int, gate: float
) -> tuple[npt.NDArray[np.int64], Numbers]:
    """Return (rows of the skills to judge, their features (n_rows, n_features), columns as in FEATURES).

    Judged are the skills with the best totals and those that a label links.
    linked : row → score of the lexical link of a skill in this sentence, where there is one; gate : see gate
    """
    all_totals = scores.totals.astype(np.float64)
    descending = np.sort(all_totals)[::-1]
    floor = descending[min(N_CANDIDATES, len(descending)) - 1] if len(descending) else 0.0
    is_linked = np.isin(scores.rows, np.array(sorted(linked), np.int64))
    chosen = np.flatnonzero((all_totals >= floor) | is_linked)
    rows, totals = scores.rows[chosen], all_totals[chosen]
    lexical = np.array([linked.get(int(row), 0.0) for row in rows])
    length = np.full(len(rows), np.log1p(n_words))
    best = np.full(len(rows), float(descending[0]) if len(descending) else 0.0)
    own_prior = prior[rows].astype(np.float64)
    columns = {
        "bias": np.ones(len(rows)),
        "total": totals,
        "whole": scores.whole[chosen],
        "part": scores.part[chosen],
        "spelling": scores.spelling[chosen],
        "prior": own_prior,
        "lexical": lexical,
        "is_lexical": (lexical > 0).astype(np.float64),
        "behind": totals - best,
        "ahead": totals - (float(descending[min(5, len(descending) - 1)]) if len(descending) else 0.0),
        "top": best,
        "top_spelling": np.full(len(rows), float(scores.spelling.max(initial=0.0))),
        "words": length,
        "top_x_prior": best * own_prior,
        "total_x_words": totals * length,
        "lexical_total": lexical * totals,
        "gate": np.full(len(rows), gate),
        "gate_x_total": gate * totals,
    }
    return rows, np.stack([np.asarray(columns[name], np.float64) for name in FEATURES], axis=1)


def chances(found: Numbers, coefficients: Mapping[str, float]) -> Numbers:
    """Return the probability of each row of `found`, in (0, 1)."""
    logits = found @ np.array([coefficients.get(name, 0.0) for name in FEATURES])
    found_chances: Numbers = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
    return found_chances
