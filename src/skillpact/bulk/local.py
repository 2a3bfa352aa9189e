"""Bulk extraction on one machine: processes that each keep an extractor, a few batches under way, the rest on disk."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from typing import TYPE_CHECKING

from skillpact.bulk.batches import extract_batches
from skillpact.bulk.journal import Journal
from skillpact.bulk.settings import BulkSettings
from skillpact.bulk.source import BulkSource, Progress
from skillpact.errors import ConfigurationError
from skillpact.extraction.parallel import end_with_parent, interrupts_held

if TYPE_CHECKING:
    import pyarrow as pa

_BATCHES_UNDER_WAY = 2  # for each process: one at work and one waiting, so that none is idle and little is in memory


def extract_locally(
    source: BulkSource,
    journal: Journal,
    settings: BulkSettings,
    *,
    batch_rows: int,
    workers: int,
    on_progress: Progress | None = None,
) -> int:
    """Make every part that the journal lacks; return how many rows it had already.

    workers : processes; 1 works in this one. Memory is that of `workers` × 2 batches, whatever the size of the input.
    Raises InputError, TaxonomyError, and ConfigurationError where a process was ended from outside.
    """
    n_had, n_done = 0, 0

    def note(n_rows: int) -> None:
        nonlocal n_done
        n_done += n_rows
        if on_progress:
            on_progress("rows", n_done, source.n_rows)

    def lacking() -> Iterator[tuple[int, pa.RecordBatch]]:
        nonlocal n_had
        for first_row, batch in source.batches(batch_rows):
            if journal.has(first_row, batch.num_rows):
                n_had += batch.num_rows
                note(batch.num_rows)
            else:
                yield first_row, batch

    if workers == 1:
        for first_row, batch in lacking():
            note(_make_part(journal, settings, first_row, batch))
        return n_had
    try:
        with _pool(workers) as pool:
            under_way: set[Future[int]] = set()
            for first_row, batch in lacking():
                with interrupts_held():
                    under_way.add(pool.submit(_make_part, journal, settings, first_row, batch))
                if len(under_way) >= _BATCHES_UNDER_WAY * workers:
                    done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                    for future in done:
                        note(future.result())
            for future in under_way:
                note(future.result())
    except _broken() as error:
        raise ConfigurationError(
            "a worker process was ended from outside, perhaps for want of memory; run the same command again to go on, "
            "with fewer --workers"
        ) from error
    return n_had


def _make_part(journal: Journal, settings: BulkSettings, first_row: int, batch: pa.RecordBatch) -> int:
    return journal.keep(first_row, extract_batches([batch], settings))


@contextmanager
def _pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    import multiprocessing

    # A fork would inherit the threads of pyarrow, and locks that they hold.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=end_with_parent)
    try:
        yield pool
    finally:
        # After an error or Ctrl-C, batches at work are finished and kept, those that wait are not begun.
        pool.shutdown(wait=True, cancel_futures=True)


def _broken() -> type[Exception]:
    from concurrent.futures.process import BrokenProcessPool

    return BrokenProcessPool
