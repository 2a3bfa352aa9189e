"""The training loop: a text should lie nearer to the label of the skill it names than to any other label of ESCO.

The wrong labels of a text are all 13,895 others, not only those of its batch. Their vectors come from a memory bank:
those of the batch are fresh and learn, the rest are as old as their last use or the last refresh, and stand still.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from bert import Pool, TrainedEncoder, load_base
from draws import Drawer, Example, Material
from measure import Measure
from pieces import Pieces, encode, padded
from stages import Stage
from torch import Tensor
from torch.nn import functional

LABEL_TOKENS, TEXT_TOKENS = 32, 72  # the most that is read while learning; nearly all texts have fewer
_TEMPERATURE = 0.05
_DROPOUT = 0.05
_N_WARM_UP = 60  # steps until the rate is reached
_BACKWARD_WEIGHT = 0.3  # of the label finding its texts, beside the text finding its label
_LONGEST_STEP = 1.0  # of a gradient
_DECAY = 0.01  # of matrices
_TOGETHER = 32  # texts of like length in one pass; effect of more: more padding, fewer passes
_NEVER = -1e4


class Losses(NamedTuple):
    """What a step lost: `forward` of texts finding labels, `backward` of labels finding texts."""

    forward: float
    backward: float


class Training:
    """One stage, step by step; the same numbers for the same seed, machine and versions.

    state : the weights to go on from; None for the base weights
    """

    def __init__(self, stage: Stage, data: Path, material: Material, state: dict[str, Tensor] | None):
        torch.manual_seed(stage.seed)
        self.stage = stage
        self.model = load_base()
        if state is not None:
            self.model.load_state_dict(state)
        for layer in self.model.layers:
            layer.dropout = _DROPOUT
        # Words that training never shows keep their place among those it shows.
        for frozen in (self.model.words.weight, self.model.places.weight, self.model.segment):
            frozen.requires_grad_(False)
        self.drawer = Drawer(data, material, stage.shares, stage.seed)
        self._pieces = Pieces()
        self._labels = [skill.label for skill in material.skills]
        self._label_ids = self._pieces.ids(self._labels, LABEL_TOKENS)
        learning = [own for own in self.model.parameters() if own.requires_grad]
        self._optimizer = torch.optim.AdamW(
            [
                {"params": [own for own in learning if own.ndim < 2], "weight_decay": 0.0},
                {"params": [own for own in learning if own.ndim >= 2], "weight_decay": _DECAY},
            ],
            lr=stage.rate,
        )
        self.n_done = 0
        self.refresh()

    def refresh(self) -> None:
        """Compute the vectors of all labels anew."""
        self.bank = torch.from_numpy(encode(self.model, self._pieces, self._labels, LABEL_TOKENS, n_batch=128))

    def step(self) -> Losses:
        """Draw a batch and learn from it."""
        self.model.train()
        self._set_rate()
        batch = [self.drawer.draw() for _ in range(self.stage.n_batch)]
        rows = sorted({example.skill for example in batch})
        texts = self._encoded(*self._tokens(batch))
        labels = self._encoded([self._label_ids[row] for row in rows])
        self.bank[rows] = labels.detach()
        forward, backward = _losses(batch, rows, texts, labels, self.bank.clone())
        self._optimizer.zero_grad()
        (forward + _BACKWARD_WEIGHT * backward).backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), _LONGEST_STEP)
        self._optimizer.step()
        self.n_done += 1
        return Losses(float(forward.detach()), float(backward.detach()))

    def _set_rate(self) -> None:
        done = self.n_done / self.stage.n_steps
        factor = min(1, (self.n_done + 1) / _N_WARM_UP) * (1 - (1 - self.stage.last) * done)
        for group in self._optimizer.param_groups:
            group["lr"] = self.stage.rate * factor

    def _tokens(self, batch: Sequence[Example]) -> tuple[list[list[int]], Pool]:
        ids = self._pieces.ids([example.text for example in batch], TEXT_TOKENS)
        return ids, [
            None if own.place is None else self._pieces.tokens_at(own.text, own.place, TEXT_TOKENS) for own in batch
        ]

    def _encoded(self, ids: Sequence[Sequence[int]], pool: Pool | None = None) -> Tensor:
        """Return the vectors in the order of `ids`, computed in groups of like length."""
        order = np.argsort([len(own) for own in ids], kind="stable")
        found = []
        for group in np.array_split(order, max(1, len(order) // _TOGETHER)):
            own_pool = None if pool is None else [pool[row] for row in group]
            with torch.autocast("cpu", dtype=torch.bfloat16):
                found.append(self.model(*padded([ids[row] for row in group]), own_pool))
        return torch.cat(found)[torch.from_numpy(np.argsort(order, kind="stable"))]


def train_stage(
    stage: Stage,
    data: Path,
    material: Material,
    state: dict[str, Tensor] | None,
    measure: Measure | None,
    tell: Callable[[str], None],
) -> TrainedEncoder:
    """Return the encoder after the last step; `tell` gets a line now and then."""
    training = Training(stage, data, material, state)
    began = time.monotonic()
    lost: list[float] = []
    while training.n_done < stage.stop:
        lost.append(training.step().forward)
        step = training.n_done
        if step % 50 == 0:
            tell(f"{stage.name}\t{step}\tloss\t{np.mean(lost[-50:]):.3f}\t{time.monotonic() - began:.0f} s")
        is_last = step == stage.stop
        if step % stage.refresh == 0 and not is_last:
            training.refresh()
        if measure is not None and (step % stage.refresh == 0 or is_last):
            tell(f"{stage.name}\t{step}\tR-precision@5\t{measure.told(training.model)}")
    return training.model


def _losses(
    batch: Sequence[Example], rows: Sequence[int], texts: Tensor, labels: Tensor, bank: Tensor
) -> tuple[Tensor, Tensor]:
    """Return what finding the right label among all, and the right texts among those of the batch, still costs.

    rows : the skills of the batch, ascending; labels : (n_rows, n_dimensions), theirs; texts : (n_batch, n_dimensions)
    bank : (n_skills, n_dimensions), without gradient
    """
    fresh = texts @ labels.T / _TEMPERATURE
    scores = (texts @ bank.T / _TEMPERATURE).clone()
    scores[:, rows] = fresh
    # Other skills of the same text are right too: they are neither wanted nor unwanted here.
    is_also_right = torch.zeros_like(scores, dtype=torch.bool)
    for place, example in enumerate(batch):
        for other in example.named - {example.skill}:
            is_also_right[place, other] = True
    forward = functional.cross_entropy(
        scores.masked_fill(is_also_right, _NEVER), torch.tensor([example.skill for example in batch])
    )
    by_label = fresh.T.clone()
    names = torch.tensor([[row in example.named for example in batch] for row in rows])
    own = torch.logsumexp(by_label.masked_fill(~names, _NEVER), 1)
    return forward, -(own - torch.logsumexp(by_label, 1)).mean()
