"""Bulk extraction on a real Spark cluster: the rows of one machine, also when a worker or the program is lost."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from bulkmaterial import adverts, bulk, ending, started, wait_for, write
from sparkcluster import SparkCluster

from skillpact.bulk import BulkSettings, extract_batches, extract_file
from skillpact.bulk.journal import Journal
from skillpact.bulk.source import BulkSource
from skillpact.bulk.spark import extract_on_spark
from skillpact.taxonomy import Taxonomy

pytestmark = pytest.mark.spark


@pytest.fixture(scope="module")
def cluster(tmp_path_factory) -> Iterator[SparkCluster]:
    folder = tmp_path_factory.mktemp("spark")
    cluster: SparkCluster | None = None
    try:
        cluster = SparkCluster(folder)
        yield cluster
    finally:
        if cluster is not None:
            cluster.stop()


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A folder whose name Spark would take for a pattern."""
    folder = tmp_path_factory.mktemp("bulk") / "a [b] {c,d}"
    folder.mkdir()
    return folder


@pytest.fixture(scope="module")
def expected(folder: Path, starter: Taxonomy) -> Path:
    """What one machine makes of the same input."""
    out = folder / "local.parquet"
    table = adverts(800)
    table = table.set_column(0, "id", pa.array([f"v{n % 790:05d}" for n in range(800)]))
    source = write(folder / "in.parquet", table)
    extract_file(source, out, BulkSettings(starter.folder, tier="fast"), workers=1)
    return out


def test_a_cluster_gives_the_rows_of_one_machine(cluster, folder, expected):
    options = ["--engine", "spark", "--master", cluster.master, "--batch-rows", 100]
    done = bulk("in.parquet", "spark.parquet", *options, cwd=folder, **cluster.environment)
    assert done.stderr.splitlines()[0].startswith("skillpact: 800 rows, ")
    assert done.stderr.splitlines()[-1] == "skillpact: 10 ids stand more than once, in 20 rows; all rows were read"
    assert done.returncode == 1
    assert pq.read_table(folder / "spark.parquet").to_pylist() == pq.read_table(expected).to_pylist()
    assert (folder / "spark.parquet").read_bytes() == expected.read_bytes()
    assert sorted(path.name for path in folder.iterdir()) == ["in.parquet", "local.parquet", "spark.parquet"]


def test_a_job_whose_worker_is_killed_in_the_middle_ends_complete(cluster, folder, expected):
    arguments = ["in.parquet", "killed.parquet", "--engine", "spark", "--master", cluster.master, "--batch-rows", 100]
    log = folder / "killed.parquet.part" / "spark.log"

    def n_done() -> int:
        return len(parts_of(folder / "killed.parquet"))

    with started(*arguments, cwd=folder, **cluster.environment) as running:
        # One part of eight is there; the others are at work or wait.
        wait_for(lambda: n_done() and cluster.has_executor("worker1"), running)
        cluster.kill("worker1")
        assert 1 <= n_done() < 8
        wait_for(lambda: "Lost executor" in log.read_text(errors="replace"), running)
        _code, _printed, said = ending(running)
    assert said.splitlines()[0].startswith("skillpact: 800 rows, ")
    assert pq.read_table(folder / "killed.parquet").to_pylist() == pq.read_table(expected).to_pylist()
    assert not (folder / "killed.parquet.part").exists()


def test_a_job_that_fails_is_told_in_one_line_and_leaves_no_output(cluster, folder, expected, tmp_path):
    write(tmp_path / "in.parquet", adverts(3_000))
    data = bytearray((tmp_path / "in.parquet").read_bytes())
    data[1_000:3_000] = bytes(2_000)
    (tmp_path / "in.parquet").write_bytes(data)
    options = ["--engine", "spark", "--master", cluster.master]
    done = bulk("in.parquet", "out.parquet", *options, cwd=tmp_path, **cluster.environment)
    assert done.returncode == 2
    assert done.stderr == (
        "skillpact: the Spark job failed; the file out.parquet.part/spark.log beside the output tells why\n"
    )
    assert not (tmp_path / "out.parquet").exists()
    assert (tmp_path / "out.parquet.part" / "spark.log").stat().st_size > 0


def test_a_program_that_is_stopped_and_killed_goes_on_and_ends_with_the_rows_of_one_machine(cluster, folder, expected):
    arguments = ["in.parquet", "resumed.parquet", "--engine", "spark", "--master", cluster.master, "--batch-rows", 50]
    out = folder / "resumed.parquet"
    made: list[dict[str, int]] = []
    for stop in (interrupt, kill_all):
        before = len(parts_of(out))
        with started(*arguments, cwd=folder, **cluster.environment) as running:
            wait_for(lambda before=before: len(parts_of(out)) > before, running)
            assert stop(running).strip() in ("", "Interrupted; what was finished before stays usable.")
        assert not out.exists()
        made.append({path.name: path.stat().st_mtime_ns for path in parts_of(out)})
    assert 0 < len(made[0]) < len(made[1]) < 16
    # What is done is not done again.
    assert made[0].items() <= made[1].items()
    # What is damaged is.
    damaged = parts_of(out)[0]
    damaged.write_bytes(damaged.read_bytes()[:-100])
    n_had = 50 * sum(journal_has(path) for path in parts_of(out))
    done = bulk(*arguments, cwd=folder, **cluster.environment)
    n_resumed = int(re.match(r"skillpact: (\d+) rows were done before, by a run that was stopped\n", done.stderr)[1])
    # An executor that outlives the program for a moment may end another part.
    assert n_had <= n_resumed < 800
    assert pq.read_table(out).to_pylist() == pq.read_table(expected).to_pylist()
    assert out.read_bytes() == expected.read_bytes()
    assert not (folder / "resumed.parquet.part").exists()


def parts_of(out: Path) -> list[Path]:
    """Return the parts that a run has finished so far, in order."""
    return sorted(out.with_name(f"{out.name}.part").glob("parts-*/rows-*.parquet"))


def journal_has(part: Path) -> bool:
    try:
        return pq.read_metadata(part).num_rows == 50
    except pa.ArrowException:
        return False


def interrupt(running: subprocess.Popen[str]) -> str:
    """Press Ctrl-C; return what the program says."""
    os.killpg(running.pid, signal.SIGINT)
    code, printed, said = ending(running)
    assert (code, printed) == (130, "")
    return said


def kill_all(running: subprocess.Popen[str]) -> str:
    """End the program and its Java as a power cut does."""
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    return ""


def test_columns_of_all_types_give_the_rows_of_one_machine(cluster, folder, starter):
    columns = {
        "nulls": {"id": pa.array(range(6), pa.uint16()), "text": pa.nulls(6), "lang": pa.nulls(6)},
        "bytes": {
            "id": pa.array(range(6), pa.uint64()),
            "text": pa.array([b"\xff\xfe", *[b"SQL"] * 5]).cast(pa.string(), safe=False).dictionary_encode(),
            "lang": pa.array(["en", "es", None, "english", "", "zh"]), "text.long": pa.array([[1]] * 6),
        },
    }  # fmt: skip
    settings = BulkSettings(starter.folder, tier="fast")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in cluster.environment.items():
            patch.setenv(name, value)
        for name, table in columns.items():
            source = write(folder / f"{name}.parquet", **table)
            extract_file(source, folder / f"{name}-local.parquet", settings, workers=1)
            extract_file(
                source, folder / f"{name}-spark.parquet", settings, engine="spark", master="local[2]", batch_rows=2
            )
            found = pq.read_table(folder / f"{name}-spark.parquet").to_pylist()
            assert found == pq.read_table(folder / f"{name}-local.parquet").to_pylist(), name
            assert len(found) == 6


def test_what_a_cluster_has_finished_is_joined_without_asking_it_again(starter, tmp_path):
    source, journal = BulkSource(write(tmp_path / "in.parquet", adverts(10))), Journal(tmp_path / "out.parquet")
    settings = BulkSettings(starter.folder, tier="fast")
    with journal.locked():
        journal.claim({"input": "this"}, may_restart=False)
        for first, batch in source.batches(5):
            journal.keep(first, extract_batches([batch], settings))
        assert extract_on_spark(source, journal, settings, master="spark://127.0.0.1:1", batch_rows=5) == 10
