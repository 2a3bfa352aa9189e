"""`skillpact rank`: exactly K skills for a short text, best first, the same whatever stands beside it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from densetaxonomy import dense_taxonomy
from tinytaxonomy import write_tiny

from skillpact.extraction.ranking import SkillRanker
from skillpact.ordering import tie_break
from skillpact.taxonomy import Taxonomy, TaxonomyStore

ROOT = Path(__file__).resolve().parents[2]


def rank(*arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    """Run the verb on a taxonomy whose indexes are built."""
    return subprocess.run(
        [sys.executable, "-m", "skillpact", "rank", "--taxonomy", dense_taxonomy().id, *arguments],
        input=text, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip


def test_a_label_ranks_its_own_skill_first(starter: Taxonomy):
    ranker = SkillRanker(starter)
    labels = [(starter.skills.label(row, "en"), "en") for row in range(0, len(starter.skills), 97)]
    found = ranker.rank_many(labels, top=1)
    wanted = [starter.skills.uri(row) for row in range(0, len(starter.skills), 97)]
    assert [ranking.skills[0][0] for ranking in found] == wanted


def test_a_ranking_holds_exactly_k_skills_once_each_by_falling_score(starter: Taxonomy):
    for top in (1, 7, len(starter.skills)):
        (ranking,) = SkillRanker(starter).rank_many([("Experience in TIG welding is a plus", None)], top=top)
        uris = [uri for uri, _score in ranking.skills]
        assert (len(uris), len(set(uris)), ranking.reason) == (top, top, None)
        keys = [(-score, tie_break(uri)) for uri, score in ranking.skills]
        assert keys == sorted(keys)


def test_more_skills_only_add_to_the_end(starter: Taxonomy):
    text = [("You plan and lead software projects", "en")]
    few, many = (SkillRanker(starter).rank_many(text, top=top)[0].skills for top in (5, 50))
    assert many[:5] == few


def test_a_text_is_ranked_alike_alone_and_among_others(starter: Taxonomy):
    texts = [("TIG welding of pipes", "en"), ("soldadura de tubos", "es"), ("", None), ("Java", None)]
    together = SkillRanker(starter).rank_many(texts, top=5)
    assert together == [SkillRanker(starter).rank_many([text], top=5)[0] for text in texts]


def test_an_empty_text_and_a_foreign_language_get_no_skills_and_a_reason(starter: Taxonomy):
    empty, turkish, told = SkillRanker(starter).rank_many(
        [(" \n", "en"), ("kaynak", "tr"), ("Metal sektöründe deneyimli bir kaynakçı arıyoruz, lütfen başvurun", None)],
        top=3,
    )
    assert (empty.skills, empty.reason) == ((), "the text is empty")
    assert (turkish.skills, turkish.reason) == ((), "the taxonomy has no labels of skills in tr")
    assert told == turkish


def test_equal_scores_stand_in_the_order_of_their_hashes(starter: Taxonomy):
    # No label holds any of its letters, so that all skills fit equally badly.
    (found,) = SkillRanker(starter).rank_many([("ωωω", "en")], top=20)
    assert {score for _uri, score in found.skills} == {0.0}
    assert [uri for uri, _score in found.skills] == sorted(starter.skills, key=tie_break)[:20]


def test_scores_do_not_depend_on_the_other_skills(tmp_path: Path):
    store = TaxonomyStore(tmp_path)
    few = store.import_source([write_tiny(tmp_path / "few", leave_out=["java"])], name="few", version="1.0")
    many = store.import_source([write_tiny(tmp_path / "many")], name="many", version="1.0")
    text = [("metal joining", "en")]
    best = [SkillRanker(found).rank_many(text, top=len(found.skills))[0].skills[0][0] for found in (few, many)]
    assert best[0] == best[1]


@pytest.mark.parametrize("top", [0, 1_000_000])
def test_a_number_of_skills_that_cannot_be_is_a_wrong_value(starter: Taxonomy, top: int):
    with pytest.raises(ValueError, match=f"top is {top}, expected 1 to {len(starter.skills)}"):
        SkillRanker(starter).rank_many([("welding", "en")], top=top)


def test_lines_come_out_in_the_order_in_which_they_went_in():
    lines = [{"id": str(i), "text": f"welding {i}"} for i in range(150)]
    result = rank("--top", "2", text="".join(json.dumps(line) + "\n" for line in lines))
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.returncode == 0
    assert [line["id"] for line in found] == [line["id"] for line in lines]
    assert {len(line["skills"]) for line in found} == {2}
    assert all({"id", "skills"} <= set(line) for line in found)
    assert {tuple(skill) for line in found for skill in line["skills"]} == {("uri", "label", "score")}


def test_labels_are_written_in_the_language_of_the_text():
    skills = dense_taxonomy().skills
    result = rank("--top", "1", "--lang", "es", text='{"id": "1", "text": "soldadura"}\n')
    (skill,) = json.loads(result.stdout)["skills"]
    assert skill["label"] == skills.label(skills.row(skill["uri"]), "es") == "soldadura"


def test_a_line_that_cannot_be_used_is_named_by_file_and_number_and_the_rest_goes_on(tmp_path: Path):
    (tmp_path / "a.jsonl").write_text(
        '{"id": "1", "text": "welding"}\nnonsense\n{"id": "2"}\n{"id": "3", "text": ""}\n'
    )
    result = rank("--top", "1", str(tmp_path / "a.jsonl"), str(tmp_path / "missing.jsonl"))
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.returncode == 1
    assert [(line["id"], len(line["skills"]), line.get("reason")) for line in found] == [
        ("1", 1, None), ("3", 0, "the text is empty"),
    ]  # fmt: skip
    assert [line.split(": ")[1] for line in result.stderr.splitlines()] == [
        "a.jsonl, row 2", "a.jsonl, row 3, column 'text'", "missing.jsonl", "3 refused, 2 ranked",
    ]  # fmt: skip
    assert str(tmp_path) not in result.stderr


def test_an_id_that_stands_in_two_files_is_ranked_once(tmp_path: Path):
    for name in ("a.jsonl", "b.jsonl"):
        (tmp_path / name).write_text('{"id": "1", "text": "welding"}\n')
    result = rank("--top", "1", str(tmp_path / "a.jsonl"), str(tmp_path / "b.jsonl"))
    assert (result.returncode, len(result.stdout.splitlines())) == (1, 1)
    assert 'b.jsonl: the id "1" stands already' in result.stderr


def test_more_skills_than_there_are_is_wrong_use():
    result = rank("--top", "999999", text='{"id": "1", "text": "welding"}\n')
    assert (result.returncode, result.stdout) == (2, "")
    assert "--top is 999999, but taxonomy densetiny-" in result.stderr
    assert rank(text="nonsense\n").returncode == 2
