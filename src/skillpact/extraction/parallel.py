"""An extractor that lets several processes read when there is much to read; same results in the same order.

The processes are forked from this one when it has loaded what they need, so that they share its memory and start at
once. Where systems cannot do that safely (all but Linux), everything is read in this process.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import warnings
from collections import deque
from collections.abc import Iterable, Iterator, Sequence, Sized
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import chain, islice
from types import TracebackType

from skillpact.errors import ConfigurationError
from skillpact.extraction.extractor import Extraction, Extractor

Pair = tuple[str, str | None]

_FEW = 16  # texts that are read here, since processes would take longer to start
_AT_ONCE = 12  # texts handed over together; effect of more: fuller batches, and a longer wait for the last block
_LEAST = 4  # of the last blocks, so that no process waits long for another
_WAITING = 2  # such blocks for each process, beside the one it reads


def usual_workers() -> int:
    """Return how many processes suit this machine: its cores, at most 16, where processes can be forked."""
    # Each takes up to 100 MB of its own in the end, and one process hands out the texts.
    return min(len(os.sched_getaffinity(0)), 16) if sys.platform == "linux" else 1


class ParallelExtractor:
    """Reads with `extractor` in `n_workers` processes. To be closed, or used in a `with` statement.

    n_workers : 1 reads in this process; default: the machine's cores
    """

    def __init__(self, extractor: Extractor, *, n_workers: int | None = None):
        self.method = extractor.method
        self._extractor = extractor
        self._n_workers = usual_workers() if n_workers is None else n_workers
        self._pool: ProcessPoolExecutor | None = None
        self._ready: set[str | None] = set()

    def extract(self, text: str, *, language: str | None = None) -> Extraction:
        """Return the mentions of one text in order of their place."""
        return self._extractor.extract(text, language=language)

    def prepare(self, text: str, language: str | None) -> str | None:
        """Load what texts in the language of this one need, and return it."""
        return self._extractor.prepare(text, language)

    def extract_many(self, texts: Iterable[Pair]) -> Iterator[Extraction]:
        """Return extractions of (text, stated language) pairs, one each, in order.

        Raises ConfigurationError where a process was ended from outside.
        """
        if self._n_workers == 1:
            yield from self._extractor.extract_many(texts)
            return
        waiting = iter(texts)
        first = list(islice(waiting, _FEW))
        if len(first) < _FEW and self._pool is None:
            yield from self._extractor.extract_many(first)
            return
        under_way: deque[Future[list[Extraction]]] = deque()
        try:
            n_texts = len(texts) if isinstance(texts, Sized) else None
            for block in _blocks(chain(first, waiting), n_texts, self._n_workers):
                # Before the fork, so that memory is shared; an index that has to be built is built here.
                if self._prepared([self._extractor.prepare(*pair) for pair in block]):
                    while under_way:
                        yield from under_way.popleft().result()
                    self.close()
                under_way.append(self._submit(block))
                if len(under_way) > self._n_workers * (1 + _WAITING):
                    yield from under_way.popleft().result()
            while under_way:
                yield from under_way.popleft().result()
        except BrokenProcessPool as error:
            self._pool = None
            raise ConfigurationError(
                "a process that reads texts was ended from outside, perhaps for want of memory; free memory, or run "
                "the command again for one processor core: taskset -c 0 skillpact …"
            ) from error
        finally:
            for future in under_way:
                future.cancel()

    def close(self) -> None:
        """End the processes; texts under way are finished, those that wait are not begun."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def __enter__(self) -> ParallelExtractor:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:  # fmt: skip
        self.close()

    def _prepared(self, languages: Sequence[str | None]) -> bool:
        """Note the languages that are ready, and return whether one is new to processes that read already."""
        n_before = len(self._ready)
        self._ready.update(languages)
        return self._pool is not None and len(self._ready) > n_before

    def _submit(self, block: list[Pair]) -> Future[list[Extraction]]:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self._n_workers, mp_context=multiprocessing.get_context("fork"), initializer=_begin,
                initargs=(self._extractor,),
            )  # fmt: skip
        with interrupts_held(), warnings.catch_warnings():
            # Newer versions of Python warn of threads at a fork; those here are of the mathematics library, which
            # starts them again.
            warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
            return self._pool.submit(_read, block)


_inherited: list[Extractor] = []


def _begin(extractor: Extractor) -> None:
    """Take over the extractor, in a new process: it comes by the fork and is never copied."""
    _inherited[:] = [extractor]
    end_with_parent()


def _read(block: list[Pair]) -> list[Extraction]:
    return list(_inherited[0].extract_many(block))


def _blocks(texts: Iterator[Pair], n_texts: int | None, n_workers: int) -> Iterator[list[Pair]]:
    """Yield the texts in blocks, smaller ones towards the end where the number of texts is known."""
    n_done = 0
    size = _AT_ONCE
    while True:
        if n_texts is not None:
            size = min(_AT_ONCE, max(_LEAST, (n_texts - n_done) // (4 * n_workers)))
        block = list(islice(texts, size))
        if not block:
            return
        n_done += len(block)
        yield block


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Start processes that never hear Ctrl-C: it is the parent that stops, and they inherit what it holds back."""
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)


def end_with_parent() -> None:
    """End this process when its parent is gone: a parent that is killed cannot say so."""
    from multiprocessing import connection, parent_process

    parent = parent_process()
    if parent is None:
        return
    sentinel = parent.sentinel

    def watch() -> None:
        connection.wait([sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
