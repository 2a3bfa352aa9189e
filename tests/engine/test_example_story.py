"""Every figure that examples/STORY.md tells is computed anew from the folder by the program that reads it."""

from __future__ import annotations

import csv
import importlib.util
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

import pytest

from skillpact.extraction import OccupationLinker
from skillpact.extraction.language import detect_language
from skillpact.files.documents import DocumentReader
from skillpact.records import Status, StudyInputs, Vacancy
from skillpact.study import Study, StudySettings, load_study_inputs, run_study
from skillpact.taxonomy import Taxonomy, TaxonomyStore

SKILL = "https://starter.skillpact.example/skill/"
TOLD_SKILLS = (
    "english-language", "sql", "plc-programming", "ot-security", "cloud-administration", "mechatronic-maintenance",
    "robot-welding", "embedded-c", "five-axis-machining", "ux-design",
)  # fmt: skip
LANGUAGES = {"es": "Spanish", "en": "English", "de": "German", "fr": "French"}
ENGLISH_B2 = 0.75

Table = list[list[str]]


@pytest.fixture(scope="module")
def study(example: Path, starter: Taxonomy) -> Study:
    inputs, taxonomy = load_study_inputs(example, TaxonomyStore())
    assert taxonomy.id == starter.id
    return run_study(inputs, taxonomy, StudySettings(with_plan=False))


@pytest.fixture(scope="module")
def inputs(study: Study) -> StudyInputs:
    return study.inputs


@pytest.fixture(scope="module")
def story(example: Path) -> str:
    return (example.parent / "STORY.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def told(story: str) -> dict[str, Table]:
    """The tables of the story by the heading they stand under, without their header."""
    tables: dict[str, Table] = defaultdict(list)
    heading = ""
    for line in story.splitlines():
        if line.startswith("#"):
            heading = line.lstrip("# ")
        elif line.startswith("|") and not line.startswith("| ---"):
            tables[heading].append([cell.strip() for cell in line.strip("|").split(" | ")])
    return {name: table[1:] for name, table in tables.items()}


def test_the_clock_and_the_rules_are_those_of_the_settings(told: dict[str, Table], inputs: StudyInputs) -> None:
    cluster = inputs.cluster
    assert cluster.is_invented
    assert told["The cluster"] == rows(
        {
            "region": cluster.region,
            "day on which the clock stands": cluster.as_of.isoformat(),
            "days after which an advertisement is stale": cluster.stale_after_days,
            "smallest group that a figure may tell of": cluster.minimum_group,
            "training periods": ", ".join(f"{p.id}: {p.starts_on} to {p.ends_on}" for p in cluster.periods),
        }
    )


def test_the_members_and_their_jobs_are_those_of_the_folder(
    told: dict[str, Table], inputs: StudyInputs, study: Study
) -> None:
    linker = OccupationLinker(study.taxonomy)
    jobs: dict[str | None, Counter[str]] = defaultdict(Counter)
    for vacancy in inputs.vacancies:
        link = linker.link(vacancy.title, language=language_of(vacancy))
        assert link is not None, vacancy.title
        occupations = study.taxonomy.occupations
        jobs[vacancy.company_id][occupations.label(occupations.row(link.uri))] += 1
    answered = [company for company in inputs.companies if company.has_answered]
    assert sorted(told["Who answered"]) == sorted(
        [
            company.name,
            f"{company.nace} {company.ecosystem}",
            str(company.headcount),
            str(jobs[company.id].total()),
            ", ".join(job if n == 1 else f"{job} ×{n}" for job, n in sorted(jobs[company.id].items())),
        ]
        for company in answered
    )
    assert all(company.headcount is None for company in inputs.companies if not company.has_answered)


def test_the_figures_of_members_and_advertisements_are_those_read(
    told: dict[str, Table], inputs: StudyInputs, study: Study, example: Path
) -> None:
    languages = Counter(language_of(vacancy) for vacancy in inputs.vacancies)
    kinds = kinds_of(inputs, example)
    reasons = Counter(left.reason for left in study.left_out)
    assert told["Members and advertisements"] == rows(
        {
            "member companies": study.coverage.n_companies,
            "members that answered": study.coverage.n_companies_answered,
            "people who work at them": sum(c.headcount or 0 for c in inputs.companies if c.has_answered),
            "advertisements": len(inputs.vacancies),
            **{f"in {name}": languages[code] for code, name in LANGUAGES.items()},
            "sent as PDF": kinds[".pdf"],
            "sent as Word document": kinds[".docx"],
            "saved web pages": kinds[".html"],
            "plain text files": kinds[".txt"],
            "pasted into the table": kinds["table"],
            "stale": reasons["stale"],
            "advertised twice": reasons["duplicate"],
            "advertisements that count": study.coverage.n_vacancies_counted,
            "openings behind them": sum(vacancy.openings for vacancy in study.vacancies),
        }
    )
    assert set(languages) == set(LANGUAGES)


def test_the_companies_that_ask_for_each_skill_are_those_read(told: dict[str, Table], study: Study) -> None:
    asking = companies_by_skill(study)
    skills = study.taxonomy.skills
    assert told["What they ask for"] == [
        [skills.label(skills.row(SKILL + slug)), str(len(asking[SKILL + slug])), ", ".join(asking[SKILL + slug])]
        for slug in TOLD_SKILLS
    ]


def test_only_the_told_skills_are_asked_for_by_enough_companies_to_be_published(
    told: dict[str, Table], study: Study
) -> None:
    asking = companies_by_skill(study)
    minimum = study.inputs.cluster.minimum_group
    enough = [uri for uri, companies in asking.items() if len(companies) >= minimum]
    english = {
        vacancy.company_id
        for vacancy, asked in zip(study.vacancies, study.requirements, strict=True)
        for requirement in asked
        if requirement.uri == SKILL + "english-language" and (requirement.level or 0) >= ENGLISH_B2
    }
    assert told["What may be published"] == rows(
        {
            "skills that enough companies ask for": len(enough),
            "companies that ask for English at B2 or more": len(english),
        }
    )
    assert set(enough) <= {SKILL + slug for slug in TOLD_SKILLS}


def test_each_refusal_is_told_with_its_reason(told: dict[str, Table], inputs: StudyInputs) -> None:
    refused = [refusal for refusal in inputs.refusals if refusal.file.startswith("vacancies")]
    assert told["What was refused"] == [
        [
            ", ".join([refusal.file, *([f"row {refusal.row}", str(refusal.column)] if refusal.row else [])]),
            refusal.message,
        ]
        for refusal in refused
    ]


def test_the_figures_of_people_and_courses_are_those_read(told: dict[str, Table], inputs: StudyInputs) -> None:
    here = [talent for talent in inputs.talents if (talent.region or "").startswith("ES")]
    status = Counter(talent.status for talent in here)
    by_provider = Counter(course.provider for course in inputs.courses)
    assert told["People and courses"] == rows(
        {
            "talents": len(inputs.talents),
            "unemployed": status[Status.UNEMPLOYED],
            "inactive": status[Status.INACTIVE],
            "students": status[Status.STUDENT],
            "abroad": len(inputs.talents) - len(here),
            "employed by members": sum(talent.employer_id is not None for talent in inputs.talents),
            "without a document": sum(not talent.text for talent in inputs.talents),
            "records of employees": len(inputs.employees),
            "members that keep them": len({employee.company_id for employee in inputs.employees}),
            "training providers": len(by_provider),
            "courses": len(inputs.courses),
            **{f"courses of {name}": n for name, n in sorted(by_provider.items(), key=lambda p: (-p[1], p[0]))},
        }
    )


def test_the_budget_is_the_sum_of_its_lines(told: dict[str, Table], inputs: StudyInputs) -> None:
    budget = {funder.id: funder.budget_cents // 100 for funder in inputs.cluster.funders}
    esf = sum(euros for name, euros in budget.items() if name.startswith("esf-hz-2026-03"))
    assert told["The money"] == rows(
        {
            "ESF+ operation HZ-2026-03": f"{esf:,} euro",
            "companies": f"{budget['companies']:,} euro",
            "cluster": f"{budget['cluster']:,} euro",
            "together": f"{sum(budget.values()):,} euro",
        }
    )
    eligible = {name for f in inputs.cluster.funders if f.id == "companies" for name in f.organisations}
    assert eligible == {company.id for company in inputs.companies}


def test_the_story_tells_no_figure_outside_its_tables(story: str) -> None:
    prose = "\n".join(line for line in story.splitlines() if not line.startswith("|"))
    assert re.findall(r"\d+", re.sub(r"`[^`]*`", "", prose)) == []


def test_praise_offers_and_denials_are_not_read_as_needs(study: Study) -> None:
    asking = companies_by_skill(study)
    text = " ".join(vacancy.text for vacancy in study.vacancies if vacancy.company_id == "ardazgune")
    assert "líderes en soldadura robotizada" in text
    assert "ardazgune" not in asking[SKILL + "robot-welding"]
    text = " ".join(vacancy.text for vacancy in study.vacancies if vacancy.company_id == "errotaldi")
    assert "clases de inglés" in text
    assert "errotaldi" not in asking[SKILL + "english-language"]
    text = " ".join(vacancy.text for vacancy in study.vacancies if vacancy.company_id == "arraxpe")
    assert "No se requiere programación de PLC" in text
    assert "arraxpe" not in asking[SKILL + "plc-programming"]


def test_each_document_says_what_its_source_says(example: Path) -> None:
    maker = load_module(example / "make_vacancy_documents.py")
    with DocumentReader() as reader:
        for company, advertisements in maker.KINDS.items():
            for identifier, kind in advertisements.items():
                path = maker.TARGET / company / f"{identifier}.{kind}"
                read = reader.read(path, role="vacancy").documents[0].text
                source = (maker.SOURCES / f"{identifier}.txt").read_text(encoding="utf-8")
                assert words(read) == words(source), identifier


def rows(figures: dict[str, object]) -> Table:
    """Return a table of two columns as the story writes it."""
    return [[name, str(value)] for name, value in figures.items()]


def language_of(vacancy: Vacancy) -> str | None:
    """Return the language that the row states, else the one the text is written in."""
    return detect_language(vacancy.text, vacancy.language).code


def kinds_of(inputs: StudyInputs, folder: Path) -> Counter[str]:
    """Return how many of the usable advertisements came in each kind of file."""
    with (folder / "vacancies.csv").open(encoding="utf-8", newline="") as stream:
        files = {row["id"]: row["file"] for row in csv.DictReader(stream)}
    sources = (files.get(v.id) or ("" if v.place.row else v.place.file) for v in inputs.vacancies)
    return Counter(Path(source).suffix or "table" for source in sources)


def companies_by_skill(study: Study) -> dict[str, list[str]]:
    """Return the ids of the companies whose counted advertisements ask for each skill, needed or nice to have."""
    found: dict[str, set[str]] = defaultdict(set)
    for vacancy, asked in zip(study.vacancies, study.requirements, strict=True):
        for requirement in asked:
            assert vacancy.company_id is not None
            found[requirement.uri].add(vacancy.company_id)
    return defaultdict(list, {uri: sorted(companies) for uri, companies in found.items()})


def words(text: str) -> Iterable[str]:
    """Return the words of a text; line breaks and bullets aside."""
    return re.findall(r"\w+", text)


def load_module(path: Path) -> ModuleType:
    """Return a script of the example as a module, without running it."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
