"""From record batches that know their places in the input to parts of the journal, wherever the batches come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

from skillpact.bulk.batches import extract_batches
from skillpact.bulk.journal import Journal
from skillpact.bulk.settings import BulkSettings
from skillpact.errors import ConfigurationError

if TYPE_CHECKING:
    import pyarrow as pa

POSITION = "position"  # the column with the number of a row in the input, from 0
MADE_COLUMNS = ("first_row", "n_rows")


def make_parts(
    batches: Iterable[pa.RecordBatch], journal: Journal, settings: BulkSettings, *, part_rows: int, n_rows: int
) -> Iterator[pa.RecordBatch]:
    """Write the parts that `batches` hold, and yield `first_row` and `n_rows` of each.

    batches : as `extract_batches` takes them, and `position`; whole parts, their rows in order, cut anywhere
    part_rows : of each part but the last; n_rows : of the whole input
    A part that is there already is not made again. Raises ConfigurationError where rows of a part are missing or the
    journal cannot be written, TaxonomyError.
    """
    import pyarrow as pa

    for number, pieces in groupby(_pieces(batches, part_rows), key=lambda piece: piece[0]):
        first = number * part_rows
        n_expected = min(part_rows, n_rows - first)
        if not journal.has(first, n_expected):
            _make(journal, first, (batch for _number, batch in pieces), n_expected, settings)
        yield pa.RecordBatch.from_pydict(
            {name: pa.array([value], pa.int64()) for name, value in zip(MADE_COLUMNS, (first, n_expected), strict=True)}
        )


def missing_parts(journal: Journal, *, part_rows: int, n_rows: int) -> list[int]:
    """Return the numbers, from 0, of the parts that the journal lacks."""
    firsts = range(0, n_rows, part_rows)
    return [i for i, first in enumerate(firsts) if not journal.has(first, min(part_rows, n_rows - first))]


def _make(
    journal: Journal, first: int, batches: Iterator[pa.RecordBatch], n_expected: int, settings: BulkSettings
) -> None:
    try:
        journal.keep(first, extract_batches(_checked(batches, first, n_expected), settings))
    except OSError as error:
        # Of a worker on another machine, the trace alone would come back.
        raise ConfigurationError(
            f"a worker cannot write into {journal.folder.name} ({error.strerror or type(error).__name__}); input and "
            "output have to lie where this program and all workers see them under one path, with room for the output"
        ) from error


def _checked(batches: Iterator[pa.RecordBatch], first: int, n_expected: int) -> Iterator[pa.RecordBatch]:
    """Yield the batches of one part. Raises ConfigurationError unless each of its rows came once, in order."""
    n_seen = 0
    for batch in batches:
        places: Any = batch.column(POSITION)
        if places.to_pylist() != list(range(first + n_seen, first + n_seen + batch.num_rows)):
            break
        n_seen += batch.num_rows
        yield batch
    if n_seen != n_expected:
        raise ConfigurationError(
            f"rows {first + 1:,} to {first + n_expected:,} of the input did not come whole; it may not change while "
            "it is read"
        )


def _pieces(batches: Iterable[pa.RecordBatch], part_rows: int) -> Iterator[tuple[int, pa.RecordBatch]]:
    """Yield (number of the part, rows of it): each batch, cut where a part ends."""
    for batch in batches:
        while batch.num_rows:
            place: int = batch.column(POSITION)[0].as_py()
            number = place // part_rows
            taken = min(batch.num_rows, (number + 1) * part_rows - place)
            yield number, batch.slice(0, taken)
            batch = batch.slice(taken)
