"""CSV, XLSX, JSON and the folder as a whole: no formula, the same bytes, nothing lost."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace

import pytest
from lxml import etree
from reportingstudy import FORMULA, make_inputs, make_study

from skillpact.errors import ConfigurationError
from skillpact.planning import check_files
from skillpact.reporting import build_tables, write_report
from skillpact.reporting.csvfiles import guard

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
