"""How far a figure would move with another sample of as many texts: 95 % intervals by resampling, seeded."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

N_RESAMPLES = 2_000  # effect of more: time, and intervals that move less with the seed
Numbers = npt.NDArray[np.float64]


class Interval(NamedTuple):
    """A value and its 95 % interval."""

    value: float
    low: float
    high: float


class Resamples:
    """Samples with replacement of the texts of one table, drawn once for all figures.

    table : (n_texts, n_counts), what each text adds. Its columns are drawn together, so that differences are paired.
    """

    def __init__(self, table: Numbers, *, seed: int = 0):
        self._mean: Numbers = table.mean(axis=0, keepdims=True) if len(table) else np.full((1, table.shape[1]), np.nan)
        generator = np.random.default_rng(seed)
        self._means = np.repeat(self._mean, N_RESAMPLES, axis=0)
        for draw in range(N_RESAMPLES if len(table) else 0):
            self._means[draw] = table[generator.integers(len(table), size=len(table))].mean(axis=0)

    def interval(self, measure: Callable[[Numbers], Numbers]) -> Interval | None:
        """Return a figure and its percentile interval, 4 decimals; None where there are no texts.

        measure : from mean counts, (n, n_counts), to figures, (n,); it may not depend on how many texts there are
        """
        if np.isnan(self._mean).any():
            return None
        low, high = np.quantile(measure(self._means), [0.025, 0.975])
        return Interval(*(round(float(number), 4) for number in (measure(self._mean)[0], low, high)))


def mean_of(column: int = 0) -> Callable[[Numbers], Numbers]:
    """Return the measure that is the mean of one column."""
    return lambda means: means[:, column]


def gain_of(first: int = 0, second: int = 1) -> Callable[[Numbers], Numbers]:
    """Return the measure that is the mean of column `first` minus that of `second`."""
    return lambda means: means[:, first] - means[:, second]


def share_of(part: int, whole: int) -> Callable[[Numbers], Numbers]:
    """Return the measure that is one count as a share of another, 0 where there is nothing to share."""
    return lambda means: _share(means[:, part], means[:, whole])


def f1_of(right: int, found: int, gold: int) -> Callable[[Numbers], Numbers]:
    """Return the measure F1 from counts of right, found and gold ones."""
    return lambda means: _share(2 * means[:, right], means[:, found] + means[:, gold])


def _share(part: Numbers, whole: Numbers) -> Numbers:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
