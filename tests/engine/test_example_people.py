"""The people and courses of the example cluster: what examples/STORY.md tells of them is counted from the folder."""

from __future__ import annotations

import csv
import json
import re
import runpy
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from skillpact.extraction import LexicalExtractor
from skillpact.files.cluster import read_cluster
from skillpact.files.documents import DocumentReader
from skillpact.files.folder import read_inputs
from skillpact.files.privacy import fold
from skillpact.records import Evidence, Mode, Status, StudyInputs
from skillpact.taxonomy import Taxonomy
from skillpact.taxonomy.lookup import LabelLookup

AS_OF = date(2026, 11, 2)
KOLDO, AMAIA, YUSUF, NEREA, JON, MIREN = "t-7f3a", "t-ff44", "t-4eaa", "t-bca5", "t-ac0c", "t-b137"
_ONE_YEAR_AGO = (2025, 11)
_BIRTH = re.compile(
    r"(?:nacimiento:|[Nn]acido el|[Bb]irth:|naissance :|Née le|Geburtsdatum:|Jaiotze data:)\s*(\d+[/.]\d+[/.]\d+)"
    r'|Birthdate year="(\d{4})" month="--(\d\d)" day="---(\d\d)"'
)
_JOBLESS = re.compile(r"(?:desempleo desde|[Ss]in trabajo desde|[Ll]angabezian) (\d\d)/(\d{4})")
_NOT_PART_OF_A_NAME = {"curriculum", "vitae", "lebenslauf", "curriculo", "datos", "personales"}


@pytest.fixture(scope="module")
def inputs(example: Path, starter: Taxonomy) -> StudyInputs:
    cluster, mappings = read_cluster(example)
    return read_inputs(
        example,
        cluster,
        mappings,
        resolve_skill=LabelLookup(starter, "skills").find,
        resolve_occupation=LabelLookup(starter, "occupations").find,
    )


@pytest.fixture(scope="module")
def skill(starter: Taxonomy) -> Callable[[str], str]:
    lookup = LabelLookup(starter, "skills")

    def find(label: str) -> str:
        uri = lookup.find(label)
        assert uri is not None, label
        return uri

    return find


@pytest.fixture(scope="module")
def cvs(example: Path, inputs: StudyInputs) -> dict[str, str]:
    """What each usable talent handed in, as it stands in the folder with all that is personal, by id."""
    usable = {talent.id for talent in inputs.talents}
    found = {}
    for row in _rows(example, "talents"):
        if row["id"] not in usable:
            continue
        if row["text"]:
            found[row["id"]] = row["text"]
        elif row["file"].endswith((".pdf", ".docx")):
            source = example / "sources" / "people" / (Path(row["file"]).name + ".txt")
            found[row["id"]] = source.read_text(encoding="utf-8")
        elif row["file"]:
            found[row["id"]] = (example / row["file"]).read_text(encoding="utf-8")
    return found


def test_there_are_sixty_talents_of_five_kinds(inputs: StudyInputs) -> None:
    assert len(inputs.talents) == 60
    abroad = [t for t in inputs.talents if t.region != inputs.cluster.region]
    at_home = [t for t in inputs.talents if t.region == inputs.cluster.region]
    assert Counter(t.status for t in at_home) == {
        Status.UNEMPLOYED: 22, Status.INACTIVE: 6, Status.STUDENT: 10, Status.EMPLOYED: 18,
    }  # fmt: skip
    assert sorted(str(t.region) for t in abroad) == ["DE21", "FRI1", "IE06", "NL32"]
    assert {t.id for t in inputs.talents if t.employer_id} == {t.id for t in at_home if t.status is Status.EMPLOYED}
    assert Counter(t.employer_id for t in inputs.talents if t.employer_id) == {
        "burdinlotu": 4, "arraxpe": 3, "ardazgune": 3, "haizelarri": 3, "mendizulo": 3, "errotaldi": 2,
    }  # fmt: skip
    assert sum(t.target_occupation_uri is not None for t in inputs.talents) == 34
    assert not any(t.vacancy_ids for t in inputs.talents)


def test_fourteen_talents_have_no_document_and_two_of_them_nothing_at_all(example: Path, inputs: StudyInputs) -> None:
    without = [t for t in inputs.talents if not t.text]
    assert len(without) == 14
    assert sum(not t.skills for t in without) == 2
    usable = {t.id for t in inputs.talents}
    rows = [row for row in _rows(example, "talents") if row["id"] in usable]
    kinds = Counter("text" if row["text"] else Path(row["file"]).suffix or "none" for row in rows)
    assert kinds == {"text": 27, ".pdf": 8, ".docx": 6, ".json": 3, ".xml": 2, "none": 14}
    assert Counter(t.language for t in inputs.talents if t.text) == {"es": 32, "eu": 6, "en": 4, "fr": 2, "de": 2}


def test_nine_are_without_work_for_over_a_year_and_five_are_55_or_older(
    cvs: dict[str, str], inputs: StudyInputs
) -> None:
    jobless = {t.id for t in inputs.talents if t.status is Status.UNEMPLOYED}
    since = {i: (int(m[2]), int(m[1])) for i, text in cvs.items() if i in jobless and (m := _JOBLESS.search(text))}
    assert sum(month < _ONE_YEAR_AGO for month in since.values()) == 9
    born = {i: day for i, text in cvs.items() if (day := _birth_date(text))}
    assert sum(day <= date(AS_OF.year - 55, AS_OF.month, AS_OF.day) for day in born.values()) == 5
    ages = {face: _age(born[face]) for face in (AMAIA, YUSUF, NEREA, MIREN)}
    assert ages == {AMAIA: 34, YUSUF: 41, NEREA: 20, MIREN: 57}


def test_no_name_contact_or_birth_date_of_a_talent_survives(cvs: dict[str, str], inputs: StudyInputs) -> None:
    texts = {t.id: t.text for t in inputs.talents}
    for identifier, cv in cvs.items():
        read = texts[identifier]
        assert len(read) > 80, identifier
        assert not re.search(r"@|\.example\b|\b600 00\d|\+\d\d 0|00000000T", read), identifier
        assert not (match := _BIRTH.search(cv)) or match.group(1) is None or match.group(1) not in read, identifier
        words = set(re.findall(r"[^\W\d_]+", fold(read)))
        names = _names_in(cv)
        assert len(names) >= 2, identifier
        assert not names & words, identifier


def test_bad_rows_of_people_and_courses_are_refused_with_their_reason(inputs: StudyInputs) -> None:
    refused = {(r.file, r.column): r.message for r in inputs.refusals if not r.file.startswith("vacancies")}
    expected = "none, basic, intermediate, advanced, expert, a quarter from 0 to 1, or A1 to C2"
    assert refused == {
        ("talents.csv", "status"):
            'is "parado", expected one of employed, self_employed, unemployed, inactive, student',
        ("talents.csv", "skills"): f'has the level "very good", expected {expected}',
        ("talents.csv", "file"):
            '"talents/t-8a30.pdf": a scanned PDF without text: run OCR first or send the original',
        ("employees.csv", "company"): 'names the company "tornu-berri", which companies.csv lacks',
        ("courses.csv", "cohort_cost_cents"): "is empty, expected a whole number of cents",
    }  # fmt: skip


def test_forty_employees_of_six_members_carry_their_employers_own_keys(inputs: StudyInputs) -> None:
    assert Counter(e.company_id for e in inputs.employees) == {
        "haizelarri": 8, "ardazgune": 8, "mendizulo": 7, "burdinlotu": 7, "arraxpe": 6, "errotaldi": 4,
    }  # fmt: skip
    assert not {e.id for e in inputs.employees} & {t.id for t in inputs.talents}
    known = {(f.id, f.company_id) for f in inputs.functions}
    assert {(e.function_id, e.company_id) for e in inputs.employees if e.function_id} <= known
    evidence = {s.evidence for e in inputs.employees for s in e.skills}
    assert evidence == {Evidence.ATTESTED, Evidence.ASSESSED, Evidence.CERTIFIED}


def test_eighteen_functions_expect_a_profile_and_some_headcounts_are_not_said(inputs: StudyInputs) -> None:
    assert len(inputs.functions) == 18
    assert all(f.requirements and f.occupation_uri for f in inputs.functions)
    counts = [(f.headcount_now, f.headcount_in_1_year, f.headcount_in_3_years) for f in inputs.functions]
    assert sum(None in headcounts for headcounts in counts) == 4


def test_six_providers_offer_thirty_courses(inputs: StudyInputs) -> None:
    assert Counter(c.provider for c in inputs.courses) == {
        "Harrizelatz VET Centre": 12, "Kostaldegi University Engineering School": 6, "Sarebidaia Code School": 4,
        "Hiruzubi Adult Learning": 4, "Ardazgune Academy": 2, "Nordhafen Online Akademie": 2,
    }  # fmt: skip
    assert Counter(c.language for c in inputs.courses) == {"es": 25, "eu": 2, "en": 2, "de": 1}
    assert all(c.mode is Mode.ONLINE for c in inputs.courses if c.region is None)
    assert {r for c in inputs.courses for r in c.resources} == {"welding-workshop", "automation-lab"}


def test_ten_courses_tell_their_outcomes_in_words_only(example: Path, inputs: StudyInputs, starter: Taxonomy) -> None:
    in_words = [c for c in inputs.courses if not c.outcomes]
    assert len(in_words) == 10
    files = sorted(row["file"] for row in _rows(example, "courses") if row["file"])
    assert [Path(f).suffix for f in files] == [".pdf", ".docx", ".pdf"]
    extractor = LexicalExtractor(starter)
    read = {c.id: extractor.extract(c.text, language=c.language).mentions for c in in_words}
    # Nothing is known of floral art, so nobody can need that course; each other one teaches at least eight skills.
    assert not read.pop("hal-floral")
    assert min(len({mention.uri for mention in mentions}) for mentions in read.values()) >= 8


def test_no_course_teaches_ot_security_and_eight_learn_robot_welding(
    inputs: StudyInputs, starter: Taxonomy, skill: Callable[[str], str]
) -> None:
    extractor = LexicalExtractor(starter)
    for course in inputs.courses:
        taught = {o.uri for o in course.outcomes}
        taught |= {m.uri for m in extractor.extract(course.text, language=course.language).mentions}
        assert not taught & {skill("OT security"), skill("IEC 62443"), skill("OT asset inventory")}, course.id
    under_way = {c.id: c.seats_under_way for c in inputs.courses if c.seats_under_way}
    assert under_way == {"hvc-robot-welding": 8}
    # Over-full: one small cohort of mechatronic maintenance, which five companies ask for.
    (mechatronics,) = [c for c in inputs.courses if c.id == "hvc-mechatronics"]
    assert mechatronics.seats_max * mechatronics.cohorts_max == 6
    (robots,) = [c for c in inputs.courses if c.id == "hvc-robot-welding"]
    assert skill("robotic welding") in {o.uri for o in robots.outcomes}
    assert robots.requires == ("hvc-tig",)


def test_three_courses_teach_what_no_advertisement_function_or_aim_asks_for(
    inputs: StudyInputs, starter: Taxonomy
) -> None:
    courses = {c.id: c for c in inputs.courses}
    taught = {o.uri for i in ("hal-wine", "scs-cobol") for o in courses[i].outcomes}
    asked = {r.uri for f in inputs.functions for r in f.requirements}
    for talent in inputs.talents:
        if talent.target_occupation_uri:
            row = starter.occupations.row(talent.target_occupation_uri)
            asked |= {starter.skills.uri(int(number)) for number in starter.occupation_essential[row]}
    assert not taught & asked
    words = re.compile(r"(?i)cobol|mainframe|enológica|servicio de vinos|arte floral|diseño floral")
    assert not any(words.search(v.text) for v in inputs.vacancies)


def test_the_faces_of_the_story_are_who_they_are(
    inputs: StudyInputs, starter: Taxonomy, skill: Callable[[str], str]
) -> None:
    talents = {t.id: t for t in inputs.talents}
    occupation = LabelLookup(starter, "occupations").find
    targets = {
        KOLDO: "robot welding operator", AMAIA: "data analyst", YUSUF: "PLC programmer",
        NEREA: "mechatronics technician", JON: "back-end developer", MIREN: "OT security engineer",
    }  # fmt: skip
    assert {i: talents[i].target_occupation_uri for i in targets} == {i: occupation(t) for i, t in targets.items()}
    koldo = talents[KOLDO]
    assert (koldo.employer_id, koldo.text) == ("burdinlotu", "")
    (licence,) = [s for s in koldo.skills if s.uri == skill("ISO 9606 welder qualification")]
    assert (licence.evidence, licence.expires_on) == (Evidence.CERTIFIED, date(2027, 2, 1))
    assert (talents[MIREN].employer_id, talents[JON].region) == ("mendizulo", "IE06")
    assert (talents[NEREA].status, talents[NEREA].employer_id) == (Status.STUDENT, None)


def test_the_documents_say_what_their_sources_say(example: Path) -> None:
    made = {path.name for folder in ("talents", "courses") for path in (example / folder).glob("*.*")}
    with DocumentReader() as reader:
        for source in sorted((example / "sources").glob("[pc]*/*.txt")):
            stem, kind = source.stem.split(".")
            if kind == "scan":
                continue
            folder = {"people": "talents", "courses": "courses"}[source.parent.name]
            assert f"{stem}.{kind}" in made
            # Read as a course nothing is taken out, so that the words can be compared.
            (document,) = reader.read(example / folder / f"{stem}.{kind}", role="course").documents
            assert re.findall(r"\w+", document.text) == re.findall(r"\w+", source.read_text(encoding="utf-8")), stem


def test_the_document_maker_gives_the_same_bytes_twice(example: Path) -> None:
    maker = runpy.run_path(str(example / "make_people_documents.py"))
    text = (example / "sources" / "people" / f"{AMAIA}.docx.txt").read_text(encoding="utf-8")
    for kind in ("pdf", "docx", "scan"):
        make, _suffix = maker["MAKERS"][kind]
        assert make(text) == make(text), kind


def _rows(example: Path, table: str) -> list[dict[str, str]]:
    with open(example / f"{table}.csv", newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def _birth_date(cv: str) -> date | None:
    match = _BIRTH.search(cv)
    if match is None:
        return None
    if match[1] is None:
        return date(int(match[2]), int(match[3]), int(match[4]))
    numbers = [int(number) for number in re.split(r"[/.]", match[1])]
    return date(*numbers) if numbers[0] > 31 else date(*reversed(numbers))


def _age(born: date) -> int:
    return AS_OF.year - born.year - ((AS_OF.month, AS_OF.day) < (born.month, born.day))


def _names_in(cv: str) -> set[str]:
    """Return the words of the name at the top of a CV, folded, short ones left out."""
    if cv.startswith("{"):
        name = json.loads(cv)["basics"]["name"]
    elif cv.startswith("<"):
        name = " ".join(re.findall(r"<(?:FirstName|Surname)>(.+?)</", cv))
    else:
        lines = [line for line in cv.splitlines() if line.strip()]
        labelled = [line.split(":", 1)[1] for line in lines if re.match(r"(?:Nombre|Name|Izena)\b[^:]*:", line)]
        plain = [line for line in lines if fold(line).strip() not in {"curriculum vitae", "lebenslauf"}]
        name = labelled[0] if labelled else plain[0].removeprefix("Currículum de ")
    return set(re.findall(r"[^\W\d_]{4,}", fold(name))) - _NOT_PART_OF_A_NAME
