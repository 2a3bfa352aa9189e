"""The measures: how good a ranking or a set of skills is against what is right, for one text."""

from __future__ import annotations

from collections.abc import Collection, Sequence


def precision_at(ranked: Sequence[str], gold: Collection[str], top: int) -> float:
    """Return RP@K: the right ones among the first `top`, as a share of how many there could be.

    gold : not empty. |first K ∩ gold| / min(K, |gold|), in [0, 1].
    """
    return sum(uri in gold for uri in ranked[:top]) / min(top, len(gold))


def reciprocal_rank(ranked: Sequence[str], gold: Collection[str]) -> float:
    """Return 1 / the place of the first right one, 0 where none is right."""
    return next((1 / place for place, uri in enumerate(ranked, start=1) if uri in gold), 0.0)


def average_precision(ranked: Sequence[str], gold: Collection[str]) -> float:
    """Return the precision at the place of each right one, as a mean over all of `gold`; missing ones count as 0."""
    n_right, total = 0, 0.0
    for place, uri in enumerate(ranked, start=1):
        if uri in gold:
            n_right += 1
            total += n_right / place
    return total / len(gold)
