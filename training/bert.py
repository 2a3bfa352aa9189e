"""The encoder while it learns: the six layers of MiniLM in plain torch, with the mean of the last layer as vector.

The sums are those of the runtime's graph (graph.py). Names, order and making of the parts are part of what a seed
stands for: torch draws first weights while it makes them, and adds up the gradient's length in this order.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from base import base_folder
from torch import Tensor, nn
from torch.nn import functional

N_WORDS, N_PLACES, N_DIMENSIONS, N_HEADS, N_INNER, N_LAYERS = 30_522, 512, 384, 12, 1_536, 6
_EPSILON = 1e-12  # as in BERT
_NEVER = -1e4  # what padding gets before the softmax; small enough, and within the range of half precision

Pool = Sequence[tuple[int, int] | None]


class Layer(nn.Module):
    """One layer: attention and two matrices, each added to what came in."""

    def __init__(self, n_inner: int = N_INNER) -> None:
        super().__init__()
        self.qkv = nn.Linear(N_DIMENSIONS, 3 * N_DIMENSIONS)
        self.out = nn.Linear(N_DIMENSIONS, N_DIMENSIONS)
        self.norm1 = nn.LayerNorm(N_DIMENSIONS, eps=_EPSILON)
        self.up = nn.Linear(N_DIMENSIONS, n_inner)
        self.down = nn.Linear(n_inner, N_DIMENSIONS)
        self.norm2 = nn.LayerNorm(N_DIMENSIONS, eps=_EPSILON)
        self.dropout = 0.0

    def forward(self, x: Tensor, is_read: Tensor) -> Tensor:
        """Return what the layer makes of x, (n_texts, n_tokens, N_DIMENSIONS) as x.

        is_read : (n_texts, 1, 1, n_tokens), False where tokens are padding
        """
        n_texts, n_tokens, width = x.shape
        head = width // N_HEADS
        q, k, v = self.qkv(x).view(n_texts, n_tokens, 3, N_HEADS, head).permute(2, 0, 3, 1, 4)
        weights = ((q @ k.transpose(-1, -2)) * (1 / math.sqrt(head))).masked_fill(~is_read, _NEVER).softmax(-1)
        attended = self.out((weights.to(v.dtype) @ v).transpose(1, 2).reshape(n_texts, n_tokens, width))
        x = self.norm1(x + functional.dropout(attended, self.dropout, self.training))
        inner = self.down(functional.gelu(self.up(x)))
        return self.norm2(x + functional.dropout(inner, self.dropout, self.training))


class TrainedEncoder(nn.Module):
    """From token numbers to unit vectors."""

    def __init__(self, n_layers: int = N_LAYERS) -> None:
        super().__init__()
        self.words = nn.Embedding(N_WORDS, N_DIMENSIONS)
        self.places = nn.Embedding(N_PLACES, N_DIMENSIONS)
        self.segment = nn.Parameter(torch.zeros(N_DIMENSIONS))
        self.norm = nn.LayerNorm(N_DIMENSIONS, eps=_EPSILON)
        self.layers = nn.ModuleList([Layer() for _ in range(n_layers)])

    def forward(self, ids: Tensor, is_read: Tensor, pool: Pool | None = None) -> Tensor:
        """Return unit vectors, (n_texts, N_DIMENSIONS) float32.

        ids, is_read : (n_texts, n_tokens), token numbers, and False where they are padding
        pool : of each text, the tokens (start, end) whose mean is its vector; None for all of them
        """
        x = self.hidden(ids, is_read)
        if pool is not None:
            is_read = is_read.clone()
            for row, tokens in enumerate(pool):
                if tokens is not None:
                    is_read[row] = False
                    is_read[row, tokens[0] : tokens[1]] = True
        is_pooled = is_read[..., None].to(x.dtype)
        return functional.normalize(((x * is_pooled).sum(1) / is_pooled.sum(1)).float(), dim=-1)

    def hidden(self, ids: Tensor, is_read: Tensor) -> Tensor:
        """Return what the last layer makes of each token, (n_texts, n_tokens, N_DIMENSIONS)."""
        x: Tensor = self.norm(self.words(ids) + self.places.weight[: ids.shape[1]] + self.segment)
        for layer in self.layers:
            x = layer(x, is_read[:, None, None, :])
        return x


def load_base() -> TrainedEncoder:
    """Return the encoder with the published weights."""
    from safetensors.torch import load_file

    stored = load_file(base_folder() / "model.safetensors")
    model = TrainedEncoder()
    names = {
        "words.weight": "embeddings.word_embeddings.weight",
        "places.weight": "embeddings.position_embeddings.weight",
        "norm": "embeddings.LayerNorm",
    }
    for number in range(N_LAYERS):
        for own, theirs in (
            ("out", "attention.output.dense"), ("norm1", "attention.output.LayerNorm"),
            ("up", "intermediate.dense"), ("down", "output.dense"), ("norm2", "output.LayerNorm"),
        ):  # fmt: skip
            names[f"layers.{number}.{own}"] = f"encoder.layer.{number}.{theirs}"
    state = {}
    for name in model.state_dict():
        whole, _, kind = name.rpartition(".")
        if name == "segment":
            state[name] = stored["embeddings.token_type_embeddings.weight"][0]
        elif whole.endswith(".qkv"):
            prefix = f"encoder.layer.{whole.split('.')[1]}.attention.self"
            state[name] = torch.cat([stored[f"{prefix}.{part}.{kind}"] for part in ("query", "key", "value")])
        else:
            state[name] = stored[names[name] if name in names else f"{names[whole]}.{kind}"]
    model.load_state_dict(state)
    return model
