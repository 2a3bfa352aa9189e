"""Which ids stand more than once in a file of any length, found in memory that does not grow with it.

Of each id its 128-bit hash and the number of its row are noted: 24 bytes a row. Past `_HELD_ROWS` they go to files,
each with its share of the hashes, so that a repeated id meets itself in one file; then file after file is sorted. That
two of 100 million ids have one hash has a chance of 1e-22, so the ids themselves are not kept.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

N_EXAMPLES = 5
N_ROWS_SHOWN = 3  # of each example
_HELD_ROWS = 250_000  # noted before they go to files, and aimed at in each file; 6 MB, and about 30 MB while sorted
_MOST_FILES = 1_024


@dataclass(frozen=True, slots=True)
class RepeatedId:
    """An id that stands more than once: in `n_rows` rows, of which `rows` are the first, counted from 1."""

    row_id: str
    n_rows: int
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Repeats:
    """How many ids stand more than once, in how many rows together, and those that begin first in the file."""

    n_ids: int = 0
    n_rows: int = 0
    examples: tuple[RepeatedId, ...] = ()


class IdNotes:
    """Takes the ids of all rows in their order, then says which stand more than once.

    folder : of the files, made when needed; n_rows : about how many will come; held_rows : kept in memory
    """

    def __init__(self, folder: Path, n_rows: int, held_rows: int = _HELD_ROWS):
        import numpy as np

        self._kind = np.dtype([("high", "<u8"), ("low", "<u8"), ("row", "<i8")])
        self._folder, self._held_rows = folder, held_rows
        self._n_files = max(1, min(_MOST_FILES, -(-n_rows // held_rows)))
        self._held: list[np.ndarray[Any, Any]] = []
        self._n_held, self._n_rows = 0, 0

    def add(self, ids: Sequence[str | None]) -> None:
        """Note the ids of the rows that come next. A row without an id has none in common with another."""
        import numpy as np

        named = [place for place, row_id in enumerate(ids) if row_id is not None and not row_id.isspace() and row_id]
        hashes = b"".join(hashlib.blake2b(ids[i].encode("utf-8"), digest_size=16).digest() for i in named)  # type: ignore[union-attr]
        notes = np.empty(len(named), self._kind)
        halves = np.frombuffer(hashes, "<u8").reshape(-1, 2)
        notes["high"], notes["low"] = halves[:, 0], halves[:, 1]
        notes["row"] = np.asarray(named, np.int64) + self._n_rows
        self._held.append(notes)
        self._n_held += len(named)
        self._n_rows += len(ids)
        if self._n_held > self._held_rows:
            self._spill()

    def repeats(self, id_of_row: Callable[[int], str]) -> Repeats:
        """Return what stands more than once, and remove the files.

        id_of_row : gives the id that stands in a row, counted from 0
        """
        n_ids, n_rows = 0, 0
        first: list[tuple[tuple[int, ...], int]] = []
        for notes in self._files():
            found_ids, found_rows, examples = _repeated(notes)
            n_ids += found_ids
            n_rows += found_rows
            first = sorted([*first, *examples])[:N_EXAMPLES]
        shutil.rmtree(self._folder, ignore_errors=True)
        shown = tuple(RepeatedId(id_of_row(rows[0]), n, tuple(row + 1 for row in rows)) for rows, n in first)
        return Repeats(n_ids, n_rows, shown)

    def _spill(self) -> None:
        import numpy as np

        notes = self._taken()
        files = notes["high"] % np.uint64(self._n_files)
        order = np.argsort(files, kind="stable")
        ends = np.cumsum(np.bincount(files.astype(np.int64), minlength=self._n_files))
        self._folder.mkdir(exist_ok=True)
        for number, piece in enumerate(np.split(notes[order], ends[:-1])):
            if len(piece):
                # Opened anew each time: hundreds of open files are more than some systems allow.
                with self._path(number).open("ab") as stream:
                    stream.write(piece.tobytes())

    def _files(self) -> Iterator[np.ndarray[Any, Any]]:
        import numpy as np

        if not self._folder.is_dir():
            yield self._taken()
            return
        self._spill()
        for number in range(self._n_files):
            if self._path(number).exists():
                yield np.fromfile(self._path(number), self._kind)

    def _taken(self) -> np.ndarray[Any, Any]:
        import numpy as np

        notes = np.concatenate([np.empty(0, self._kind), *self._held])
        self._held, self._n_held = [], 0
        return notes

    def _path(self, number: int) -> Path:
        return self._folder / f"{number:04d}.bin"


def _repeated(notes: np.ndarray[Any, Any]) -> tuple[int, int, list[tuple[tuple[int, ...], int]]]:
    """Return how many ids repeat, in how many rows, and (first rows, number of rows) of some. notes : by row."""
    import numpy as np

    order = np.lexsort((notes["low"], notes["high"]))  # stable: rows of one id stay in order
    high, low, rows = notes["high"][order], notes["low"][order], notes["row"][order]
    begins = np.ones(len(notes), bool)
    begins[1:] = (high[1:] != high[:-1]) | (low[1:] != low[:-1])
    starts = np.flatnonzero(begins)
    sizes = np.diff(np.append(starts, len(notes)))
    starts, sizes = starts[sizes > 1], sizes[sizes > 1]
    earliest = np.argsort(rows[starts], kind="stable")[:N_EXAMPLES]
    examples = [
        (tuple(rows[starts[i] : starts[i] + min(sizes[i], N_ROWS_SHOWN)].tolist()), int(sizes[i])) for i in earliest
    ]
    return len(starts), int(sizes.sum()), examples
