"""The evaluation on the real labelled data: every set is read whole, and the page of quality states what comes out."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from skillpact.evaluation import LabelledData
from skillpact.evaluation.handlabels import evaluate_hand_labels
from skillpact.evaluation.languages import evaluate_skills
from skillpact.evaluation.page import skill_table
from skillpact.evaluation.sentences import read_sentences
from skillpact.evaluation.spans import read_kompetencer, read_skillspan
from skillpact.evaluation.titles import known_titles, read_eures, read_jobbert, read_talentclef
from skillpact.extraction.tiers import THRESHOLDS, make_extractor
from skillpact.taxonomy import Taxonomy, TaxonomyStore

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.shared_data


@pytest.fixture(scope="module")
def esco(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Taxonomy:
    """ESCO, imported as docs/guide/real-input.md tells."""
    parts = [shared_data / "esco" / part for part in ("v1.1.1", "v1.0.x", "labels", "v1.0.3/occupations")]
    return TaxonomyStore(tmp_path_factory.mktemp("home")).import_source(parts, version="1.1.1")


def test_every_labelled_sentence_is_read_with_its_skills(shared_data: Path, esco: Taxonomy):
    sentences = read_sentences(LabelledData(shared_data), esco)
    assert Counter(s.data for s in sentences) == {"house": 77, "tech": 101, "skillskape": 1316}
    assert Counter(s.data for s in sentences if s.gold) == {"house": 61, "tech": 75, "skillskape": 1230}


def test_every_marked_place_begins_and_ends_at_a_word(shared_data: Path):
    data = LabelledData(shared_data)
    adverts, danish = read_skillspan(data), read_kompetencer(data)
    assert (sum(text.text.count("\n") + 1 for text in adverts), len(danish)) == (3174, 263)
    for text in (*adverts, *danish):
        for start, end in text.spans:
            assert 0 <= start < end <= len(text.text)
            assert text.text[start:end] == text.text[start:end].strip()
            assert f" {text.text} "[start].isspace()
            assert f" {text.text} "[end + 1].isspace()


def test_every_title_is_read_and_nearly_all_of_their_occupations_are_known(shared_data: Path, esco: Taxonomy):
    data = LabelledData(shared_data)
    read = {
        "eures": read_eures(data),
        "jobbert": read_jobbert(data),
        "de": read_talentclef(data, "de"),
        "es": read_talentclef(data, "es"),
    }
    for name, titles in read.items():
        assert len(titles) == len({" ".join(title.title.casefold().split()) for title in titles})
        assert len(known_titles(titles, esco, name)) > 0.95 * len(titles)


def test_the_page_of_quality_states_the_figures_of_skills_that_come_out(shared_data: Path, esco: Taxonomy):
    extractor = make_extractor(esco, builds_index=True)
    data, threshold = LabelledData(shared_data), THRESHOLDS["default"]
    own = evaluate_hand_labels(data, esco, extractor, threshold=threshold)
    table = skill_table(evaluate_skills(data, esco, extractor, threshold=threshold) + own.figures)
    page = (ROOT / "docs" / "quality.md").read_text(encoding="utf-8")
    message = f"docs/quality.md should hold (`skillpact evaluate languages --write docs/quality.md`):\n{table}"
    assert table in page, message
