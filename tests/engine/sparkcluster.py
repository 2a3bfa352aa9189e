"""A real Spark cluster on loopback for tests: a standalone master and two worker processes, ended without fail."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pyspark
from bulkmaterial import end_with_parent

_START_S = 300
_JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"  # quick to start, and short lives need no more


class SparkCluster:
    """A master and its workers, each in a process group of its own, all their files under one folder."""

    def __init__(self, folder: Path):
        self._folder = folder
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        conf = folder / "conf"
        conf.mkdir()
        (conf / "spark-defaults.conf").write_text(
            "spark.executor.memory 512m\nspark.driver.memory 512m\n"
            f"spark.executor.extraJavaOptions {_JAVA}\nspark.driver.extraJavaOptions {_JAVA}\n"
        )
        self.environment = {
            "SPARK_HOME": str(Path(pyspark.__file__).parent),
            "SPARK_CONF_DIR": str(conf),
            "SPARK_LOCAL_DIRS": str(folder / "local"),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_DAEMON_MEMORY": "256m",
            "SPARK_DAEMON_JAVA_OPTS": _JAVA,
            "SPARK_MASTER_OPTS": "-Dspark.master.rest.enabled=false",
        }
        # Port 0: the system gives a free one, and the log tells which.
        self._start("master", "master.Master", "--port", "0")
        self.master = self._wait_for("master", r"Starting Spark master at (spark://\S+)")
        for name in ("worker1", "worker2"):
            options = ["--port", "0", "--cores", "1", "--memory", "600m", "--work-dir", str(folder / name)]
            self._start(name, "worker.Worker", *options, self.master)

    def has_executor(self, name: str) -> bool:
        """Say whether a worker runs, or has run, an executor of a job."""
        return any((self._folder / name).glob("app-*/*/stderr"))

    def kill(self, name: str) -> None:
        """End a process and its executors as a power cut does."""
        process = self._processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        """End what still runs."""
        for name in list(self._processes):
            self.kill(name)

    def log(self, name: str) -> str:
        """Return what a process has said."""
        return (self._folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def _start(self, name: str, daemon: str, *options: str) -> None:
        command = [
            f"{self.environment['SPARK_HOME']}/bin/spark-class", f"org.apache.spark.deploy.{daemon}", "--host", "127.0.0.1",
            "--webui-port", "0", *options,
        ]  # fmt: skip
        with (self._folder / f"{name}.log").open("wb") as log:
            self._processes[name] = subprocess.Popen(
                command, cwd=self._folder, env={**os.environ, **self.environment}, stdout=log, stderr=log,
                stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=end_with_parent,
            )  # fmt: skip

    def _wait_for(self, name: str, pattern: str) -> str:
        until = time.monotonic() + _START_S
        while time.monotonic() < until and self._processes[name].poll() is None:
            if found := re.search(pattern, self.log(name)):
                return found.group(1)
            time.sleep(0.1)
        raise AssertionError(f"{name} did not start:\n{self.log(name)}")
