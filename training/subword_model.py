"""The subword encoder while it learns: the same sums as at run time, in torch, and what is written at the end."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

from skillpact.extraction.subwords import FORMAT, fingerprint, grams_of, words_of

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Settings:
    """What the encoder is made of and how it learns; the figures behind the defaults are in subwords.md."""

    n_rows: int = 110_000  # pieces of words that are kept, the most frequent ones
    n_inner: int = 96  # numbers of a piece
    hidden: int = 0  # width of a hidden layer, 0 for none
    n_levels: int = 31  # whole numbers on either side of 0 in which a row is stored
    n_steps: int = 2_400
    n_batch: int = 1_024
    n_negatives: int = 2_048  # further targets, drawn anew in each step, that the right one must beat
    temperature: float = 0.05
    cosine_weight: float = 1.0  # of nearness to the teacher beside contrast
    dropped: float = 0.2  # share of pieces left out in a step: unseen words have few of theirs
    rate: float = 0.02  # of rows
    layer_rate: float = 0.003
    n_seconds: float = math.inf  # stop there at the latest; the rate follows steps or seconds, what is further on
    seed: int = 0


class Ragged:
    """Lists of whole numbers of different lengths."""

    def __init__(self, lists: Sequence[Sequence[int]]):
        self.starts: Ints = np.zeros(len(lists) + 1, np.int64)
        np.cumsum([len(own) for own in lists], out=self.starts[1:])
        self.values: Ints = np.fromiter((value for own in lists for value in own), np.int64, int(self.starts[-1]))

    def take(self, rows: Ints) -> tuple[Ints, Ints]:
        """Return the values of these rows one after the other, and how many each row has."""
        counts = self.starts[rows + 1] - self.starts[rows]
        places = np.arange(counts.sum()) + np.repeat(self.starts[rows] - np.cumsum(counts) + counts, counts)
        return self.values[places], counts


class Words:
    """The words of all texts, their pieces, and the pieces that are kept."""

    def __init__(self, texts: Sequence[str], weights: npt.NDArray[np.float64], n_rows: int):
        rows: dict[str, int] = {}
        self.of_texts = Ragged([[rows.setdefault(word, len(rows)) for word in words_of(text)] for text in texts])
        owners = np.repeat(np.arange(len(texts)), np.diff(self.of_texts.starts))
        # The square root keeps pieces of very frequent words from crowding out those that many words share.
        worth = np.sqrt(np.bincount(self.of_texts.values, weights[owners], minlength=len(rows)))
        pieces = Ragged([[fingerprint(gram) for gram in grams_of(word)] for word in rows])
        distinct, inverse = np.unique(pieces.values, return_inverse=True)
        of_words = np.repeat(np.arange(len(rows)), np.diff(pieces.starts))
        score = np.bincount(inverse, worth[of_words], minlength=len(distinct))
        kept = np.sort(np.argsort(-score, kind="stable")[:n_rows])
        self.fingerprints: npt.NDArray[np.uint32] = distinct[kept].astype(np.uint32)
        place = np.full(len(distinct), -1, np.int64)
        place[kept] = np.arange(len(kept))
        found = place[inverse]
        self.of_words = Ragged([])
        self.of_words.values = found[found >= 0]
        counts = np.bincount(of_words[found >= 0], minlength=len(rows))
        self.of_words.starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


class Model:
    """Rows with their importance, and the layers to the teacher's space, with the state of their optimisers."""

    def __init__(self, settings: Settings, n_rows: int, n_out: int):
        torch.manual_seed(settings.seed)
        self.settings = settings
        self.rows = torch.randn(n_rows, settings.n_inner) * 0.1
        self.importance = torch.zeros(n_rows, 1)
        widths = [settings.n_inner, *([settings.hidden] if settings.hidden else []), n_out]
        self.layers = [(torch.randn(a, b) / math.sqrt(a)).requires_grad_() for a, b in pairwise(widths)]
        self._optimizer = torch.optim.Adam(self.layers, lr=settings.layer_rate)
        self._moments = [[torch.zeros_like(table), torch.zeros_like(table)] for table in (self.rows, self.importance)]
        self._n_steps = 0

    def step(
        self,
        words: Words,
        texts: Ints,
        rate: float,
        loss_of: Callable[[torch.Tensor], torch.Tensor],
        rng: np.random.Generator,
    ) -> float:
        """Learn from one batch of texts, (n_batch, n_parts) rows of `words.of_texts`, -1 where there is no part."""
        own, place, pieces, place_in, counts = _lookup(words, texts, rng, self.settings.dropped)
        parts = torch.from_numpy(pieces)
        taken = [table[parts].requires_grad_() for table in (self.rows, self.importance)]
        out = self._forward(taken, place_in, counts, place, own)
        loss = loss_of(out)
        self._optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self._n_steps += 1
        for group in self._optimizer.param_groups:
            group["lr"] = self.settings.layer_rate * rate
        self._optimizer.step()
        with torch.no_grad():
            for table, moments, piece in zip((self.rows, self.importance), self._moments, taken, strict=True):
                assert piece.grad is not None
                first = moments[0][parts].mul_(0.9).add_(piece.grad, alpha=0.1)
                second = moments[1][parts].mul_(0.999).addcmul_(piece.grad, piece.grad, value=0.001)
                moments[0][parts], moments[1][parts] = first, second
                right = math.sqrt(1 - 0.999**self._n_steps) / (1 - 0.9**self._n_steps)
                table[parts] = piece - self.settings.rate * rate * right * first / (second.sqrt() + 1e-8)
        return float(loss.detach())

    def _forward(
        self, taken: Sequence[torch.Tensor], place_in: Ints, counts: Ints, place: Ints, own: Ints
    ) -> torch.Tensor:
        bounds = torch.from_numpy(np.cumsum(counts) - counts)
        index = torch.from_numpy(place_in)
        words, importance = (functional.embedding_bag(index, part, bounds, mode="mean") for part in taken)
        texts = torch.from_numpy(np.cumsum(own) - own)
        x = functional.embedding_bag(torch.from_numpy(place), words * importance.exp(), texts, mode="sum")
        x = functional.normalize(x)
        for number, layer in enumerate(self.layers):
            x = (torch.relu(x) if number else x) @ layer
        return functional.normalize(x)

    def save(self, path: Path, words: Words) -> None:
        """Write what the run time reads."""
        largest = self.rows.abs().amax(dim=1).clamp(min=1e-8).numpy()
        scales = (largest / self.settings.n_levels).astype(np.float16)
        stored: dict[str, Any] = {
            "format": np.array(FORMAT),
            "fingerprints": words.fingerprints,
            "rows": _rounded(self.rows.numpy(), scales[:, None], self.settings.n_levels),
            "scales": scales,
            "importance": self.importance[:, 0].numpy().astype(np.float16),
        }
        for number, layer in enumerate(self.layers):
            matrix = layer.detach().numpy()
            column = (np.abs(matrix).max(axis=0) / 127).astype(np.float32)
            stored |= {f"layer{number}.int8": _rounded(matrix, column, 127), f"layer{number}.scale": column}
        np.savez_compressed(path, **stored)


def train(
    words: Words,
    settings: Settings,
    draw: Callable[[np.random.Generator, int], tuple[Ints, Ints]],
    targets: npt.NDArray[np.float32],
    pool: Ints,
    report: Callable[[str], None],
) -> Model:
    """Return the model after learning.

    draw : returns for n examples their texts (n, n_parts) and their targets (n, 2), -1 where there is none
    targets : (n_targets, n_out) unit vectors of the teacher
    pool : targets that may be drawn as wrong answers
    """
    rng = np.random.default_rng(settings.seed)
    vectors = torch.from_numpy(targets)
    model = Model(settings, len(words.fingerprints), targets.shape[1])
    started, average = time.monotonic(), 0.0
    for number in range(settings.n_steps):
        progress = max(number / settings.n_steps, (time.monotonic() - started) / settings.n_seconds)
        if progress >= 1:
            break
        texts, wanted = draw(rng, settings.n_batch)
        candidates, at = np.unique(
            np.concatenate([wanted.ravel(), rng.choice(pool, settings.n_negatives)]), return_inverse=True
        )
        if candidates[0] < 0:
            candidates, at = candidates[1:], at - 1
        right = torch.from_numpy(at[: wanted.size].reshape(wanted.shape))
        loss_of = _loss_of(vectors[torch.from_numpy(candidates)], right, settings)
        rate = min(1.0, (number + 1) / 100) * (1 - progress)
        average += (model.step(words, texts, rate, loss_of, rng) - average) * max(0.02, 1 / (number + 1))
        if number % 100 == 99:
            report(f"step {number + 1}, loss {average:.3f}, {time.monotonic() - started:.0f} s")
    return model


def _loss_of(
    candidates: torch.Tensor, right: torch.Tensor, settings: Settings
) -> Callable[[torch.Tensor], torch.Tensor]:
    has_two = (right[:, 1] >= 0).float()
    second = torch.where(right[:, 1] >= 0, right[:, 1], right[:, 0])
    goal = functional.normalize(candidates[right[:, 0]] + candidates[second])

    def loss_of(out: torch.Tensor) -> torch.Tensor:
        # Half precision is enough to tell candidates apart, and twice as fast.
        logits = (out.bfloat16() @ candidates.bfloat16().T).float() / settings.temperature
        chances = functional.log_softmax(logits, dim=1)
        one = chances.gather(1, right[:, :1])[:, 0]
        two = chances.gather(1, second[:, None])[:, 0]
        contrast = -torch.where(has_two > 0, (one + two) / 2, one).mean()
        return contrast + settings.cosine_weight * (1 - (out * goal).sum(dim=1)).mean()

    return loss_of


def _lookup(words: Words, texts: Ints, rng: np.random.Generator, dropped: float) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """Return words a text, each word's place, the pieces in use, each piece's place, and pieces a word."""
    owner, _part = np.nonzero(texts >= 0)
    found, counts = words.of_texts.take(texts[texts >= 0])
    own = np.bincount(owner, counts, minlength=len(texts)).astype(np.int64)
    distinct, place = np.unique(found, return_inverse=True)
    pieces, n_pieces = words.of_words.take(distinct)
    if dropped:
        stays = rng.random(len(pieces)) >= dropped
        n_pieces = np.bincount(np.repeat(np.arange(len(distinct)), n_pieces)[stays], minlength=len(distinct))
        pieces = pieces[stays]
    used, place_in = np.unique(pieces, return_inverse=True)
    return own, place, used, place_in, n_pieces.astype(np.int64)


def _rounded(matrix: npt.NDArray[np.float32], scales: npt.NDArray[Any], n_levels: int) -> npt.NDArray[np.int8]:
    rounded: npt.NDArray[np.int8] = np.clip(np.rint(matrix / scales.astype(np.float32)), -n_levels, n_levels).astype(
        np.int8
    )
    return rounded
