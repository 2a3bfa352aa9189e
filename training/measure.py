"""How well the encoder alone finds the skills of a sentence while it learns: by the nearest preferred labels.

Measured on the validation sets HOUSE and TECH and on sentences of SkillSkape's dev split. No label of theirs is learnt
from, but a quarter of the sentences of TECH also stand in the training split of SkillSpan, under labels made for this
project: `TECH unseen` leaves them out, and is the figure to go by.
The package adds spelling, parts of sentences and more to this: its figures come from `skillpact evaluate`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from bert import TrainedEncoder
from pieces import Pieces, encode
from sources import (
    GREEN_TRAIN,
    SKILLSPAN_TRAIN,
    Skill,
    read_decorte,
    read_skillskape,
    read_tagged,
    rows_by_label,
    runs_of_words,
)

_N_SKILLSKAPE = 300  # sentences; more would take as long as the training between two measures
_TOP = 5
_SEEN_SHARE = 0.4  # of the runs of words of a sentence; those of other advertisements share hardly any


class Measure:
    """The sentences, ready to be measured on again and again."""

    def __init__(self, data: Path, skills: Sequence[Skill]):
        row_of = rows_by_label(skills)
        self._labels = [skill.label for skill in skills]
        self._pieces = Pieces()
        tech = read_decorte(data, "tech", row_of)
        trained_on = [
            " ".join(row["tokens"]) for path in (SKILLSPAN_TRAIN, GREEN_TRAIN) for row in read_tagged(data, path)
        ]
        learnt = {run for text in trained_on for run in runs_of_words(text)}
        self._sets = {
            "HOUSE": read_decorte(data, "house", row_of),
            "TECH": tech,
            "TECH unseen": [own for own in tech if not _is_seen(own[0], learnt)],
            "SkillSkape": read_skillskape(data, "dev", row_of)[:_N_SKILLSKAPE],
        }

    def told(self, model: TrainedEncoder) -> str:
        """Return the figures as text."""
        return "\t".join(f"{name} {100 * share:.1f}" for name, share in self.shares(model).items())

    def shares(self, model: TrainedEncoder) -> dict[str, float]:
        """Return per set the mean R-precision at 5: of min(5, n) places on top, the share that holds right skills."""
        labels = encode(model, self._pieces, self._labels, 32, n_batch=128)
        found = {}
        for name, sentences in self._sets.items():
            texts = encode(model, self._pieces, [text for text, _skills in sentences], 80, n_batch=64)
            scores = texts @ labels.T
            found[name] = float(
                np.mean([_precision(own, right) for own, (_, right) in zip(scores, sentences, strict=True)])
            )
        return found


def _is_seen(text: str, learnt: set[tuple[str, ...]]) -> bool:
    runs = runs_of_words(text)
    return len(runs & learnt) > _SEEN_SHARE * len(runs)


def _precision(scores: npt.NDArray[np.float32], right: set[int]) -> float:
    top = np.argpartition(-scores, _TOP)[:_TOP]
    return len(right & set(top.tolist())) / min(_TOP, len(right))
