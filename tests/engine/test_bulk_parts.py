"""The function that workers run: whole parts from batches that were cut anywhere, each made once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from skillpact.bulk import BulkSettings
from skillpact.bulk.journal import Journal
from skillpact.bulk.parts import POSITION, make_parts, missing_parts
from skillpact.errors import ConfigurationError
from skillpact.taxonomy import Taxonomy

N_ROWS, PART_ROWS = 23, 5


@pytest.fixture(scope="module")
def settings(starter: Taxonomy) -> BulkSettings:
    return BulkSettings(starter.folder, tier="fast")


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    journal = Journal(tmp_path / "out.parquet")
    with journal.locked():
        journal.claim({"input": "this"}, may_restart=False)
        yield journal


def batches(rows: list[int], step: int) -> list[pa.RecordBatch]:
    table = pa.table({POSITION: rows, "id": [f"v{row}" for row in rows], "text": ["TIG welding"] * len(rows)})
    return list(table.to_batches(step))


def made(found: Iterator[pa.RecordBatch]) -> list[tuple[int, int]]:
    return [(row["first_row"], row["n_rows"]) for batch in found for row in batch.to_pylist()]


@pytest.mark.parametrize("step", [1, 4, 5, 7, 100])
def test_parts_are_whole_however_the_batches_are_cut(step, journal, settings):
    found = make_parts(batches(list(range(N_ROWS)), step), journal, settings, part_rows=PART_ROWS, n_rows=N_ROWS)
    assert made(found) == [(0, 5), (5, 5), (10, 5), (15, 5), (20, 3)]
    ids = [pq.read_table(part)["id"].to_pylist() for part in journal.parts()]
    assert ids == [[f"v{row}" for row in range(first, min(first + 5, N_ROWS))] for first in range(0, N_ROWS, 5)]
    assert missing_parts(journal, part_rows=PART_ROWS, n_rows=N_ROWS) == []


def test_a_part_that_is_there_is_not_made_again_and_others_are_told_as_missing(journal, settings):
    parts = [*range(5, 10), *range(20, 23)]
    assert made(make_parts(batches(parts, 3), journal, settings, part_rows=PART_ROWS, n_rows=N_ROWS)) == [
        (5, 5), (20, 3),
    ]  # fmt: skip
    assert missing_parts(journal, part_rows=PART_ROWS, n_rows=N_ROWS) == [0, 2, 3]
    before = [path.stat().st_ino for path in journal.parts()]
    assert len(made(make_parts(batches(list(range(10)), 3), journal, settings, part_rows=5, n_rows=N_ROWS))) == 2
    assert [path.stat().st_ino for path in journal.parts()][1:] == before


@pytest.mark.parametrize("rows", [[5, 6, 7, 8], [5, 6, 8, 9], [6, 7, 8, 9], [5, 6, 7, 7, 8, 9]])
def test_a_part_whose_rows_do_not_come_whole_is_not_written(rows, journal, settings):
    with pytest.raises(ConfigurationError, match=r"^rows 6 to 10 of the input did not come whole; it may not change"):
        made(make_parts(batches(rows, 2), journal, settings, part_rows=PART_ROWS, n_rows=N_ROWS))
    assert list(journal.parts_folder.iterdir()) == []


def test_a_worker_that_does_not_see_the_folder_says_what_has_to_be_so(journal, settings):
    journal.parts_folder.rmdir()
    with pytest.raises(ConfigurationError) as caught:
        made(make_parts(batches([0], 1), journal, settings, part_rows=1, n_rows=1))
    assert str(caught.value) == (
        "a worker cannot write into out.parquet.part (No such file or directory); input and output have to lie where this "
        "program and all workers see them under one path, with room for the output"
    )
