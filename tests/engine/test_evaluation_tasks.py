"""The tasks of `skillpact evaluate` on a folder of labelled data whose figures are known by construction."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from tinylabelled import SPANS, write_labelled
from tinytaxonomy import skill, write_tiny

from skillpact.errors import ConfigurationError
from skillpact.evaluation import Figure, LabelledData
from skillpact.evaluation.baseline import BaselineModel, BaselineRanker, load_baseline_model
from skillpact.evaluation.embeddings import EmbeddingCache
from skillpact.evaluation.languages import PEOPLE, LanguageQuality, evaluate_skills, evaluate_titles
from skillpact.evaluation.mentions import evaluate_extraction
from skillpact.evaluation.occupations import TitleSet, evaluate_occupations
from skillpact.evaluation.page import quality_page
from skillpact.evaluation.ranks import evaluate_ranking
from skillpact.evaluation.sentences import LabelledSentence, read_sentences
from skillpact.evaluation.spans import read_skillspan
from skillpact.evaluation.titles import read_eures, read_jobbert
from skillpact.extraction import LexicalExtractor
from skillpact.extraction.ranking import Ranking
from skillpact.taxonomy import Taxonomy, TaxonomyStore

ROOT = Path(__file__).resolve().parents[2]
SENTENCES = [LabelledSentence("house", "en", str(number), frozenset([f"right-{number}"])) for number in range(40)]


class KnownRanker:
    """Puts the right skill at one place, whatever the text."""

    def __init__(self, place: int):
        self._place = place

    def rank_many(self, texts: Sequence[tuple[str, str | None]], *, top: int) -> list[Ranking]:
        """Return rankings with the right skill at its place."""
        return [Ranking(code, None, tuple((uri, 1.0) for uri in self.of(text, top))) for text, code in texts]

    def of(self, text: str, top: int) -> list[str]:
        """Return the URIs of one text."""
        return [f"right-{text}" if place == self._place else f"wrong-{place}" for place in range(1, top + 1)]


class KnownBaseline(KnownRanker):
    """The same, as a baseline answers."""

    def rank_many(self, texts: Sequence[str], *, top: int) -> list[list[str]]:  # type: ignore[override]
        """Return URIs with the right one at its place."""
        return [self.of(text, top) for text in texts]


class LetterEncoder:
    """Counts letters: texts of the same letters mean the same to it."""

    n_texts = 0

    def encode(self, texts: list[str]) -> npt.NDArray[np.float32]:
        """Return unit rows, (n, 27)."""
        self.n_texts += len(texts)
        rows = np.array([[text.lower().count(chr(97 + place)) for place in range(26)] + [1] for text in texts], float)
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the tiny taxonomy."""
    folder = tmp_path_factory.mktemp("home")
    source = write_tiny(tmp_path_factory.mktemp("tiny"))
    TaxonomyStore(folder).import_source([source], name="tiny", version="1")
    return folder


@pytest.fixture(scope="module")
def tiny(home: Path) -> Taxonomy:
    """The tiny taxonomy."""
    return TaxonomyStore(home).find("tiny")


@pytest.fixture(scope="module")
def labelled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of labelled data."""
    return write_labelled(tmp_path_factory.mktemp("labelled"))


def values(figures: Sequence[Figure]) -> dict[tuple[str, str, str], float | None]:
    """Return (data, method, measure) → value."""
    return {(figure.data, figure.method, figure.measure): figure.value for figure in figures}


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the verb."""
    environment = {**os.environ, "SKILLPACT_HOME": str(home), "PYTHONPATH": str(ROOT / "src")}
    environment.pop("SKILLPACT_DATA", None)
    command = [sys.executable, "-m", "skillpact", "evaluate", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def test_ranks_are_measured_by_data_set_and_pooled_with_the_gain_over_the_baseline():
    unlabelled = LabelledSentence("house", "en", "none", frozenset())
    other = LabelledSentence("tech", "en", "7", frozenset(["right-7"]))
    evaluation = evaluate_ranking([*SENTENCES, unlabelled, other], KnownRanker(1), KnownBaseline(6), depth=10)
    found = values(evaluation.figures)
    for data in ("house", "tech", "pooled"):
        assert [found[data, "skillpact", measure] for measure in ("RP@1", "RP@5", "RP@10", "MRR", "MAP")] == [1] * 5
        assert [found[data, "baseline", measure] for measure in ("RP@1", "RP@5", "RP@10")] == [0, 0, 1]
        assert [found[data, "gain", measure] for measure in ("RP@1", "RP@10")] == [1, 0]
        assert found[data, "baseline", "MRR"] == 0.1667
    assert [f.n for f in evaluation.figures if f.measure == "MRR" and f.method == "gain"] == [40, 1, 41]


@pytest.mark.parametrize(
    ("own", "baseline", "verdict"),
    [
        (1, KnownBaseline(6), "+100.0 points (95 % interval +100.0 to +100.0): reached (lower end of the interval above 5 points)"),
        (6, KnownBaseline(6), "+0.0 points (95 % interval +0.0 to +0.0): not reached (lower end of the interval above 5 points)"),
        (1, None, "not measured, the baseline was not run (lower end of the interval above 5 points)"),
    ],
)  # fmt: skip
def test_the_verdict_says_whether_the_gain_is_as_large_as_meant(own: int, baseline: KnownBaseline | None, verdict: str):
    evaluation = evaluate_ranking(SENTENCES, KnownRanker(own), baseline, depth=10)
    assert evaluation.notes == (f"Gain over the baseline in RP@5, pooled: {verdict}",)


def test_the_baseline_ranks_a_label_first_for_itself(tiny: Taxonomy, tmp_path: Path):
    ranker = BaselineRanker(tiny, BaselineModel(LetterEncoder(), "0" * 64), tmp_path)
    texts = ["gas tungsten arc welding", "operate forklifts", "Java SE"]
    ranked = ranker.rank_many(texts, top=3)
    assert [uris[0] for uris in ranked] == [skill("tig-welding"), skill("forklift-operation"), skill("java")]
    assert ranked == [ranker.rank_many([text], top=3)[0] for text in texts]


def test_embeddings_are_computed_once_and_a_file_cut_off_again(tmp_path: Path):
    texts, encoder = [f"text {number}" for number in range(1030)], LetterEncoder()
    first = EmbeddingCache(tmp_path, encoder, "a" * 64).encode(texts, "texts")
    second = EmbeddingCache(tmp_path, encoder, "a" * 64).encode(texts, "texts")
    assert (first.tolist(), encoder.n_texts) == (second.tolist(), 1030)
    largest = max(tmp_path.rglob("*.npy"), key=lambda path: path.stat().st_size)
    largest.write_bytes(largest.read_bytes()[:100])
    assert EmbeddingCache(tmp_path, encoder, "a" * 64).encode(texts, "texts").tolist() == first.tolist()
    assert encoder.n_texts == 1030 + 1024
    EmbeddingCache(tmp_path, encoder, "b" * 64).encode(texts, "texts")
    assert encoder.n_texts == 2 * 1030 + 1024


def test_a_folder_without_the_model_is_refused(tmp_path: Path):
    with pytest.raises(
        ConfigurationError, match=r"holds no model.safetensors, expected the folder of all-MiniLM-L6-v2"
    ):
        load_baseline_model(tmp_path)


def test_extraction_counts_sets_of_skills_silence_and_places(tiny: Taxonomy, labelled: Path):
    data = LabelledData(labelled)
    sentences, adverts = read_sentences(data, tiny), read_skillspan(data)
    evaluation = evaluate_extraction(sentences, adverts, LexicalExtractor(tiny, threshold=0.5), threshold=0.6)
    found = values(evaluation.figures)
    # house: both found; tech: java found, project management instead of manage data; skillskape: forklifts found
    assert [found["house", "skillpact", m] for m in ("precision", "recall", "F1")] == [1, 1, 1]
    assert [found["tech", "skillpact", m] for m in ("precision", "recall", "F1")] == [0.5, 0.5, 0.5]
    assert [found["pooled", "skillpact", m] for m in ("precision", "recall", "F1")] == [0.8, 0.8, 0.8]
    assert found["house", "skillpact", "silent where no skill is"] == 1
    assert found["tech", "skillpact", "silent where no skill is"] is None
    # places: TIG welding and teamwork are found, cooking is not
    assert found["skillspan", "skillpact", "span precision"] == 1
    assert found["skillspan", "skillpact", "span recall"] == 0.6667
    assert found["skillspan", "skillpact", "span F1"] == 0.8
    scored = [figure for figure in evaluation.figures if figure.measure.startswith("reliability")]
    assert [figure.measure for figure in scored] == [f"reliability 0.{n}-{(n + 1) / 10:.1f}" for n in range(3, 10)]
    assert sum(figure.n for figure in scored) == 5
    assert sum(figure.n * (figure.value or 0) for figure in scored) == pytest.approx(4, abs=0.001)


def test_occupations_are_ranked_by_concept_against_spelling(tiny: Taxonomy, labelled: Path):
    data = LabelledData(labelled)
    sets = [TitleSet("eures", "en", tiny, read_eures(data)), TitleSet("jobbert", "en", tiny, read_jobbert(data))]
    found = values(evaluate_occupations(sets).figures)
    for name in ("eures", "jobbert"):
        for method in ("skillpact", "spelling"):
            assert [found[name, method, measure] for measure in ("MRR", "MAP")] == [1, 1]
        assert found[name, "gain", "MRR"] == 0
    assert [found["eures", "skillpact", measure] for measure in ("link precision", "link recall")] == [1, 1]


def test_the_page_of_quality_is_the_same_twice_and_states_what_each_figure_rests_on(
    tiny: Taxonomy, labelled: Path, tmp_path: Path
):
    def page() -> str:
        data = LabelledData(labelled)
        skills = evaluate_skills(data, tiny, LexicalExtractor(tiny), threshold=0.6)
        titles = evaluate_titles(data, tiny, tmp_path)
        return quality_page(LanguageQuality(skills, titles, {"en": (8, 2), "es": (4, 0), "no": (0, 0)}, "tiny 1"))

    text = page()
    assert text == page()
    figures = re.findall(r"^\| (\w\w) \| (.+?) \| (\d+) \| (\S+)(?: .+?)? \| (\S+)(?: .+?)? \| .+ \|$", text, re.M)
    assert sorted(figures) == [
        ("da", "kompetencer", "2", "0.00", "0.00"),
        ("de", "hdbw", "1", "1.00", "1.00"),
        ("en", PEOPLE, "4", "0.75", "0.75"),
        ("en", "jobbert", "1", "1.00", "1.00"),
        ("en", "skillskape", "2", "1.00", "1.00"),
        ("en", "skillspan", "1", "1.00", "0.67"),
        ("es", "eures", "1", "1.00", "1.00"),  # a title
        ("es", "eures", "2", "1.00", "0.25"),  # two advertisements, two essential skills each, one of them found
        ("no", "nav", "1", "–", "–"),
    ]
    assert "| no | nav | 1 | – | – | 1.00 (1.00 to 1.00) texts with a skill |" in text
    classes = [line for line in text.splitlines() if "weak | " in line]
    assert classes == [
        "| en | weak | very weak | 8 | 2 |",
        "| es | weak | very weak | 4 | 0 |",
        "| no | very weak | very weak | 0 | 0 |",
    ]


@pytest.mark.parametrize(
    ("precision", "recall", "n", "skills", "occupations"),
    [
        (0.9, 0.6, 100, "strong", "fair"),
        (0.9, 0.6, 99, "weak", "very weak"),
        (0.7, 0.4, 400, "fair", "weak"),
        (0.5, 0.2, 400, "fair", "very weak"),
        (0.9, 0.1, 400, "weak", "very weak"),
    ],
)
def test_a_class_needs_precision_recall_and_enough_texts(
    precision: float, recall: float, n: int, skills: str, occupations: str
):
    """The class of occupations is one lower than the figures say: the encoder has learnt from these labels."""

    def figures(data: str, prefix: str) -> tuple[Figure, ...]:
        both = ((f"{prefix}precision", precision), (f"{prefix}recall", recall))
        return tuple(Figure(data, "en", "skillpact", n, name, value, 0, 1) for name, value in both)

    quality = LanguageQuality(
        figures(PEOPLE, ""), figures("alternative labels", "link "), {"en": (5, 5), "fi": (0, 5)}, "esco 1"
    )
    assert quality.classes() == {"en": (skills, occupations), "fi": ("very weak", "very weak")}


def test_the_verb_prints_figures_as_data_and_what_they_mean_beside_them(home: Path, labelled: Path):
    result = run(home, "extract", "--tier", "fast", "--data", str(labelled), "--taxonomy", "tiny", "--format", "json")
    assert result.returncode == 0, result.stderr
    rows = json.loads(result.stdout)
    assert {tuple(row) for row in rows} == {("data", "language", "method", "n", "measure", "value", "low", "high")}
    assert "Extraction keeps skills scored 0.6 and more" in result.stderr
    table = run(home, "occupations", "--data", str(labelled), "--taxonomy", "tiny", "--sample", "1")
    assert table.returncode == 0, table.stderr
    assert "talentclef" in table.stdout
    assert (
        run(home, "occupations", "--data", str(labelled), "--taxonomy", "tiny", "--sample", "1").stdout == table.stdout
    )


def test_ranking_without_the_model_of_the_baseline_still_tells_our_own_figures():
    evaluation = evaluate_ranking(SENTENCES, KnownRanker(2), None, depth=10)
    assert {figure.method for figure in evaluation.figures} == {"skillpact"}
    assert values(evaluation.figures)["pooled", "skillpact", "MRR"] == 0.5


def test_the_page_is_written_where_it_is_wanted(home: Path, labelled: Path, tmp_path: Path):
    arguments = ("languages", "--data", str(labelled), "--taxonomy", "tiny", "--write", str(tmp_path / "quality.md"))
    result = run(home, *arguments, "--classes", str(tmp_path / "quality.json"), "--format", "csv")
    assert result.returncode == 0, result.stderr
    assert "en: skills weak, occupations very weak" in result.stderr
    assert (tmp_path / "quality.md").read_text(encoding="utf-8").startswith("# Quality by language\n")
    assert json.loads((tmp_path / "quality.json").read_text(encoding="utf-8"))["measured_on"] == "tiny 1"


def test_data_that_cannot_be_used_end_in_one_line(home: Path, tmp_path: Path):
    write_labelled(tmp_path / "data")
    (tmp_path / "data" / SPANS).unlink()
    result = run(home, "extract", "--data", str(tmp_path / "data"), "--taxonomy", "tiny")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith(f"skillpact: {SPANS}: is not here")
    assert len(result.stderr.splitlines()) == 1
    nowhere = run(home, "extract", "--taxonomy", "tiny")
    assert nowhere.returncode == 2
    assert "no labelled data named: use --data DIR or set SKILLPACT_DATA" in nowhere.stderr
