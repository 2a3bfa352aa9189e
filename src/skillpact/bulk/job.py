"""A bulk run from end to end: check, claim the journal, let an engine make the parts, join them, put them in place."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from skillpact.bulk.joining import COUNTS, Counts, join_parts
from skillpact.bulk.journal import Journal, difference
from skillpact.bulk.repeats import IdNotes
from skillpact.bulk.schema import require_pyarrow
from skillpact.bulk.settings import BulkSettings, extractor_of
from skillpact.bulk.source import BulkSource, Progress
from skillpact.errors import ConfigurationError, InputError

DEFAULT_BATCH_ROWS = 1_000  # effect of more: fewer files under way, more memory, more to redo after a kill
_FORMAT = 2  # of the output and of the journal
_METADATA = "skillpact.bulk"


@dataclass(frozen=True, slots=True)
class BulkSummary:
    """What a run ended with.

    n_resumed : rows taken over from a run that was interrupted; was_complete : nothing had to be done
    counts.repeats : the ids that stand more than once; their rows are read like all others
    """

    counts: Counts
    n_resumed: int = 0
    was_complete: bool = False


def extract_file(
    source_path: Path,
    out_path: Path,
    settings: BulkSettings,
    *,
    engine: Literal["local", "spark"] = "local",
    master: str | None = None,
    workers: int | None = None,
    batch_rows: int = DEFAULT_BATCH_ROWS,
    overwrite: bool = False,
    on_progress: Progress | None = None,
) -> BulkSummary:
    """Read skills out of a Parquet file of texts into another, going on where a run of the same kind was interrupted.

    source_path : columns `id`, `text` and, where it is known, `lang`; out_path : whole or absent at any time
    engine : "local" with `workers` processes (None: one for each core), or "spark" at `master`
    batch_rows : rows in one batch, 1 to 100,000; changes no answer
    overwrite : replace an output, or unfinished work, of another input or other settings
    Raises InputError, TaxonomyError, ConfigurationError, MissingExtraError.
    """
    require_pyarrow()
    import pyarrow as pa

    if not 1 <= batch_rows <= 100_000:
        raise ConfigurationError(f"batch_rows is {batch_rows}, expected 1 to 100,000")
    if workers is not None and workers < 1:
        raise ConfigurationError(f"workers is {workers}, expected 1 or more")
    out = Path(os.path.realpath(out_path))
    source = BulkSource(source_path)
    if out.exists() and (not out.is_file() or out.samefile(source_path)):
        found = "is the input" if out.is_file() else "is no ordinary file"
        raise InputError(f"the output {found}, expected the name of another file", file=out.name)
    taxonomy, _extractor = extractor_of(settings)
    out.parent.mkdir(parents=True, exist_ok=True)
    journal = Journal(out)
    # Locked first: a folder that cannot be written is told before an hour of reading.
    with journal.locked(), _full_disk_told(journal):
        identity = _identity(source.sha256(on_progress), settings, taxonomy.id)
        if not overwrite and out.exists():
            counts = _completed(out, identity)
            if journal.is_of(identity):
                journal.remove()
            return BulkSummary(counts, was_complete=True)
        # Another pyarrow may cut batches elsewhere; its parts would not fit together.
        layout = {"engine": engine, "batch_rows": batch_rows, "pyarrow": pa.__version__}
        journal.claim({**identity, **layout}, may_restart=overwrite)
        n_resumed = _make_parts(source, journal, settings, engine, master, workers, batch_rows, on_progress)
        counts = join_parts(
            journal.parts(), journal.joined, {_METADATA: json.dumps(identity, sort_keys=True)},
            notes=IdNotes(journal.ids_folder, source.n_rows), with_text=settings.with_text, n_rows=source.n_rows,
            on_progress=on_progress,
        )  # fmt: skip
        source.require_unchanged()
        if counts.n_rows != source.n_rows:
            raise ConfigurationError(
                f"{counts.n_rows:,} of {source.n_rows:,} rows came back; with Spark, input and output have to lie "
                "where this program and all workers see them, and the input may not change while it is read"
            )
        journal.finish()
    return BulkSummary(counts, n_resumed)


def _make_parts(
    source: BulkSource,
    journal: Journal,
    settings: BulkSettings,
    engine: str,
    master: str | None,
    workers: int | None,
    batch_rows: int,
    on_progress: Progress | None,
) -> int:
    if engine == "spark":
        from skillpact.bulk.spark import extract_on_spark

        if not master:
            raise ConfigurationError("the engine spark needs the address of a master, for example spark://host:7077")
        return extract_on_spark(
            source, journal, settings, master=master, batch_rows=batch_rows, on_progress=on_progress
        )
    from skillpact.bulk.local import extract_locally

    workers = workers or len(os.sched_getaffinity(0))
    return extract_locally(source, journal, settings, batch_rows=batch_rows, workers=workers, on_progress=on_progress)


def _identity(source_sha256: str, settings: BulkSettings, taxonomy_id: str) -> dict[str, Any]:
    """Return all that decides the answers: two outputs of one identity are the same bytes."""
    return {
        "format": _FORMAT,
        "input_sha256": source_sha256,
        "taxonomy": taxonomy_id,
        **settings.identity(),
    }


def _completed(out: Path, identity: dict[str, Any]) -> Counts:
    """Return what a finished output of the same identity holds. Raises InputError where it is anything else."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    remedy = "choose another name, or use --overwrite to replace it"
    try:
        found = pq.read_metadata(out).metadata or {}
    except (OSError, pa.ArrowException) as error:
        raise InputError(f"this file exists and is no whole Parquet file; {remedy}", file=out.name) from error
    try:
        there = dict(json.loads(found[_METADATA.encode()]))
        if there == identity:
            return Counts.from_json(found[COUNTS.encode()])
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"this file exists and no bulk run made it; {remedy}", file=out.name) from error
    raise InputError(
        f"this file exists and has another origin ({difference(there, identity)}); {remedy}", file=out.name
    )


@contextmanager
def _full_disk_told(journal: Journal) -> Iterator[None]:
    """Say in one sentence that there is no room, and that nothing is lost."""
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise
        raise ConfigurationError(
            f"there is no room for the output, {journal.folder.name} beside it or temporary files ({error.strerror}); "
            "make room and run the same command again: what is done is kept"
        ) from error
