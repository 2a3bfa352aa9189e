"""docs/trust/security.md holds: every test that it names exists, and every line names one or says what is not met."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PAGE = ROOT / "docs" / "trust" / "security.md"
_TEST = re.compile(r"`([\w/]+\.py)::(\w+)`")
OPENLY = ("**not met", "**not proved", "**not applicable")


def lines(text: str) -> list[list[str]]:
    """Return the cells of every line of every table that has a column of proofs."""
    found = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and cells[-1] != "proved by" and not set(line) <= set("|- "):
            found.append(cells)
    return found


def faults_of(text: str) -> list[str]:
    """Return what is wrong with the page, one sentence each."""
    found = []
    for cells in lines(text):
        if len(cells) != 3:
            found.append(f"{cells[0]}: {len(cells)} cells, expected 3")
            continue
        demanded, how, proof = cells
        named = _TEST.findall(proof)
        if not named and not how.startswith(OPENLY):
            found.append(f"{demanded}: neither a test nor what is not met")
        if named and re.sub(r"[,\s]", "", _TEST.sub("", proof)):
            found.append(f"{demanded}: something in the column of tests is none")
        found += [f"{demanded}: {path}::{name} does not exist" for path, name in named if name not in names_in(path)]
    return found


@cache
def names_in(path: str) -> frozenset[str]:
    """Return the names of the tests in a file under tests/web, none where it does not exist."""
    file = ROOT / "tests" / "web" / path
    if not file.is_file():
        return frozenset()
    nodes = ast.parse(file.read_text(encoding="utf-8")).body
    return frozenset(node.name for node in nodes if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"))


def test_every_line_of_the_checklist_names_tests_that_exist_or_says_what_is_not_met():
    text = PAGE.read_text(encoding="utf-8")
    assert faults_of(text) == []
    assert len(lines(text)) > 60


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("| A | how |  |", "A: neither a test nor what is not met"),
        ("| A | how | `a/b.py::test_none` |", "A: a/b.py::test_none does not exist"),
        ("| A | how | `security/test_security_checklist.py::lines` |", "A: security/test_security_checklist.py::lines does not exist"),
        ("| A | how | later |", "A: neither a test nor what is not met"),
        ("| A | how |", "A: 2 cells, expected 3"),
        ("| A | **not met**: because | – |", None),
    ],
)  # fmt: skip
def test_a_line_that_proves_nothing_is_found(line, fault):
    assert faults_of(line) == ([fault] if fault else [])


def test_every_test_of_these_folders_stands_in_the_checklist_or_proves_the_checklist():
    """What is not named there is found by nobody who asks how something is proved."""
    text = PAGE.read_text(encoding="utf-8")
    missing = [
        f"{path.name}::{name}"
        for path in sorted((ROOT / "tests" / "web" / "faults").glob("test_*.py"))
        for name in sorted(names_in(f"faults/{path.name}"))
        if name not in text
    ]
    assert missing == []
