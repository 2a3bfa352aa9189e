"""From trained weights to the files that the package reads; see src/skillpact/extraction/encoder.py."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from base import base_folder
from bert import N_LAYERS, TrainedEncoder
from graph import build_graph
from ranges import PRODUCTS, Ranges

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


def compressed(state: Arrays, ranges: Ranges) -> Arrays:
    """Return the arrays of encoder.npz: matrices, input by output, as int8 with a scale a column; the rest as is.

    Products have the scale and the zero of their inputs beside them, words one scale a row.
    """
    found: Arrays = {"norm.weight": state["norm.weight"], "norm.bias": state["norm.bias"]}
    for number in range(N_LAYERS):
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
    _add_rounded(found, "words", state["words.weight"], axis=1)
    found["places"] = state["places.weight"][:_N_PLACES]
    found["segment"] = state["segment"]
    return found


def _add_rounded(found: Arrays, name: str, matrix: npt.NDArray[Any], axis: int) -> None:
    """Add a matrix as whole numbers from -127 to 127; each column (or row) has its own scale."""
    scale = np.abs(matrix).max(axis=axis) / np.float32(127)
    found[f"{name}.int8"] = np.rint(matrix / np.expand_dims(scale, axis)).astype(np.int8)
    found[f"{name}.scale"] = scale
