"""A backup brings back rows, files and hashes; what was erased since stays erased; a damaged one changes nothing."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

MAKE = """
from skillpact_web.accounts.models import Organisation, User
from django.contrib.sessions.backends.db import SessionStore
from django.conf import settings
Organisation.objects.create(name="Olatuna Software", kind="company", is_invented=True)
User.objects.create_user(email="chiara@people.example", password="correct horse battery", display_name="Chiara")
User.objects.create_user(email="bruno@people.example", password="correct horse battery", display_name="Bruno")
session = SessionStore(); session["x"] = 1; session.save()
(settings.SKILLPACT_DOCUMENTS / "ab").mkdir(parents=True)
(settings.SKILLPACT_DOCUMENTS / "ab" / "abcd").write_bytes(b"a document")
"""
LOOK = """
import json
from skillpact_web.accounts.models import Organisation, User
from django.contrib.sessions.models import Session
from django.conf import settings
store = settings.SKILLPACT_DOCUMENTS
print(json.dumps({
    "organisations": sorted(Organisation.objects.values_list("name", flat=True)),
    "people": sorted(User.objects.filter(is_active=True).values_list("email", flat=True)),
    "sessions": Session.objects.count(),
    "documents": {p.relative_to(store).as_posix(): p.read_text() for p in store.rglob("*") if p.is_file()},
}))
"""


def inside(environment: dict[str, str], code: str) -> str:
    """Run code in an installation and return what it printed."""
    setup = "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'skillpact_web.settings'; django.setup()\n"
    done = subprocess.run(
        [sys.executable, "-c", setup + code], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def look(environment: dict[str, str]) -> dict:
    return json.loads(inside(environment, LOOK))


@pytest.fixture
def filled(run, prepared: dict[str, str]) -> dict[str, str]:
    """An installation with two people, a company, a session and a document."""
    inside(prepared, MAKE)
    return prepared


@pytest.fixture
def backup(run, filled: dict[str, str], tmp_path: Path) -> Path:
    """A backup of it."""
    done = run("backup", "kept/monday")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Backed up 2 files, ")
    return tmp_path / "kept" / "monday"


def test_what_was_lost_comes_back_twice_over(run, filled: dict[str, str], backup: Path):
    before = look(filled)
    assert before["sessions"] == 1
    for _time in range(2):
        inside(
            filled,
            "from skillpact_web.accounts.models import Organisation as O; O.objects.create(name='Late', kind='company')",
        )
        shutil.rmtree(Path(filled["SKILLPACT_HOME"]) / "web" / "documents")
        done = run("restore", "kept/monday", "--replace")
        assert (done.returncode, done.stderr) == (0, "")
        assert " with 1 uploaded files.\nErasures done again: 0. " in done.stdout
        assert look(filled) == {**before, "sessions": 0}
        assert list((Path(filled["SKILLPACT_HOME"]) / "web").glob("before-restore.*")) != []
        # What was restored can be backed up and restored in its turn.
        shutil.rmtree(backup)
        assert run("backup", "kept/monday").returncode == 0


def test_an_empty_installation_takes_a_backup_without_further_ado(run, backup: Path, filled, tmp_path):
    before = look(filled)
    if "SKILLPACT_DATABASE_URL" in filled:
        inside(filled, "from django.db import connection as c\n"
               "with c.cursor() as k: k.execute('DROP SCHEMA public CASCADE'); k.execute('CREATE SCHEMA public')")  # fmt: skip
    home = {"SKILLPACT_HOME": str(tmp_path / "elsewhere")}
    done = run("restore", "kept/monday", **home)
    assert (done.returncode, done.stderr) == (0, "")
    assert look({**filled, **home}) == {**before, "sessions": 0}


def test_data_that_are_here_are_not_replaced_unasked(run, filled: dict[str, str], backup: Path):
    before = look(filled)
    done = run("restore", "kept/monday")
    assert (done.returncode, done.stderr) == (
        2,
        "skillpact: There are people in this database already: to replace everything by the backup, add --replace\n",
    )
    assert look(filled) == before


@pytest.mark.parametrize("file", ["manifest.json", "documents/ab/abcd", "database"])
def test_a_damaged_backup_is_refused_and_nothing_changes(run, filled: dict[str, str], backup: Path, file: str):
    before = look(filled)
    (path,) = backup.glob(f"{file}*") if file == "database" else [backup / file]
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    done = run("restore", "kept/monday", "--replace")
    name = path.relative_to(backup).as_posix()
    assert (done.returncode, done.stderr) == (
        2,
        f"skillpact: monday: {name} is missing or damaged, so nothing was restored: use another backup\n",
    )
    assert look(filled) == before


def test_a_missing_file_is_refused(run, filled: dict[str, str], backup: Path):
    (backup / "documents" / "ab" / "abcd").unlink()
    done = run("restore", "kept/monday", "--replace")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "documents/ab/abcd is missing or damaged" in done.stderr


def change_manifest(backup: Path, **changes: object) -> None:
    """Write another page of contents, with the right checksum."""
    import hashlib

    text = json.dumps({**json.loads((backup / "manifest.json").read_text(encoding="utf-8")), **changes})
    (backup / "manifest.json").write_text(text, encoding="utf-8")
    (backup / "manifest.json.sha256").write_text(hashlib.sha256(text.encode()).hexdigest(), encoding="ascii")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"format": 2}, "monday: the backup has format 2, this program reads 1: "),
        (
            {"migrations": ["jobs.9999_later"]},
            "The backup was written by a newer Skillpact, 1 of its changes are unknown",
        ),
        ({"database": "oracle"}, "The backup is of oracle, and SKILLPACT_DATABASE_URL names "),
        ({"files": {"../../etc/passwd": {"sha256": "", "bytes": 0}}}, "monday: ../../etc/passwd is missing or damaged"),
    ],
)
def test_a_backup_of_something_else_is_refused(run, filled, backup: Path, changes: dict, sentence: str):
    change_manifest(backup, **changes)
    done = run("restore", "kept/monday", "--replace")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith(f"skillpact: {sentence}")


def test_a_folder_that_is_no_backup_is_refused(run, filled: dict[str, str], tmp_path: Path):
    (tmp_path / "holiday").mkdir()
    done = run("restore", "holiday", "--replace")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith("skillpact: holiday: there is no backup in this folder")


def test_a_backup_never_goes_into_a_folder_that_is_in_use(run, filled: dict[str, str], tmp_path: Path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("mine", encoding="utf-8")
    done = run("backup", "full")
    assert (done.returncode, done.stderr) == (
        2,
        "skillpact: full holds something already: name a new folder for the backup\n",
    )
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["mine"]


def test_an_empty_database_is_not_backed_up(run, installation: dict[str, str], tmp_path: Path):
    done = run("backup", "nothing")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "The database is empty" in done.stderr
    assert not (tmp_path / "nothing").exists()


def test_who_was_erased_after_the_backup_stays_erased(run, filled: dict[str, str], backup: Path):
    erase = (
        "from skillpact_web.accounts.models import User\n"
        "from skillpact_web.consents import erasurefile\n"
        "from skillpact_web.consents.services.erasing import key_of\n"
        "import json\n"
        "user = User.objects.get(email='chiara@people.example')\n"
        "line = {'subject_user_id': user.pk, 'subject_key': key_of(user), 'references': [], 'organisation_id': None,\n"
        "        'erased_at': '2026-11-03T09:00:00+00:00', 'code_sha256': '0' * 64}\n"
        "erasurefile.path().write_text(json.dumps(line) + '\\n')\n"
    )
    inside(filled, erase)
    done = run("restore", "kept/monday", "--replace")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Erasures done again: 1. " in done.stdout
    assert look(filled)["people"] == ["bruno@people.example"]
    # The list is part of the next backup, and a restore elsewhere follows it as well.
    assert run("backup", "kept/tuesday").returncode == 0
    assert (backup.parent / "tuesday" / "erasures.jsonl").is_file()


def test_a_database_in_use_is_not_replaced(run, filled: dict[str, str], backup: Path):
    hold = (
        "import sys\nfrom django.db import connection\nfrom skillpact_web.accounts.models import User\n"
        "User.objects.count(); print('held', flush=True); sys.stdin.read()"
    )
    setup = "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'skillpact_web.settings'; django.setup()\n"
    with subprocess.Popen(
        [sys.executable, "-c", setup + hold], env=filled, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        done = run("restore", "kept/monday", "--replace")
        holder.communicate("")
    assert (done.returncode, done.stderr) == (
        2,
        "skillpact: Skillpact is still running on this database: stop the web and the worker first\n",
    )


@pytest.mark.postgres
def test_a_dump_that_cannot_be_loaded_leaves_what_was_there(run, filled: dict[str, str], backup: Path):
    """The dump is whole by its hash and its table of contents, and still cannot be loaded: its rows are cut off."""
    import hashlib

    before = look(filled)
    dump = backup / "database.dump"
    dump.write_bytes(dump.read_bytes()[:-2000])
    files = json.loads((backup / "manifest.json").read_text(encoding="utf-8"))["files"]
    files["database.dump"] = {"sha256": hashlib.sha256(dump.read_bytes()).hexdigest(), "bytes": dump.stat().st_size}
    change_manifest(backup, files=files)
    done = run("restore", "kept/monday", "--replace")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert look(filled) == before


def test_a_full_disk_during_a_restore_leaves_what_was_there(run, filled: dict[str, str], backup: Path):
    before = look(filled)
    code = (
        "import errno, sys, shutil\n"
        "def full(*a, **k): raise OSError(errno.ENOSPC, 'No space left on device')\n"
        "shutil.copytree = full\n"
        "sys.argv = ['skillpact', 'restore', 'kept/monday', '--replace']\n"
        "from skillpact.cli import main; main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=filled, cwd=backup.parent.parent, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (2, "skillpact: No space left on device\n")
    assert look(filled) == before
