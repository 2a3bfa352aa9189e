"""The Parquet file that bulk reads: checked before work begins, then read piece by piece."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skillpact.bulk.schema import INPUT_COLUMNS, check_input_schema
from skillpact.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

Progress = Callable[[str, int, int], None]
BATCH_BYTES = 8_000_000  # of texts in one batch; effect of more: memory of each worker, times what its sentences repeat
_CHUNK_BYTES = 4_000_000


class BulkSource:
    """One Parquet file with the columns `id`, `text` and, where it is known, `lang`.

    Raises InputError on opening where it is missing, damaged, or lacks what is needed.
    """

    def __init__(self, path: Path):
        import pyarrow as pa
        import pyarrow.parquet as pq

        self.path, self.name = path, path.name
        if path.is_dir():
            raise InputError("this is a folder, expected one Parquet file", file=self.name)
        if not path.exists():
            raise InputError("there is no such file", file=self.name)
        if not path.is_file():
            raise InputError("this is no ordinary file, expected one Parquet file", file=self.name)
        self._state = _state_of(path)
        try:
            with pq.ParquetFile(path) as file:
                self.schema: pa.Schema = file.schema_arrow
                self._meta: Any = file.metadata
        except PermissionError as error:
            raise InputError("you may not read this file; change its permissions", file=self.name) from error
        except (pa.ArrowException, OSError) as error:
            raise InputError(
                "the file cannot be read as Parquet (damaged, cut short, or of another format); write it again",
                file=self.name,
            ) from error
        check_input_schema(self.schema, self.name)
        self.n_rows: int = self._meta.num_rows
        self.columns = [name for name in INPUT_COLUMNS if name in self.schema.names]

    def require_unchanged(self) -> None:
        """Raise InputError where the file was written to, or replaced, since it was opened."""
        try:
            is_same = _state_of(self.path) == self._state
        except OSError:
            is_same = False
        if not is_same:
            raise InputError(
                "the file changed while it was read; run the command again with --overwrite", file=self.name
            )

    def sha256(self, on_progress: Progress | None = None) -> str:
        """Return the checksum of the whole file, read in pieces."""
        digest, n_done, n_bytes = hashlib.sha256(), 0, self.path.stat().st_size
        with self.path.open("rb") as stream:
            while piece := stream.read(_CHUNK_BYTES):
                digest.update(piece)
                n_done += len(piece)
                if on_progress:
                    on_progress("bytes checked", n_done, n_bytes)
        return digest.hexdigest()

    def batches(self, batch_rows: int) -> Iterator[tuple[int, pa.RecordBatch]]:
        """Yield (number of the first row from 0, batch): at most `batch_rows` rows and 8 MB, unless one row is more.

        The same file and `batch_rows` give the same cuts. Raises InputError where a page is damaged.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        first = 0
        try:
            # Buffered pages instead of whole row groups: a row group may be larger than the memory.
            with pq.ParquetFile(self.path, pre_buffer=False, buffer_size=1_000_000) as file:
                pieces = file.iter_batches(self._rows_at_once(batch_rows), columns=self.columns, use_threads=False)
                for batch in _gathered((_plain(piece, self.columns) for piece in pieces), batch_rows):
                    yield first, batch
                    first += batch.num_rows
        except (pa.ArrowException, OSError) as error:
            raise InputError(
                f"the file is damaged after row {first:,} of {self.n_rows:,}; write it again", file=self.name
            ) from error

    def _rows_at_once(self, batch_rows: int) -> int:
        """Return how many rows to decode at once, so that rows of megabytes each do not fill the memory."""
        largest = 1.0
        for number in range(self._meta.num_row_groups):
            group = self._meta.row_group(number)
            columns = [group.column(i) for i in range(group.num_columns)]
            n_bytes = sum(c.total_uncompressed_size for c in columns if c.path_in_schema in self.columns)
            largest = max(largest, n_bytes / max(1, group.num_rows))
        return max(1, min(batch_rows, int(BATCH_BYTES / largest)))


def _state_of(path: Path) -> tuple[int, int, int, int]:
    """Return what tells whether a file is still the same."""
    found = path.stat()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _plain(batch: pa.RecordBatch, names: Sequence[str]) -> pa.RecordBatch:
    """Return these columns alone, without dictionaries, which may differ from one piece to the next."""
    import pyarrow as pa

    # Parquet also gives a column `text.long` to whoever asks for `text`.
    columns = [batch.column(name) for name in names]
    columns = [c.dictionary_decode() if pa.types.is_dictionary(c.type) else c for c in columns]
    return pa.RecordBatch.from_arrays(columns, names=list(names))


def _gathered(pieces: Iterator[pa.RecordBatch], batch_rows: int) -> Iterator[pa.RecordBatch]:
    """Yield batches of `batch_rows` rows, fewer where they would pass BATCH_BYTES."""
    import pyarrow as pa

    held: list[pa.RecordBatch] = []
    n_rows, n_bytes = 0, 0
    for piece in pieces:
        while piece.num_rows:
            taken = _fitting(piece, batch_rows - n_rows, BATCH_BYTES - n_bytes)
            if taken == 0 and not held:
                taken = 1
            if taken:
                part = piece.slice(0, taken)
                held.append(part)
                n_rows += taken
                n_bytes += part.nbytes
                piece = piece.slice(taken)
            if piece.num_rows:
                yield pa.concat_batches(held)
                held, n_rows, n_bytes = [], 0, 0
    if held:
        yield pa.concat_batches(held)


def _fitting(piece: pa.RecordBatch, n_rows: int, n_bytes: int) -> int:
    """Return how many rows of `piece` stay within both limits."""
    taken: int = min(n_rows, piece.num_rows)
    while taken and piece.slice(0, taken).nbytes > n_bytes:
        taken //= 2
    return taken
