"""The public material that the encoder learns from or is measured on, read from the data folder as it was published.

Standard library only, so that the fitting of the ranker reads it without the libraries that training needs.
"""

from __future__ import annotations

import argparse
import ast
import csv
import gzip
import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SKILLS = "esco/v1.1.1/skills_en.csv.gz"
OCCUPATION_SKILLS = "esco/v1.1.1/occupationSkillRelations.csv.gz"
SKILLSKAPE = "benchmarks/skillskape/{}.csv.gz"
SKILLSPAN_TRAIN = "benchmarks/skillspan/train.jsonl.gz"
SKILLSPAN_DEV = "benchmarks/skillspan/dev.jsonl.gz"  # for measuring only
GREEN_TRAIN = "benchmarks/green/train.jsonl.gz"
_DECORTE = "benchmarks/skill_extraction_decorte/{}_validation_annotations.csv"
_RUN = 5
_NO_LABELS = frozenset({"", "LABEL NOT PRESENT", "UNDERSPECIFIED"})

# Some descriptions are longer than what the module reads by default.
csv.field_size_limit(10**9)


@dataclass(frozen=True, slots=True)
class Skill:
    """An ESCO skill; its number in training is its row in the published table."""

    uri: str
    label: str
    alternatives: tuple[str, ...]
    description: str
    is_knowledge: bool


def add_data_option(parser: argparse.ArgumentParser) -> None:
    """Let a program be told where the public material is: --data, else SKILLPACT_DATA; one of them must be."""
    stated = os.environ.get("SKILLPACT_DATA")
    parser.add_argument(
        "--data", type=Path, default=stated, required=not stated, help="the public material; default SKILLPACT_DATA"
    )


def read_skills(data: Path) -> list[Skill]:
    """Return the 13,896 skills of ESCO 1.1.1 in the order of the published table."""
    return [
        Skill(
            uri=row["conceptUri"],
            label=row["preferredLabel"].strip(),
            alternatives=tuple(name.strip() for name in (row["altLabels"] or "").split("\n") if name.strip()),
            description=(row["description"] or "").strip(),
            is_knowledge="knowledge" in row["skillType"],
        )
        for row in _rows(data / SKILLS)
    ]


def rows_by_label(skills: Sequence[Skill]) -> dict[str, int]:
    """Return the row of each preferred label in small letters; ESCO 1.1.1 has no two alike."""
    return {skill.label.lower(): row for row, skill in enumerate(skills)}


def count_occupations(data: Path, skills: Sequence[Skill]) -> list[int]:
    """Return for each skill how many occupations ask for it, as essential or optional."""
    found = Counter(row["skillUri"] for row in _rows(data / OCCUPATION_SKILLS))
    return [found[skill.uri] for skill in skills]


def read_skillskape(
    data: Path, split: str, row_of: dict[str, int], *, keep_empty: bool = False
) -> list[tuple[str, set[int]]]:
    """Return the sentences of SkillSkape with a known skill; `UNK` and labels of other versions are none.

    keep_empty : return the others too, with the empty set
    """
    found = ((row["sentence"], ast.literal_eval(row["skills"])) for row in _rows(data / SKILLSKAPE.format(split)))
    return _known(found, row_of, keep_empty)


def read_skillskape_texts(data: Path, split: str) -> list[str]:
    """Return all sentences of SkillSkape, those without a skill among them."""
    return [row["sentence"] for row in _rows(data / SKILLSKAPE.format(split))]


def read_decorte(
    data: Path, which: str, row_of: dict[str, int], *, keep_empty: bool = False
) -> list[tuple[str, set[int]]]:
    """Return the sentences with a known skill of the validation set `house` or `tech`. Not for training.

    keep_empty : return the others too, with the empty set
    """
    labels: dict[str, set[str]] = {}
    for row in _rows(data / _DECORTE.format(which)):
        named = labels.setdefault(row["sentence"], set())
        if row["label"] not in _NO_LABELS:
            named.add(row["label"])
    return _known(labels.items(), row_of, keep_empty)


def read_tagged(data: Path, path: str) -> list[dict[str, Any]]:
    """Return tokenised sentences with their tags: `SKILLSPAN_TRAIN` or `GREEN_TRAIN`."""
    with gzip.open(data / path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def spans_of(tags: Sequence[str]) -> list[tuple[int, int]]:
    """Return (first token, token after the last) of each span that B, I, O tags draw; a stray I begins a span."""
    found = []
    start: int | None = None
    for place, tag in enumerate([*tags, "O"]):
        if tag != "I" and start is not None:
            found.append((start, place))
            start = None
        if tag == "B" or (tag == "I" and start is None):
            start = place
    return found


def runs_of_words(text: str) -> set[tuple[str, ...]]:
    """Return each run of five words of a text in small letters; of a shorter one all its words."""
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[start : start + _RUN]) for start in range(max(1, len(words) - _RUN + 1))}


def _known(
    sentences: Iterable[tuple[str, Iterable[str]]], row_of: dict[str, int], keep_empty: bool
) -> list[tuple[str, set[int]]]:
    found = [
        (text, {row_of[label.lower()] for label in labels if label.lower() in row_of}) for text, labels in sentences
    ]
    return [(text, rows) for text, rows in found if rows or keep_empty]


def _rows(path: Path) -> list[dict[str, str]]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))
