"""The test command itself: missing Debian packages are named with the number of tests not run, and fail it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import run_all


@pytest.fixture
def without_chromium(monkeypatch):
    """A machine that lacks Chromium, used by somebody who is not root."""
    monkeypatch.setattr(shutil, "which", lambda name, **_: None)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.delenv("SKILLPACT_APT", raising=False)


def test_a_missing_package_is_named_with_the_tests_not_run_and_exit_1(without_chromium, capsys):
    assert run_all.main(["--only", "browser"]) == 1
    line = capsys.readouterr().out.splitlines()[-1]
    n_tests = run_all.count_tests("browser")
    assert n_tests > 0
    assert line.startswith(f"Not run: {n_tests} tests of part 'browser' need the Debian package 'chromium'")


def test_the_rest_runs_where_a_package_is_missing(without_chromium, monkeypatch, capsys):
    monkeypatch.setitem(run_all.PARTS, "types", [sys.executable, "-c", "print('ran')"])
    assert run_all.main(["--only", "types", "browser"]) == 1
    assert "  types  " in capsys.readouterr().out


def test_packages_are_listed_and_installed_through_sudo_where_allowed(without_chromium, monkeypatch, capsys):
    commands: list[list[str]] = []
    monkeypatch.setenv("SKILLPACT_APT", "1")
    monkeypatch.setattr(shutil, "which", lambda name, **_: name if name == "apt-get" else None)
    monkeypatch.setattr(subprocess, "run", lambda command, **_: commands.append(command))
    assert run_all.install({"chromium": "browser"}) == {"chromium": "browser"}
    assert capsys.readouterr().out == "Installing Debian packages: chromium\n"
    assert [command[:2] for command in commands] == [["sudo", "apt-get"], ["sudo", "apt-get"]]


def test_a_failing_part_fails_the_command(monkeypatch, capsys):
    monkeypatch.setitem(run_all.PARTS, "types", [sys.executable, "-c", "raise SystemExit(1)"])
    assert run_all.main(["--only", "types"]) == 1
    assert "FAILED" in capsys.readouterr().out


def test_core_leaves_out_only_what_needs_debian_packages(monkeypatch, capsys):
    for part in run_all.PARTS:
        monkeypatch.setitem(run_all.PARTS, part, [sys.executable, "-c", "pass"])
    assert run_all.main(["--core"]) == 0
    shown = capsys.readouterr().out
    kept = [part for part in run_all.PARTS if part not in ("browser", "spark", "web-postgres")]
    assert [part for part in run_all.PARTS if f"== {part}\n" in shown] == kept


def test_the_web_is_tested_on_both_databases(monkeypatch, capfd):
    show = [sys.executable, "-c", "import os; print(os.environ.get('SKILLPACT_DATABASE_URL', 'none')[:22])"]
    monkeypatch.setenv("SKILLPACT_DATABASE_URL", "postgres://elsewhere/")
    for part in ("web", "web-postgres"):
        monkeypatch.setitem(run_all.PARTS, part, show)
    assert run_all.main(["--only", "web"]) == 0
    assert "== web\nnone\n" in capfd.readouterr().out
    if run_all.is_installed("postgresql"):
        assert run_all.main(["--only", "web-postgres"]) == 0
        assert "== web-postgres\npostgres://skillpact:" in capfd.readouterr().out


def test_core_tests_the_web_on_sqlite():
    assert "web" not in {part for _command, part in run_all.DEBIAN.values()}


def test_what_is_marked_for_a_browser_is_found_by_its_name():
    marked = {
        path.relative_to(run_all.ROOT).as_posix()
        for path in (run_all.ROOT / "tests" / "web").rglob("test_*.py")
        if "pytest.mark.browser" in path.read_text(encoding="utf-8")
    }
    assert sorted(marked) == run_all.IN_A_BROWSER
