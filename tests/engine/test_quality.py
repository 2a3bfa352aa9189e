"""How good a language is stands beside what was found in it: in JSON lines, on a terminal and in a study."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from reportingstudy import make_study

from skillpact.cli.quality import quality_lines
from skillpact.evaluation.classes import quality_classes
from skillpact.evaluation.languages import LanguageQuality
from skillpact.extraction.quality import CLASSES, NOT_MEASURED, measured_on, quality_class
from skillpact.reporting import build_tables

TEXTS = '{"id": "1", "text": "TIG welder", "lang": "es"}\n{"id": "2", "text": "TIG welder", "lang": "sw"}\n'
MORE = '{"id": "3", "text": "Soldadura TIG", "lang": "es"}\n'


def run(*arguments: str) -> list[dict[str, object]]:
    """Run a verb on TEXTS with the starter taxonomy; return its lines."""
    command = [sys.executable, "-m", "skillpact", *arguments, "--taxonomy", "starter"]
    ended = subprocess.run(command, input=TEXTS, capture_output=True, text=True, check=True, timeout=120)
    assert ended.stderr == ""
    return [json.loads(line) for line in ended.stdout.splitlines()]


def test_a_language_of_which_nothing_is_known_is_not_measured():
    assert {quality_class(code) for code in ("sw", "", None, "english")} == {NOT_MEASURED}
    assert quality_class("es") in CLASSES
    assert quality_class("es", "occupations") in CLASSES


@pytest.mark.parametrize(
    ("verb", "what"),
    [(("extract", "--tier", "fast"), "skills"), (("rank",), "skills"), (("occupations",), "occupations")],
)
def test_every_line_of_a_verb_says_the_class_of_its_language(verb, what):
    assert [line["quality"] for line in run(*verb)] == [quality_class("es", what), NOT_MEASURED]


def test_a_person_at_a_terminal_reads_one_line_a_language(tmp_path: Path):
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "skillpact", "extract", "--tier", "fast", "--taxonomy", "starter"]
    with (tmp_path / "out").open("wb") as out:
        subprocess.run(command, input=(TEXTS + MORE).encode(), stdout=out, stderr=slave, check=True, timeout=120)
    os.close(slave)
    said = os.read(master, 100_000).decode()
    os.close(master)
    assert [said.count(line) for line in quality_lines(["es", "sw", "es"])] == [1, 1]
    assert f"skillpact: texts in sw: quality {NOT_MEASURED}" in said


def test_a_study_lists_the_class_of_each_language_that_was_read(tmp_path: Path):
    tables = {table.id: table for table in build_tables(make_study(tmp_path))}
    rows = tables["languages"].records()
    assert rows
    assert [row["quality"] for row in rows] == [quality_class(str(row["language"])) for row in rows]
    assert measured_on() in tables["languages"].note


def test_the_file_of_classes_holds_what_the_measurement_found():
    quality = LanguageQuality((), (), {"fi": (0, 5), "en": (5, 5)}, "tiny 1")
    assert json.loads(quality_classes(quality)) == {
        "measured_on": "tiny 1",
        "classes": {
            "en": {"skills": "weak", "occupations": "very weak"},
            "fi": {"skills": "very weak", "occupations": "very weak"},
        },
    }
