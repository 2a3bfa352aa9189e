"""The main job end to end, and the rules that keep its bytes the same."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest
from tinystudy import cluster, company, course, inputs, skill, talent, vacancy

from skillpact.errors import InputError, TaxonomyError
from skillpact.planning import check_plan, plan_to_json, to_json
from skillpact.records import StudyInputs
from skillpact.study import Study, StudySettings, load_study_inputs, run_study
from skillpact.taxonomy import TaxonomyStore


def small_inputs() -> StudyInputs:
    """Return a cluster of two firms with three adverts, four talents and three courses."""
    return inputs(
        vacancies=[
            vacancy("weld-1", title="TIG welder", text="Requirements:\n- TIG welding\n- technical drawing reading"),
            vacancy("weld-2", {"tig-welding": 0.75}, title="Welder", company_id="arraxpe", openings=2),
            vacancy("dev", {"sql": 0.5, "python": 0.5}, title="Backend developer", company_id="arraxpe"),
        ],
        talents=[
            talent("t1", {"tig-welding": 0.25}),
            talent("t2", {"arc-welding": 1.0}, text="Ten years of arc welding and SQL"),
            talent("t3", {"python": 0.75}),
            talent("t4"),
        ],
        courses=[
            course("tig", {"tig-welding": 0.75}),
            course("sql", {"sql": 0.75}, cohort_cost_cents=50_000),
            course("drawing", {"technical-drawing-reading": 0.5}, requires=("tig",)),
        ],
    )


def figures(study: Study) -> str:
    """Return everything a study found as text, to compare two runs byte by byte."""
    return repr(
        (study.coverage, study.left_out, study.balances, study.occupation_shortages, study.function_gaps, study.matches,
         study.requirements, study.held, sorted(study.n_filled.items()), sorted(study.occupations.items()),
         study.vacancy_extractions, to_json(study.instance) if study.instance else "",
         plan_to_json(study.plan) if study.plan else "")
    )  # fmt: skip


def test_the_whole_chain_runs_from_texts_to_a_plan_that_the_checker_confirms(starter):
    study = run_study(small_inputs(), starter)
    assert {b.uri: b.n_needed for b in study.balances} == {
        skill("tig-welding"): 3, skill("technical-drawing-reading"): 1, skill("sql"): 1, skill("python"): 1,
    }  # fmt: skip
    assert study.instance is not None
    assert study.plan is not None
    assert check_plan(study.instance, study.plan) == []
    assert study.plan.status in ("optimal", "within_gap")
    # sql for the talent who holds Python, so that the developer's opening can be filled.
    assert ("t3", "sql") in {(a.talent, a.course) for a in study.plan.assignments}


def test_the_same_inputs_give_the_same_bytes(starter):
    assert figures(run_study(small_inputs(), starter)) == figures(run_study(small_inputs(), starter))


def test_reordering_rows_changes_nothing(starter, tmp_path):
    def run(shuffled: bool) -> str:
        folder = tmp_path / f"shuffled-{shuffled}"
        write_folder(folder, shuffled=shuffled)
        found, taxonomy = load_study_inputs(folder, TaxonomyStore())
        return figures(run_study(found, taxonomy))

    assert run(True) == run(False)


def test_renaming_ids_changes_no_score_and_no_objective(starter):
    def renamed(parts: StudyInputs) -> StudyInputs:
        names = {t.id: f"zz-{i * 7 % 5}" for i, t in enumerate(parts.talents)}
        jobs = {v.id: f"job-{i * 7 % 5}" for i, v in enumerate(parts.vacancies)}
        return replace(
            parts,
            talents=tuple(replace(t, id=names[t.id]) for t in parts.talents),
            vacancies=tuple(replace(v, id=jobs[v.id]) for v in parts.vacancies),
        )

    before, after = run_study(small_inputs(), starter), run_study(renamed(small_inputs()), starter)
    assert sorted(m.score for m in before.matches) == sorted(m.score for m in after.matches)
    assert [(b.uri, b.n_short) for b in before.balances] == [(b.uri, b.n_short) for b in after.balances]
    assert before.plan is not None
    assert after.plan is not None
    assert [(o.name, o.value) for o in before.plan.objectives] == [(o.name, o.value) for o in after.plan.objectives]


def test_a_text_does_not_depend_on_its_neighbours(starter):
    alone = replace(small_inputs(), vacancies=small_inputs().vacancies[:1])
    assert (
        run_study(alone, starter).vacancy_extractions["weld-1"]
        == run_study(small_inputs(), starter).vacancy_extractions["weld-1"]
    )


@pytest.mark.parametrize("seed", range(4))
def test_more_budget_never_lowers_the_first_objective(starter, seed):
    chance = random.Random(seed)
    slugs = ["sql", "python", "git", "java", "tig-welding"]
    parts = inputs(
        vacancies=[vacancy(f"v{i}", dict.fromkeys(chance.sample(slugs, 2), 0.5)) for i in range(4)],
        talents=[talent(f"t{i}", {chance.choice(slugs): 0.75}) for i in range(6)],
        courses=[course(s, {s: 0.75}, cohort_cost_cents=chance.randrange(50_000, 400_000)) for s in slugs],
    )
    best = 0.0
    for budget in (0, 150_000, 300_000, 900_000):
        funded = replace(
            parts, cluster=replace(parts.cluster, funders=(replace(parts.cluster.funders[0], budget_cents=budget),))
        )
        plan = run_study(funded, starter, StudySettings(plan_gap=0.0)).plan
        assert plan is not None
        assert plan.objectives[0].value >= best
        best = plan.objectives[0].value


def test_a_cluster_without_talents_or_courses_still_has_its_need(starter):
    study = run_study(inputs(vacancies=[vacancy("v", {"sql": 0.5})], cluster=cluster(periods=())), starter)
    assert (study.balances[0].n_short, study.matches, study.plan) == (1, (), None)


def write_folder(folder, *, shuffled: bool = False) -> None:
    """Write a small input folder, its rows in another order where wished."""
    folder.mkdir()
    (folder / "cluster.toml").write_text(
        'name = "Test"\nas_of = 2026-11-02\ntaxonomy = "starter"\nbudget_cents = 500000\n'
        '[[periods]]\nid = "2027-1"\nstarts_on = 2027-01-01\nends_on = 2027-06-30\n',
        encoding="utf-8",
    )
    tables = {
        "companies.csv": ["id,name", "a,Aco", "b,Bco"],
        "vacancies.csv": [
            "id,title,company,text",
            "v1,Welder,a,TIG welding and SQL",
            "v2,Welder,b,TIG welding",
            "v3,Dev,b,SQL",
        ],
        "talents.csv": [
            "id,status,skills,hours",
            "t1,unemployed,Git,80",
            "t2,student,SQL = basic,80",
            "t3,inactive,,80",
        ],
        "courses.csv": [
            "id,provider,title,hours,seats_min,seats_max,cohorts_max,cohort_cost_cents,seat_cost_cents,skills",
            "c1,P,SQL,30,1,8,1,100000,0,SQL = advanced",
            "c2,P,TIG,40,1,8,1,200000,0,TIG welding = advanced",
        ],
    }
    for name, (header, *rows) in tables.items():
        if shuffled:
            rows = rows[::-1]
        (folder / name).write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")


def test_a_missing_folder_is_one_clear_sentence(tmp_path):
    with pytest.raises(InputError, match="nowhere: the folder is not there"):
        load_study_inputs(tmp_path / "nowhere", TaxonomyStore())


def test_a_taxonomy_that_is_not_here_is_named_with_the_remedy(tmp_path):
    write_folder(tmp_path / "study")
    with pytest.raises(TaxonomyError, match="skillpact taxonomy import"):
        load_study_inputs(tmp_path / "study", TaxonomyStore(), taxonomy="esco-9.9")


def test_settings_have_plain_values_that_can_be_written(starter):
    settings = run_study(small_inputs(), starter, StudySettings(with_plan=False)).settings
    assert json.loads(json.dumps(settings.profiles.evidence_weights)) == {
        "claimed": 0.8, "inferred": 0.85, "attested": 0.9, "assessed": 0.95, "certified": 1.0,
    }  # fmt: skip


def test_companies_that_never_answered_are_counted(starter):
    parts = inputs(companies=[company("x", has_answered=False), company("y")], vacancies=[vacancy("v", {"sql": 0.5})])
    assert run_study(parts, starter).coverage.n_companies_answered == 1


def test_a_course_that_states_no_language_has_that_of_its_text(starter):
    text = "El curso enseña SQL y la programación en Python a personas que trabajan con datos en la empresa."
    parts = inputs(
        vacancies=[vacancy("v", {"sql": 0.5})],
        talents=[talent("t", {"git": 0.5}, vacancy_ids=("v",), languages=("es",))],
        courses=[course("c", {}, text=text, language=None)],
    )
    study = run_study(parts, starter)
    assert study.instance is not None
    assert [c.language for c in study.instance.courses] == ["es"]
    assert study.plan is not None
    assert [(a.talent, a.course) for a in study.plan.assignments] == [("t", "c")]
