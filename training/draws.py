"""Training examples, drawn from all kinds of material in fixed shares: a text, and a skill that it names."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from frames import SentenceMaker, read_frames
from labels import Labelled, Marked, read_green, read_skillspan, read_written
from sources import Skill, count_occupations, read_skillskape, rows_by_label

_AROUND = (0, 1, 2, 4, 8, 14)  # tokens kept on either side of a span that is cut out of its sentence
_MOST_CHARACTERS = 300  # of a description
_FIRST_SENTENCE_SHARE = 0.6  # of descriptions: what a skill is stands in the first one


class Example(NamedTuple):
    """A text, a skill that it names, all skills known to be named in it, and where the one is looked for.

    place : characters (start, end) whose tokens alone are pooled; None for the whole text
    """

    text: str
    skill: int
    named: set[int]
    place: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Material:
    """All that is drawn from: labelled texts and marked sentences, each by the name of their kind."""

    skills: list[Skill]
    n_occupations: list[int]
    labelled: dict[str, list[Labelled]]
    marked: dict[str, list[Marked]]


def read_material(data: Path, skills: list[Skill]) -> Material:
    """Return everything that is drawn from; the sentences held out of Green are not in it."""
    skillspan = read_skillspan(data, skills)
    green, _held_out = read_green(data, skills)
    return Material(
        skills,
        count_occupations(data, skills),
        labelled={
            "skillskape": read_skillskape(data, "train", rows_by_label(skills)),
            "span": skillspan.spans,
            "sentence": skillspan.sentences,
            "green_span": green.spans,
            "green_sentence": green.sentences,
            "written": read_written(skills),
        },
        marked={"": skillspan.marked, "green_": green.marked},
    )


class Drawer:
    """Draws examples; the same ones for the same seed and shares.

    shares : kind → how often it is drawn, relative to the others. The order is part of what the seed stands for.

    The kinds: `made`, `made_place` (sentences of frames.py, the second with the place of the skill), `alternative` and
    `description` (of ESCO), `crop`, `place` (a span with some words around it; a whole sentence with the place of a
    span) of SkillSpan, `green_crop`, `green_place` of Green, and the names in `Material.labelled`.
    """

    def __init__(self, data: Path, material: Material, shares: Mapping[str, float], seed: int):
        self.random = random.Random(seed)
        self._material = material
        self._kinds, self._weights = list(shares), list(shares.values())
        self.maker = SentenceMaker(material.skills, material.n_occupations, read_frames(data), seed)
        self._alternatives = [(row, name) for row, skill in enumerate(material.skills) for name in skill.alternatives]
        self._left: dict[str, list[int]] = {}
        self._special: dict[str, Callable[[], Example]] = {
            "made": self._made,
            "made_place": self._made_place,
            "alternative": self._alternative,
            "description": self._description,
        }
        for source, sentences in material.marked.items():
            self._special[f"{source}crop"] = lambda own=sentences: self._crop(own)
            self._special[f"{source}place"] = lambda own=sentences: self._place(own)

    def draw(self) -> Example:
        """Return the next example."""
        kind = self.random.choices(self._kinds, self._weights)[0]
        special = self._special.get(kind)
        return self._labelled(kind) if special is None else special()

    def _labelled(self, kind: str) -> Example:
        """Return a labelled text; each comes once before any comes again."""
        texts = self._material.labelled[kind]
        left = self._left.get(kind)
        if not left:
            left = self._left[kind] = list(range(len(texts)))
            self.random.shuffle(left)
        text, named = texts[left.pop()]
        return Example(text, self.random.choice(sorted(named)), set(named))

    def _made(self) -> Example:
        text, chosen = self.maker.sentence()
        return Example(text, self.random.choice(chosen), set(chosen))

    def _made_place(self) -> Example:
        text, chosen, places = self.maker.placed_sentence()
        number = self.random.randrange(len(chosen))
        return Example(text, chosen[number], {chosen[number]}, places[number])

    def _alternative(self) -> Example:
        row, name = self.random.choice(self._alternatives)
        return Example(name, row, {row})

    def _description(self) -> Example:
        row = self.random.randrange(len(self._material.skills))
        skill = self._material.skills[row]
        is_first = self.random.random() < _FIRST_SENTENCE_SHARE
        text = skill.description.split(". ")[0] if is_first else skill.description
        return Example(text[:_MOST_CHARACTERS] or skill.label, row, {row})

    def _crop(self, sentences: Sequence[Marked]) -> Example:
        """Return a span with some of the words around it, and all skills that are wholly in what is left."""
        tokens, spans = self.random.choice(sentences)
        start, end, skills = spans[self.random.randrange(len(spans))]
        first = max(0, start - self.random.choice(_AROUND))
        last = min(len(tokens), end + self.random.choice(_AROUND))
        named = {skill for a, b, own in spans if a >= first and b <= last for skill in own}
        return Example(" ".join(tokens[first:last]), self.random.choice(skills), named)

    def _place(self, sentences: Sequence[Marked]) -> Example:
        tokens, spans = self.random.choice(sentences)
        start, end, skills = self.random.choice(spans)
        first = len(" ".join(tokens[:start])) + (start > 0)
        place = first, first + len(" ".join(tokens[start:end]))
        return Example(" ".join(tokens), self.random.choice(skills), set(skills), place)
