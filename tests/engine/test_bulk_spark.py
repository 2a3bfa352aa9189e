"""Bulk extraction on a real Spark cluster: the same rows as on one machine, also when a worker is lost in the middle."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from bulkmaterial import adverts, bulk, ending, started, wait_for, write
from sparkcluster import SparkCluster

from skillpact.bulk import BulkSettings, extract_file
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
    source = write(folder / "in.parquet", adverts(800))
    extract_file(source, out, BulkSettings(starter.folder, tier="fast"), workers=1)
    return out


def test_a_cluster_gives_the_rows_of_one_machine(cluster, folder, expected):
    options = ["--engine", "spark", "--master", cluster.master, "--batch-rows", 100]
    done = bulk("in.parquet", "spark.parquet", *options, cwd=folder, **cluster.environment)
    assert done.stderr.splitlines()[0].startswith("skillpact: 800 rows, ")
    assert done.returncode == 1
    assert pq.read_table(folder / "spark.parquet").to_pylist() == pq.read_table(expected).to_pylist()
    assert (folder / "spark.parquet").read_bytes() == expected.read_bytes()
    assert sorted(path.name for path in folder.iterdir()) == ["in.parquet", "local.parquet", "spark.parquet"]


def test_a_job_whose_worker_is_killed_in_the_middle_ends_complete(cluster, folder, expected):
    arguments = ["in.parquet", "killed.parquet", "--engine", "spark", "--master", cluster.master, "--batch-rows", 100]
    written = folder / "killed.parquet.part" / "spark"
    log = folder / "killed.parquet.part" / "spark.log"

    def n_done() -> int:
        return len(list(written.glob("_temporary/0/task_*")))

    with started(*arguments, cwd=folder, **cluster.environment) as running:
        # One task of eight has given its part; the others are at work or wait.
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


def test_what_a_cluster_has_finished_is_joined_without_asking_it_again(starter, tmp_path):
    source, journal = BulkSource(write(tmp_path / "in.parquet", adverts(10))), Journal(tmp_path / "out.parquet")
    journal.spark_folder.mkdir(parents=True)
    (journal.spark_folder / "_SUCCESS").touch()
    settings = BulkSettings(starter.folder, tier="fast")
    assert extract_on_spark(source, journal, settings, master="spark://127.0.0.1:1", batch_rows=10) == 10
