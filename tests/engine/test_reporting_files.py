"""CSV, XLSX, JSON and the folder as a whole: no formula, the same bytes, nothing lost."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import zipfile
from dataclasses import replace

import pytest
from lxml import etree
from reportingstudy import FORMULA, make_inputs, make_study

from skillpact.errors import ConfigurationError
from skillpact.planning import check_files
from skillpact.records import Refusal
from skillpact.reporting import build_tables, write_report
from skillpact.reporting.csvfiles import guard
from skillpact.reporting.refused_files import hide_talent_file
from skillpact.study import StudySettings, load_study_inputs, run_study
from skillpact.taxonomy import TaxonomyStore

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return make_study(tmp_path_factory.mktemp("study"))


@pytest.fixture(scope="module")
def folder(study, tmp_path_factory):
    target = tmp_path_factory.mktemp("report") / "out"
    write_report(study, target)
    return target


def _bytes(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def _rows(path):
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def test_a_report_has_its_pages_tables_plan_and_study(folder):
    names = set(_bytes(folder))
    assert {
        "report.html", "report-public.html", "study.json", "plan.json", "plan-instance.json", "tables.xlsx",
        "tables/balance.csv", "tables/evidence.csv", "tables/data_dictionary.csv", "public/balance.csv",
        "public/tables.xlsx", "public/study.json",
    } <= names  # fmt: skip
    assert not {"public/matches.csv", "public/evidence.csv", "public/plan_assignments.csv"} & names


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "  =1", "＝1"])
def test_text_that_a_spreadsheet_would_compute_is_quoted(text):
    assert guard(text) == "'" + text


def test_no_text_in_any_csv_begins_like_a_formula(folder):
    n_cells = 0
    for path in sorted(folder.rglob("*.csv")):
        for row in _rows(path):
            for cell in row.values():
                n_cells += 1
                is_number = cell.lstrip("-").replace(".", "", 1).isdigit()
                assert is_number or not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))
    assert n_cells > 500
    labels = {row["skill"] for row in _rows(folder / "tables" / "balance.csv")}
    assert "'" + FORMULA in labels


def test_money_is_in_euro_and_dates_are_iso(folder):
    cohorts = _rows(folder / "tables" / "plan_cohorts.csv")
    assert {row["starts_on"] for row in cohorts} == {"2027-01-01"}
    assert all(
        row["cost_euro"].partition(".")[2].isdigit() and len(row["cost_euro"].partition(".")[2]) == 2 for row in cohorts
    )


@pytest.mark.parametrize("name", ["tables.xlsx", "public/tables.xlsx"])
def test_a_workbook_has_no_formula_no_link_and_a_sheet_for_each_table(study, folder, name):
    with zipfile.ZipFile(folder / name) as book:
        names = [n for n in book.namelist() if n.startswith("xl/worksheets/sheet")]
        for sheet in names:
            root = etree.fromstring(book.read(sheet))
            assert not list(root.iter(f"{SHEET}f"))
            assert not list(root.iter(f"{SHEET}hyperlink"))
        workbook = etree.fromstring(book.read("xl/workbook.xml"))
        core = book.read("docProps/core.xml").decode()
    titles = [sheet.get("name") for sheet in workbook.iter(f"{SHEET}sheet")]
    audience = "public" if name.startswith("public") else "cluster"
    assert titles == ["read me", *(table.id for table in build_tables(study, audience))]
    assert "2000-01-01" in core


def test_the_same_study_gives_the_same_bytes_whatever_the_order_of_rows(study, folder, tmp_path):
    write_report(study, tmp_path / "again")
    assert _bytes(tmp_path / "again") == _bytes(folder)
    inputs = make_inputs()
    turned = replace(
        inputs,
        **{name: tuple(reversed(getattr(inputs, name))) for name in ("companies", "vacancies", "talents", "courses")},
    )
    write_report(make_study(tmp_path / "turned", turned), tmp_path / "other")
    other = _bytes(tmp_path / "other")
    assert [name for name, data in _bytes(folder).items() if other[name] != data] == []


def test_no_output_names_a_path_or_the_moment(folder, tmp_path_factory):
    base = str(tmp_path_factory.getbasetemp()).encode()
    for name, data in _bytes(folder).items():
        assert base not in data, name


def test_the_written_plan_passes_the_checker(folder):
    assert check_files(folder / "plan-instance.json", folder / "plan.json") == []


def test_the_study_file_carries_hashes_settings_and_figures(study, folder):
    found = json.loads((folder / "study.json").read_text(encoding="utf-8"))
    assert found["format"] == "skillpact.study/1"
    assert found["taxonomy"] == study.taxonomy.id
    assert found["reproducible"] is study.plan.reproducible
    assert found["inputs"]["vacancies"]["rows"] == len(study.inputs.vacancies)
    assert len(found["inputs"]["talents"]["sha256"]) == 64
    public = json.loads((folder / "public" / "study.json").read_text(encoding="utf-8"))
    assert "inputs" not in public
    assert "evidence" not in public["figures"]


@pytest.mark.parametrize("part", ["", "public/"])
def test_every_figure_of_the_study_file_is_the_one_of_the_csv_files(folder, part):
    found = json.loads((folder / part / "study.json").read_text(encoding="utf-8"))
    tables = folder / (part or "tables/")
    kinds = {(r["table"], r["column"]): r["kind"] for r in _rows(tables / "data_dictionary.csv")}
    assert {"coverage", "balance", "occupations", "plan_objectives", "plan_funding"} == set(found["figures"])
    n_compared = 0
    for name, records in found["figures"].items():
        rows = _rows(tables / f"{name}.csv")
        assert len(rows) == len(records)
        for record, row in zip(records, rows, strict=True):
            assert record.keys() == row.keys()
            for column, cell in record.items():
                told = row[column]
                n_compared += 1
                if cell is None:
                    assert told == ""
                elif isinstance(cell, dict):
                    words = {"withheld": "not published", "fewer_than": "fewer than", "at_least": "at least"}
                    assert told == " ".join([words[cell["not_told"]], *[str(cell[k]) for k in cell if k == "number"]])
                elif kinds[name, column] in ("text", "id", "uri"):
                    assert told.removeprefix("'") == cell
                else:
                    assert float(told) == cell, (name, column)
    assert n_compared > 50
    settings = {row["setting"]: row["value"] for row in _rows(tables / "settings.csv")}
    assert {key: str(value) for key, value in found["settings"].items()} == settings


def test_money_in_the_study_file_is_in_euro_as_its_key_says(study, folder):
    found = json.loads((folder / "study.json").read_text(encoding="utf-8"))["figures"]["plan_funding"]
    stated = {f.id: f.budget_cents / 100 for f in study.inputs.cluster.funders}
    assert {row["funder"]: row["budget_euro"] for row in found} == stated


def test_offsets_of_a_sentence_count_from_its_own_first_character_and_the_dictionary_says_so(tmp_path):
    inputs = make_inputs()
    text = "What you bring\n- Good welding skills, certified.\n"
    vacancies = tuple(replace(v, text=text, requirements=()) if v.id == "v1" else v for v in inputs.vacancies)
    write_report(make_study(tmp_path, replace(inputs, vacancies=vacancies)), tmp_path / "out")
    rows = [r for r in _rows(tmp_path / "out" / "tables" / "evidence.csv") if r["vacancy_id"] == "v1" and r["sentence"]]
    assert [row["sentence"][:2] for row in rows] == ["'-"]
    for row in rows:
        assert row["sentence"][1:][int(row["mark_start"]) : int(row["mark_end"])] == row["span"]
    words = {
        r["column"]: r["description"]
        for r in _rows(tmp_path / "out" / "tables" / "data_dictionary.csv")
        if r["table"] == "evidence"
    }
    for column in ("sentence", "mark_start", "mark_end"):
        assert "apostrophe" in words[column]


def test_a_home_that_cannot_be_written_gives_no_noise(tmp_path):
    (tmp_path / "nobody").write_text("a file, no folder", encoding="utf-8")
    places = ("MPLCONFIGDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")
    environment = {key: value for key, value in os.environ.items() if key not in places}
    environment |= {"HOME": str(tmp_path / "nobody"), "PYTHONPATH": os.pathsep.join(sys.path)}
    write = (
        "import sys, pathlib, reportingstudy, skillpact.reporting\n"
        "folder = pathlib.Path(sys.argv[1])\n"
        "skillpact.reporting.write_report(reportingstudy.make_study(folder), folder / 'out')\n"
    )
    command = [sys.executable, "-c", write, str(tmp_path)]
    found = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (found.stdout, found.stderr, found.returncode) == ("", "", 0)
    assert "<svg" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def refused(tmp_path_factory):
    """The report of a folder whose files of people bear their names and cannot be used."""
    folder = tmp_path_factory.mktemp("refused")
    source = folder / "in"
    for name in ("talents", "vacancies"):
        (source / name).mkdir(parents=True)
    (source / "cluster.toml").write_text(
        'id = "x"\nname = "X"\nas_of = 2026-11-02\nlanguage = "en"\ntaxonomy = "starter"\n', encoding="utf-8"
    )
    (source / "vacancies.csv").write_text("id,title,text\nv1,Welder,Welding needed.\n", encoding="utf-8")
    (source / "talents.csv").write_text(
        "id,status,file\nt1,unemployed,talents/ana-gil.pdf\nt2,unemployed,talents/eva-sol.txt\n"
        "t3,unemployed,../ion-paz.txt\n", encoding="utf-8",
    )  # fmt: skip
    (source / "talents" / "eva-sol.txt").write_bytes(b"\x00\x01\x02" * 100)
    (source / "talents" / "juan-perez.pdf").write_bytes(b"%PDF-1.4 broken")
    (source / "talents" / "Mikel Roa.xyz").write_bytes(b"\x00\x01\x02" * 100)
    (source / "talents" / "all.jsonl").write_text('{"id": "leire-mar", "text": 7}\n', encoding="utf-8")
    (source / "vacancies" / "offer.pdf").write_bytes(b"%PDF-1.4 broken")
    inputs, taxonomy = load_study_inputs(source, TaxonomyStore())
    write_report(run_study(inputs, taxonomy, StudySettings(with_plan=False)), folder / "out")
    return inputs, folder / "out"


def test_files_of_people_are_named_in_no_output(refused):
    inputs, out = refused
    names = ("ana-gil", "eva-sol", "ion-paz", "juan-perez", "Mikel Roa")
    stated = " ".join(f"{r.file} {r.message}" for r in inputs.refusals)
    assert [name for name in names if name not in stated] == []
    for path, data in _bytes(out).items():
        if path.endswith(".xlsx"):
            with zipfile.ZipFile(io.BytesIO(data)) as book:
                data = b"".join(book.read(name) for name in book.namelist())
        assert [name for name in names if name.encode() in data] == [], path
    rows = _rows(out / "tables" / "refusals.csv")
    assert len(rows) == len(inputs.refusals)
    places = [(row["file"], row["row"]) for row in rows]
    assert places.count(("talents/(a file)", "")) >= 2
    assert ("talents.csv", "2") in places
    assert "vacancies/offer.pdf" in [file for file, _row in places]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (("talents/b/juan.pdf", None, "is empty"), ("talents/(a file)", "is empty")),
        (("talents/cv.jsonl", 4, 'the id "juan" is already in use'), ("talents/(a file)", "the id (a file) is already in use")),
        (("people.xlsx", 3, 'names "cvs/juan.pdf", which is not there'),
         ("people.xlsx", "names (a file), which is not there")),
        (("talents.csv", 3, '"talents/juan.pdf": juan.pdf cannot be read'),
         ("talents.csv", "(a file): (a file) cannot be read")),
        (("vacancies.csv", 3, 'names "offers/a.pdf", which is not there'),
         ("vacancies.csv", 'names "offers/a.pdf", which is not there')),
        (("talents.csv", 3, 'is "sitting", expected one of employed'), ("talents.csv", 'is "sitting", expected one of employed')),
    ],
)  # fmt: skip
def test_a_refusal_is_written_without_the_name_of_a_file_of_people(before, after):
    found = hide_talent_file(Refusal(before[0], before[1], None, before[2]), str)
    assert (found.file, found.row, found.message) == (after[0], before[1], after[1])


def test_for_the_public_only_the_public_part_is_written(study, tmp_path):
    files = write_report(study, tmp_path / "out", audience="public")
    names = {str(path.relative_to(tmp_path / "out")) for path in files}
    assert {"report-public.html", "study.json", "public/balance.csv"} <= names
    assert not [n for n in names if n in ("report.html", "plan.json", "tables.xlsx") or n.startswith("tables/")]


def test_an_earlier_report_is_replaced_as_a_whole(study, tmp_path):
    write_report(study, tmp_path / "out")
    write_report(study, tmp_path / "out", audience="public")
    assert not (tmp_path / "out" / "report.html").exists()
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


def test_a_folder_that_holds_something_else_is_refused_and_left_alone(study, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"'out' holds something else .*thesis\.txt.*new or empty"):
        write_report(study, tmp_path / "out")
    assert (tmp_path / "out" / "thesis.txt").read_text(encoding="utf-8") == "mine"
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="is not a folder"):
        write_report(study, tmp_path / "file")


def test_a_failure_leaves_the_earlier_report_in_place(study, tmp_path, monkeypatch):
    write_report(study, tmp_path / "out")
    before = _bytes(tmp_path / "out")

    def fail(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("skillpact.reporting.write.tables_to_xlsx", fail)
    with pytest.raises(ConfigurationError, match="No space left on device"):
        write_report(study, tmp_path / "out")
    assert _bytes(tmp_path / "out") == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]
