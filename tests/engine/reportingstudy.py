"""A small study for the tests of reports: seven companies, hostile words, a plan; figures known by construction."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import tinystudy as tiny
from tinytaxonomy import occupation, skill, write_tiny

from skillpact.records import Evidence, Funder, HeldSkill, Outcome, Refusal, Requirement, Status, StudyInputs
from skillpact.study import Study, StudySettings, run_study
from skillpact.taxonomy import Taxonomy, TaxonomyStore

HOSTILE = '<script>alert("x")</script>'
FORMULA = '=HYPERLINK("https://evil.example","click")'
TEXT = (
    "What you bring\n- Good welding skills, certified.\n- TIG welding at advanced level.\n"
    f"- Welding & more {HOSTILE}.\nNice to have\n- teamwork\n"
)


def make_taxonomy(folder: Path) -> Taxonomy:
    """Return the tiny taxonomy with two labels that attack pages and spreadsheets."""
    write_tiny(folder / "source", languages=("en",), labels={"java": HOSTILE, "manage-data": FORMULA})
    return TaxonomyStore(folder / "home").import_source([folder / "source"], name="tiny", version="1.0")


def _needs(identifier: str, company: str | None, skills: dict[str, float | None], **changes: object) -> tiny.Vacancy:
    record = tiny.vacancy(
        identifier, company_id=company, occupation_uri=occupation("welder"), title=f"Welder {identifier}", **changes
    )
    return replace(record, requirements=tuple(Requirement(skill(s), level) for s, level in skills.items()))


def _holds(identifier: str, skills: dict[str, float | None], **changes: object) -> tiny.Talent:
    held = tuple(HeldSkill(skill(s), level, Evidence.CERTIFIED) for s, level in skills.items())
    return replace(tiny.talent(identifier, **changes), skills=held)


def make_inputs() -> StudyInputs:
    """Return the inputs: welding is needed by six companies, TIG and MIG by three each, Java and forklifts by one."""
    companies = [tiny.company(f"c{n}", name=f"Company {n}") for n in range(1, 8)]
    companies[6] = tiny.company("c7", name=f"{HOSTILE} & Sons", has_answered=False)
    companies[5] = tiny.company("c6", name="=1+1")
    vacancies = [_needs(f"v{n}", f"c{n}", {"welding": 0.5}, openings=2) for n in range(1, 7)]
    vacancies[0] = replace(vacancies[0], text=TEXT, requirements=())
    vacancies += [_needs(f"tig{n}", f"c{n}", {"tig-welding": 0.75}) for n in (2, 3)]
    vacancies += [_needs(f"mig{n}", f"c{n}", {"mig-welding": 0.5}) for n in (4, 5, 6)]
    vacancies += [
        replace(_needs("dev", "c7", {"java": 0.5, "manage-data": None}), occupation_uri=occupation("developer"),
                title=f"{HOSTILE} developer"),
        replace(_needs("lift", "c1", {"forklift-operation": 0.25}), occupation_uri=None, title="=cmd|' /C calc'!A0"),
        _needs("old", "c2", {"welding": 0.5}, published_on=date(2020, 1, 1)),
    ]  # fmt: skip
    talents = [_holds(f"t{n}", {"welding": 0.5 if n % 2 else None}) for n in range(1, 7)]
    talents += [
        _holds("t7", {"tig-welding": 0.75, "welding": 0.0}),
        _holds("t8", {"welding": 0.25}, status=Status.EMPLOYED, employer_id="c1", vacancy_ids=("tig2",)),
        *(_holds(f"t{n}", {"mig-welding": 0.5}, vacancy_ids=("tig2", "tig3")) for n in (10, 11, 12, 13, 14)),
    ]
    courses = [
        replace(
            tiny.course("tig", {}, title="TIG welding", seats_max=6), outcomes=(Outcome(skill("tig-welding"), 0.75),)
        ),
        replace(
            tiny.course("weld", {}, title="+49 Welding", seats_under_way=3), outcomes=(Outcome(skill("welding"), 0.5),)
        ),
    ]
    return tiny.inputs(
        cluster=tiny.cluster(
            name=f"Cluster {HOSTILE}",
            funders=(Funder("esf", 300_000, 0.5), Funder("cluster", 300_000, 1.0), Funder("unused", 5_000, 0.0)),
        ),
        companies=companies, vacancies=vacancies, talents=talents, courses=courses,
        refusals=(Refusal("talents.csv", 4, "status", f"found '{HOSTILE}', expected a status"),),
    )  # fmt: skip


def make_study(folder: Path, inputs: StudyInputs | None = None) -> Study:
    """Return the study of the inputs above, or of others, with the tiny taxonomy."""
    return run_study(inputs or make_inputs(), make_taxonomy(folder), StudySettings(plan_time_limit_s=None))
