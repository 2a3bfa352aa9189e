"""The audit of dependencies: it runs offline, says how old its list is, and says where it could not run."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
TOOL = ROOT / "tools" / "audit_dependencies.py"
LOCK = "django==5.2.7 \\\n    --hash=sha256:00\nPy_Thing[extra]==1.0 ; sys_platform != 'win32'\n"
ADVISORY = {
    "package": "Django",
    "id": "CVE-2025-64459",
    "affected": ">=5.2,<5.2.8",
    "summary": "SQL injection",
    "source": "a page",
}


@pytest.fixture
def audit(tmp_path: Path) -> Any:
    """Run the audit of a lock file and a list, and return its exit code, what it printed and what it complained of."""

    def run(
        lock: str | None = LOCK, advisories: Any = (ADVISORY,), as_of: str = "2026-11-01", today: str = "2026-11-02"
    ) -> Any:
        if lock is not None:
            (tmp_path / "run.txt").write_text(lock, encoding="utf-8")
        listed = (
            {"as_of": as_of, "source": "by hand", "advisories": list(advisories)}
            if not isinstance(advisories, str)
            else None
        )
        (tmp_path / "list.json").write_text(json.dumps(listed) if listed else advisories, encoding="utf-8")
        # Without a way out: whatever asked over a network would fail.
        environment = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
        environment |= {"HTTPS_PROXY": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9"}
        command = [sys.executable, str(TOOL), "run.txt", "--advisories", "list.json", "--today", today]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr

    return run


def test_a_vulnerable_version_is_named_with_its_advisory(audit):
    code, printed, _complaint = audit()
    assert code == 1
    assert printed.splitlines()[0] == (
        "django 5.2.7 is vulnerable: CVE-2025-64459, SQL injection (affected: <5.2.8,>=5.2; a page)"
    )


def test_a_version_that_is_mended_passes_and_the_day_of_the_list_is_said(audit):
    assert audit(LOCK.replace("5.2.7", "5.2.8")) == (
        0, "2 packages of run.txt compared with 1 advisories of 2026-11-01 (by hand): 0 vulnerable.\n", "",
    )  # fmt: skip


def test_names_are_compared_however_they_are_written(audit):
    assert audit(advisories=[ADVISORY | {"package": "py.thing", "affected": "==1.0"}])[0] == 1


def test_a_list_that_is_too_old_says_so_and_is_no_pass(audit):
    code, _printed, complaint = audit("django==5.2.8\n", today="2027-11-01")
    assert (code, complaint.startswith("The list is 365 days old, more than 90")) == (3, True)


def test_a_vulnerable_version_counts_more_than_the_age_of_the_list(audit):
    assert audit(today="2027-11-01")[0] == 1


@pytest.mark.parametrize(
    ("lock", "advisories", "complaint"),
    [
        (None, (ADVISORY,), "run.txt cannot be read, expected a file of locked packages."),
        ("", (ADVISORY,), "run.txt locks no package, expected NAME==VERSION lines."),
        ("django>=5\n", (ADVISORY,), "run.txt:1 locks no version, expected NAME==VERSION."),
        ("django==five\n", (ADVISORY,), "run.txt:1 holds the version five, which is none."),
        (LOCK, "{", "list.json:1 is no JSON"),
        (LOCK, "[]", "list.json lacks as_of (a day), source or advisories (a list)."),
        (
            LOCK,
            [{"package": "django"}],
            "list.json: advisory 1 has other fields than affected, id, package, source, summary",
        ),
        (
            LOCK,
            [ADVISORY | {"affected": "old ones"}],
            "list.json: advisory 1 affects old ones, expected such as >=5.2,<5.2.8.",
        ),
    ],
)
def test_what_cannot_be_audited_is_said_in_one_sentence(audit, lock, advisories, complaint):
    code, printed, said = audit(lock, advisories)
    assert (code, printed) == (2, "")
    assert said.startswith(f"The dependency audit could not run: {complaint}")
    assert said.count("\n") == 1


def test_the_shipped_list_can_be_read_and_nothing_locked_is_in_it():
    done = subprocess.run([sys.executable, str(TOOL)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 3), done.stdout + done.stderr
    assert "0 vulnerable." in done.stdout


def test_every_package_is_locked_by_version_and_hash():
    for name in ("run.txt", "dev.txt"):
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        packages = re.split(r"\n(?=\S)", text.strip())
        assert len(packages) > 20
        assert [one.partition(" ")[0] for one in packages if "==" not in one or "--hash=sha256:" not in one] == []


def test_an_old_lock_is_found_vulnerable_by_the_shipped_list(tmp_path):
    (tmp_path / "old.txt").write_text("django==5.2.5\njinja2==3.1.4\nurllib3==2.4.0\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(TOOL), str(tmp_path / "old.txt")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert {line.split()[0] for line in done.stdout.splitlines()[:-1]} == {"django", "jinja2", "urllib3"}
