"""The labels made for this project, `labels/*.tsv`, joined with the public sentences that they point into.

The tables hold places and skills, never the sentences of others: see labels/README.md.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sources import GREEN_TRAIN, SKILLSPAN_TRAIN, Skill, read_tagged, spans_of

LABELS = Path(__file__).resolve().parent / "labels"
_MOST_TOKENS = 60  # of a sentence of Green: longer ones are whole advertisements without line breaks
_HELD_OUT = 5  # each fifth row of Green is kept for fitting the ranker

Marked = tuple[list[str], list[tuple[int, int, list[int]]]]  # tokens, and spans with the skills they name
Labelled = tuple[str, set[int]]


@dataclass(frozen=True, slots=True)
class Annotation:
    """A span of a sentence, tokens `start` up to `end`, and the skills it names, best first; none where none fits."""

    sentence: int
    start: int
    end: int
    skills: list[int]


@dataclass(frozen=True, slots=True)
class Annotated:
    """Sentences of one source with what was read in them.

    spans : each text of a span once, with its skills
    sentences : whole sentences with all skills in them
    marked : sentences with the place of each skill
    """

    spans: list[Labelled]
    sentences: list[Labelled]
    marked: list[Marked]


def read_annotations(name: str, skills: Sequence[Skill]) -> list[Annotation]:
    """Return the rows of a table of labels in their order."""
    row_of = {_last_part(skill.uri): row for row, skill in enumerate(skills)}
    return [
        Annotation(
            int(row["sentence"]), int(row["start"]), int(row["end"]), [row_of[part] for part in row["skills"].split()]
        )
        for row in _table(name)
    ]


def read_written(skills: Sequence[Skill]) -> list[Labelled]:
    """Return the sentences written for this project, each with the one skill it was written for."""
    row_of = {_last_part(skill.uri): row for row, skill in enumerate(skills)}
    return [(row["sentence"], {row_of[row["skill"]]}) for row in _table("written.tsv")]


def read_skillspan(data: Path, skills: Sequence[Skill]) -> Annotated:
    """Return what was read in the training sentences of SkillSpan."""
    rows = read_tagged(data, SKILLSPAN_TRAIN)
    spans: dict[str, Labelled] = {}
    by_sentence: dict[int, list[Annotation]] = {}
    for own in read_annotations("skillspan_train.tsv", skills):
        by_sentence.setdefault(own.sentence, []).append(own)
        if own.skills:
            text = _text(rows[own.sentence]["tokens"], own)
            spans.setdefault(text.lower(), (text, set(own.skills)))
    # A sentence that stands in several advertisements counts once. In the order of the first annotation of each.
    whole: dict[str, set[int]] = {}
    for number, found in by_sentence.items():
        named = {skill for own in found for skill in own.skills}
        if named:
            whole.setdefault(" ".join(rows[number]["tokens"]), named)
    marked = [(rows[number]["tokens"], _places(found)) for number, found in sorted(by_sentence.items())]
    return Annotated(list(spans.values()), list(whole.items()), [own for own in marked if own[1]])


def read_green(data: Path, skills: Sequence[Skill]) -> tuple[Annotated, list[Labelled]]:
    """Return what was read in the training sentences of Green, and the sentences held out for the ranker.

    A sentence counts as wholly read where each of its spans was looked at; only such have labels as a whole or are
    held out, since in others a skill may be unread. Spans whose words stand in held-out sentences only are left out.
    """
    rows = read_tagged(data, GREEN_TRAIN)
    annotations = read_annotations("green_train.tsv", skills)
    spans: dict[str, Labelled] = {}
    by_sentence: dict[int, list[Annotation]] = {}
    seen_in_training = set()
    for own in annotations:
        by_sentence.setdefault(own.sentence, []).append(own)
        text = _text(rows[own.sentence]["tokens"], own)
        if own.sentence % _HELD_OUT:
            seen_in_training.add(_folded(text))
        if own.skills:
            spans.setdefault(_folded(text), (text, set(own.skills)))
    whole, marked, held_out = [], [], []
    for number, found in sorted(by_sentence.items()):
        tokens = rows[number]["tokens"]
        if len(tokens) >= _MOST_TOKENS:
            continue
        places = _places(found)
        labelled = " ".join(tokens), {skill for _start, _end, named in places for skill in named}
        is_whole = len(found) == len(spans_of(rows[number]["tags_skill"]))
        if number % _HELD_OUT == 0 and is_whole:
            held_out.append(labelled)
        elif places:
            marked.append((tokens, places))
            if is_whole:
                whole.append(labelled)
    kept = [labelled for folded, labelled in spans.items() if folded in seen_in_training]
    return Annotated(kept, whole, marked), held_out


def read_without_skills(data: Path) -> list[str]:
    """Return the training sentences of SkillSpan in which nobody marked a skill, in alphabetical order."""
    rows: list[dict[str, Any]] = read_tagged(data, SKILLSPAN_TRAIN)
    return sorted(
        {" ".join(row["tokens"]) for row in rows if "B" not in row["tags_skill"] and "B" not in row["tags_knowledge"]}
    )


def count_named(*sources: Annotated) -> dict[int, float]:
    """Return how often each skill was read in the marked sentences; spans that name n skills count 1/n for each."""
    found: dict[int, float] = {}
    for source in sources:
        for _tokens, spans in source.marked:
            for _start, _end, skills in spans:
                for skill in skills:
                    found[skill] = found.get(skill, 0.0) + 1 / len(skills)
    return found


def _places(found: Sequence[Annotation]) -> list[tuple[int, int, list[int]]]:
    return [(own.start, own.end, own.skills) for own in found if own.skills]


def _text(tokens: Sequence[str], own: Annotation) -> str:
    return " ".join(tokens[own.start : own.end])


def _folded(text: str) -> str:
    """Return the words of a text in small letters: spans that differ in marks alone were read once."""
    return re.sub(r"\W+", " ", text.lower()).strip()


def _last_part(uri: str) -> str:
    return uri.rsplit("/", 1)[1]


def _table(name: str) -> list[dict[str, str]]:
    with (LABELS / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
