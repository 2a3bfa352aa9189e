"""Between which numbers the inputs of each product lie, seen on training texts: the runtime rounds them by that.

Fixed ranges, not those of each batch, so that a text's vector does not depend on what stands beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from bert import TrainedEncoder
from pieces import Pieces, padded
from sources import SKILLSPAN_TRAIN, Skill, read_skillskape_texts, read_tagged
from torch import Tensor, nn

PRODUCTS = ("qkv", "out", "up", "down")
_MOST_TOKENS = 96  # as at run time
_BEYOND = 1e-5  # share of inputs on each side that is cut off; effect of more: finer steps, and rare large inputs lost
_N_BATCH = 32

Ranges = dict[str, tuple[float, float]]


def texts_for_ranges(data: Path, skills: Sequence[Skill]) -> list[str]:
    """Return about 1,250 texts of all kinds: synthetic and real sentences, and labels."""
    sentences = [" ".join(row["tokens"]) for row in read_tagged(data, SKILLSPAN_TRAIN)[::12]]
    return read_skillskape_texts(data, "train")[:400] + sentences + [skill.label for skill in skills[::30]]


@torch.no_grad()
def observe_ranges(model: TrainedEncoder, texts: Sequence[str]) -> Ranges:
    """Return (lowest, highest) of the inputs of each product, by names as `0.qkv`; 0 lies within."""
    model.eval()
    found: Ranges = {}
    is_read = torch.zeros(0)

    def observer(name: str) -> object:
        def observe(_module: nn.Module, inputs: tuple[Tensor, ...], _output: Tensor) -> None:
            seen = inputs[0][is_read].float().flatten()
            n_beyond = max(1, int(len(seen) * _BEYOND))
            highest = float(torch.topk(seen, n_beyond).values[-1])
            lowest = float(-torch.topk(-seen, n_beyond).values[-1])
            before = found.get(name, (0.0, 0.0))
            found[name] = min(before[0], lowest), max(before[1], highest)

        return observe

    hooks = [
        getattr(layer, product).register_forward_hook(observer(f"{number}.{product}"))
        for number, layer in enumerate(model.layers)
        for product in PRODUCTS
    ]
    ids = sorted(Pieces().ids(texts, _MOST_TOKENS), key=len)
    for start in range(0, len(ids), _N_BATCH):
        numbers, is_read = padded(ids[start : start + _N_BATCH])
        model(numbers, is_read)
    for hook in hooks:
        hook.remove()
    return found
