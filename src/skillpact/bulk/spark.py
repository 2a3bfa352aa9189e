"""Bulk extraction on Apache Spark: the same function over the same batches, in `mapInArrow` on many machines."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from skillpact.bulk.journal import Journal
from skillpact.bulk.parts import MADE_COLUMNS, POSITION, make_parts, missing_parts
from skillpact.bulk.settings import BulkSettings
from skillpact.bulk.source import BATCH_BYTES, BulkSource, Progress
from skillpact.errors import ConfigurationError, MissingExtraError

if TYPE_CHECKING:
    import pyarrow as pa

_JAVA = 17  # Spark 4 runs on this version or a later one
_TASKS_PER_CORE = 4  # effect of more: less to redo when a worker is lost, more overhead
_ROWS_PER_TASK = 50_000  # at most, so that a task stays a matter of minutes
_WAIT_FOR_WORKERS_S = 120.0
_WAIT_FOR_OTHERS_S = 300.0  # for workers that take the place of the last one; effect of less: a restart ends the job
_ANSWER_S = 5.0
_POLL_S = 1.0
_ARCHIVE = "skillpact_taxonomy"
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_INTEGER = {"int8": "int", "int16": "int", "int32": "int", "uint8": "int", "uint16": "int", "uint32": "bigint",
            "int64": "bigint", "uint64": "decimal(20,0)"}  # fmt: skip


def extract_on_spark(
    source: BulkSource,
    journal: Journal,
    settings: BulkSettings,
    *,
    master: str,
    batch_rows: int,
    on_progress: Progress | None = None,
) -> int:
    """Let a Spark cluster write the parts of the journal, in order; return how many rows were there already.

    Input and journal have to lie where this program and all workers see them under one path. The taxonomy travels with
    the job; workers need Python with this version of Skillpact and the extra `spark`. Each part of `batch_rows` rows is
    written by the worker that made it. A worker that is lost is replaced by the others, and when this program is lost,
    the next run goes on: parts that are done are not made again.
    Raises ConfigurationError, MissingExtraError.
    """
    missing = missing_parts(journal, part_rows=batch_rows, n_rows=source.n_rows)
    n_left = sum(min(batch_rows, source.n_rows - number * batch_rows) for number in missing)
    if not missing:
        return source.n_rows
    _require_spark()
    _require_master(master)
    is_stopped = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        job = pool.submit(_run_job, source, journal, settings, master, batch_rows, missing, on_progress, is_stopped)
        try:
            # Ctrl-C reaches this thread alone: in the middle of a call, it would cut the connection to Spark's Java.
            job.result()
        except BaseException:
            is_stopped.set()
            raise
    return source.n_rows - n_left


def _run_job(
    source: BulkSource,
    journal: Journal,
    settings: BulkSettings,
    master: str,
    batch_rows: int,
    missing: list[int],
    on_progress: Progress | None,
    is_stopped: threading.Event,
) -> None:
    """Start Spark, make the parts of these numbers, and end it; soon after `is_stopped` where that is set."""
    log_path = journal.folder / "spark.log"
    with log_path.open("wb") as log, _session(master, settings, batch_rows, log) as session:
        _wait_for_workers(session, master, is_stopped)
        if is_stopped.is_set():
            return
        made = _made_parts(session, source, journal, settings, batch_rows, missing)

        def tell() -> None:
            if on_progress:
                on_progress("rows", min(source.n_rows, batch_rows * len(journal.parts())), source.n_rows)

        with _watched(session, tell, is_stopped):
            try:
                made.write.format("noop").mode("overwrite").save()
            except Exception as error:
                # Py4J and Spark raise dozens of kinds; what a user can do about them is the same.
                raise _failure(error, f"{journal.folder.name}/{log_path.name}") from error


def _made_parts(
    session: Any, source: BulkSource, journal: Journal, settings: BulkSettings, batch_rows: int, missing: list[int]
) -> Any:
    """Return the job that makes the parts of these numbers, in as many tasks as keep all workers busy."""
    from pyspark.sql import functions as f

    n_tasks = max(
        _TASKS_PER_CORE * session.sparkContext.defaultParallelism, len(missing) * batch_rows // _ROWS_PER_TASK
    )
    n_tasks = max(1, min(n_tasks, len(missing)))
    # Only the columns that are read are declared: of the others, Spark may not know the types. A column of nulls alone
    # has no type that Spark could read as a text, and is the same as none.
    kinds = {name: source.schema.field(name).type for name in source.columns}
    names = [name for name in source.columns if str(kinds[name]) != "null"]
    columns = ", ".join(f"{name} {_spark_type(kinds[name])}" for name in names)
    path = re.sub(r"([\\*?\[\]{},])", r"\\\1", str(source.path.resolve()))
    table = session.read.schema(columns).parquet(f"file://{path}")
    place, part = f.col("_metadata.row_index"), f.expr(f"_metadata.row_index div {batch_rows}")
    rows = table.select(place.alias(POSITION), part.alias("part"), *(f.col(name).cast("string") for name in names))
    if len(missing) < -(-source.n_rows // batch_rows):
        wanted = session.createDataFrame([(number,) for number in missing], "part bigint")
        rows = rows.join(f.broadcast(wanted), "part", "left_semi")
    # A file of one row group would be one task: parts are dealt out anew, each whole, and keep the order of their rows.
    rows = rows.repartitionByRange(n_tasks, "part").sortWithinPartitions(POSITION).drop("part")
    n_rows = source.n_rows

    def make(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from pyspark import SparkFiles

        folder = Path(SparkFiles.get(_ARCHIVE)) / settings.taxonomy_folder.name
        here = replace(settings, taxonomy_folder=folder)
        return make_parts(batches, journal, here, part_rows=batch_rows, n_rows=n_rows)

    return rows.mapInArrow(make, ", ".join(f"{name} bigint" for name in MADE_COLUMNS))


@contextmanager
def _session(master: str, settings: BulkSettings, batch_rows: int, log: IO[bytes]) -> Iterator[Any]:
    from pyspark import SparkConf, SparkContext
    from pyspark.errors import PySparkException
    from pyspark.java_gateway import launch_gateway
    from pyspark.sql import SparkSession

    stated = {
        "spark.app.name": "skillpact bulk extract",
        "spark.master": master,
        # The page of a driver listens on all addresses and asks nobody who they are.
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        # Partitions stay as they were cut.
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.caseSensitive": "true",
        "spark.sql.execution.arrow.maxRecordsPerBatch": str(batch_rows),
        "spark.sql.execution.arrow.maxBytesPerBatch": f"{BATCH_BYTES}b",
    }
    if any(address in master for address in _LOOPBACK):
        stated |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    conf = SparkConf(loadDefaults=False).setAll(list(stated.items()))
    context: Any = None
    with tempfile.TemporaryDirectory(prefix="skillpact-spark-") as scratch, _python_of_workers():
        try:
            gateway = launch_gateway(conf, {"stdout": log, "stderr": log})
            context = SparkContext(conf=conf, gateway=gateway)
            context.addArchive(f"{_pack(settings.taxonomy_folder, Path(scratch))}#{_ARCHIVE}")
        except Exception as error:
            _end(context)
            # Whatever Py4J raises, there is no session; PySparkException is what it documents.
            kind = "" if isinstance(error, PySparkException) else f" ({type(error).__name__})"
            raise _failure(
                error, f"{Path(log.name).parent.name}/{Path(log.name).name}", f"Spark did not start{kind}"
            ) from error
        try:
            yield SparkSession(context)
        finally:
            _end(context)


def _end(context: Any) -> None:
    """Stop the context and the Java process behind it, which would live on for the next session."""
    from pyspark import SparkContext

    if context is not None:
        # Where the Java process has died, there is nothing to stop.
        with suppress(Exception):
            context.stop()
    gateway = SparkContext._gateway
    if gateway is not None:
        gateway.shutdown()
        process = getattr(gateway, "proc", None)
        if process is not None:
            process.stdin.close()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        SparkContext._gateway = SparkContext._jvm = None


@contextmanager
def _python_of_workers() -> Iterator[None]:
    """Name the Python of this program for the workers too, unless PYSPARK_PYTHON names another."""
    import sys

    if "PYSPARK_PYTHON" in os.environ:
        yield
        return
    os.environ["PYSPARK_PYTHON"] = sys.executable
    try:
        yield
    finally:
        del os.environ["PYSPARK_PYTHON"]


def _pack(folder: Path, scratch: Path) -> Path:
    """Return a zip file of a taxonomy's indexes, without its source."""
    archive = scratch / f"{_ARCHIVE}.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.relative_to(folder).parts[0] in ("index", "dense"):
                packed.write(path, f"{folder.name}/{path.relative_to(folder)}")
    return archive


@contextmanager
def _watched(session: Any, tell: Callable[[], None], is_stopped: threading.Event) -> Iterator[None]:
    """Tell how far a job is, and end one that is stopped, or that all workers have left: Spark would not."""
    context, is_over = session.sparkContext, threading.Event()

    def watch() -> None:
        last_seen = time.monotonic()
        while not is_over.wait(_POLL_S):
            if _has_workers(context):
                last_seen = time.monotonic()
            if is_stopped.is_set() or time.monotonic() - last_seen > _WAIT_FOR_OTHERS_S:
                context.cancelAllJobs()
            tell()

    def watch_quietly() -> None:
        # When Spark itself has ended, nothing can be asked, and the job says why.
        with suppress(Exception):
            watch()

    thread = threading.Thread(target=watch_quietly, daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def _wait_for_workers(session: Any, master: str, is_stopped: threading.Event) -> None:
    """Wait until a worker has joined. Raises ConfigurationError where none does: Spark would wait for ever."""
    until = time.monotonic() + _WAIT_FOR_WORKERS_S
    while not _has_workers(session.sparkContext) and not is_stopped.is_set():
        if time.monotonic() > until:
            raise ConfigurationError(
                f"no worker of {master} joined within {_WAIT_FOR_WORKERS_S:.0f} s; start workers with enough free "
                "memory for spark.executor.memory and try again"
            )
        time.sleep(_POLL_S)


def _has_workers(context: Any) -> bool:
    """Say whether something is there to run tasks. The driver counts as one, and is all there is without a cluster."""
    n_found: int = context._jsc.sc().getExecutorMemoryStatus().size()
    return n_found >= (1 if context.master.startswith("local") else 2)


def _require_master(master: str) -> None:
    """Raise ConfigurationError where nobody listens at a standalone master: Spark would retry for a minute and more."""
    if not re.match(r"(spark|k8s|yarn|local)\b", master):
        raise ConfigurationError(f"the master is {master!r}, expected for example spark://host:7077 or local[4]")
    if not master.startswith("spark://"):
        return
    addresses = master.removeprefix("spark://").split(",")
    for address in addresses:
        host, _, port = address.rpartition(":")
        try:
            with socket.create_connection((host.strip("[]"), int(port)), timeout=_ANSWER_S):
                return
        except (OSError, ValueError, OverflowError):
            continue
    raise ConfigurationError(f"no Spark master answers at {master}; start one or correct --master")


def _require_spark() -> None:
    """Raise MissingExtraError where pyspark, pandas or Java is missing."""
    # Looked for, not imported: pandas is loaded by pyspark alone.
    if find_spec("pyspark") is None or find_spec("pandas") is None:
        raise MissingExtraError(
            "the engine spark needs the packages pyspark and pandas: install them with pip install 'skillpact[spark]'"
        )
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    remedy = f"the engine spark needs Java {_JAVA}: on Debian, apt-get install openjdk-17-jre-headless"
    try:
        command = [java or "java", "-version"]
        shown = subprocess.run(command, capture_output=True, text=True, check=True).stderr  # noqa: S603
    except (OSError, subprocess.CalledProcessError) as error:
        raise MissingExtraError(remedy) from error
    version = re.search(r'version "(\d+)', shown)
    if version and int(version.group(1)) < _JAVA:
        raise MissingExtraError(f"{remedy}; found Java {version.group(1)}")


def _spark_type(kind: pa.DataType) -> str:
    return _INTEGER.get(str(kind), "string")


def _failure(error: BaseException, log: str, what: str = "the Spark job failed") -> ConfigurationError:
    """Return in one sentence why a job failed: the worker's own words where Skillpact raised them there."""
    said = re.search(r"skillpact\.errors\.\w+: ([^\n]+)", str(error))
    return ConfigurationError(
        f"{what}: {said.group(1)}" if said else f"{what}; the file {log} beside the output tells why"
    )
