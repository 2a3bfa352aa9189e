"""Ids that stand more than once in a bulk file: counted and shown whatever the length, and no row is lost for it."""

from __future__ import annotations

import random
import tracemalloc
from collections import defaultdict
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from bulkmaterial import bulk, write

from skillpact.bulk import BulkSettings, extract_file
from skillpact.bulk.repeats import IdNotes, RepeatedId, Repeats
from skillpact.taxonomy import Taxonomy

IDS = ["a", "b", "a", None, "c", "b", "a", "", " ", None, "a", "A", "", " "]
ROWS_OF_IDS = Repeats(2, 6, (RepeatedId("a", 4, (1, 3, 7)), RepeatedId("b", 2, (2, 6))))


@pytest.fixture(scope="module")
def settings(starter: Taxonomy) -> BulkSettings:
    return BulkSettings(starter.folder, tier="fast")


def noted(ids: list[str | None], folder: Path, *, held_rows: int, step: int = 7) -> Repeats:
    notes = IdNotes(folder / "ids", len(ids), held_rows)
    for first in range(0, len(ids), step):
        notes.add(ids[first : first + step])
    found = notes.repeats(lambda row: str(ids[row]))
    assert not (folder / "ids").exists()
    return found


@pytest.mark.parametrize("held_rows", [2, 5, 1_000])
def test_ids_that_stand_more_than_once_are_found_in_the_order_of_their_first_rows(held_rows, tmp_path):
    assert noted(IDS, tmp_path, held_rows=held_rows, step=3) == ROWS_OF_IDS


@pytest.mark.parametrize("held_rows", [10, 333, 100_000])
def test_counts_agree_with_a_dictionary_of_all_ids(held_rows, tmp_path):
    chance = random.Random(held_rows)
    ids: list[str | None] = [f"v{chance.randrange(4_000)}" for _ in range(5_000)]
    rows: dict[str | None, list[int]] = defaultdict(list)
    for number, row_id in enumerate(ids, 1):
        rows[row_id].append(number)
    repeated = [(row_id, found) for row_id, found in rows.items() if len(found) > 1]
    examples = tuple(RepeatedId(str(row_id), len(found), tuple(found[:3])) for row_id, found in repeated[:5])
    expected = Repeats(len(repeated), sum(len(found) for _id, found in repeated), examples)
    assert noted(ids, tmp_path, held_rows=held_rows) == expected


def test_a_file_without_repeats_or_without_rows_has_none(tmp_path):
    assert noted([f"v{n}" for n in range(50)], tmp_path, held_rows=10) == Repeats()
    assert noted([], tmp_path, held_rows=10) == Repeats()


def test_memory_does_not_grow_with_the_number_of_ids(tmp_path):
    peaks = []
    for n_rows in (100_000, 800_000):
        notes = IdNotes(tmp_path / str(n_rows), n_rows, held_rows=50_000)
        tracemalloc.start()
        try:
            for first in range(0, n_rows, 10_000):
                notes.add([str(number) for number in range(first, first + 10_000)])
            assert notes.repeats(str) == Repeats()
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
    # 700,000 rows more would take 17 MB as notes, and 40 MB as a set.
    assert peaks[1] - peaks[0] < 1_000_000


def test_rows_of_one_id_are_all_read_and_reported_by_an_output_that_is_there_already_too(settings, tmp_path):
    source = write(tmp_path / "in.parquet", id=[7, 8, 7], text=["TIG welding", "x", "SQL"])
    first = extract_file(source, tmp_path / "out.parquet", settings, workers=1)
    assert first.counts.repeats == Repeats(1, 2, (RepeatedId("7", 2, (1, 3)),))
    assert pq.read_table(tmp_path / "out.parquet")["id"].to_pylist() == ["7", "8", "7"]
    again = extract_file(source, tmp_path / "out.parquet", settings, workers=1)
    assert (again.was_complete, again.counts) == (True, first.counts)


def test_ids_of_a_run_that_goes_on_count_with_those_it_had_already(settings, tmp_path):
    source = write(tmp_path / "in.parquet", id=["1", "2", "3", "1", "4", "3"], text=["TIG welding"] * 6)

    def stop(what: str, done: int, total: int) -> None:
        if what == "rows" and done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        extract_file(source, tmp_path / "out.parquet", settings, workers=1, batch_rows=1, on_progress=stop)
    summary = extract_file(source, tmp_path / "out.parquet", settings, workers=1, batch_rows=1)
    assert summary.n_resumed == 3
    assert summary.counts.repeats == Repeats(2, 4, (RepeatedId("1", 2, (1, 4)), RepeatedId("3", 2, (3, 6))))


def test_the_command_shows_the_first_and_ends_with_attention(tmp_path):
    ids = [f"id\x1b{n % 7}" for n in range(18)]
    write(tmp_path / "in.parquet", id=ids, text=["TIG welding"] * 18, lang=["en"] * 18)
    done = bulk("in.parquet", "out.parquet", "--workers", 1, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "skillpact: 18 rows, 18 skills in out.parquet",
        "skillpact: in.parquet, column 'id': 'id 0' stands in rows 1, 8, 15",
        "skillpact: in.parquet, column 'id': 'id 1' stands in rows 2, 9, 16",
        "skillpact: in.parquet, column 'id': 'id 2' stands in rows 3, 10, 17",
        "skillpact: in.parquet, column 'id': 'id 3' stands in rows 4, 11, 18",
        "skillpact: in.parquet, column 'id': 'id 4' stands in rows 5, 12",
        "skillpact: 7 ids stand more than once, in 18 rows; all rows were read",
    ]
    write(tmp_path / "one.parquet", id=["1"] * 5, text=["TIG welding"] * 5, lang=["en"] * 5)
    done = bulk("one.parquet", "one-out.parquet", "--workers", 1, cwd=tmp_path)
    assert done.stderr.splitlines()[1:] == [
        "skillpact: one.parquet, column 'id': '1' stands in rows 1, 2, 3 and 2 more",
        "skillpact: 1 id stands more than once, in 5 rows; all rows were read",
    ]
