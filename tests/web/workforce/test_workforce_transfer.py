"""Functions and employees as tables: what comes out goes in again, and what cannot be used is said by row and column."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from workforce_world import employee, fill, function

from skillpact_web.accounts.roles import Role
from skillpact_web.workforce.models import Employee, Function

FUNCTIONS = (
    "id,company,title,occupation,skills,optional_skills,headcount_now,headcount_in_1_year,headcount_in_3_years\n"
    "w-1,Olatuna Software,Welder,welder,TIG welding = advanced,quality control,14,,12\n"
)
EMPLOYEES = (
    "id;company;nickname;function;skills\n"
    "M-003;;Maite;w-1;TIG welding = advanced (certified) until 2027-02-01\nM-004;;;;\n"
)


@pytest.fixture
def client(world, own_home, starter):
    return world.client(Role.COMPANY)


def send(client, kind, text, *, encoding="utf-8", name="table.csv"):
    """Upload a table and return the page that says what it would change."""
    data = text if isinstance(text, bytes) else text.encode(encoding)
    return client.post(reverse(f"workforce:import_{kind}"), {"file": SimpleUploadedFile(name, data)})


def bring(client, kind, text):
    """Upload a table, say yes, and return the trial's report."""
    page = send(client, kind, text)
    pending = page.context["pending"]
    address = reverse(f"workforce:import_{kind}")
    client.post(address, {"import_id": pending.pk, "sha256": pending.sha256})
    return page.context["report"]


def problems(page):
    return {(one.row, one.column) for one in page.context["report"].problems}


def export(client, kind, form):
    answer = client.get(reverse(f"workforce:export_{kind}"), {"format": form})
    return b"".join(answer.streaming_content)


def test_a_trial_writes_nothing_and_the_import_writes_what_it_said(client):
    page = send(client, "functions", FUNCTIONS)
    assert (page.context["report"].n_new, Function.objects.count()) == (1, 0)
    bring(client, "functions", FUNCTIONS)
    bring(client, "employees", EMPLOYEES)
    job, one = Function.objects.get(reference="w-1"), Employee.objects.get(reference="M-003")
    assert (job.headcount_now, job.headcount_in_1_year, job.headcount_in_3_years) == (14, None, 12)
    asked = {item.label: (item.level, item.is_essential, item.status) for item in job.requirements.all()}
    assert asked == {"TIG welding": (0.75, True, "confirmed"), "quality inspection": (None, False, "confirmed")}
    skill = one.skills.get()
    assert (one.nickname, one.function, skill.level, skill.evidence, skill.expires_on) == (
        "Maite", job, 0.75, "certified", date(2027, 2, 1),
    )  # fmt: skip
    assert Employee.objects.get(reference="M-004").nickname == "M-004"


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_what_is_exported_can_be_imported_again_and_changes_nothing(client, world, form):
    bring(client, "functions", FUNCTIONS)
    bring(client, "employees", EMPLOYEES)
    keyless = function(world.company, "Without a key")
    employee(world.company, "Nobody's key", function=keyless)
    for kind, n_rows in (("functions", 2), ("employees", 3)):
        page = send(client, kind, export(client, kind, form), name=f"table.{form}")
        report = page.context["report"]
        assert (report.n_rows, report.n_same, report.problems) == (n_rows, n_rows, [])


def test_an_export_holds_nothing_of_others_and_no_formula(client, world):
    fill(world)
    employee(world.company, "=HYPERLINK(1)")
    rows = list(csv.DictReader(io.StringIO(export(client, "employees", "csv").decode("utf-8-sig"))))
    assert list(rows[0]) == ["id", "company", "nickname", "function", "skills"]
    names = {row["nickname"] for row in rows}
    assert ("Txomin of hall 4" in names, any("Foreign" in name for name in names)) == (True, False)
    assert not any(name.startswith("=") for name in names)


@pytest.mark.parametrize(
    ("kind", "row", "refused"),
    [
        ("functions", "w-2,,Grinder,,,,-1,,", (2, "headcount_now")),
        ("functions", "w-2,,Grinder,,,,,,1000000000000", (2, "headcount_in_3_years")),
        ("functions", "w-2,Izarlerro Data,Grinder,,,,,,", (2, "company")),
        ("functions", "w-2,,,,,,,,", (2, "title")),
        ("functions", "w-2,,Grinder,sorcerer of hall 4,,,,,", (2, "occupation")),
        ("functions", "w-2,,Grinder,,Sorcery,,,,", (2, "skills")),
        ("functions", "w-2,,Grinder,,,Sorcery,,,", (2, "optional_skills")),
        ("employees", "M-1;;Maite;no-such-job;", (2, "function")),
        ("employees", "M-1;;Maite;;Sorcery = advanced", (2, "skills")),
        ("employees", "M-1;Foreign Company;Maite;;", (2, "company")),
        ("employees", f"M-1;;{'x' * 61};;", (2, "nickname")),
    ],
)
def test_what_cannot_be_used_is_said_by_row_and_column(client, kind, row, refused):
    header = (FUNCTIONS if kind == "functions" else EMPLOYEES).splitlines()[0]
    page = send(client, kind, f"{header}\n{row}\n")
    assert problems(page) == {refused}
    assert page.context["report"].n_new == 0


def test_a_function_of_another_company_has_no_key_here(client, world):
    fill(world)
    for key in (f"f{world.objects['function_id']['foreign']}", f"f{world.objects['function_id']['competing']}"):
        page = send(client, "employees", f"id;nickname;function\nM-1;Maite;{key}\n")
        assert problems(page) == {(2, "function")}


def test_a_latin_1_table_with_shifted_columns_is_read_where_it_can_be_and_refused_where_not(client):
    bring(client, "functions", FUNCTIONS)
    text = "id;nickname;function;skills\nM-1;Iñaki;w-1;\nM-2;Begoña;;w-1;\nM-3;Nerea;TIG welding;w-1\n"
    page = send(client, "employees", text.encode("latin-1"))
    report = page.context["report"]
    assert report.n_new == 1
    assert {row for row, _column in problems(page)} == {3, 4}
    bring(client, "employees", text.encode("latin-1"))
    assert Employee.objects.get().nickname == "Iñaki"


def test_the_empty_table_names_its_columns(client):
    for kind, table in (("functions", FUNCTIONS), ("employees", EMPLOYEES)):
        answer = client.get(reverse(f"workforce:import_{kind}"), {"empty": "csv"})
        header = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()[0]
        assert header.replace(";", ",").split(",") == table.splitlines()[0].replace(";", ",").split(",")
