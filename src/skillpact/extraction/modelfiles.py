"""The files of the shipped model: a card that names each with its checksum, and how their numbers are read.

`model.json` is the card: format, version, sha256 of every file, training sources with their licences, the command
that made it. A file that is missing, was changed or is of a newer format is refused by name, never half used.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from skillpact.errors import ConfigurationError

WEIGHTS_FORMAT = 1
MODEL_CARD = "model.json"
REMEDY = "install skillpact again"
_N_LAYERS = 6

Weights = dict[str, npt.NDArray[Any]]


def default_folder() -> Path:
    """Return the folder of the weights that come with the package."""
    return Path(str(files("skillpact.extraction") / "weights"))


def read_model_card(folder: Path) -> dict[str, Any]:
    """Return what the weights say about themselves: version, files with sha256, sources with licences, command."""
    try:
        card: Any = json.loads((folder / MODEL_CARD).read_bytes())
        if not isinstance(card["format"], int) or not isinstance(card["files"], dict):
            raise ValueError(card["format"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigurationError(f"the model in {folder.name} has no readable {MODEL_CARD}; {REMEDY}") from error
    if card["format"] > WEIGHTS_FORMAT:
        raise ConfigurationError(
            f"the model in {folder.name} has format {card['format']}, this program reads up to {WEIGHTS_FORMAT}; "
            "upgrade skillpact"
        )
    found: dict[str, Any] = card
    return found


def read_model_file(folder: Path, name: str, *, must_be_listed: bool = True) -> bytes:
    """Return the bytes of a file that is as its card says; a folder without a card is believed.

    must_be_listed : refuse a file that the card does not name. Raises ConfigurationError.
    """
    try:
        data = (folder / name).read_bytes()
    except OSError as error:
        raise ConfigurationError(f"the model file {name} is missing; {REMEDY}") from error
    if (folder / MODEL_CARD).exists():
        listed = read_model_card(folder)["files"]
        if (must_be_listed or name in listed) and listed.get(name) != hashlib.sha256(data).hexdigest():
            raise ConfigurationError(f"the model file {name} is damaged (its checksum differs); {REMEDY}")
    return data


def digest_of(folder: Path, names: Sequence[str] | None = None) -> str:
    """Return 12 characters that name some files of the model, or all, by their checksums in the card."""
    listed = read_model_card(folder)["files"]
    own = listed if names is None else {name: listed.get(name) for name in names}
    return hashlib.sha256(json.dumps(own, sort_keys=True).encode()).hexdigest()[:12]


def read_arrays(data: bytes, names: Sequence[str] | None = None) -> Weights:
    """Return the arrays of a file in NumPy's npz format, those of `names` alone where they are given."""
    with np.load(io.BytesIO(data), allow_pickle=False) as stored:
        return {key: stored[key] for key in (stored.files if names is None else names)}


def read_safetensors(data: bytes) -> dict[str, npt.NDArray[np.float32]]:
    """Return the float32 tensors of a file: the length of a header in JSON, the header, and the bytes it points to."""
    n_header = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + n_header])
    found = {}
    for name, entry in header.items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            start, stop = entry["data_offsets"]
            values = np.frombuffer(data[8 + n_header + start : 8 + n_header + stop], "<f4")
            found[name] = values.reshape(entry["shape"])
    return found


def named_as_ours(stored: dict[str, npt.NDArray[np.float32]]) -> Weights:
    """Return BERT's weights under the names of our graph; matrices input by output."""
    weights: Weights = {
        "words": stored["embeddings.word_embeddings.weight"],
        "places": stored["embeddings.position_embeddings.weight"],
        "segment": stored["embeddings.token_type_embeddings.weight"][0],
        "norm.weight": stored["embeddings.LayerNorm.weight"],
        "norm.bias": stored["embeddings.LayerNorm.bias"],
    }
    for i in range(_N_LAYERS):
        own = f"encoder.layer.{i}."
        for kind in ("weight", "bias"):
            asked = [stored[f"{own}attention.self.{name}.{kind}"] for name in ("query", "key", "value")]
            weights[f"{i}.qkv.{kind}"] = np.concatenate(asked).T
            for ours, theirs in (
                ("out", "attention.output.dense"), ("norm1", "attention.output.LayerNorm"),
                ("up", "intermediate.dense"), ("down", "output.dense"), ("norm2", "output.LayerNorm"),
            ):  # fmt: skip
                weights[f"{i}.{ours}.{kind}"] = stored[f"{own}{theirs}.{kind}"].T
    return weights
