"""Profiles: what is stated becomes sparse rows; unknown stays unknown; related skills serve in one direction."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from tinystudy import AS_OF, skill, talent, vacancy

from skillpact.extraction import LexicalExtractor
from skillpact.profiles import (
    ProfileSettings,
    SkillIndex,
    Statement,
    build_profiles,
    served_levels,
    skill_relatedness,
)  # fmt: skip
from skillpact.profiles.assemble import held_skills, holder_profiles, vacancy_requirements
from skillpact.records import Evidence, HeldSkill, Requirement


@pytest.fixture(scope="module")
def index(starter):
    return SkillIndex(starter)


@pytest.fixture(scope="module")
def relatedness(index):
    return skill_relatedness(index)


def test_a_level_of_zero_is_assessed_and_an_absent_skill_is_not(index):
    profiles = build_profiles(["a"], [Statement(0, skill("sql"), 0.0, 1.0)], index, default_level=0.5)
    assert profiles.row_of(0) == [(index.column(skill("sql")), 0.0, True, 1.0)]
    assert profiles.level.nnz == 1


def test_an_unknown_level_counts_as_the_default_and_stays_unknown(index):
    profiles = build_profiles(["a"], [Statement(0, skill("sql"), None, 1.0)], index, default_level=0.5)
    assert profiles.row_of(0) == [(index.column(skill("sql")), 0.5, False, 1.0)]


def test_a_known_level_wins_over_a_higher_unknown_one(index):
    statements = [Statement(0, skill("sql"), None, 1.0), Statement(0, skill("sql"), 0.25, 0.8)]
    profiles = build_profiles(["a"], statements, index, default_level=0.5)
    assert profiles.row_of(0) == [(index.column(skill("sql")), 0.25, True, 0.8)]


def test_a_skill_that_the_taxonomy_lacks_is_a_key_error(index):
    with pytest.raises(KeyError):
        build_profiles(["a"], [Statement(0, "https://nowhere.example/skill", 1.0, 1.0)], index, default_level=0.5)


def test_the_three_matrices_have_one_shape_and_pattern(index):
    statements = [Statement(1, skill("sql"), 1.0, 1.0), Statement(0, skill("python"), None, 0.5)]
    profiles = build_profiles(["a", "b", "c"], statements, index, default_level=0.5)
    assert profiles.shape == profiles.level.shape == profiles.is_known.shape == profiles.weight.shape == (3, len(index))
    assert profiles.level.indices.tolist() == profiles.is_known.indices.tolist() == profiles.weight.indices.tolist()


def test_evidence_is_the_weight_of_a_held_skill(index):
    held = [[HeldSkill(skill("sql"), 1.0, Evidence.CLAIMED)], [HeldSkill(skill("sql"), 1.0, Evidence.CERTIFIED)]]
    profiles = holder_profiles(["a", "b"], held, index, ProfileSettings())
    assert [profiles.row_of(row)[0][3] for row in (0, 1)] == [0.8, 1.0]


def test_a_licence_past_its_date_counts_as_not_held_even_where_the_text_names_it(starter):
    text = "Certificates: TIG welding"
    extraction = LexicalExtractor(starter).extract(text, language="en")
    assert [m.uri for m in extraction.mentions] == [skill("tig-welding")]
    expired = HeldSkill(skill("tig-welding"), 0.75, Evidence.CERTIFIED, date(2026, 11, 1))
    valid = HeldSkill(skill("tig-welding"), 0.75, Evidence.CERTIFIED, AS_OF)
    assert held_skills(talent("t", skills={}), extraction, AS_OF) == (
        HeldSkill(skill("tig-welding"), None, Evidence.INFERRED),
    )
    with_expired = talent("t")
    assert held_skills(_with(with_expired, expired), extraction, AS_OF) == ()
    assert held_skills(_with(with_expired, valid), extraction, AS_OF) == (valid,)


def _with(person, held):
    from dataclasses import replace

    return replace(person, skills=(held,))


def test_a_stated_requirement_wins_over_the_text_and_takes_its_level_where_it_states_none(starter):
    advert = vacancy("v", {"sql": None}, text="Requirements:\n- advanced SQL\n- Python would be a plus")
    extraction = LexicalExtractor(starter).extract(advert.text, language="en")
    assert vacancy_requirements(advert, extraction, starter) == (
        Requirement(skill("python"), None, False),
        Requirement(skill("sql"), 0.75, True),
    )


def test_an_attitude_read_in_a_text_never_excludes_and_a_stated_one_does(starter):
    advert = vacancy("v", text="Requirements:\n- SQL\n- patience")
    extraction = LexicalExtractor(starter).extract(advert.text, language="en")
    asked = {r.uri: r.is_essential for r in vacancy_requirements(advert, extraction, starter)}
    assert asked == {skill("sql"): True, skill("patience"): False}
    stated = vacancy("v", {"patience": None}, text=advert.text)
    assert {r.uri: r.is_essential for r in vacancy_requirements(stated, extraction, starter)} == {
        skill("sql"): True,
        skill("patience"): True,
    }


def test_a_narrower_skill_serves_the_broader_better_than_the_other_way(index, relatedness):
    narrow, broad = index.column(skill("tig-welding")), index.column(skill("arc-welding"))
    assert relatedness[narrow, broad] == 0.8
    assert relatedness[broad, narrow] == 0.4
    assert relatedness[narrow, narrow] == 1.0


def test_relatedness_stays_in_the_unit_interval_with_ones_on_the_diagonal(relatedness):
    assert relatedness.data.min() > 0
    assert relatedness.data.max() == 1.0
    assert (relatedness.diagonal() == 1).all()


def test_nothing_is_related_through_a_mere_group(index, relatedness):
    assert relatedness[index.column(skill("sql")), index.column(skill("tig-welding"))] == 0


def test_served_levels_take_the_best_of_held_and_related(index, relatedness):
    held = {"tig-welding": 1.0, "arc-welding": 0.5}
    statements = [Statement(0, skill(slug), level, 1.0) for slug, level in held.items()]
    profiles = build_profiles(["a"], statements, index, default_level=0.5)
    served = served_levels(profiles.level, relatedness)
    assert served[0, index.column(skill("arc-welding"))] == 0.8
    assert served[0, index.column(skill("tig-welding"))] == 1.0


def test_shapes_that_do_not_fit_are_named():
    with pytest.raises(ValueError, match=r"\(2, 2\).*\(1, 3\)"):
        served_levels(csr_array((1, 3)), csr_array((2, 2)))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_served_levels_equal_the_dense_maximum(data):
    n_rows, n_skills = data.draw(st.integers(0, 4)), data.draw(st.integers(1, 5))
    quarter = st.sampled_from([0.0, 0.0, 0.25, 0.5, 0.75, 1.0])
    level = np.array([[data.draw(quarter) for _ in range(n_skills)] for _ in range(n_rows)]).reshape(n_rows, n_skills)
    related = np.array([[data.draw(quarter) for _ in range(n_skills)] for _ in range(n_skills)])
    np.fill_diagonal(related, 1.0)
    expected = (level[:, :, None] * related[None, :, :]).max(axis=1) if n_rows else np.zeros((0, n_skills))
    found = served_levels(csr_array(level), csr_array(related))
    assert found.shape == (n_rows, n_skills)
    assert found.toarray().tolist() == expected.tolist()
