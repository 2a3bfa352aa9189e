"""`skillpact occupations`: job titles to occupations with ISCO code and chance, best first."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    """Run the verb on the starter taxonomy."""
    return subprocess.run(
        [sys.executable, "-m", "skillpact", "occupations", "--taxonomy", "starter", *arguments],
        input=text, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip


def lines(ended: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in ended.stdout.splitlines()]


def test_a_title_gets_its_occupation_with_label_code_and_chance():
    ended = run("--top", "2", text='{"id": "a", "text": "SOLDADOR/A (Bilbao)", "lang": "es"}\n')
    assert (ended.returncode, ended.stderr) == (0, "")
    (line,) = lines(ended)
    best, second = line["occupations"]
    assert (line["id"], best["uri"].rsplit("/", 1)[1], best["isco"]) == ("a", "welder", "7212")
    assert "soldador" in best["label"]
    assert 1 >= best["score"] >= second["score"] >= 0


def test_lines_come_out_in_their_order_and_empty_or_foreign_titles_say_why():
    text = '{"id": "b", "text": "Welder"}\n{"id": "a", "text": " "}\n{"id": "c", "text": "溶接工", "lang": "ja"}\n'
    ended = run("--top", "1", text=text)
    assert ended.returncode == 0
    assert [(line["id"], len(line["occupations"]), line.get("reason")) for line in lines(ended)] == [
        ("b", 1, None),
        ("a", 0, "the text is empty"),
        ("c", 0, "the taxonomy has no labels of occupations in ja"),
    ]


def test_a_title_in_a_language_without_labels_is_found_by_meaning_and_its_quality_is_not_measured():
    (line,) = lines(run("--top", "1", text='{"id": "a", "text": "hitsaaja", "lang": "fi"}\n'))
    (best,) = line["occupations"]
    assert (line["quality"], best["uri"].rsplit("/", 1)[1], best["label"]) == ("not measured", "welder", "welder")


def test_a_title_is_linked_alike_alone_and_among_others():
    titles = ['{"id": "1", "text": "Welder"}', '{"id": "2", "text": "Koch (m/w/d)", "lang": "de"}']
    assert run(text="\n".join(titles)).stdout == "".join(run(text=title).stdout for title in titles)


def test_a_line_that_cannot_be_used_is_named_by_file_and_number_and_the_rest_goes_on(tmp_path: Path):
    path = tmp_path / "titles.jsonl"
    path.write_text('{"id": "1", "text": "Welder"}\nnonsense\n{"id": "1", "text": "Cook"}\n', encoding="utf-8")
    ended = run(str(path))
    assert ended.returncode == 1
    assert [line["id"] for line in lines(ended)] == ["1"]
    assert "titles.jsonl, row 2" in ended.stderr
    assert "titles.jsonl, row 3, column 'id': '1' stands in an earlier row" in ended.stderr
    assert "2 refused, 1 read" in ended.stderr


def test_a_language_that_is_no_code_is_wrong_use():
    ended = run("--lang", "Spanish", text="{}")
    assert ended.returncode == 2
    assert "expected two letters such as es" in ended.stderr
