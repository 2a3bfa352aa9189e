"""Texts in which people marked the spans that name skills or knowledge, without saying which skill."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeGuard

from skillpact.errors import InputError
from skillpact.evaluation.material import LabelledData

Span = tuple[int, int]
_TAGS = frozenset("BIO")


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A text, one sentence a line, and its marked spans as (start, end) in Unicode code points, by place."""

    data: str
    language: str
    text: str
    spans: tuple[Span, ...]


def read_skillspan(data: LabelledData) -> list[MarkedText]:
    """Return the English advertisements of SkillSpan's development split. Raises InputError."""
    path = "benchmarks/skillspan/dev.jsonl.gz"
    adverts: dict[tuple[str, str], _Text] = {}
    for row, value in data.objects(path):
        tokens, skills, knowledge = value.get("tokens"), value.get("tags_skill"), value.get("tags_knowledge")
        if not (_are_strings(tokens) and _are_strings(skills) and _are_strings(knowledge)):
            raise InputError("expected the lists tokens, tags_skill and tags_knowledge", file=path, row=row)
        if not len(tokens) == len(skills) == len(knowledge):
            raise InputError(
                f"found {len(tokens)} tokens, {len(skills)} and {len(knowledge)} tags, expected as many of each",
                file=path, row=row,
            )  # fmt: skip
        advert = adverts.setdefault((str(value.get("source")), str(value.get("idx"))), _Text())
        advert.add(tokens, (skills, knowledge), path, row)
    return [MarkedText("skillspan", "en", advert.text, advert.marked()) for advert in adverts.values()]


def read_kompetencer(data: LabelledData) -> list[MarkedText]:
    """Return the Danish sentences of Kompetencer, one a text. Raises InputError."""
    path = "benchmarks/kompetencer/kompetencer_danish_train.conll"
    found: list[MarkedText] = []
    rows: list[tuple[str, ...]] = []

    def end(row: int) -> None:
        if rows:
            sentence = _Text()
            tokens = [cells[0] for cells in rows]
            # The published file has two rows with another word in place of a tag: they mark nothing.
            layers = ([cells[place] if cells[place][:2] in ("B-", "I-") else "O" for cells in rows] for place in (1, 2))
            sentence.add(tokens, layers, path, row)
            found.append(MarkedText("kompetencer", "da", sentence.text, sentence.marked()))
            rows.clear()

    row = 0
    for row, cells in data.tabbed(path, 3):
        if cells:
            rows.append(cells)
        else:
            end(row)
    end(row)
    return found


class _Text:
    """A text put together from the tokens of its sentences."""

    def __init__(self) -> None:
        self.text = ""
        self._spans: set[Span] = set()

    def add(self, tokens: list[str], layers: Iterable[list[str]], path: str, row: int) -> None:
        """Add a sentence with its tags, one list of tags a layer; "B…" begins a span, "I…" goes on."""
        starts, places = len(self.text) + (1 if self.text else 0), []
        for token in tokens:
            places.append((starts, starts + len(token)))
            starts += len(token) + 1
        self.text += ("\n" if self.text else "") + " ".join(tokens)
        for tags in layers:
            first: int | None = None
            for position, tag in enumerate([*tags, "O"]):
                if tag[:1] not in _TAGS:
                    raise InputError(f"found the tag {tag[:20]!r}, expected B, I or O", file=path, row=row)
                if first is not None and not tag.startswith("I"):
                    self._spans.add((places[first][0], places[position - 1][1]))
                    first = None
                if first is None and not tag.startswith("O"):
                    first = position

    def marked(self) -> tuple[Span, ...]:
        """Return the spans of all layers by place."""
        return tuple(sorted(self._spans))


def _are_strings(value: object) -> TypeGuard[list[str]]:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
