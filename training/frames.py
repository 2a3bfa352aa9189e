"""Sentences like those of advertisements, made from real sentence frames with other skills put into their slots.

A frame is a training sentence of SkillSpan whose marked spans are its slots: what is around a skill is then real,
and what stands in it is known. Skills that many occupations ask for are put in more often.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path

from sources import SKILLSPAN_TRAIN, Skill, read_tagged, spans_of

# Beside real frames, since half of what is read are short items of lists.
_TEMPLATES = (
    "Experience with {}", "Knowledge of {}", "You have experience in {}", "{} skills", "Strong {}", "You will {}",
    "Ability to {}", "Responsible for {}", "{} is a plus", "Must be able to {}", "Proven track record in {}",
    "Good understanding of {} and {}", "{}, {} and {}", "Familiarity with {} , {}", "You {} and {}", "Help our team {}",
    "{}", "{} / {}", "At least 3 years of {}",
)  # fmt: skip
_TEMPLATE_SHARE = 0.3
_ALTERNATIVE_SHARE = 0.8  # how often a skill is called by an alternative label; effect of less: wording is learnt less
_FILLED_SHARE = 0.85  # of slots; the others keep their words, so that not everything that looks like a skill counts
_MOST_TOKENS = 45  # of a frame

Slot = tuple[int, int, bool]  # first token, token after the last, whether it holds knowledge
Frame = tuple[list[str], list[Slot]]


def read_frames(data: Path) -> list[Frame]:
    """Return the training sentences of SkillSpan that have slots; of spans that overlap the first is one."""
    found = []
    for row in read_tagged(data, SKILLSPAN_TRAIN):
        marked = [(*span, "S") for span in spans_of(row["tags_skill"])]
        marked += [(*span, "K") for span in spans_of(row["tags_knowledge"])]
        slots: list[Slot] = []
        end = 0
        for start, stop, kind in sorted(marked):
            if start >= end:
                slots.append((start, stop, kind == "K"))
                end = stop
        if slots and len(row["tokens"]) < _MOST_TOKENS:
            found.append((row["tokens"], slots))
    return found


class SentenceMaker:
    """Makes sentences without end; the same ones for the same seed.

    n_occupations : of each skill, how many occupations ask for it
    """

    def __init__(self, skills: Sequence[Skill], n_occupations: Sequence[int], frames: Sequence[Frame], seed: int):
        self._skills = skills
        self._frames = frames
        self.random = random.Random(seed)
        # The root, so that a few skills of hundreds of occupations do not crowd out the rest.
        weights = [(n + 1) ** 0.5 for n in n_occupations]
        self._all = list(range(len(skills))), list(accumulate(weights))
        self._by_kind = {}
        for is_knowledge in (False, True):
            rows = [row for row, skill in enumerate(skills) if skill.is_knowledge == is_knowledge]
            self._by_kind[is_knowledge] = rows, list(accumulate(weights[row] for row in rows))

    def sentence(self) -> tuple[str, list[int]]:
        """Return a sentence and the skills that were put into it, at least one."""
        if self.random.random() < _TEMPLATE_SHARE:
            template = self.random.choice(_TEMPLATES)
            rows, cumulated = self._all
            chosen = self.random.choices(rows, cum_weights=cumulated, k=template.count("{}"))
            return template.format(*[self._name(row) for row in chosen]), chosen
        tokens, slots = self.random.choice(self._frames)
        words: list[str] = []
        chosen = []
        end = 0
        for start, stop, is_knowledge in slots:
            words += tokens[end:start]
            if self.random.random() < _FILLED_SHARE or not chosen:
                chosen.append(self._skill(is_knowledge))
                words.append(self._name(chosen[-1]))
            else:
                words += tokens[start:stop]
            end = stop
        return " ".join(words + tokens[end:]), chosen

    def placed_sentence(self) -> tuple[str, list[int], list[tuple[int, int]]]:
        """Return a sentence, the skills put into all of its slots, and the characters (start, end) of each."""
        tokens, slots = self.random.choice(self._frames)
        text = ""
        end = 0
        chosen, places = [], []
        for start, stop, is_knowledge in slots:
            text = _joined(text, " ".join(tokens[end:start]))
            chosen.append(self._skill(is_knowledge))
            name = self._name(chosen[-1])
            text = _joined(text, name)
            places.append((len(text) - len(name), len(text)))
            end = stop
        return _joined(text, " ".join(tokens[end:])), chosen, places

    def _skill(self, is_knowledge: bool) -> int:
        rows, cumulated = self._by_kind[is_knowledge]
        return self.random.choices(rows, cum_weights=cumulated)[0]

    def _name(self, row: int) -> str:
        skill = self._skills[row]
        is_alternative = self.random.random() < _ALTERNATIVE_SHARE
        name = self.random.choice(skill.alternatives) if skill.alternatives and is_alternative else skill.label
        # "Java (computer programming)": nobody writes what is in brackets.
        return re.sub(r"\s*\(.*?\)", "", name) or name


def _joined(text: str, words: str) -> str:
    return f"{text} {words}" if text and words else text or words
