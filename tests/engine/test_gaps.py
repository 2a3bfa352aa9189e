"""Gaps of people and shortages of clusters, on cases whose answer is known by construction."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from tinystudy import AS_OF, PLACE, company, course, inputs, occupation, skill, talent, vacancy

from skillpact.gaps import fill_openings, individual_gaps, open_vacancies, short_of
from skillpact.profiles import SkillIndex, Statement, build_profiles, skill_relatedness
from skillpact.records import Employee, Evidence, Function, HeldSkill, Requirement
from skillpact.study import StudySettings, run_study


def study_of(starter, **parts):
    return run_study(inputs(**parts), starter, StudySettings(with_plan=False))


def balance_of(study, slug):
    return next(b for b in study.balances if b.uri == skill(slug))


def test_gap_is_zero_when_a_narrower_skill_is_held(starter):
    index = SkillIndex(starter)
    supply = build_profiles(["a"], [Statement(0, skill("tig-welding"), 1.0, 1.0)], index, default_level=0.5)
    target = build_profiles(["a"], [Statement(0, skill("arc-welding"), 0.75, 1.0)], index, default_level=0.5)
    assert individual_gaps(supply.level, target.level, skill_relatedness(index)).nnz == 0


def test_gap_is_what_related_skills_leave_open(starter):
    index = SkillIndex(starter)
    supply = build_profiles(["a"], [Statement(0, skill("arc-welding"), 1.0, 1.0)], index, default_level=0.5)
    statements = [Statement(0, skill("tig-welding"), 0.75, 1.0), Statement(0, skill("sql"), 0.5, 1.0)]
    target = build_profiles(["a"], statements, index, default_level=0.5)
    gaps = individual_gaps(supply.level, target.level, skill_relatedness(index))
    assert gaps[0, index.column(skill("tig-welding"))] == 0.35
    assert gaps[0, index.column(skill("sql"))] == 0.5


def test_gaps_of_other_shapes_are_refused():
    with pytest.raises(ValueError, match=r"\(1, 2\).*\(2, 2\)"):
        individual_gaps(csr_array((1, 2)), csr_array((2, 2)), csr_array((2, 2)))


def test_shortage_counts_openings_that_nobody_can_serve(starter):
    study = study_of(
        starter,
        vacancies=[vacancy("a", {"sql": 0.75}, openings=3), vacancy("b", {"sql": 0.25}, company_id="arraxpe")],
        talents=[talent("t1", {"sql": 0.25}), talent("t2", {"sql": 1.0}), talent("t3", {"git": 1.0})],
    )
    balance = balance_of(study, "sql")
    assert (balance.n_needed, balance.n_available, balance.n_short) == (4, 2, 2)
    assert balance.company_ids == ("arraxpe", "burdinlotu")


def test_a_person_of_too_low_a_level_does_not_serve_the_higher_need():
    assert short_of([(0.75, 2), (0.25, 1)], [(0.25, 5)]) == 2
    assert short_of([(0.25, 2)], [(1.0, 1), (0.5, 1)]) == 0
    assert short_of([], [(1.0, 3)]) == 0


def test_courses_under_way_count_as_in_training_only_at_their_level(starter):
    study = study_of(
        starter,
        vacancies=[vacancy("a", {"sql": 0.75}, openings=5)],
        courses=[
            course("good", {"sql": 0.75}, seats_under_way=3),
            course("basic", {"sql": 0.25}, seats_under_way=8),
            course("idle", {"sql": 1.0}),
        ],
    )
    balance = balance_of(study, "sql")
    assert (balance.n_in_training, balance.n_short, balance.n_short_after_training) == (3, 5, 2)


def test_what_is_nice_to_have_is_counted_apart(starter):
    study = study_of(starter, vacancies=[vacancy("a", {"git": 0.5}, optional={"sql": 0.5}, openings=2)])
    assert (balance_of(study, "sql").n_needed, balance_of(study, "sql").n_wanted, balance_of(study, "sql").n_short) == (
        0,
        2,
        0,
    )


def test_people_whose_level_was_not_assessed_are_counted_and_said(starter):
    study = study_of(
        starter,
        vacancies=[vacancy("a", {"sql": 0.5})],
        talents=[talent("t1", {"sql": None}), talent("t2", {"sql": 0.5})],
    )
    assert (balance_of(study, "sql").n_available, balance_of(study, "sql").n_available_unknown) == (2, 1)


def test_openings_are_filled_by_distinct_people(starter):
    jobs = [vacancy("a", {"sql": 0.5}, openings=2), vacancy("b", {"sql": 0.5, "git": 0.5}, company_id="arraxpe")]
    people = [talent("t1", {"sql": 1.0, "git": 1.0}), talent("t2", {"sql": 0.5})]
    study = study_of(starter, vacancies=jobs, talents=people)
    # Two people fill two of the three openings, however they are told apart.
    assert sum(study.n_filled.values()) == 2


def test_nobody_fills_an_opening_of_their_own_employer(starter):
    study = study_of(
        starter, vacancies=[vacancy("a", {"sql": 0.5})], talents=[talent("t", {"sql": 1.0}, employer_id="burdinlotu")]
    )
    assert study.n_filled == {"a": 0}


def test_the_shortage_map_sums_by_occupation_and_company(starter):
    jobs = [
        vacancy("a", {"tig-welding": 0.5}, title="TIG welder"),
        vacancy("b", {"tig-welding": 0.5}, title="TIG Welder (m/f/d)", openings=2),
        vacancy("c", {"sql": 0.5}, title="Backend developer", company_id="arraxpe"),
    ]
    study = study_of(starter, vacancies=jobs, talents=[talent("t", {"sql": 1.0})])
    found = {
        (s.occupation_uri, s.company_id): (s.n_openings, s.n_fillable, s.n_short) for s in study.occupation_shortages
    }
    assert found == {
        (occupation("tig-welder"), "burdinlotu"): (3, 0, 3),
        (occupation("backend-developer"), "arraxpe"): (1, 1, 0),
    }


def test_stale_advertisements_and_duplicates_leave_the_need(starter):
    jobs = [
        vacancy("old", {"sql": 0.5}, published_on=date(2026, 8, 3)),
        vacancy("last-day", {"sql": 0.5}, published_on=date(2026, 8, 4)),
        vacancy("undated", {"sql": 0.5}),
        vacancy("twice-a", title="Welder", text="TIG welding!", published_on=date(2026, 10, 1)),
        vacancy("twice-b", title="WELDER", text="TIG  welding", published_on=date(2026, 10, 9)),
        vacancy("other-firm", title="Welder", text="TIG welding!", company_id="arraxpe"),
    ]
    counted, left_out = open_vacancies(jobs, AS_OF, 90)
    assert [v.id for v in counted] == ["last-day", "undated", "twice-b", "other-firm"]
    assert [(o.vacancy_id, o.reason) for o in left_out] == [("old", "stale"), ("twice-a", "duplicate")]


def test_employees_are_compared_with_the_profile_of_their_function(starter):
    functions = [
        Function("weld", "burdinlotu", "Welder", None, (Requirement(skill("tig-welding"), 0.75),), 2, 3, None, PLACE)
    ]
    attested = Evidence.ATTESTED
    employees = [
        Employee("1", "burdinlotu", "weld", (HeldSkill(skill("tig-welding"), 0.75, attested),), PLACE),
        Employee("2", "burdinlotu", "weld", (HeldSkill(skill("tig-welding"), 0.25, attested),), PLACE),
        Employee("3", "burdinlotu", "weld", (), PLACE),
        Employee("4", "burdinlotu", None, (), PLACE),
    ]
    (gap,) = study_of(starter, functions=functions, employees=employees).function_gaps
    assert (gap.uri, gap.expected_level, gap.n_people) == (skill("tig-welding"), 0.75, 3)
    assert (gap.n_lacking, gap.n_not_assessed, gap.mean_gap) == (2, 1, 0.625)


def test_coverage_says_how_many_companies_answered(starter):
    members = [company("a"), company("b", has_answered=False), company("burdinlotu")]
    coverage = study_of(starter, companies=members, vacancies=[vacancy("v", {"sql": 0.5}), vacancy("empty")]).coverage
    assert (coverage.n_companies_answered, coverage.n_companies) == (2, 3)
    assert (coverage.n_vacancies_counted, coverage.n_vacancies_without_skills) == (2, 1)


@given(
    meets=st.lists(st.lists(st.booleans(), min_size=3, max_size=3), min_size=1, max_size=4),
    openings=st.lists(st.integers(1, 3), min_size=3, max_size=3),
)
def test_filled_openings_are_the_most_that_distinct_people_can_fill(meets, openings):
    def best(talent_row, left):
        if talent_row == len(meets):
            return 0
        taken = best(talent_row + 1, left)
        for job in range(3):
            if meets[talent_row][job] and left[job]:
                rest = [n - (i == job) for i, n in enumerate(left)]
                taken = max(taken, 1 + best(talent_row + 1, rest))
        return taken

    filled = fill_openings(csr_array(meets, dtype=bool), openings)
    assert sum(filled) == best(0, openings)
    assert all(n <= most for n, most in zip(filled, openings, strict=True))


_LEVELS = st.sampled_from([0.25, 0.5, 0.75, 1.0])


@given(
    demand=st.lists(st.tuples(_LEVELS, st.integers(0, 4)), max_size=4),
    supply=st.lists(st.tuples(_LEVELS, st.integers(0, 4)), max_size=4),
)
def test_shortage_by_nested_levels_equals_serving_the_highest_first(demand, supply):
    people = sorted((level for level, n in supply for _ in range(n)), reverse=True)
    missing = 0
    for wanted in sorted((level for level, n in demand for _ in range(n)), reverse=True):
        # The lowest person who is good enough, so that the best stay for what comes; order of need does not matter.
        fitting = [level for level in people if level >= wanted]
        if fitting:
            people.remove(fitting[-1])
        else:
            missing += 1
    assert short_of(demand, supply) == missing
