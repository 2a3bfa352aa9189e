"""The worked example of docs/guide/real-input.md, run as it stands there on the real material."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import os
import re
import subprocess
import sys
import zipfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "guide" / "real-input.md"
ATTRIBUTION = "This service uses the ESCO classification of the European Commission."
# Two of the copied "CVs" are a job and a schema, some German courses name a URI that ESCO lacks: exit code 1.
NEEDS_ATTENTION = {"skillpact study spain --out spain-report", "skillpact study german --out german-report"}
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
_SAVED_AS = re.compile(r"[Ss]ave this as `([^`]+)`")

pytestmark = pytest.mark.shared_data


@dataclass(frozen=True)
class Walk:
    """A folder in which the guide was followed, and what each command said: command → (exit code, stdout, stderr)."""

    folder: Path
    said: dict[str, tuple[int, str, str]]

    def rows(self, path: str) -> list[dict[str, str]]:
        """Return the rows of a CSV file that came out."""
        with (self.folder / path).open(encoding="utf-8-sig", newline="") as stream:
            return list(csv.DictReader(stream))

    def lines(self, path: str) -> list[dict[str, Any]]:
        """Return the objects of a JSON lines file that came out."""
        return [json.loads(line) for line in (self.folder / path).read_text(encoding="utf-8").splitlines()]

    def coverage(self, report: str) -> dict[str, str]:
        """Return the counts of a report's coverage by their key."""
        return {row["measure"]: row["count"] for row in self.rows(f"{report}/tables/coverage.csv")}


@pytest.fixture(scope="session")
def walk(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """Follow the guide from its first block to its last, in a folder and a home of its own."""
    folder = tmp_path_factory.mktemp("walk")
    environment = {
        **os.environ,
        "SKILLPACT_HOME": str(tmp_path_factory.mktemp("walk-home")),
        "SKILLPACT_DATA": str(shared_data.resolve()),
        "PATH": os.pathsep.join([str(_command(tmp_path_factory.mktemp("bin"))), os.environ["PATH"]]),
    }
    text = GUIDE.read_text(encoding="utf-8")
    said: dict[str, tuple[int, str, str]] = {}
    before = 0
    for block in _FENCE.finditer(text):
        kind, content = block.groups()
        if kind == "sh":
            for line in content.splitlines():
                if line.startswith("export SKILLPACT_DATA="):  # the reader's own place; ours is set above
                    continue
                command = ["bash", "-o", "pipefail", "-c", line]
                ran = subprocess.run(
                    command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=300
                )
                said[line] = (ran.returncode, ran.stdout, ran.stderr)
        elif kind in ("toml", "csv"):
            name = _SAVED_AS.findall(text[before : block.start()])[-1]
            (folder / name).write_text(content, encoding="utf-8")
        before = block.end()
    return Walk(folder, said)


def _command(folder: Path) -> Path:
    """Return a folder with a command `skillpact` that runs this checkout, whatever is installed."""
    script = folder / "skillpact"
    script.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT / "src"}" exec "{sys.executable}" -m skillpact "$@"\n')
    script.chmod(0o755)
    return folder


def figures(walk: Walk) -> list[tuple[str, str]]:
    """Return the figures that the guide states, as it writes them."""
    spain, german = walk.coverage("spain-report"), walk.coverage("german-report")
    balance = walk.rows("spain-report/tables/balance.csv")
    occupations = walk.rows("spain-report/tables/occupations.csv")
    courses = {row["texts"]: row for row in walk.rows("spain-report/tables/languages.csv") if row["kind"] == "course"}
    instance = json.loads((walk.folder / "spain-report/plan-instance.json").read_text(encoding="utf-8"))
    seats = walk.rows("spain-report/tables/plan_assignments.csv")
    refused = walk.rows("german-report/tables/refusals.csv")
    ads, norwegian = walk.lines("ads.jsonl"), walk.lines("ads-no.jsonl")
    changes = Counter(row["change"] for row in walk.rows("diff.csv") if row["kind"] not in ("occupation", "group"))
    return [
        ("Spanish vacancies read", number(spain["vacancies_counted"])),
        ("of them without a single skill found", number(spain["vacancies_without_skills"])),
        ("skills that at least one of them needs or would like", number(len(balance))),
        *(
            (f"shortage {place}", f"{row['skill']}: {number(row['short'])} short, {number(row['needed'])} needed")
            for place, row in enumerate(balance[:5], start=1)
        ),
        *(
            (f"shortage by occupation {place}", f"{row['occupation']}: {number(row['short'])} short")
            for place, row in enumerate(occupations[:3], start=1)
        ),
        ("talents read", number(spain["talents"])),
        ("files refused in the Spanish study", number(spain["rows_refused"])),
        ("courses of Trento read", number(sum(int(texts) for texts in courses))),
        ("of them with at least one skill found", number(len(instance["courses"]))),
        ("seats in the plan", number(len(seats))),
        ("cost of the plan, from assumed prices", f"{number(sum(float(row['cost_euro']) for row in seats))} euro"),
        ("German courses refused", number(german["rows_refused"])),
        ("concept URIs for which they were refused", number(len({row["message"] for row in refused}))),
        ("English advertisements read", number(len(ads))),
        ("mentions in them", number(sum(len(ad["skills"]) for ad in ads))),
        ("English advertisements without a skill", number(sum(not ad["skills"] for ad in ads))),
        ("Norwegian advertisements read", number(len(norwegian))),
        ("mentions in them, by English names and by meaning", number(sum(len(ad["skills"]) for ad in norwegian))),
        ("skills of 1.1.1 that 1.2.1 lacks", number(changes["removed"])),
        ("of them found again by the same label", number(changes["moves by label"])),
        ("of them found again by a broader concept", number(changes["moves by neighbour"])),
        ("skills that are new in 1.2.1", number(changes["added"])),
    ]


def number(value: str | float) -> str:
    """Return a whole number as the guide writes it: 2,095."""
    return f"{int(value):,}"


def as_table(rows: list[tuple[str, str]]) -> str:
    """Return figures as the table of the guide."""
    return "\n".join(["| figure | value |", "| --- | --- |", *(f"| {name} | {value} |" for name, value in rows)])


def test_every_command_of_the_guide_ends_as_the_guide_says(walk: Walk):
    ended = {line: (code, err) for line, (code, _out, err) in walk.said.items()}
    wrong = {line: end for line, end in ended.items() if end[0] != (1 if line in NEEDS_ATTENTION else 0)}
    assert wrong == {}
    assert set(ended) >= NEEDS_ATTENTION


def test_the_study_prints_what_the_guide_shows(walk: Walk):
    shown = re.search(r"^```text\n(.*?)^```$", GUIDE.read_text(encoding="utf-8"), re.M | re.S)
    assert shown is not None
    said = walk.said["skillpact study spain --out spain-report"][1]
    assert shown.group(1) == said, f"docs/guide/real-input.md should show:\n{said}"


def test_every_figure_of_the_guide_is_the_one_that_comes_out(walk: Walk):
    table = as_table(figures(walk))
    stated = re.search(r"^\| figure \| value \|\n(?:\|.*\n)+", GUIDE.read_text(encoding="utf-8"), re.M)
    assert stated is not None
    assert stated.group(0).rstrip("\n") == table, f"docs/guide/real-input.md should hold:\n{table}"


def test_every_vacancy_and_every_course_of_the_files_is_read_or_refused_with_a_reason(walk: Walk, shared_data: Path):
    coverage = walk.coverage("spain-report")
    assert (coverage["vacancies_counted"], coverage["talents"]) == ("2095", "3")
    languages = walk.rows("spain-report/tables/languages.csv")
    assert sum(int(row["texts"]) for row in languages if row["kind"] == "course") == 448
    assert [row["file"] for row in walk.rows("spain-report/tables/refusals.csv")] == [
        # A file of a talent is mostly named after its person: reports do not name it.
        "talents/(a file)",
        "talents/(a file)",
    ]
    refused = walk.rows("german-report/tables/refusals.csv")
    with (shared_data / "inputs/courses/hdbw_courses_de.csv").open(encoding="utf-8-sig", newline="") as stream:
        courses = list(csv.DictReader(stream))
    for row in refused:
        uri = re.fullmatch(
            r'names the skill "(http://data\.europa\.eu/esco/skill/[0-9a-f-]+)", which .*', row["message"]
        )
        assert uri is not None, row
        assert uri.group(1) in courses[int(row["row"]) - 2]["Skills"]
    assert 0 < len(refused) < len(courses) == 33


def test_every_mention_of_an_advertisement_lies_in_its_sentence_and_text(walk: Walk):
    for ad in walk.lines("ads.jsonl"):
        text = ad["text"]
        assert hashlib.sha256(text.encode()).hexdigest() == ad["text_sha256"]
        for skill in ad["skills"]:
            place = text.find(skill["sentence"])
            assert place >= 0
            assert 0 <= skill["start"] < skill["end"] <= len(text)
            assert text[skill["start"] : skill["end"]] in skill["sentence"]
            assert skill["uri"].startswith("http://data.europa.eu/esco/skill/")


def test_every_span_of_the_evidence_stands_in_the_vacancy_it_is_said_to_come_from(walk: Walk, shared_data: Path):
    with gzip.open(shared_data / "inputs/vacancies/eures_es_2025.csv.gz", "rt", encoding="utf-8", newline="") as stream:
        texts = {row["id"]: row["description"] for row in csv.DictReader(stream)}
    evidence = walk.rows("spain-report/tables/evidence.csv")
    assert len(evidence) > 500
    for row in evidence:
        text = texts[row["vacancy_id"]].replace("\r\n", "\n").strip()
        assert text[int(row["start"]) : int(row["end"])] == row["span"].removeprefix("'")


def test_the_entry_explained_in_the_guide_is_one_that_comes_out(walk: Walk):
    shown = re.search(r"^```json\n(.*?)^```$", GUIDE.read_text(encoding="utf-8"), re.M | re.S)
    assert shown is not None
    entry = json.loads(shown.group(1))
    assert [ad["id"] for ad in walk.lines("ads.jsonl") if entry in ad["skills"]] != []


def test_norwegian_advertisements_say_why_little_is_read_in_them(walk: Walk):
    read = walk.lines("ads-no.jsonl")
    assert {(ad["lang"], ad["reason"]) for ad in read} == {
        ("no", "the taxonomy has no labels in no: skills are found by their English names and by meaning")
    }


def test_both_reports_name_esco_as_its_terms_ask(walk: Walk):
    for report in ("spain-report", "german-report"):
        for page in ("report.html", "report-public.html"):
            assert ATTRIBUTION in (walk.folder / report / page).read_text(encoding="utf-8")
    assert ATTRIBUTION in "".join(out + err for _code, out, err in walk.said.values())


def test_the_comparison_says_what_the_incomplete_tables_do_not_allow(walk: Walk):
    _code, _out, err = walk.said["skillpact taxonomy diff esco-1.1.1 esco-1.2.1 --format csv > diff.csv"]
    assert "broader concepts of skills are not compared" in err
    assert "relations between occupations and skills are not compared" in err


def test_no_sentence_and_no_name_of_a_talent_reaches_the_report(walk: Walk):
    sentences = {"Jane M. Smith", "Richard Hendriks", "jane.smith@example.org"}
    for name in ("fictional_cv_en_typical.txt", "jsonresume_sample.resume.json", "europass_cv_v3.4.0_example.xml"):
        text = (walk.folder / "spain/talents" / name).read_text(encoding="utf-8")
        pieces = {piece.strip(" *-") for piece in re.split(r'[\n"<>]', text)}
        sentences |= {piece for piece in pieces if len(piece) >= 30 and not piece.startswith("http://www.w3.org/")}
    assert len(sentences) > 30
    written = "\n".join(_texts(walk.folder / "spain-report"))
    assert sorted(sentence for sentence in sentences if sentence in written) == []


def _texts(folder: Path) -> list[str]:
    """Return the text of every file of a report, workbooks included."""
    found = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                found += [book.read(name).decode("utf-8", "replace") for name in book.namelist()]
        else:
            found.append(path.read_text(encoding="utf-8"))
    return found
