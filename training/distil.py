"""Teach two layers to give the vectors of all six, for reading many sentences: the distilled encoder.

python training/distil.py --data DIR --weights DIR      after the encoder, whose files are the teacher; 25 minutes

It starts from the first and the last layer of the teacher and sees what the teacher makes of each token of 73,000
texts. What counts is what an extraction does with the vectors: those of whole texts and of their parts should rank the
labels of all skills as the teacher's do.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np
import torch
from bert import N_DIMENSIONS, Layer, TrainedEncoder
from export import export_distilled, read_exported
from pieces import Pieces, encode, padded
from ranges import observe_ranges, texts_for_ranges
from sources import Skill, add_data_option, read_skills
from student_texts import student_texts
from torch import Tensor, nn
from torch.nn import functional

LAYERS_KEPT = (0, 5)  # of the teacher; layers 0 and 1 instead were three times as far from it after 150 steps
N_INNER_KEPT = 768  # of 1,536 numbers between the two matrices of a layer, those that matter most
_SEED = 3
_N_STEPS = 3_000
_REAL_TIMES = 3  # how often sentences of real advertisements are seen while others are seen once
_RATE, _LAST, _N_WARM_UP = 5e-4, 0.02, 50
_N_BATCH = 96
_N_LISTENED = 40  # groups of texts by which inner numbers are judged
_SORTED_TOGETHER = 16  # batches whose texts are sorted by length, so that little is padded
_MOST_TOKENS = 64
_TEMPERATURE = 0.05
_COSINE_WEIGHT = 10.0  # beside the loss of tokens and of ranks
_HELD_OUT = 97  # each so manieth text is only measured on
_DECAY, _LONGEST_STEP = 0.01, 1.0


class Distillation:
    """The student, what it sees, and the vectors of all labels as the teacher gives them."""

    def __init__(self, data: Path, weights: Path, skills: Sequence[Skill]):
        torch.manual_seed(_SEED)
        self._random = random.Random(_SEED)
        teacher = TrainedEncoder()
        teacher.load_state_dict(read_exported(weights))
        teacher.eval()
        pieces = Pieces()
        texts, n_real = student_texts(data, skills)
        self._ids = pieces.ids(texts, _MOST_TOKENS)
        self._hidden = _hidden(teacher, self._ids)
        self._labels = torch.from_numpy(encode(teacher, pieces, [skill.label for skill in skills], 32, 128))
        self.student = TrainedEncoder()
        self.student.load_state_dict(teacher.state_dict())
        self.student.layers = nn.ModuleList([self.student.layers[number] for number in LAYERS_KEPT])
        self._narrow()
        # Words are shared with the teacher.
        for own in (self.student.words, self.student.places, self.student.norm):
            own.requires_grad_(False)
        self.student.segment.requires_grad_(False)
        rows = [row for row, own in enumerate(self._ids) if len(own) > 2]
        self._held_out = rows[::_HELD_OUT]
        self._rows = [
            row for row in sorted(set(rows) - set(self._held_out)) for _ in range(_REAL_TIMES if row < n_real else 1)
        ]

    @torch.no_grad()
    def _narrow(self) -> None:
        """Keep the inner numbers of each layer that say most: the square of the number times that of what it adds."""
        for place, layer in enumerate(self.student.layers):
            said = torch.zeros(layer.up.out_features)

            def listen(_module: nn.Module, _inputs: object, output: Tensor, said: Tensor = said) -> None:
                said.add_((functional.gelu(output) ** 2).sum((0, 1)))

            hook = layer.up.register_forward_hook(listen)
            for first in range(0, len(self._ids), len(self._ids) // _N_LISTENED):
                self.student.hidden(*padded(self._ids[first : first + 8]))
            hook.remove()
            merit = said * (layer.down.weight**2).sum(0)
            kept = merit.topk(N_INNER_KEPT).indices.sort().values
            narrow = Layer(N_INNER_KEPT)
            state = layer.state_dict()
            state["up.weight"], state["up.bias"] = state["up.weight"][kept], state["up.bias"][kept]
            state["down.weight"] = state["down.weight"][:, kept]
            narrow.load_state_dict(state)
            self.student.layers[place] = narrow

    def train(self) -> None:
        """Run all steps and print what they lose."""
        learning = [own for own in self.student.parameters() if own.requires_grad]
        optimizer = torch.optim.AdamW(
            [
                {"params": [own for own in learning if own.ndim < 2], "weight_decay": 0.0},
                {"params": [own for own in learning if own.ndim >= 2], "weight_decay": _DECAY},
            ],
            lr=_RATE,
        )
        began = time.monotonic()
        for step, rows in enumerate(self._batches()):
            if step == _N_STEPS:
                break
            factor = min(1, (step + 1) / _N_WARM_UP) * (1 - (1 - _LAST) * step / _N_STEPS)
            for group in optimizer.param_groups:
                group["lr"] = _RATE * factor
            token, cosine, ranks, _ = self._losses(rows)
            optimizer.zero_grad()
            (token + _COSINE_WEIGHT * cosine + ranks).backward()
            torch.nn.utils.clip_grad_norm_(learning, _LONGEST_STEP)
            optimizer.step()
            if step % 200 == 0 or step == _N_STEPS - 1:
                print(f"distil\t{step}\t{time.monotonic() - began:.0f} s\theld out: {self.measured()}", flush=True)

    @torch.no_grad()
    def measured(self) -> str:
        """Return how far the student is from the teacher on texts that it does not learn from."""
        state = self._random.getstate()
        self._random.seed(_SEED)
        rows = sorted(self._held_out, key=lambda row: len(self._ids[row]))
        found = [
            [float(own) for own in self._losses(rows[first : first + _N_BATCH])]
            for first in range(0, len(rows), _N_BATCH)
        ]
        self._random.setstate(state)
        token, cosine, ranks, same = np.mean(found, axis=0)
        return f"tokens {token:.3f}, cosine {1 - cosine / 2:.3f}, ranks {ranks:.3f}, same nearest label {same:.2f}"

    def _batches(self) -> Iterator[list[int]]:
        rows = list(self._rows)
        together = _N_BATCH * _SORTED_TOGETHER
        while True:
            self._random.shuffle(rows)
            for first in range(0, len(rows) - together, together):
                chosen = sorted(rows[first : first + together], key=lambda row: len(self._ids[row]))
                batches = [chosen[start : start + _N_BATCH] for start in range(0, together, _N_BATCH)]
                self._random.shuffle(batches)
                yield from batches

    def _losses(self, rows: Sequence[int]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Return what tokens, cosines and ranks of a batch lose, and the share with the teacher's nearest label."""
        ids, is_read = padded([self._ids[row] for row in rows])
        wanted = torch.zeros(len(rows), ids.shape[1], N_DIMENSIONS)
        is_part = torch.zeros(len(rows), ids.shape[1])
        for place, row in enumerate(rows):
            own = self._hidden[row].float()
            wanted[place, : len(own)] = own
            n_part = self._random.randint(2, 7)
            start = self._random.randint(1, max(1, len(own) - 1 - n_part))
            is_part[place, start : min(start + n_part, len(own) - 1)] = 1
        with torch.autocast("cpu", dtype=torch.bfloat16):
            found = self.student.hidden(ids, is_read)
        found = found.float()
        squares = ((found - wanted) ** 2).sum(-1)
        token = (squares * is_read).sum() / ((wanted**2).sum(-1) * is_read).sum()
        pools = is_read.float(), is_part
        ours = torch.cat([functional.normalize((found * own[..., None]).sum(1), dim=-1) for own in pools])
        theirs = torch.cat([functional.normalize((wanted * own[..., None]).sum(1), dim=-1) for own in pools])
        cosines = 1 - (ours * theirs).sum(-1)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            by_us, by_them = ours @ self._labels.T, theirs @ self._labels.T
        apart = functional.kl_div(
            functional.log_softmax(by_us.float() / _TEMPERATURE, -1),
            functional.softmax(by_them.float() / _TEMPERATURE, -1),
            reduction="none",
        ).sum(-1)
        same = (by_us.argmax(1) == by_them.argmax(1)).float().mean()
        # Twice the mean over both: texts and parts count one each.
        return token, 2 * cosines.mean(), 2 * apart.mean(), same


@torch.no_grad()
def _hidden(model: TrainedEncoder, ids: Sequence[Sequence[int]]) -> list[Tensor]:
    """Return what the last layer makes of the tokens of each text, (n_tokens, N_DIMENSIONS) float16."""
    found: list[Tensor] = [torch.zeros(0)] * len(ids)
    order = sorted(range(len(ids)), key=lambda row: len(ids[row]))
    for first in range(0, len(order), 64):
        rows = order[first : first + 64]
        numbers, is_read = padded([ids[row] for row in rows])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            hidden = model.hidden(numbers, is_read).half()
        for place, row in enumerate(rows):
            found[row] = hidden[place, : len(ids[row])].clone()
    return found


def main() -> int:
    """Teach, and write the files that the package reads."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_data_option(parser)
    parser.add_argument("--weights", type=Path, required=True, help="folder of the model, where the files are put too")
    options = parser.parse_args()
    torch.set_num_threads(1)
    skills = read_skills(options.data)
    distillation = Distillation(options.data, options.weights, skills)
    distillation.train()
    student = distillation.student
    export_distilled(student, observe_ranges(student, texts_for_ranges(options.data, skills)), options.weights)
    return 0


if __name__ == "__main__":
    sys.exit(main())
