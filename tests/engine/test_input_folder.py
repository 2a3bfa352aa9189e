"""An input folder: settings, tables and documents become records; bad rows are refused by place, the rest goes on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tinystudy import skill

from skillpact.errors import InputError
from skillpact.files.cluster import read_cluster
from skillpact.records import Evidence, HeldSkill, Outcome, Requirement, Status
from skillpact.study import load_study_inputs
from skillpact.taxonomy import TaxonomyStore

SETTINGS = """name = "Test"
as_of = 2026-11-02
taxonomy = "starter"
budget_cents = 100
[[periods]]
id = "p1"
starts_on = 2027-01-01
ends_on = 2027-03-31
[resources]
lab = 1
"""
COURSE_HEADER = "id,provider,title,hours,seats_min,seats_max,cohorts_max,cohort_cost_cents,seat_cost_cents,skills,requires,resources\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with settings and one vacancy."""
    (tmp_path / "cluster.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "vacancies.csv").write_text("id,title,skills\nv,Dev,SQL\n", encoding="utf-8")
    return tmp_path


def load(folder: Path):
    return load_study_inputs(folder, TaxonomyStore())[0]


def refused(folder: Path) -> list[tuple[str, int | None, str | None, str]]:
    return [(r.file, r.row, r.column, r.message) for r in load(folder).refusals]


def test_cells_of_skills_hold_level_evidence_and_date(folder):
    (folder / "talents.csv").write_text(
        "id,status,skills\n"
        "t1,unemployed,TIG welding = advanced (certified) until 2027-02-01; English = B2; sql\n"
        f"t2,student,{skill('sql')} = 0.25 (attested)\n",
        encoding="utf-8",
    )
    first, second = load(folder).talents
    assert first.status == Status.UNEMPLOYED
    assert set(first.skills) == {
        HeldSkill(skill("tig-welding"), 0.75, Evidence.CERTIFIED, date(2027, 2, 1)),
        HeldSkill(skill("english-language"), 0.75),
        HeldSkill(skill("sql"), None),
    }
    assert second.skills == (HeldSkill(skill("sql"), 0.25, Evidence.ATTESTED),)


def test_requirements_are_essential_or_optional(folder):
    (folder / "vacancies.csv").write_text(
        "id,title,skills,optional_skills,openings\nv,Dev,SQL = advanced,Git,3\n", encoding="utf-8"
    )
    (vacancy,) = load(folder).vacancies
    assert vacancy.openings == 3
    assert set(vacancy.requirements) == {Requirement(skill("sql"), 0.75, True), Requirement(skill("git"), None, False)}


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("telepathy", 'names the skill "telepathy", which the taxonomy lacks'),
        ("SQL = very good", 'has the level "very good", expected none, basic'),
        ("SQL = basic until 2027-02-31", 'holds the date "2027-02-31"'),
        ("SQL; SQL", 'names "SQL" a second time'),
    ],
)
def test_a_skill_cell_that_cannot_be_read_refuses_its_row_only(folder, cell, message):
    (folder / "talents.csv").write_text(f"id,status,skills\nbad,student,{cell}\ngood,student,SQL\n", encoding="utf-8")
    assert [t.id for t in load(folder).talents] == ["good"]
    ((file, row, column, text),) = refused(folder)
    assert (file, row, column) == ("talents.csv", 2, "skills")
    assert text.startswith(message)


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        ("c,P,T,40,5,2,1,100,1,SQL,,", "seats_min", "is 5, expected at most seats_max, which is 2"),
        ("c,P,T,40,1,2,1,,1,SQL,,", "cohort_cost_cents", "is empty, expected a whole number of cents"),
        ("c,P,T,40,1,2,1,-5,1,SQL,,", "cohort_cost_cents", "is -5, expected a whole number from 0"),
        ("c,P,T,,1,2,1,100,1,SQL,,", "hours", "is empty, expected the length of the course in hours"),
        ("c,P,T,40,0,2,1,100,1,SQL,,", "seats_min", "is 0, expected a whole number from 1"),
        ("c,P,T,40,1,2,0,100,1,SQL,,", "cohorts_max", "is 0, expected a whole number from 1"),
        ("c,P,T,40,1,2,1,100,1,,,", "text", "is empty, and neither a file nor skills are given"),
        ("c,P,T,40,1,2,1,100,1,SQL,x,", "requires", 'names "x", which no usable row offers'),
        (
            "c,P,T,40,1,2,1,100,1,SQL,c,",
            "requires",
            'names "c", which needs a course that is not offered or, in a circle',
        ),
        ("c,P,T,40,1,2,1,100,1,SQL,,gym", "resources", 'names "gym", expected resources of cluster.toml: lab'),
    ],
)
def test_a_course_that_cannot_be_planned_is_refused(folder, row, column, message):
    (folder / "courses.csv").write_text(COURSE_HEADER + row + "\n", encoding="utf-8")
    ((file, number, found, text),) = refused(folder)
    assert (file, number, found) == ("courses.csv", 2, column)
    assert text.startswith(message)


def test_a_language_in_words_is_refused_and_a_region_is_understood(folder):
    (folder / "vacancies.csv").write_text(
        "id,title,skills,language\nv,Dev,SQL,spanish\nw,Dev,SQL,es-MX\nx,Dev,SQL,\n", encoding="utf-8"
    )
    assert [(v.id, v.language) for v in load(folder).vacancies] == [("w", "es"), ("x", None)]
    assert refused(folder) == [("vacancies.csv", 2, "language", 'is "spanish", expected two letters such as es')]


def test_two_courses_that_need_each_other_are_both_refused(folder):
    (folder / "courses.csv").write_text(
        COURSE_HEADER
        + "a,P,T,40,1,2,1,1,1,SQL,b,\nb,P,T,40,1,2,1,1,1,SQL,a,\nc,P,T,40,1,2,1,1,1,SQL = advanced,,lab\n",
        encoding="utf-8",
    )
    (course,) = load(folder).courses
    assert (course.id, course.outcomes, course.resources) == ("c", (Outcome(skill("sql"), 0.75),), ("lab",))
    assert [r[1] for r in refused(folder)] == [2, 3]


def test_a_company_that_is_not_a_member_is_named(folder):
    (folder / "companies.csv").write_text("id,name,people\nada,Ada Ltd,20\n", encoding="utf-8")
    (folder / "vacancies.csv").write_text("id,title,company,text\nv,Dev,adda,SQL\nw,Dev,ada,SQL\n", encoding="utf-8")
    assert refused(folder) == [("vacancies.csv", 2, "company", 'names the company "adda", which companies.csv lacks')]


def test_documents_are_read_beside_and_without_rows(folder):
    (folder / "companies.csv").write_text("id,name\nada,Ada Ltd\nbruno,Bruno SA\n", encoding="utf-8")
    (folder / "vacancies" / "ada").mkdir(parents=True)
    (folder / "vacancies" / "ada" / "loose.txt").write_text("Welder\n\nRequirements: TIG welding", encoding="utf-8")
    (folder / "vacancies" / "named.txt").write_text("Requirements: SQL", encoding="utf-8")
    (folder / "vacancies" / "posting.json").write_text(
        '{"@context": "https://schema.org", "@type": "JobPosting", "title": "Analyst", "description": "<p>SQL</p>",'
        ' "datePosted": "2026-10-01", "hiringOrganization": {"name": "Bruno SA"}, "totalJobOpenings": 2}',
        encoding="utf-8",
    )
    (folder / "vacancies.csv").write_text("id,title,company,file\nv1,Dev,ada,vacancies/named.txt\n", encoding="utf-8")
    found = {v.id: (v.company_id, v.title, v.openings) for v in load(folder).vacancies}
    assert found == {"v1": ("ada", "Dev", 1), "loose": ("ada", "Welder", 1), "posting": ("bruno", "Analyst", 2)}


def test_a_row_may_not_reach_out_of_its_folder(folder):
    (folder.parent / "secret.txt").write_text("SQL", encoding="utf-8")
    (folder / "vacancies.csv").write_text(
        "id,title,file\nv,Dev,../secret.txt\nw,Dev,gone.txt\nx,Dev,\n", encoding="utf-8"
    )
    (folder / "functions.csv").write_text("id,company,title\nf,a,Dev\n", encoding="utf-8")
    assert [(row, text) for _f, row, _c, text in refused(folder)] == [
        (2, 'is "../secret.txt", expected a file inside this folder'),
        (3, 'names "gone.txt", which is not there'),
        (4, "is empty, and neither a file nor skills are given"),
    ]


def test_a_cv_loses_name_and_contacts_before_a_record_exists(folder):
    (folder / "talents.csv").write_text(
        'id,status,text\nt,student,"Nerea Zubizalde\nnerea@zubizalde.example\n+34 600 000 000\n\nExperience\nTIG welding"\n',
        encoding="utf-8",
    )
    (talent,) = load(folder).talents
    assert "TIG welding" in talent.text
    assert not any(part in talent.text for part in ("Nerea", "Zubizalde", "600 000"))


def test_nothing_usable_is_one_sentence_with_the_first_reason(folder):
    (folder / "vacancies.csv").write_text("id,title,openings\nv,Dev,none\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"no usable vacancy and no function found.*1 rows or files refused.*row 2"):
        load(folder)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("nonsense = 1", "key 'nonsense' is not known, expected one of"),
        ('region = ""', "key 'region' is \"\", expected a text"),
        ("minimum_group = 0", "key 'minimum_group' is 0, expected a whole number from 1 to 1000000"),
        ("minimum_group = true", "key 'minimum_group' is true"),
        ("stale_after_days = 10000000000000", "key 'stale_after_days' is 10000000000000, expected"),
        ("ecosystems = 3", "key 'ecosystems' is 3, expected a list of texts"),
        ('ecosystems = ["DIGI", ""]', 'key \'ecosystems\' is ["DIGI", ""], expected a list of texts'),
        ('is_invented = "yes"', "key 'is_invented' is \"yes\", expected true or false"),
        ('language = "../../x"', "key 'language' is \"../../x\", expected two letters such as es"),
        ('language = "spanish"', "key 'language' is \"spanish\", expected two letters such as es"),
        ('[[funders]]\nid = "f"\nbudget_cents = 5', "key 'budget_cents' stands beside"),
        ('[files.dogs]\npath = "x"', "key 'files.dogs' is not known"),
        ('[files.vacancies]\ncolour = "x"', "key 'files.vacancies.colour' is not known"),
        ("[files.vacancies]\ncolumns = { id = 1 }", "key 'files.vacancies.columns.id' is 1, expected a text"),
        ("[files]\nvacancies = 1", "key 'files.vacancies' is 1, expected a table"),
        (
            '[[periods]]\nid = "p2"\nstarts_on = 2027-02-01\nends_on = 2027-03-01',
            "key 'periods[2].starts_on' is 2027-02-01, expected a day after 2027-03-31",
        ),
        (
            '[[periods]]\nid = "p2"\nstarts_on = 2028-02-01\nends_on = 2028-01-01',
            "key 'periods[2].ends_on' is 2028-01-01, before it starts on 2028-02-01",
        ),
        (
            '[[periods]]\nid = "p1"\nstarts_on = 2028-02-01\nends_on = 2028-03-01',
            "key 'periods[2].id' is \"p1\" a second time",
        ),
        ('[[periods]]\nid = "p2"\nstarts_on = 2028-02-01', "key 'periods[2].ends_on' is missing, expected a date"),
        ("this is no toml", "cannot be read as TOML"),
    ],
)
def test_settings_that_cannot_be_used_are_named(tmp_path, line, message):
    before, table, after = SETTINGS.partition("[[periods]]")
    text = SETTINGS + line if line.startswith("[") else before + line + "\n" + table + after
    (tmp_path / "cluster.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_cluster(tmp_path)
    assert str(caught.value).startswith("cluster.toml: ")
    assert message in str(caught.value)


@pytest.mark.parametrize("share", ["2.0", "-0.1", "nan", '"half"'])
def test_a_share_outside_zero_to_one_is_refused(tmp_path, share):
    text = (
        SETTINGS.replace("budget_cents = 100\n", "") + f'[[funders]]\nid = "f"\nbudget_cents = 5\nmax_share = {share}\n'
    )
    (tmp_path / "cluster.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="expected a number from 0 to 1"):
        read_cluster(tmp_path)


def test_a_mapping_reads_a_table_from_elsewhere(tmp_path, folder, monkeypatch):
    (tmp_path / "elsewhere.csv").write_text("ref;job;words\n1;Dev;SQL\n2;Ops;Linux\n", encoding="utf-8")
    monkeypatch.setenv("SKILLPACT_TEST_DATA", str(tmp_path))
    mapping = (
        '[files.vacancies]\npath = "${SKILLPACT_TEST_DATA}/elsewhere.csv"\nlimit = 1\n'
        'columns = { id = "ref", title = "job", text = "words" }\n'
    )
    (folder / "cluster.toml").write_text(SETTINGS + mapping, encoding="utf-8")
    assert [(v.id, v.text) for v in load(folder).vacancies] == [("1", "SQL")]
    monkeypatch.delenv("SKILLPACT_TEST_DATA")
    with pytest.raises(InputError, match="SKILLPACT_TEST_DATA, which is not set"):
        load(folder)
