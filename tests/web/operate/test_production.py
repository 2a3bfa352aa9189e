"""A production that would be unsafe does not start, whichever door it is started through, and says each reason."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

SAFE = {
    "SKILLPACT_MODE": "production",
    "SKILLPACT_SECRET_KEY": "".join(chr(33 + (7 * n) % 90) for n in range(64)),
    "SKILLPACT_BASE_URL": "https://skillpact.example.org",
    "SKILLPACT_EMAIL_HOST": "mail.example.org",
}
# what is wrong → the line that says so begins with
UNSAFE = {
    ("SKILLPACT_SECRET_KEY", ""): "SKILLPACT_SECRET_KEY is not set: ",
    ("SKILLPACT_SECRET_KEY", "not-a-secret-for-one-machine-only"): "SKILLPACT_SECRET_KEY is not set: ",
    ("SKILLPACT_SECRET_KEY", "aB3$" * 12): "SKILLPACT_SECRET_KEY is too easy to guess: ",
    ("SKILLPACT_SECRET_KEY", "x" * 64): "SKILLPACT_SECRET_KEY is too easy to guess: ",
    ("SKILLPACT_DEBUG", "yes"): "SKILLPACT_DEBUG is on ",
    ("SKILLPACT_BASE_URL", "http://skillpact.example.org"): "SKILLPACT_BASE_URL does not begin with https://",
    ("SKILLPACT_ALLOWED_HOSTS", "*"): "SKILLPACT_ALLOWED_HOSTS allows every name: ",
    ("SKILLPACT_CLOCK", "2026-11-02"): "SKILLPACT_CLOCK holds the day still",
    ("SKILLPACT_EMAIL_HOST", ""): "Mail would be printed and not sent: ",
    ("SKILLPACT_MFA", "offered"): "SKILLPACT_MFA",
}


@pytest.mark.parametrize(("change", "line"), UNSAFE.items(), ids=lambda value: "=".join(value)[:40] if value else "")
def test_each_unsafe_setting_is_told_in_one_line_and_nothing_starts(run, change: tuple[str, str], line: str):
    done = run("check", module=True, **{**SAFE, change[0]: change[1]})
    assert done.returncode == 2
    told = [said.removeprefix("skillpact: ") for said in done.stderr.splitlines()]
    assert [said for said in told if said.startswith(line)] != []
    assert len(told) <= 2
    assert done.stdout == ""


def test_safe_settings_pass(run):
    done = run("check", module=True, **SAFE)
    assert (done.returncode, done.stderr) == (0, "")


def test_all_problems_are_told_at_once(run):
    done = run("migrate", module=True, SKILLPACT_MODE="production", SKILLPACT_DEBUG="yes")
    assert done.returncode == 2
    starts = (
        "SKILLPACT_SECRET_KEY is not set",
        "SKILLPACT_DEBUG is on",
        "SKILLPACT_BASE_URL does not",
        "Mail would be",
    )
    lines = done.stderr.splitlines()
    assert lines[0].startswith("skillpact: Skillpact does not start in production mode")
    assert [line.startswith(f"skillpact: {start}") for line, start in zip(lines[1:], starts, strict=True)] == [True] * 4


def test_production_is_the_mode_of_whoever_states_none(run, installation):
    del installation["SKILLPACT_MODE"]
    assert run("migrate", module=True).returncode == 2


def test_serve_refuses_an_unsafe_production(run):
    done = run("serve", "--port", "0", SKILLPACT_MODE="production")
    assert done.returncode == 2
    assert "skillpact: SKILLPACT_SECRET_KEY is not set: " in done.stderr
    assert "Traceback" not in done.stderr


def test_the_secret_of_one_machine_is_not_made_for_a_production(run, tmp_path: Path):
    run("serve", "--port", "0", SKILLPACT_MODE="production")
    assert list(tmp_path.rglob("secret-key")) == []


def test_gunicorn_refuses_an_unsafe_production(installation: dict[str, str]):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    done = subprocess.run(
        [sys.executable, "-m", "gunicorn", "skillpact_web.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "1",
         "--no-control-socket"],
        env={**installation, "SKILLPACT_MODE": "production"}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 3  # gunicorn's own code for a worker that failed to boot
    assert "SKILLPACT_SECRET_KEY is not set" in done.stderr


def test_secrets_are_read_from_files(run, tmp_path: Path):
    (tmp_path / "secret").write_text(SAFE["SKILLPACT_SECRET_KEY"] + "\n", encoding="ascii")
    stated = {name: value for name, value in SAFE.items() if name != "SKILLPACT_SECRET_KEY"}
    done = run("check", module=True, **stated, SKILLPACT_SECRET_KEY_FILE=str(tmp_path / "secret"))
    assert (done.returncode, done.stderr) == (0, "")
    done = run("check", module=True, **stated, SKILLPACT_SECRET_KEY_FILE=str(tmp_path / "absent"))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert str(tmp_path) not in done.stderr
