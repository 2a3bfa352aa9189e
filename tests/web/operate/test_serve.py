"""`skillpact serve` from an empty home to the first page and back to nothing running."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import postgres
import pytest

BIN = Path(sys.executable).parent


@contextmanager
def serving(environment: dict[str, str], *options: str) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """Start `skillpact serve` on a free port; yield the process, the address, and what it printed so far."""
    command = [str(BIN / "skillpact"), "serve", "--port", "0", "--workers", "1", *options]
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    try:
        printed, end = "", time.monotonic() + 90
        while "Ctrl-C" not in printed:
            assert process.stdout is not None
            assert time.monotonic() < end, printed
            line = process.stdout.readline()
            assert line, f"it ended: {printed}"
            printed += line
        yield process, re.findall(r"http://[0-9.:]+", printed)[-1], printed
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def get(url: str) -> tuple[int, str]:
    with urllib.request.urlopen(url, timeout=20) as response:
        return response.status, response.read().decode()


def descendants(pid: int) -> list[int]:
    """Return the processes that a process of ours started, and those that they started."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [one for child in map(int, listed) for one in (child, *descendants(child))]


def are_gone(pids: list[int]) -> bool:
    """Return whether none of some processes is left after a moment; a zombie has ended."""
    end = time.monotonic() + 20
    while left := [pid for pid in pids if is_running(pid)]:
        if time.monotonic() > end:
            raise AssertionError(f"still running: {left}")
        time.sleep(0.1)
    return True


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serve_shows_the_first_page_and_stops_all_it_started(installation: dict[str, str], number: signal.Signals):
    with serving(installation) as (process, address, printed):
        status, page = get(address)
        assert (status, "<title>" in page) == (200, True)
        assert get(f"{address}/health/live") == (200, '{"status": "live"}')
        started = descendants(process.pid)
        assert len(started) == 3  # gunicorn, its one worker, and the worker of the jobs
        process.send_signal(number)
        assert process.wait(timeout=30) == 0
    assert are_gone(started)
    assert "Traceback" not in printed


def test_what_serve_started_ends_with_it_when_it_is_killed(installation: dict[str, str]):
    with serving(installation) as (process, _address, _printed):
        started = descendants(process.pid)
        process.kill()
        process.wait()
    assert are_gone(started)


def test_a_second_start_keeps_the_secret_and_its_file_is_ones_own(installation: dict[str, str]):
    secret = Path(installation["SKILLPACT_HOME"]) / "web" / "secret-key"
    kept = []
    for _start in range(2):
        with serving(installation) as (process, address, _printed):
            get(address)
            kept.append(secret.read_text(encoding="ascii"))
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)
    assert kept[0] == kept[1]
    assert len(kept[0].strip()) >= 50
    assert secret.stat().st_mode & 0o777 == 0o600
    assert secret.parent.stat().st_mode & 0o777 == 0o700


def test_a_worker_that_ends_is_started_again(installation: dict[str, str]):
    with serving(installation) as (process, address, _printed):
        (worker,) = [pid for pid in descendants(process.pid) if is_worker(pid)]
        os.kill(worker, signal.SIGKILL)
        end = time.monotonic() + 30
        while worker in (now := [pid for pid in descendants(process.pid) if is_worker(pid)]) or not now:
            assert time.monotonic() < end
            time.sleep(0.1)
        assert get(address)[0] == 200


def is_worker(pid: int) -> bool:
    try:
        return b"skillpact_web\0work" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_port_that_is_taken_is_told_in_one_line(run):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("serve", "--port", str(port))
    assert done.returncode == 2
    assert done.stderr == (
        f"skillpact: Port {port} of 127.0.0.1 is taken: stop what uses it, or choose another with --port\n"
    )


def test_an_address_of_another_machine_is_told_in_one_line(run):
    done = run("serve", "--port", "0", "--host", "192.0.2.1")
    assert (done.returncode, done.stderr) == (
        2,
        "skillpact: 192.0.2.1 is no address of this machine: use --host 127.0.0.1\n",
    )


def test_a_database_that_does_not_answer_is_told_in_one_line(run):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        done = run("serve", "--port", "0", "--postgres", f"postgres://me:hidden@127.0.0.1:{port}/none")
    assert done.returncode == 2
    assert done.stderr.startswith("skillpact: The database does not answer (")
    assert done.stderr.count("\n") == 1
    assert "hidden" not in done.stderr


def test_an_address_that_is_no_database_is_refused(run):
    done = run("serve", "--port", "0", "--postgres", "mysql://somewhere/")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "skillpact: --postgres is no address of a database, use postgres://user:password@host/name\n"
    )


def test_a_production_has_no_demo(run):
    done = run("serve", "--port", "0", "--demo", SKILLPACT_MODE="production")
    assert (done.returncode, done.stderr) == (
        2,
        "skillpact: A production has no demo: leave out --demo, or set SKILLPACT_MODE to demo\n",
    )


def test_without_the_packages_of_the_web_serve_says_what_to_install():
    code = (
        "import sys\n"
        "sys.modules['django'] = None\n"
        "import importlib.util as u; find = u.find_spec\n"
        "u.find_spec = lambda name, *a: None if name == 'django' else find(name, *a)\n"
        "sys.argv = ['skillpact', 'serve']\n"
        "from skillpact.cli import main; main()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (
        2,
        "skillpact: The web needs more packages: install them with pip install 'skillpact[web]'\n",
    )


@pytest.mark.parametrize(("mode", "is_shown"), [("demo", True), ("local", False), ("production", False)])
def test_accounts_are_shown_in_a_demo_only(mode: str, is_shown: bool, capsys, monkeypatch):
    from types import SimpleNamespace

    from skillpact_web.commands.serve import tell

    monkeypatch.setenv("SKILLPACT_CLOCK", "2026-11-02")
    tell(
        "http://127.0.0.1:8000", "127.0.0.1", mode, [SimpleNamespace(role="talent", email="c@x.example", password="pw")]
    )
    printed = capsys.readouterr().out
    assert ("  talent  c@x.example  pw\n" in printed) is is_shown
    assert "Skillpact is at http://127.0.0.1:8000" in printed


@pytest.mark.postgres
def test_a_database_that_is_restarted_is_found_again_by_web_and_worker(installation: dict[str, str]):
    with (
        postgres.serve() as database,
        serving({**installation, "SKILLPACT_DATABASE_URL": database.url}) as (process, address, _printed),
    ):
        started = descendants(process.pid)
        assert wait_for(f"{address}/health/ready", 200)
        database.stop()
        assert wait_for(f"{address}/health/ready", 503)
        assert get(f"{address}/health/live")[0] == 200
        database.start()
        assert wait_for(f"{address}/health/ready", 200)
        assert get(f"{address}/account/login/")[0] == 200
        assert descendants(process.pid) == started
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 0


def wait_for(url: str, status: int) -> bool:
    """Return whether an address answers with a status before long."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            found = get(url)[0]
        except urllib.error.HTTPError as error:
            found = error.code
            error.close()
        if found == status:
            return True
        time.sleep(0.2)
    return False
