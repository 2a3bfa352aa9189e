"""Matches: one rule, scores with four decimals, explanations whose parts add up exactly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tinystudy import inputs, skill, talent, vacancy

from skillpact.matching import POINTS, apportion
from skillpact.records import Evidence
from skillpact.study import StudySettings, run_study


def matches_of(starter, talents, vacancies, **settings):
    """Return (talent, vacancy) → match of a study without a plan."""
    chosen = StudySettings(with_plan=False, minimum_score=0.0, **settings)
    study = run_study(inputs(talents=talents, vacancies=vacancies), starter, chosen)
    return {(m.talent_id, m.vacancy_id): m for m in study.matches}


def test_holding_all_that_is_asked_with_a_certificate_scores_one(starter):
    found = matches_of(
        starter, [talent("t", {"sql": 0.75, "python": 1.0})], [vacancy("v", {"sql": 0.75, "python": 0.5})]
    )
    assert found["t", "v"].score == 1.0


def test_score_is_the_weighted_share_of_what_is_covered(starter):
    # sql: 0.5 of 1.0 asked = 0.5 of weight 1; git optional, held: weight 0.5; python missing: weight 1.
    people = [talent("t", {"sql": 0.5, "git": 1.0})]
    found = matches_of(starter, people, [vacancy("v", {"sql": 1.0, "python": 0.5}, optional={"git": 0.5})])
    assert found["t", "v"].score == round((1 * 0.5 + 0.5 * 1) / 2.5, 4) == 0.4


def test_weaker_evidence_weighs_less(starter):
    people = [talent("t", {"sql": 1.0}, evidence=Evidence.CLAIMED)]
    assert matches_of(starter, people, [vacancy("v", {"sql": 0.5})])["t", "v"].score == 0.8


def test_the_explanation_says_what_stands_in_for_what_and_how_far(starter):
    found = matches_of(starter, [talent("t", {"tig-welding": 1.0})], [vacancy("v", {"arc-welding": 1.0, "sql": 0.5})])
    welding, sql = found["t", "v"].parts
    assert (welding.uri, welding.held_uri, welding.relatedness) == (skill("arc-welding"), skill("tig-welding"), 0.8)
    assert (welding.coverage, welding.points, welding.possible_points) == (0.8, 4000, 5000)
    assert (sql.held_uri, sql.points, sql.possible_points) == (None, 0, 5000)
    assert (found["t", "v"].n_essential_met, found["t", "v"].n_essential) == (0, 2)


def test_an_unknown_level_is_marked_as_unknown(starter):
    part = matches_of(starter, [talent("t", {"sql": None})], [vacancy("v", {"sql": None})])["t", "v"].parts[0]
    assert (part.is_held_level_known, part.is_asked_level_known, part.coverage) == (False, False, 1.0)


def test_openings_change_no_score(starter):
    people = [talent("t", {"sql": 0.5})]
    vacancies = [vacancy("one", {"sql": 1.0, "git": 0.5}), vacancy("many", {"sql": 1.0, "git": 0.5}, openings=7)]
    found = matches_of(starter, people, vacancies)
    assert found["t", "one"].score == found["t", "many"].score
    assert [p.is_essential for p in found["t", "many"].parts] == [True, True]


def test_a_talent_is_never_matched_with_their_own_employer(starter):
    people = [talent("t", {"sql": 1.0}, employer_id="burdinlotu")]
    found = matches_of(
        starter, people, [vacancy("own", {"sql": 0.5}), vacancy("other", {"sql": 0.5}, company_id="arraxpe")]
    )
    assert list(found) == [("t", "other")]


def test_only_the_best_are_kept_and_ties_do_not_follow_the_alphabet(starter):
    people = [talent("t", {"sql": 1.0})]
    vacancies = [vacancy(f"v{i}", {"sql": 0.5}) for i in range(20)]
    kept = [v for _t, v in matches_of(starter, people, vacancies, n_matches=3)]
    assert len(kept) == 3
    assert kept != sorted(v.id for v in vacancies)[:3]
    other_seed = [v for _t, v in matches_of(starter, people, vacancies, n_matches=3, seed=1)]
    assert kept != other_seed


def test_one_skill_read_in_an_advertisement_is_not_all_that_it_asks(starter):
    people = [talent("t", {"sql": 1.0, "git": 1.0, "python": 1.0})]
    jobs = [
        vacancy("one", text="Requirements:\n- SQL"),
        vacancy("three", text="Requirements:\n- SQL\n- Git\n- Python"),
        vacancy("stated", {"sql": 0.5}),
    ]
    found = matches_of(starter, people, jobs)
    assert {v: m.score for (_t, v), m in found.items()} == {"one": 0.3333, "three": 1.0, "stated": 1.0}
    (part,) = found["t", "one"].parts
    assert (part.points, part.possible_points) == (3333, 3333)
    assert matches_of(starter, people, jobs[:1], least_skills=0.0)["t", "one"].score == 1.0


def test_a_vacancy_without_skills_matches_nobody(starter):
    assert matches_of(starter, [talent("t", {"sql": 1.0})], [vacancy("v")]) == {}


@given(
    st.lists(st.floats(0, 10, allow_nan=False), max_size=12),
    st.integers(0, POINTS),
)
def test_apportioned_points_add_up_and_stay_within_one_of_their_share(shares, total):
    parts = apportion(shares, total)
    whole = sum(shares)
    assert sum(parts) == (total if whole > 0 else 0)
    if whole > 0:
        assert all(abs(part - share / whole * total) <= 1 + 1e-6 for part, share in zip(parts, shares, strict=True))


def test_negative_shares_are_refused():
    with pytest.raises(ValueError, match="-1"):
        apportion([1.0, -1.0], 10)


_SLUGS = ("sql", "python", "git", "tig-welding", "arc-welding", "mig-mag-welding")
_LEVEL = st.sampled_from([None, 0.25, 0.5, 0.75, 1.0])


@given(
    held=st.dictionaries(st.sampled_from(_SLUGS), _LEVEL, min_size=1),
    asked=st.dictionaries(st.sampled_from(_SLUGS), _LEVEL, min_size=1),
    optional=st.dictionaries(st.sampled_from(("docker", "java")), _LEVEL),
    evidence=st.sampled_from(list(Evidence)),
)
def test_parts_add_up_to_the_score_and_stay_within_what_is_possible(starter, held, asked, optional, evidence):
    people, jobs = [talent("t", held, evidence=evidence)], [vacancy("v", asked, optional=optional)]
    for match in matches_of(starter, people, jobs).values():
        assert sum(part.points for part in match.parts) == round(match.score * POINTS)
        assert 0 < match.score <= 1
        assert all(0 <= part.points <= part.possible_points for part in match.parts)
        assert {part.uri for part in match.parts} == {skill(slug) for slug in (*asked, *optional)}
