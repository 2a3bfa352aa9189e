"""What the program says of a language beside its results is what the page of quality says."""

from __future__ import annotations

import json
import re
from pathlib import Path

from skillpact.extraction import quality

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "quality.md").read_text(encoding="utf-8")
FILE = json.loads((ROOT / "src" / "skillpact" / "extraction" / "quality.json").read_text(encoding="utf-8"))


def test_every_class_of_the_page_is_that_of_the_program_and_no_other_is():
    table = PAGE.split("\n## Classes\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (\w{2}) \| ([a-z ]+) \| ([a-z ]+) \|", table, re.M)
    assert len(rows) == table.count("\n| ") - 2  # less the header and the line below it
    assert FILE["classes"] == {code: {"skills": s, "occupations": o} for code, s, o in rows}
    assert {each for _code, *both in rows for each in both} <= set(quality.CLASSES)


def test_page_and_program_name_the_same_taxonomy():
    assert f"Taxonomy: {quality.measured_on()}, " in PAGE
