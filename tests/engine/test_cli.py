"""The command line as a user meets it: exit codes, one clear line for each problem, and never a traceback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from test_study import write_folder

from skillpact.cli import cli
from skillpact.extraction.quality import quality_class


def run(
    *arguments: str, text: str | bytes = "", cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run `skillpact` in a process of its own."""
    data = text.encode() if isinstance(text, str) else text
    done = subprocess.run(
        [sys.executable, "-m", "skillpact", *arguments], input=data, capture_output=True, cwd=cwd,
        env={**os.environ, **environment}, check=False, timeout=120,
    )  # fmt: skip
    result = subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in result.stdout + result.stderr
    return result


def all_commands(group: click.Group, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], click.Command]]:
    """Return every verb with its path."""
    context = click.Context(group)
    found: list[tuple[tuple[str, ...], click.Command]] = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        found.append(((*path, name), command))
        if isinstance(command, click.Group):
            found += all_commands(command, (*path, name))
    return found


@pytest.mark.parametrize("path", [path for path, _command in all_commands(cli)], ids=" ".join)
def test_every_verb_has_help_with_an_example(path):
    result = CliRunner().invoke(cli, [*path, "--help"])
    assert result.exit_code == 0
    assert "Example" in result.output
    assert f"skillpact {path[0]}" in result.output


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script_for_each_shell(shell):
    result = CliRunner().invoke(cli, ["completion", shell])
    assert result.exit_code == 0
    assert "_SKILLPACT_COMPLETE" in result.output


def test_extract_writes_one_object_a_line_with_offsets_into_the_text(starter):
    text = "Requirements: TIG welding\nand SQL"
    result = run(
        "extract", "--tier", "fast", "--with-text", text=json.dumps({"id": "a", "text": text, "lang": "en"}) + "\n"
    )
    assert result.returncode == 0
    (found,) = [json.loads(line) for line in result.stdout.splitlines()]
    assert list(found) == ["id", "lang", "quality", "text_sha256", "skills", "text"]
    assert (found["id"], found["lang"], found["quality"]) == ("a", "en", quality_class("en"))
    assert [set(s) for s in found["skills"]] == [{"uri", "label", "score", "method", "start", "end", "sentence"}] * 2
    assert [found["text"][s["start"] : s["end"]] for s in found["skills"]] == ["TIG welding", "SQL"]


def test_extract_names_the_line_it_cannot_use_and_goes_on(starter):
    lines = '{"id": "a", "text": "SQL skills needed", "lang": "en"}\n{broken\n{"id": "b"}\n'
    result = run("extract", "--tier", "fast", text=lines)
    assert result.returncode == 1
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["a"]
    problems = result.stderr.splitlines()
    assert [line.split(":")[1].strip() for line in problems[:2]] == [
        "standard input, row 2",
        "standard input, row 3, column 'text'",
    ]
    assert problems[-1] == "skillpact: 2 refused, 1 read"


def test_an_empty_text_or_one_in_a_language_without_labels_says_why(starter):
    lines = '{"id": "a", "text": ""}\n{"id": "b", "text": "Szukamy spawacza TIG", "lang": "pl"}\n'
    found = [json.loads(line) for line in run("extract", "--tier", "fast", text=lines).stdout.splitlines()]
    assert [f["skills"] for f in found[:1]] == [[]]
    assert all(f["reason"] for f in found)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("nonsense",), "skillpact: No such command 'nonsense'."),
        (
            ("study", "nowhere", "--out", "out"),
            "skillpact: nowhere: the folder is not there, expected the input folder",
        ),
        (("study", "nowhere"), "skillpact: Missing option '--out'."),
        (("extract", "nowhere.pdf"), "skillpact: nowhere.pdf: "),
        (("extract", "--lang", "spanish"), "skillpact: --lang is 'spanish', expected two letters such as es"),
        (("extract", "--taxonomy", "esco-9"), "skillpact: taxonomy 'esco-9' is not here"),
        (("plan", "nowhere.json"), "skillpact: nowhere.json: "),
        (("taxonomy", "import", "nowhere"), "skillpact: nowhere: not found, expected a folder, a .zip or a .csv file"),
        (("match", "nowhere", "--audience", "public"), "skillpact: matches are about single persons"),
    ],
)
def test_wrong_use_is_one_line_and_exit_2(tmp_path, arguments, line):
    result = run(*arguments, cwd=tmp_path, text="x")
    assert result.returncode == 2
    assert result.stderr.splitlines()[0].startswith(line)


def test_a_study_writes_its_report_and_exits_0(tmp_path, starter):
    write_folder(tmp_path / "in")
    result = run("study", "in", "--out", "out", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert {path.name for path in (tmp_path / "out").iterdir()} >= {
        "report.html",
        "report-public.html",
        "study.json",
        "plan.json",
    }
    assert result.stdout.splitlines()[-1] == f"Report: {Path('out') / 'report.html'}"


def test_refused_rows_are_told_and_end_with_1(tmp_path, starter):
    write_folder(tmp_path / "in")
    with (tmp_path / "in" / "talents.csv").open("a", encoding="utf-8") as stream:
        stream.write("t9,retired,SQL,80\n")
    for arguments in (("study", "in", "--out", "out"), ("gaps", "in"), ("match", "in")):
        assert run(*arguments, cwd=tmp_path).returncode == 1
    assert "talents.csv, row 5, column 'status': is \"retired\"" in run("gaps", "in", cwd=tmp_path).stderr


@pytest.mark.parametrize("form", ["json", "jsonl", "csv"])
def test_tables_come_in_every_format(tmp_path, starter, form):
    write_folder(tmp_path / "in")
    printed = run("gaps", "in", "--format", form, cwd=tmp_path).stdout
    if form == "json":
        rows = json.loads(printed)
    elif form == "jsonl":
        rows = [json.loads(line) for line in printed.splitlines()]
    else:
        import csv

        rows = list(csv.DictReader(printed.splitlines()))
    by_skill = {row["skill"]: row for row in rows}
    assert {name: int(row["needed"]) for name, row in by_skill.items()} == {"SQL": 2, "TIG welding": 2}


def test_the_public_table_withholds_what_is_about_few(tmp_path, starter):
    write_folder(tmp_path / "in")
    rows = json.loads(run("gaps", "in", "--audience", "public", "--format", "json", cwd=tmp_path).stdout)
    assert not any(isinstance(row.get("needed"), int) for row in rows)


def test_an_instance_is_written_planned_and_checked(tmp_path, starter):
    from skillpact.planning import check_files

    write_folder(tmp_path / "in")
    assert run("plan", "in", "--write-instance", "instance.json", cwd=tmp_path).returncode == 0
    result = run("plan", "instance.json", "--out", "plan.json", "--time-limit", "30", cwd=tmp_path)
    assert result.returncode == 0
    assert result.stdout.splitlines()[-1].startswith("optimal: ")
    assert check_files(tmp_path / "instance.json", tmp_path / "plan.json") == []


def test_an_earlier_report_is_replaced_and_anything_else_is_kept(tmp_path, starter):
    write_folder(tmp_path / "in")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("keep me", encoding="utf-8")
    refused = run("study", "in", "--out", "mine", cwd=tmp_path)
    assert refused.returncode == 2
    assert (tmp_path / "mine" / "letter.txt").read_text(encoding="utf-8") == "keep me"
    for _ in range(2):
        assert run("study", "in", "--out", "out", cwd=tmp_path).returncode == 0


def test_a_pipe_that_closes_early_is_no_error(tmp_path, starter):
    path = tmp_path / "many.jsonl"
    path.write_text("".join(f'{{"id": "{i}", "text": "SQL", "lang": "en"}}\n' for i in range(5000)), encoding="utf-8")
    with path.open("rb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "skillpact", "extract", "--tier", "fast"],
            stdin=stream,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert process.stdout is not None
        assert process.stdout.readline().startswith(b'{"id": "0"')
        process.stdout.close()
        assert process.stderr is not None
        errors = process.stderr.read().decode()
        process.stderr.close()
        assert process.wait(timeout=60) == 1
    assert errors == ""


@pytest.mark.shared_data
def test_an_interrupted_import_leaves_the_earlier_state_and_exits_130(tmp_path, starter, shared_data):
    home = {"SKILLPACT_HOME": str(tmp_path / "home")}
    process = subprocess.Popen(
        [sys.executable, "-m", "skillpact", "taxonomy", "import", str(shared_data / "esco" / "v1.1.1")],
        env={**os.environ, **home}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    folder = tmp_path / "home" / "taxonomies"
    deadline = time.monotonic() + 30
    while not list(folder.glob(".import-*")) and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _out, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"Interrupted" in errors
    assert b"Traceback" not in errors
    assert [path.name for path in folder.glob("esco-*")] == []
    assert run("taxonomy", "list", **home).stdout.count("starter-") == 1


def test_a_bug_is_one_line_with_a_log(tmp_path):
    code = (
        "import sys, skillpact.cli as c\n"
        "def boom(*a, **k): raise ZeroDivisionError('secret detail')\n"
        "c.cli.main = boom\n"
        "c.main()\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False,
        env={**os.environ, "SKILLPACT_HOME": str(tmp_path)},
    )  # fmt: skip
    assert result.returncode == 70
    assert result.stderr == (
        f"skillpact: this is a bug (ZeroDivisionError); please report it with the log at {tmp_path / 'logs' / 'bug.log'}\n"
    )
    assert "secret detail" in (tmp_path / "logs" / "bug.log").read_text(encoding="utf-8")


def test_commands_of_other_packages_join_by_entry_point(monkeypatch):
    import skillpact.cli as module

    class Point:
        def load(self) -> click.Command:
            return click.Command("serve", callback=lambda: click.echo("serving"))

    monkeypatch.setattr(module, "_entry_points", lambda: {"serve": Point()})
    result = CliRunner().invoke(cli, ["serve"])
    assert result.output == "serving\n"
    assert "serve" in CliRunner().invoke(cli, ["--help"]).output


def test_two_runs_in_other_folders_and_with_shuffled_rows_write_the_same_bytes(tmp_path, starter):
    def written(name: str, shuffled: bool, hash_seed: str) -> dict[str, bytes]:
        folder = tmp_path / name
        folder.mkdir()
        write_folder(folder / f"in-{name}", shuffled=shuffled)
        result = run(
            "study", f"in-{name}", "--out", f"out-{name}", cwd=folder, PYTHONHASHSEED=hash_seed, TZ="Asia/Tokyo"
        )
        assert result.returncode == 0, result.stderr
        out = folder / f"out-{name}"
        return {p.relative_to(out).as_posix(): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file()}

    first, second = written("a", False, "1"), written("b", True, "2")
    assert sorted(first) == sorted(second)
    assert [name for name in first if first[name] != second[name]] == []
    assert not any(str(tmp_path).encode() in data for data in first.values())


def test_an_interrupted_study_leaves_the_earlier_report_as_it_was(tmp_path, starter, example):
    write_folder(tmp_path / "in")
    assert run("study", "in", "--out", "out", cwd=tmp_path).returncode == 0
    before = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    process = subprocess.Popen(
        [sys.executable, "-m", "skillpact", "study", str(example), "--out", "out"], cwd=tmp_path,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    # The plan of the example takes many seconds: this is somewhere in the middle.
    time.sleep(4)
    process.send_signal(signal.SIGINT)
    _out, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert errors.decode().strip() == "Interrupted; what was finished before stays usable."
    assert {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()} == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_bare_command_shows_its_help_and_exits_2():
    result = run()
    assert result.returncode == 2
    assert "Commands:\n  study" in result.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("arguments", [("--help",), ("taxonomy", "list"), ("extract", "--tier", "fast")], ids=" ".join)
def test_a_full_disk_is_one_line_and_exit_2(starter, arguments):
    with Path("/dev/full").open("wb") as full:
        process = subprocess.run(
            [sys.executable, "-m", "skillpact", *arguments], input=b'{"id": "a", "text": "SQL", "lang": "en"}\n',
            stdout=full, stderr=subprocess.PIPE, check=False, timeout=60,
        )  # fmt: skip
    assert (process.returncode, process.stderr) == (2, b"skillpact: No space left on device\n")


@pytest.mark.parametrize(("streams", "code"), [("<&-", 0), (">&-", 2), ("2>&-", 0)])
def test_closed_streams_are_no_bug(starter, streams, code):
    command = f'echo \'{{"id": "a", "text": "SQL", "lang": "en"}}\' | "{sys.executable}" -m skillpact extract --tier fast {streams}'
    process = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False, timeout=60)
    assert process.returncode == code
    assert "bug" not in process.stderr


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (
            ("study", "in", "--out", "out", "--time-limit", "nan"),
            "skillpact: Invalid value for '--time-limit': 'nan' is not a number",
        ),
        (("plan", "in", "--time-limit", "inf"), "skillpact: Invalid value for '--time-limit': 'inf' is not a number"),
        (("extract", "--threshold", "nan"), "skillpact: Invalid value for '--threshold': 'nan' is not a number"),
        (("study", "in", "--out", "in/talents"), "skillpact: --out lies inside the input folder"),
        (("study", "in", "--out", "x" * 300), f"skillpact: {'x' * 60}: File name too long"),
        (("plan", "in", "--write-instance", "a.json", "--out", "b.json"), "skillpact: --write-instance writes no plan"),
        (("taxonomy", "search", " "), "skillpact: no WORDS given"),
    ],
)
def test_values_that_cannot_be_meant_are_refused(tmp_path, starter, arguments, line):
    write_folder(tmp_path / "in")
    result = run(*arguments, cwd=tmp_path)
    assert result.returncode == 2
    assert result.stderr.splitlines()[0].startswith(line)


def test_a_plan_never_replaces_its_instance_a_device_or_a_link(tmp_path, starter):
    write_folder(tmp_path / "in")
    assert run("plan", "in", "--write-instance", "instance.json", cwd=tmp_path).returncode == 0
    before = (tmp_path / "instance.json").read_bytes()
    assert run("plan", "instance.json", "--out", "instance.json", cwd=tmp_path).returncode == 2
    assert (tmp_path / "instance.json").read_bytes() == before
    assert run("plan", "instance.json", "--out", "/dev/null", cwd=tmp_path).returncode == 2
    assert Path("/dev/null").is_char_device()
    (tmp_path / "link.json").symlink_to("target.json")
    assert run("plan", "instance.json", "--out", "link.json", cwd=tmp_path).returncode == 0
    assert (tmp_path / "link.json").is_symlink()
    assert (tmp_path / "target.json").is_file()


def test_the_same_document_twice_and_an_unreadable_one_are_refused_and_the_rest_goes_on(tmp_path, starter):
    (tmp_path / "a.txt").write_text("SQL and Git are needed here", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    result = run("extract", "--tier", "fast", "a.txt", "a.txt", "folder", cwd=tmp_path)
    assert result.returncode == 1
    assert len(result.stdout.splitlines()) == 1
    assert result.stderr.splitlines()[0] == 'skillpact: a.txt: the id "a" stands already, expected each document once'
    assert result.stderr.splitlines()[-1] == "skillpact: 2 refused, 1 read"


def test_a_report_copied_into_the_input_is_not_read_as_a_document(tmp_path, starter):
    write_folder(tmp_path / "in")
    assert run("study", "in", "--out", "out", "--no-plan", cwd=tmp_path).returncode == 0
    (tmp_path / "in" / "talents").mkdir()
    (tmp_path / "in" / "talents" / "copy.html").write_bytes((tmp_path / "out" / "report.html").read_bytes())
    result = run("study", "in", "--out", "out", "--no-plan", cwd=tmp_path)
    assert result.returncode == 1
    assert "found a report that Skillpact wrote" in result.stderr
    assert ", 3 talents." in result.stdout


def test_every_refused_row_of_a_study_is_named(tmp_path, starter):
    write_folder(tmp_path / "in")
    with (tmp_path / "in" / "talents.csv").open("a", encoding="utf-8") as stream:
        stream.write("".join(f"x{i},retired,SQL,80\n" for i in range(25)))
    for audience in ("cluster", "public"):
        lines = run("study", "in", "--out", "out", "--audience", audience, cwd=tmp_path).stderr.splitlines()
        assert lines[0].startswith("skillpact: talents.csv, row 5, column 'status': is \"retired\"")
        assert lines[-2:] == ["skillpact: and 5 more, see the table of refusals", "skillpact: 25 rows or files refused"]
