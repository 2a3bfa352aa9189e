"""From trained weights to the files that the package reads; see src/skillpact/extraction/encoder.py."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from base import base_folder
from bert import N_DIMENSIONS, N_LAYERS, N_PLACES, TrainedEncoder
from graph import build_graph
from ranges import PRODUCTS, Ranges
from torch import Tensor

_UNUSED = re.compile(r"^\[unused|[^\u0000-\u03ff\u1e00-\u1eff\u2000-\u23ff]")
_N_PLACES = 128  # of 512: the package reads no longer texts

Arrays = dict[str, npt.NDArray[Any]]


def export(model: TrainedEncoder, ranges: Ranges, folder: Path) -> None:
    """Write weights, graphs and tokenizer into `folder`; the same weights give the same bytes."""
    state = {name: own.numpy() for name, own in model.state_dict().items()}
    np.savez(folder / "encoder.npz", **compressed(state, ranges))
    (folder / "encoder.onnx").write_bytes(build_graph(rounded=True))
    (folder / "encoder-float.onnx").write_bytes(build_graph(rounded=False))
    tokenizer = json.loads((base_folder() / "tokenizer.json").read_bytes())
    # The package pads and cuts by itself.
    tokenizer.update(truncation=None, padding=None)
    text = json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":"))
    (folder / "tokenizer.json").write_text(text, encoding="utf-8")


def export_distilled(model: TrainedEncoder, ranges: Ranges, folder: Path) -> None:
    """Write the layers and the graph of the distilled encoder into `folder`; words and tokenizer are the encoder's."""
    state = {name: own.numpy() for name, own in model.state_dict().items()}
    n_inner = len(state["layers.0.up.bias"])
    np.savez(folder / "distilled.npz", **compressed_layers(state, ranges, len(model.layers)))
    (folder / "distilled.onnx").write_bytes(build_graph(rounded=True, n_layers=len(model.layers), n_inner=n_inner))


def compressed(state: Arrays, ranges: Ranges) -> Arrays:
    """Return the arrays of encoder.npz: the layers, and words as int8 with one scale a row, and the row of each."""
    found: Arrays = {"norm.weight": state["norm.weight"], "norm.bias": state["norm.bias"]}
    found.update(compressed_layers(state, ranges, N_LAYERS))
    row_of, kept = kept_words()
    found["words.row"] = row_of
    _add_rounded(found, "words", state["words.weight"][kept], axis=1)
    found["places"] = state["places.weight"][:_N_PLACES]
    found["segment"] = state["segment"]
    return found


def read_exported(folder: Path) -> dict[str, Tensor]:
    """Return the weights of the encoder in `folder`, as they are after rounding, for a model in torch."""
    with np.load(folder / "encoder.npz") as stored:
        arrays = {name: stored[name] for name in stored.files}
    words = arrays["words.int8"].astype(np.float32) * arrays["words.scale"][:, None]
    places = np.zeros((N_PLACES, N_DIMENSIONS), np.float32)
    places[:_N_PLACES] = arrays["places"]
    found = {"words.weight": words[arrays["words.row"]], "places.weight": places}
    for name in TrainedEncoder().state_dict():
        own = name.removeprefix("layers.")
        if f"{own}.int8" in arrays:
            found[name] = (arrays[f"{own}.int8"].astype(np.float32) * arrays[f"{own}.scale"]).T
        elif name not in found:
            found[name] = arrays[own]
    return {name: torch.from_numpy(np.ascontiguousarray(own)) for name, own in found.items()}


def kept_words() -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]:
    """Return the row of each piece of words, and the pieces that have rows, ascending.

    Pieces in other scripts than Latin and Greek, and those that stand for nothing, are read as unknown: texts in other
    scripts are read by the encoder of many languages. It saves a megabyte.
    """
    vocabulary: dict[str, int] = json.loads((base_folder() / "tokenizer.json").read_bytes())["model"]["vocab"]
    is_kept = np.ones(len(vocabulary), bool)
    is_kept[[number for piece, number in vocabulary.items() if _UNUSED.search(piece)]] = False
    kept = np.flatnonzero(is_kept)
    row_of = np.full(len(vocabulary), np.searchsorted(kept, vocabulary["[UNK]"]), np.int32)
    row_of[kept] = np.arange(len(kept))
    return row_of, kept


def compressed_layers(state: Arrays, ranges: Ranges, n_layers: int) -> Arrays:
    """Return the arrays of layers: matrices, input by output, as int8 with a scale a column; the rest as is.

    Products have the scale and the zero of their inputs beside them.
    """
    found: Arrays = {}
    for number in range(n_layers):
        for part in PRODUCTS:
            own = f"{number}.{part}"
            found[f"{own}.bias"] = state[f"layers.{own}.bias"]
            _add_rounded(found, f"{own}.weight", np.ascontiguousarray(state[f"layers.{own}.weight"].T), axis=0)
            lowest, highest = ranges[own]
            step = (highest - lowest) / 255
            found[f"{own}.in.scale"] = np.array(step, np.float32)
            found[f"{own}.in.zero"] = np.array(min(max(round(-lowest / step), 0), 255), np.uint8)
        for part in ("norm1", "norm2"):
            for kind in ("weight", "bias"):
                found[f"{number}.{part}.{kind}"] = state[f"layers.{number}.{part}.{kind}"]
    return found


def _add_rounded(found: Arrays, name: str, matrix: npt.NDArray[Any], axis: int) -> None:
    """Add a matrix as whole numbers from -127 to 127; each column (or row) has its own scale."""
    scale = np.abs(matrix).max(axis=axis) / np.float32(127)
    found[f"{name}.int8"] = np.rint(matrix / np.expand_dims(scale, axis)).astype(np.int8)
    found[f"{name}.scale"] = scale
