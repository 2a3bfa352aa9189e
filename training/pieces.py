"""Texts as token numbers of the base model, in padded batches."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch
from base import base_folder
from bert import N_DIMENSIONS, TrainedEncoder
from torch import Tensor

_SEPARATOR = 102  # the token at the end of every text


class Pieces:
    """Cuts texts into tokens, without a length of its own."""

    def __init__(self) -> None:
        from tokenizers import Tokenizer

        self.tokenizer = Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()

    def ids(self, texts: Sequence[str], most: int) -> list[list[int]]:
        """Return the token numbers of each text, the marks of beginning and end among them, at most `most`."""
        found = [encoded.ids for encoded in self.tokenizer.encode_batch(list(texts))]
        return [own if len(own) <= most else [*own[: most - 1], _SEPARATOR] for own in found]

    def tokens_at(self, text: str, place: tuple[int, int], most: int) -> tuple[int, int] | None:
        """Return the tokens (start, end) that lie in the characters of `place`; None where none of the first does."""
        offsets = self.tokenizer.encode(text).offsets[: most - 1]
        inside = [
            number for number, (start, end) in enumerate(offsets) if end > start and start < place[1] and end > place[0]
        ]
        return (inside[0], inside[-1] + 1) if inside else None


def padded(ids: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Return (token numbers, False where they are padding), both (n_texts, longest)."""
    longest = max(map(len, ids))
    filled = np.zeros((len(ids), longest), np.int64)
    is_read = np.zeros((len(ids), longest), bool)
    for row, own in enumerate(ids):
        filled[row, : len(own)] = own
        is_read[row, : len(own)] = True
    return torch.from_numpy(filled), torch.from_numpy(is_read)


@torch.no_grad()
def encode(
    model: TrainedEncoder, pieces: Pieces, texts: Sequence[str], most: int, n_batch: int
) -> npt.NDArray[np.float32]:
    """Return unit vectors, (n_texts, N_DIMENSIONS). Texts of like length are computed together."""
    model.eval()
    ids = pieces.ids(texts, most)
    order = np.argsort([len(own) for own in ids], kind="stable")
    found = np.zeros((len(texts), N_DIMENSIONS), np.float32)
    for start in range(0, len(order), n_batch):
        rows = order[start : start + n_batch]
        with torch.autocast("cpu", dtype=torch.bfloat16):
            found[rows] = model(*padded([ids[row] for row in rows])).numpy()
    return found
