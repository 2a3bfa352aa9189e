"""The tiers of extraction: which method reads a text, when an index is built, and what is said where there is none."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from densetaxonomy import dense_taxonomy, extractor_of
from tinytaxonomy import skill, write_tiny

from skillpact.errors import ConfigurationError, TaxonomyError
from skillpact.extraction import Extraction, LexicalExtractor
from skillpact.extraction.fused import FusedExtractor
from skillpact.extraction.language import CANDIDATES
from skillpact.extraction.modelfiles import default_folder, digest_of
from skillpact.extraction.ranking import SkillRanker
from skillpact.extraction.subwords import LANGUAGES
from skillpact.extraction.tiers import THRESHOLDS, TIERS, Scorers, make_extractor, model_for
from skillpact.taxonomy import Taxonomy, TaxonomyStore

ROOT = Path(__file__).resolve().parents[2]
TEXT = "Requirements: TIG welding, manage projects."


@pytest.fixture
def bare(tmp_path: Path) -> Taxonomy:
    """A taxonomy for which no index was built yet."""
    return TaxonomyStore(tmp_path / "home").import_source([write_tiny(tmp_path / "tiny")], name="tiny", version="1.0")


def uris(extraction: Extraction) -> set[str]:
    return {mention.uri for mention in extraction.mentions}


def test_each_tier_has_its_method_and_its_threshold():
    assert set(THRESHOLDS) == set(TIERS) == {"default", "fast"}
    assert isinstance(extractor_of("fast"), LexicalExtractor)
    assert isinstance(extractor_of("default"), FusedExtractor)
    assert [extractor_of(tier).method for tier in TIERS] == ["fused", "lexical"]


def test_the_guide_states_the_threshold_and_the_languages_of_the_tiers():
    page = (ROOT / "docs" / "guide" / "extraction.md").read_text(encoding="utf-8")
    assert f"Skills below {THRESHOLDS['default']} are left out" in page
    assert f"The threshold of the fast tier is {THRESHOLDS['fast']}." in page
    assert f"| {' '.join(code for code in LANGUAGES if code != 'en')} |" in page
    options = (ROOT / "docs" / "guide" / "command-line.md").read_text(encoding="utf-8")
    assert options.count(f"| {THRESHOLDS['default']}, fast: {THRESHOLDS['fast']} |") == 2


def test_an_unknown_tier_is_refused_with_those_there_are(bare: Taxonomy):
    with pytest.raises(ConfigurationError, match="unknown tier 'best', use one of: default, fast"):
        make_extractor(bare, tier="best")  # type: ignore[arg-type]


def test_without_an_index_labels_alone_are_read_and_the_reason_names_the_command(bare: Taxonomy):
    lexical = LexicalExtractor(bare).extract(TEXT, language="en")
    found = make_extractor(bare).extract(TEXT, language="en")
    assert found.mentions == lexical.mentions
    assert {mention.method for mention in found.mentions} == {"lexical"}
    assert found.reason == (
        "only labels are compared, since the dense index for en is not built: "
        f"run `skillpact taxonomy index {bare.id} --lang en`"
    )
    assert not (bare.folder / "dense").exists()


def test_without_an_index_a_threshold_holds_for_scores_of_labels_too(bare: Taxonomy):
    for threshold, lowest in ((0.0, 0.6), (0.9, 0.9), (1.0, 1.0)):
        found = make_extractor(bare, threshold=threshold).extract(TEXT, language="en")
        assert found.mentions == LexicalExtractor(bare, threshold=lowest).extract(TEXT, language="en").mentions


def test_a_missing_index_is_built_where_that_is_allowed_for_the_language_met_only(bare: Taxonomy):
    told: list[tuple[str, int, int]] = []
    extractor = make_extractor(
        bare, builds_index=True, on_progress=lambda language, done, n: told.append((language, done, n))
    )
    assert told == []
    found = extractor.extract(TEXT, language="en")
    assert found.reason is None
    assert {mention.method for mention in found.mentions} == {"fused"}
    assert told == [("en", 8, 8)]
    assert sorted(path.parent.name.split("-")[0] for path in bare.folder.glob("dense/*/done.json")) == ["en"]
    assert make_extractor(bare).extract(TEXT, language="en") == found


@pytest.mark.parametrize("language", ["ja", "ar", "uk", "ca"])
def test_a_language_that_the_models_do_not_read_is_read_by_its_labels(bare: Taxonomy, language: str):
    extractor = make_extractor(bare, builds_index=True)
    found = extractor.extract(TEXT, language=language)
    assert found.reason == f"the taxonomy has no labels in {language}: only English names are found"
    assert skill("tig-welding") in uris(found)
    assert {mention.method for mention in found.mentions} == {"lexical"}
    assert not (bare.folder / "dense").exists()
    assert Scorers(bare).why_not(language) == (f"only labels are compared, since the models do not read {language}")


def test_a_language_without_labels_is_read_by_meaning_and_says_so(bare: Taxonomy):
    text = "Wymagania: spawanie TIG, praca w zespole."
    found = make_extractor(bare, builds_index=True).extract(text, language="pl")
    assert found.reason == "the taxonomy has no labels in pl: skills are found by their English names and by meaning"
    assert {mention.method for mention in found.mentions} <= {"fused"}
    assert list(bare.folder.glob("dense/pl-*/done.json"))


def test_a_taxonomy_without_any_name_that_could_fit_builds_nothing(tmp_path: Path):
    source = write_tiny(tmp_path / "tiny", languages=["es"])
    spanish = TaxonomyStore(tmp_path / "home").import_source([source], name="tiny", version="1.0")
    found = make_extractor(spanish, builds_index=True).extract("Vi söker en svetsare", language="sv")
    assert (found.mentions, found.reason) == ((), "the taxonomy has no labels in sv and none in English")
    assert not (spanish.folder / "dense").exists()
    found = make_extractor(spanish, builds_index=True).extract("Requisitos: soldadura TIG", language="es")
    assert skill("tig-welding") in uris(found)


def test_a_damaged_index_is_told_and_not_read(bare: Taxonomy):
    make_extractor(bare, builds_index=True).extract(TEXT, language="en")
    (vectors,) = bare.folder.glob("dense/en-*/vectors.npy")
    vectors.write_bytes(vectors.read_bytes()[:-1])
    with pytest.raises(TaxonomyError, match=f"index {bare.id} --lang en --again`"):
        make_extractor(bare).extract(TEXT, language="en")


def test_the_models_read_every_language_in_one_space():
    assert "en" in LANGUAGES
    assert set(LANGUAGES) < set(CANDIDATES) | {"is"}
    assert {model_for(code).n_dimensions for code in LANGUAGES} == {model_for("en").n_dimensions}
    assert model_for("en").hash != model_for("es").hash == model_for("de").hash


# Ranking with an index.


def ranker() -> SkillRanker:
    found = dense_taxonomy()
    return SkillRanker(found, Scorers(found))


def test_ranking_by_meaning_gives_exactly_k_and_only_adds_to_the_end():
    text = [("You drive a fork lift truck in the warehouse", "en")]
    n_skills = len(dense_taxonomy().skills)
    whole = ranker().rank_many(text, top=n_skills)[0].skills
    assert len({uri for uri, _score in whole}) == n_skills
    assert [score for _uri, score in whole] == sorted((score for _uri, score in whole), reverse=True)
    assert all(0 <= score <= 1 for _uri, score in whole)
    for top in (1, 7, 50):
        assert ranker().rank_many(text, top=top)[0].skills == whole[:top]


def test_ranking_by_meaning_finds_what_no_label_spells():
    (found,) = ranker().rank_many([("drive lift trucks", "en")], top=1)
    assert found.skills[0][0] == skill("forklift-operation")


def test_a_text_is_ranked_alike_alone_and_among_others_by_meaning():
    texts: list[tuple[str, str | None]] = [
        (f"{text} {n}", language)
        for n in range(30)
        for text, language in (("welding of pipes", "en"), ("gestión de proyectos", "es"), ("Java", None))
    ]
    together = ranker().rank_many(texts, top=5)
    for place in (0, 1, 2, 45, 46, 89):
        assert ranker().rank_many([texts[place]], top=5) == [together[place]]
    assert ranker().rank_many(texts[::-1], top=5)[::-1] == together


def test_a_language_that_needs_an_index_gets_no_skills_and_the_command(bare: Taxonomy):
    finnish: list[tuple[str, str | None]] = [("hitsaus", "fi")]
    (found,) = SkillRanker(bare).rank_many(finnish, top=3)
    assert (found.skills, found.reason) == (
        (),
        "the taxonomy has no labels of skills in fi, and its dense index for fi is not built: "
        f"run `skillpact taxonomy index {bare.id} --lang fi`",
    )
    (found,) = SkillRanker(bare, Scorers(bare, builds_index=True)).rank_many(finnish, top=3)
    assert (len(found.skills), found.reason) == (3, None)
    (found,) = SkillRanker(bare).rank_many([("溶接", "ja")], top=3)
    assert (found.skills, found.reason) == ((), "the taxonomy has no labels of skills in ja")


# The verbs.


def run(home: Path, *arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "skillpact", *arguments], input=text, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "SKILLPACT_HOME": str(home)}, timeout=300,
    )  # fmt: skip
    assert "Traceback" not in done.stdout + done.stderr
    return done


def test_extract_reads_by_meaning_unless_it_is_asked_to_be_fast(bare: Taxonomy):
    home = bare.folder.parents[1]
    lines = json.dumps({"id": "1", "text": TEXT, "lang": "en"}) + "\n"
    fast = run(home, "extract", "--taxonomy", "tiny", "--tier", "fast", text=lines)
    assert (fast.returncode, fast.stderr) == (0, "")
    assert {skill["method"] for skill in json.loads(fast.stdout)["skills"]} == {"lexical"}
    assert not (bare.folder / "dense").exists()
    whole = run(home, "extract", "--taxonomy", "tiny", text=lines)
    assert (whole.returncode, whole.stderr) == (0, "")
    line = json.loads(whole.stdout)
    assert "reason" not in line
    assert {skill["method"] for skill in line["skills"]} == {"fused"}
    for found in line["skills"]:
        assert 0 <= found["start"] < found["end"] <= len(TEXT)
    assert list(bare.folder.glob("dense/en-*/done.json"))
    assert run(home, "extract", "--taxonomy", "tiny", text=lines).stdout == whole.stdout
    none = run(home, "extract", "--taxonomy", "tiny", "--threshold", "1", text=lines)
    assert json.loads(none.stdout)["skills"] == []
    wrong = run(home, "extract", "--tier", "best", text=lines)
    assert (wrong.returncode, wrong.stdout) == (2, "")


def test_rank_builds_the_index_of_a_language_that_has_no_labels(bare: Taxonomy):
    done = run(bare.folder.parents[1], "rank", "--taxonomy", "tiny", "--top", "2", "--lang", "fi",
               text='{"id": "1", "text": "hitsaus"}\n{"id": "2", "text": ""}\n')  # fmt: skip
    first, second = map(json.loads, done.stdout.splitlines())
    assert (done.returncode, len(first["skills"]), second["skills"]) == (0, 2, [])
    assert second["reason"] == "the text is empty"
    assert list(bare.folder.glob("dense/fi-*/done.json"))


def test_bulk_extraction_builds_the_english_index_first_and_its_answers_name_the_model(bare: Taxonomy, tmp_path: Path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"id": ["1", "2"], "text": [TEXT, TEXT], "lang": ["en", "es"]}), tmp_path / "in.parquet")
    paths = [str(tmp_path / name) for name in ("in.parquet", "out.parquet")]
    done = run(bare.folder.parents[1], "bulk", "extract", *paths, "--taxonomy", "tiny", "--workers", "1")
    assert done.returncode == 0, done.stderr
    table = pq.read_table(paths[1])
    english, spanish = table.to_pylist()
    assert ({skill["method"] for skill in english["skills"]}, english["reason"]) == ({"fused"}, None)
    assert {skill["method"] for skill in spanish["skills"]} == {"lexical"}
    assert spanish["reason"].endswith(f"run `skillpact taxonomy index {bare.id} --lang es`")
    origin = json.loads(pq.read_metadata(paths[1]).metadata[b"skillpact.bulk"])
    assert (origin["tier"], origin["model"]) == ("default", digest_of(default_folder()))
    assert origin["indexes"] == f"en-{model_for('en').hash}"
