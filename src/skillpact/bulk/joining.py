"""From parts to one Parquet file whose bytes do not tell which engine made it, in batches of what size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skillpact.bulk.batches import REFUSED
from skillpact.bulk.schema import output_schema
from skillpact.bulk.source import Progress

if TYPE_CHECKING:
    import pyarrow as pa

GROUP_ROWS = 10_000  # of a row group of the output; effect of more: fewer, larger pieces for those who read it
_GROUP_BYTES = 64_000_000  # a group is cut before it weighs more, so that long texts do not fill the memory
_FIELD_BYTES = 150  # what a row, or a skill beside its sentence, weighs


@dataclass(slots=True)
class Counts:
    """What an output holds."""

    n_rows: int = 0
    n_refused: int = 0
    n_without_skills: int = 0
    n_skills: int = 0

    def add(self, group: pa.Table) -> None:
        """Count one group of rows."""
        import pyarrow.compute as pc

        n_skills = pc.list_value_length(group["skills"])
        self.n_rows += group.num_rows
        self.n_refused += pc.sum(pc.starts_with(group["reason"], REFUSED)).as_py() or 0
        self.n_without_skills += pc.sum(pc.equal(n_skills, 0)).as_py() or 0
        self.n_skills += pc.sum(n_skills).as_py() or 0


def join_parts(
    parts: Sequence[Path],
    target: Path,
    metadata: Mapping[str, str],
    *,
    with_text: bool,
    n_rows: int,
    on_progress: Progress | None = None,
) -> Counts:
    """Write all rows of `parts`, in order, into `target`, reading little at a time; return what they hold.

    metadata : goes into the file, beside the counts
    """
    import dataclasses
    import json
    import os

    import pyarrow.parquet as pq

    schema = output_schema(with_text=with_text)
    counts = Counts()
    with target.open("wb") as stream:
        with pq.ParquetWriter(stream, schema, compression="zstd") as writer:
            for group in _groups(_read(parts, schema)):
                writer.write_table(group, row_group_size=GROUP_ROWS)
                counts.add(group)
                if on_progress:
                    on_progress("rows joined", counts.n_rows, n_rows)
            writer.add_key_value_metadata({**metadata, "skillpact.counts": json.dumps(dataclasses.asdict(counts))})
        stream.flush()
        os.fsync(stream.fileno())
    return counts


def _read(parts: Sequence[Path], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    for part in parts:
        with pq.ParquetFile(part, pre_buffer=False, buffer_size=1_000_000) as file:
            for batch in file.iter_batches(1_000, use_threads=False):
                # Spark names the inside of lists otherwise.
                yield from pa.Table.from_batches([batch]).cast(schema).to_batches()


def _groups(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Yield tables of GROUP_ROWS rows, fewer where they weigh too much; the rows alone decide where they are cut."""
    import pyarrow as pa

    held: list[pa.RecordBatch] = []
    n_rows, n_bytes = 0, 0
    for batch in batches:
        first = 0
        for row, weight in enumerate(_weights(batch)):
            if n_rows and (n_rows == GROUP_ROWS or n_bytes + weight > _GROUP_BYTES):
                held.append(batch.slice(first, row - first))
                yield pa.Table.from_batches(held).combine_chunks()
                held, n_rows, n_bytes, first = [], 0, 0, row
            n_rows += 1
            n_bytes += weight
        held.append(batch.slice(first))
    if n_rows:
        yield pa.Table.from_batches(held).combine_chunks()


def _weights(batch: pa.RecordBatch) -> list[int]:
    """Return about how many bytes each row takes."""
    import numpy as np
    import pyarrow.compute as pc

    skills: Any = batch.column("skills")
    lengths = np.asarray(pc.fill_null(pc.list_value_length(skills), 0))
    sentences = np.asarray(pc.fill_null(pc.binary_length(pc.struct_field(skills.flatten(), "sentence")), 0))
    until = np.concatenate(([0], np.cumsum(sentences + _FIELD_BYTES, dtype=np.int64)))
    ends = np.cumsum(lengths, dtype=np.int64)
    weights = until[ends] - until[ends - lengths] + _FIELD_BYTES
    if "text" in batch.schema.names:
        weights = weights + np.asarray(pc.fill_null(pc.binary_length(batch.column("text")), 0))
    found: list[int] = weights.tolist()
    return found
