"""Which skills are looked at closely, and what is made of links in sentences that are not read for their meaning."""

from __future__ import annotations

import numpy as np
import pytest
from densetaxonomy import dense_taxonomy, extractor_of
from tinytaxonomy import skill

from skillpact.extraction import scoring
from skillpact.extraction.chances import LINK_FEATURES, chances, link_features
from skillpact.extraction.fused import LOWEST_GATE_OF_LINKED, MEANING, FusedExtractor
from skillpact.extraction.gate import SkillGate
from skillpact.extraction.scoring import ScoringWeights
from skillpact.extraction.tiers import Scorers

TEXTS = ["You repair clocks and plan gardens", "TIG welding", "Ability to sell cheese, shoes and boats", "xyz"]


@pytest.mark.parametrize("n_scores", [0, 1, 63, 64, 65, 4_096, 4_097, 13_896])
@pytest.mark.parametrize("kind", ["all different", "many equal", "all equal"])
def test_none_of_the_highest_scores_is_missed(n_scores: int, kind: str):
    random = np.random.default_rng(n_scores)
    steps = {"all different": 1_000_000, "many equal": 9, "all equal": 1}[kind]
    scores = random.integers(0, steps, n_scores).astype(np.float32)
    for n in (1, 16, 64):
        linked = sorted({0, n_scores // 2, n_scores - 1}) if n_scores else []
        found = scoring._about_highest(scores, n, linked)
        assert set(linked) <= set(found.tolist())
        assert (np.diff(found) > 0).all()
        left = np.setdiff1d(np.arange(n_scores), found)
        assert len(found) >= min(n, n_scores)
        if len(left):
            # Whatever was left out is lower than at least n that were not.
            assert (scores[found] > scores[left].max()).sum() >= n


def test_the_skills_looked_at_closely_have_the_scores_that_they_have_among_all():
    scorer = Scorers(dense_taxonomy(), is_distilled=True, n_threads=1).of("en")
    assert scorer is not None
    linked = [[0], [1, 2], [], [3]]
    for text, own, near, everything in zip(
        TEXTS, linked, scorer.score_nearest(TEXTS, linked), scorer.score(TEXTS), strict=True
    ):
        assert set(own) <= set(near.rows.tolist()), text
        assert len(near.rows) < len(everything.rows)
        for name in ("totals", "whole", "part", "spelling"):
            np.testing.assert_allclose(getattr(near, name), getattr(everything, name)[near.rows], atol=1e-5)
        best = np.argsort(everything.whole)[-5:]
        assert set(best.tolist()) <= set(near.rows.tolist()), text


def test_links_in_a_sentence_that_asks_for_nothing_are_judged_by_themselves():
    weights = ScoringWeights.load()
    scorers = Scorers(dense_taxonomy(), is_distilled=True, n_threads=1)
    text = "We repair clocks and like TIG welding."
    open_gate, shut_gate = (
        FusedExtractor(dense_taxonomy(), scorers, weights, SkillGate(bias, {}), threshold=0)
        for bias in (LOWEST_GATE_OF_LINKED, LOWEST_GATE_OF_LINKED - 0.01)
    )
    read = open_gate.extract(text, language="en").mentions
    assert MEANING in {mention.label_kind for mention in read}
    unread = shut_gate.extract(text, language="en").mentions
    links = {m.uri: m.score for m in extractor_of("fast").extract(text, language="en").mentions}
    assert {m.uri for m in unread} == set(links) == {skill("tig-welding"), skill("repair-clocks")}
    scorer = scorers.of("en")
    assert scorer is not None
    rows = {uri: row for row, uri in enumerate(dense_taxonomy().skills)}
    by_row = {rows[uri]: score for uri, score in links.items()}
    found, table = link_features(by_row, scorer.prior, len(text.split()), LOWEST_GATE_OF_LINKED - 0.01)
    wanted = chances(table, weights.link_chances, LINK_FEATURES)
    assert {rows[m.uri]: m.score for m in unread} == dict(zip(found.tolist(), wanted.round(4).tolist(), strict=True))


def test_ranks_and_extractions_compare_with_the_same_index():
    """The distilled encoder reads texts; labels are always read by the whole one."""
    whole, distilled = (Scorers(dense_taxonomy(), is_distilled=own, n_threads=1).of("en") for own in (False, True))
    assert whole is not None
    assert distilled is not None
    assert whole._index.vectors.tobytes() == distilled._index.vectors.tobytes()
    assert whole._model is not distilled._model
