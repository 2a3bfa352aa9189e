"""The texts that the distilled encoder sees: sentences as in advertisements, no labels needed."""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Sequence
from pathlib import Path

from frames import SentenceMaker, read_frames
from labels import read_green, read_written
from sources import (
    GREEN_TRAIN,
    SKILLSPAN_TRAIN,
    Skill,
    count_occupations,
    read_skillskape_texts,
    read_tagged,
)

_TASKS = "inputs/onet_29.2/Task_Statements.csv.gz"
_OCCUPATIONS = "esco/v1.1.1/occupations_en.csv.gz"
_N_MADE = 12_000
_SEED = 7
_MOST_CHARACTERS = 300  # of a description


def student_texts(data: Path, skills: Sequence[Skill]) -> tuple[list[str], int]:
    """Return about 73,000 distinct texts, sentences of real advertisements first, and how many those are.

    The sentences of Green that the ranker is fitted on are not among them.
    """
    held_out = {text for text, _named in read_green(data, skills)[1]}
    texts = [" ".join(row["tokens"]) for path in (SKILLSPAN_TRAIN, GREEN_TRAIN) for row in read_tagged(data, path)]
    texts = list(dict.fromkeys(text for text in texts if text not in held_out))
    n_real = len(texts)
    texts += read_skillskape_texts(data, "train")
    texts += [text for text, _named in read_written(skills)]
    texts += _column(data / _TASKS, "Task")
    texts += [skill.description.split(". ")[0][:_MOST_CHARACTERS] for skill in skills if skill.description]
    for description in _column(data / _OCCUPATIONS, "description"):
        texts += [sentence for sentence in re.split(r"(?<=\.)\s+", description) if len(sentence) > 20]
    maker = SentenceMaker(skills, count_occupations(data, skills), read_frames(data), _SEED)
    texts += [maker.sentence()[0] for _ in range(_N_MADE)]
    return list(dict.fromkeys(texts)), n_real


def _column(path: Path, name: str) -> list[str]:
    """Return the texts of a column, whatever the case of its name."""
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        found = next(own for own in reader.fieldnames or () if own.lower() == name.lower())
        return [row[found] or "" for row in reader]
