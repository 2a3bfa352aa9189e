"""Likeness of spelling: cosines of character grams, known by construction."""

from __future__ import annotations

import math

import pytest

from skillpact.extraction.labelgrams import GramVectors, LabelGrams
from skillpact.taxonomy import Taxonomy


def test_a_label_is_as_like_itself_as_can_be_whatever_its_case_and_blanks():
    vectors = GramVectors(["TIG welding", "law"])
    assert vectors.cosines("tig   WELDING").tolist() == pytest.approx([1.0, 0.0])


def test_a_text_that_shares_no_gram_is_like_nothing():
    vectors = GramVectors(["welding", "accounting"])
    assert [vectors.cosines(text).tolist() for text in ("", "xyz", "!!")] == [[0.0, 0.0]] * 3


def test_grams_do_not_cross_words():
    vectors = GramVectors(["ab cd", "abcd"])
    assert vectors.cosines("b c").tolist() == [0.0, 0.0]


def test_the_cosine_is_that_of_sublinear_counts_times_smooth_rarity():
    # " a " stands twice in the first label and in no other; " b " once in the second.
    vectors = GramVectors(["a a b", "b"])
    rare, common = math.log(3 / 2) + 1, math.log(3 / 3) + 1
    first = (1 + math.log(2)) * rare
    expected = common / math.hypot(first, common)
    assert vectors.cosines("b").tolist() == pytest.approx([expected, 1.0])


def test_a_concept_is_as_near_as_its_nearest_label(starter: Taxonomy):
    grams = LabelGrams(starter.skills, "en")
    row = next(row for row in range(len(starter.skills)) if starter.skills.alternatives(row, "en"))
    for label in (starter.skills.label(row, "en"), *starter.skills.alternatives(row, "en")):
        assert grams.scores(label)[row] == pytest.approx(1.0)


def test_a_language_without_labels_is_like_nothing(starter: Taxonomy):
    grams = LabelGrams(starter.skills, "fi")
    assert grams.n_labels == 0
    assert not grams.scores("hitsaus").any()
