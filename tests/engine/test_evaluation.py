"""Measures, intervals and readers of labelled data: answers known by construction."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tinylabelled import DANISH, EURES, HOUSE, SKAPE, SPANS, pack, pack_csv, write_labelled
from tinytaxonomy import occupation, skill, write_tiny

from skillpact.errors import ConfigurationError, InputError
from skillpact.evaluation import LabelledData
from skillpact.evaluation.bootstrap import Resamples, f1_of, gain_of, mean_of, share_of
from skillpact.evaluation.heldout import hold_out_alternatives, hold_out_half
from skillpact.evaluation.measures import average_precision, precision_at, reciprocal_rank
from skillpact.evaluation.sentences import read_sentences
from skillpact.evaluation.spans import read_kompetencer, read_skillspan
from skillpact.evaluation.titles import LabelledTitle, read_eures, sample
from skillpact.taxonomy import Taxonomy, TaxonomyStore

RANKED = ["a", "b", "c", "d", "e"]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Taxonomy:
    """The tiny taxonomy, imported."""
    source = write_tiny(tmp_path_factory.mktemp("tiny"))
    return TaxonomyStore(tmp_path_factory.mktemp("home")).import_source([source], name="tiny", version="1")


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    """The folder of labelled data."""
    return write_labelled(tmp_path / "labelled")


def test_precision_at_k_counts_the_right_ones_against_how_many_there_could_be():
    assert precision_at(RANKED, {"a", "z"}, 1) == 1.0
    assert precision_at(RANKED, {"b", "z"}, 1) == 0.0
    assert precision_at(RANKED, {"b", "z"}, 5) == 1 / 2
    assert precision_at(RANKED, {"a", "b", "c", "x", "y", "z"}, 5) == 3 / 5


def test_reciprocal_rank_is_that_of_the_first_right_one():
    assert [reciprocal_rank(RANKED, gold) for gold in ({"a"}, {"c", "d"}, {"z"})] == [1.0, 1 / 3, 0.0]


def test_average_precision_is_a_mean_over_all_right_ones_found_or_not():
    assert average_precision(RANKED, {"a", "c"}) == (1 + 2 / 3) / 2
    assert average_precision(RANKED, {"a", "z"}) == 1 / 2


def test_an_interval_of_equal_texts_is_a_point_and_none_of_no_texts():
    same = Resamples(np.full((10, 1), 0.25))
    assert same.interval(mean_of(0)) == (0.25, 0.25, 0.25)
    assert Resamples(np.empty((0, 1))).interval(mean_of(0)) is None


def test_an_interval_holds_its_value_narrows_with_more_texts_and_repeats_with_its_seed():
    few, many = (Resamples(np.tile([[0.0], [1.0]], (n, 1))).interval(mean_of(0)) for n in (10, 1000))
    assert few is not None
    assert many is not None
    assert few.low < many.low < 0.5 == few.value == many.value < many.high < few.high
    table = np.tile([[0.0], [1.0]], (10, 1))
    assert Resamples(table, seed=1).interval(mean_of(0)) == Resamples(table, seed=1).interval(mean_of(0))


def test_gains_are_paired_so_that_a_method_gains_nothing_over_itself():
    values = np.random.default_rng(0).random(50)
    assert Resamples(np.stack([values, values], axis=1)).interval(gain_of()) == (0, 0, 0)
    better = Resamples(np.stack([values + 0.1, values], axis=1)).interval(gain_of())
    assert better == pytest.approx((0.1, 0.1, 0.1))


def test_precision_and_f1_count_over_all_texts_together():
    table = np.array([[1.0, 1.0, 1.0], [0.0, 3.0, 1.0]])  # right, found, gold
    resamples = Resamples(table)
    assert [resamples.interval(measure).value for measure in (share_of(0, 1), share_of(0, 2), f1_of(0, 1, 2))] == [
        0.25, 0.5, 0.3333,
    ]  # fmt: skip
    assert Resamples(np.zeros((3, 3))).interval(f1_of(0, 1, 2)) == (0, 0, 0)


def test_sentences_carry_their_skills_whatever_the_case_of_labels_and_no_placeholders(tiny: Taxonomy, labelled: Path):
    found = [(s.data, s.text, s.gold) for s in read_sentences(LabelledData(labelled), tiny)]
    assert found == [
        ("house", "You know TIG welding and teamwork", {skill("tig-welding"), skill("teamwork")}),
        ("house", "You are smart and like cats", set()),
        ("tech", "Experience with Java (computer programming)", {skill("java")}),
        ("tech", "Knowledge of project management is a must", {skill("manage-data")}),
        ("skillskape", "Our office has a view of the sea", set()),
        ("skillskape", "You will operate forklifts all day", {skill("forklift-operation")}),
    ]


def test_labels_of_another_taxonomy_are_refused_by_number(starter: Taxonomy, labelled: Path):
    with pytest.raises(ConfigurationError, match=r"lacks \d of the \d skills that \w+ is labelled with, expected ESCO"):
        read_sentences(LabelledData(labelled), starter)


def test_marked_places_are_those_of_the_words(labelled: Path):
    (advert,) = read_skillspan(LabelledData(labelled))
    assert advert.text == "You know TIG welding\nand teamwork cooking"
    assert [advert.text[start:end] for start, end in advert.spans] == ["TIG welding", "teamwork", "cooking"]
    danish = read_kompetencer(LabelledData(labelled))
    marked = [[text.text[start:end] for start, end in text.spans] for text in danish]
    assert marked == [["svejse rør"], ["TIG"]]


def test_titles_that_differ_in_case_only_are_one(labelled: Path):
    assert read_eures(LabelledData(labelled)) == [LabelledTitle("WELDER", frozenset([occupation("welder")]))]


def test_a_sample_does_not_depend_on_the_order_of_titles():
    titles = [LabelledTitle(f"title {number}", frozenset("x")) for number in range(50)]
    assert sample(titles, 5, 0) == sample(titles[::-1], 5, 0)
    assert sample(titles, 5, 0) != sample(titles, 5, 1)
    assert len(sample(titles, 100, 0)) == 50


def test_held_out_titles_are_no_label_of_what_is_searched(tiny: Taxonomy, tmp_path: Path):
    words = [f"w{number}elder" for number in range(6)]
    titles = {"de": [LabelledTitle(word, frozenset([occupation("welder")])) for word in words]}
    held_out = hold_out_half(tiny, titles, tmp_path)
    occupations = held_out.taxonomy.occupations
    row = occupations.row(occupation("welder"))
    known = [occupations.label(row, "de"), *occupations.alternatives(row, "de")]
    asked = [title.title for title in held_out.titles["de"]]
    assert (len(known), len(asked), sorted(known + asked)) == (3, 3, words)
    # The tiny taxonomy has no alternative labels of occupations: nothing can be asked for.
    assert hold_out_alternatives(tiny, tmp_path).titles == {}


@pytest.mark.parametrize(
    ("path", "content", "message"),
    [
        (HOUSE, None, f"{HOUSE}: is not here, expected it in the folder of labelled data"),
        (HOUSE, b"sentence,span\na,b\n", f"{HOUSE}, row 1: found no column 'label', expected sentence, label"),
        (HOUSE, b"sentence,span,sub_span,label\na,b\n", f"{HOUSE}, row 2: found 2 cells, expected 4"),
        (HOUSE, b'sentence,span,sub_span,label\n"a,b\n', f"{HOUSE}, row 2: a quote opened in row 2 is never closed"),
        (HOUSE, b"sentence,label\n\xff\xfe,b\n", f"{HOUSE}: is not in UTF-8"),
        (SKAPE, b"no gzip", f"{SKAPE}: cannot be unpacked"),
    ],
)  # fmt: skip
def test_a_missing_or_damaged_file_is_named_with_its_row(
    tiny: Taxonomy, labelled: Path, path: str, content: bytes | None, message: str
):
    (labelled / path).unlink()
    if content is not None:
        (labelled / path).write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_sentences(LabelledData(labelled), tiny)
    assert str(caught.value).startswith(message)
    assert str(labelled) not in str(caught.value)


def test_a_file_that_was_cut_off_is_named(tiny: Taxonomy, labelled: Path):
    whole = (labelled / SKAPE).read_bytes()
    (labelled / SKAPE).write_bytes(whole[:-10])
    with pytest.raises(InputError, match="cannot be unpacked: the file is damaged"):
        read_sentences(LabelledData(labelled), tiny)


def test_cells_that_hold_something_else_are_named(tiny: Taxonomy, labelled: Path):
    pack_csv(labelled / SKAPE, "id sentence skills", [("0", "a", "nonsense")])
    with pytest.raises(InputError, match=r"row 2, column 'skills': found no list of labels"):
        read_sentences(LabelledData(labelled), tiny)
    pack(labelled / SPANS, '{"tokens": ["a", "b"], "tags_skill": ["O"], "tags_knowledge": ["O"]}\n')
    with pytest.raises(InputError, match="row 1: found 2 tokens, 1 and 1 tags, expected as many of each"):
        read_skillspan(LabelledData(labelled))
    pack(labelled / SPANS, "nonsense\n")
    with pytest.raises(InputError, match="row 1: this line is no JSON"):
        read_skillspan(LabelledData(labelled))
    (labelled / DANISH).write_text("a\tO\n", encoding="utf-8")
    with pytest.raises(InputError, match="row 1: found 2 cells, expected 3"):
        read_kompetencer(LabelledData(labelled))


def test_a_folder_must_be_named(monkeypatch: pytest.MonkeyPatch, labelled: Path):
    monkeypatch.delenv("SKILLPACT_DATA", raising=False)
    with pytest.raises(ConfigurationError, match="use --data DIR or set SKILLPACT_DATA"):
        LabelledData.find(None)
    with pytest.raises(ConfigurationError, match="'nowhere' is not here"):
        LabelledData.find(labelled / "nowhere")
    monkeypatch.setenv("SKILLPACT_DATA", str(labelled))
    assert next(iter(LabelledData.find(None).rows(EURES, "title"))) == (2, ("WELDER",))
