"""One measured figure, and how figures become the rows of a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import astuple, dataclass, fields

from skillpact.evaluation.bootstrap import Numbers, Resamples


@dataclass(frozen=True, slots=True)
class Figure:
    """A value in [0, 1] (a gain in [-1, 1]) with its 95 % interval; None where nothing could be measured.

    data : data set; method : who was measured; n : how many texts; measure : "RP@5", "precision", …
    """

    data: str
    language: str
    method: str
    n: int
    measure: str
    value: float | None
    low: float | None
    high: float | None


COLUMNS = tuple(field.name for field in fields(Figure))


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures of one task, and sentences that say what they mean together."""

    figures: tuple[Figure, ...]
    notes: tuple[str, ...] = ()

    def rows(self) -> list[tuple[object, ...]]:
        """Return the figures as rows under COLUMNS."""
        return [astuple(figure) for figure in self.figures]


def measured(
    data: str, language: str, method: str, table: Numbers, measures: Iterable[tuple[str, Callable[[Numbers], Numbers]]],
    *, n: int | None = None, seed: int = 0,
) -> list[Figure]:  # fmt: skip
    """Return one figure a measure over the same texts; table : (n_texts, n_counts). n : where it is not the texts."""
    resamples = Resamples(table, seed=seed)
    found = []
    for name, measure in measures:
        value, low, high = resamples.interval(measure) or (None, None, None)
        found.append(Figure(data, language, method, len(table) if n is None else n, name, value, low, high))
    return found
