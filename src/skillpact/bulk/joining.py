"""From parts to one Parquet file whose bytes do not tell which engine made it, in batches of what size."""

from __future__ import annotations

import dataclasses
import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skillpact.bulk.batches import REFUSED
from skillpact.bulk.journal import first_row_of
from skillpact.bulk.repeats import IdNotes, RepeatedId, Repeats
from skillpact.bulk.schema import output_schema
from skillpact.bulk.source import Progress
from skillpact.errors import ConfigurationError

if TYPE_CHECKING:
    import pyarrow as pa

COUNTS = "skillpact.counts"  # their key in the metadata of the output
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
    repeats: Repeats = field(default_factory=Repeats)

    def to_json(self) -> str:
        """Return them as JSON."""
        return json.dumps(dataclasses.asdict(self))

    @classmethod
    def from_json(cls, text: str | bytes) -> Counts:
        """Return what `to_json` wrote. Raises ValueError, TypeError, KeyError for anything else."""
        found = json.loads(text)
        repeats = found.pop("repeats")
        examples = tuple(RepeatedId(e["row_id"], e["n_rows"], tuple(e["rows"])) for e in repeats["examples"])
        return cls(**found, repeats=Repeats(repeats["n_ids"], repeats["n_rows"], examples))

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
    notes: IdNotes,
    with_text: bool,
    n_rows: int,
    on_progress: Progress | None = None,
) -> Counts:
    """Write all rows of `parts`, in order, into `target`, reading little at a time; return what they hold.

    metadata : goes into the file, beside the counts
    notes : empty; finds the ids that stand more than once
    Raises ConfigurationError where a part is damaged, and removes it, so that the next run makes it again.
    """
    import os

    import pyarrow.parquet as pq

    schema = output_schema(with_text=with_text)
    counts = Counts()
    with target.open("wb") as stream:
        with pq.ParquetWriter(stream, schema, compression="zstd") as writer:
            for group in _groups(_read(parts)):
                writer.write_table(group, row_group_size=GROUP_ROWS)
                counts.add(group)
                notes.add(group["id"].to_pylist())
                if on_progress:
                    on_progress("rows joined", counts.n_rows, n_rows)
            counts.repeats = notes.repeats(lambda row: _id_of(row, parts))
            writer.add_key_value_metadata({**metadata, COUNTS: counts.to_json()})
        stream.flush()
        os.fsync(stream.fileno())
    return counts


def _read(parts: Sequence[Path]) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    for part in parts:
        try:
            with pq.ParquetFile(part, pre_buffer=False, buffer_size=1_000_000) as file:
                yield from file.iter_batches(1_000, use_threads=False)
        except (pa.ArrowException, OSError) as error:
            part.unlink(missing_ok=True)
            raise ConfigurationError(
                f"{part.name}, made before, was damaged and is removed; run the same command again to make it anew"
            ) from error


def _id_of(row: int, parts: Sequence[Path]) -> str:
    import pyarrow.parquet as pq

    part = parts[bisect_right(parts, row, key=first_row_of) - 1]
    found: str = pq.read_table(part, columns=["id"])["id"][row - first_row_of(part)].as_py()
    return found


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
    for name in {"id", "text"} & set(batch.schema.names):
        weights = weights + np.asarray(pc.fill_null(pc.binary_length(batch.column(name)), 0))
    found: list[int] = weights.tolist()
    return found
