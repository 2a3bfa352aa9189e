"""Embeddings of many texts by one encoder, kept under SKILLPACT_HOME so that the next run need not compute them."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

Progress = Callable[[str, int, int], None]
_CHUNK = 1_024  # texts in one file; effect of more: fewer files, more lost where a run is interrupted


class SentenceEncoder(Protocol):
    """Whatever turns texts into vectors whose dot products are cosines."""

    def encode(self, texts: list[str]) -> npt.NDArray[np.float32]:
        """Return unit rows, (n, d). A text's row does not depend on its neighbours."""
        ...


class EmbeddingCache:
    """The embeddings of one encoder under a folder; what was encoded before an interruption is used again.

    encoder_hash : changes whenever the encoder's weights do
    """

    def __init__(self, folder: Path, encoder: SentenceEncoder, encoder_hash: str):
        self._folder = folder / encoder_hash[:16]
        self._encoder = encoder

    def encode(self, texts: Sequence[str], what: str, on_progress: Progress | None = None) -> npt.NDArray[np.float32]:
        """Return unit rows, (n, d), rounded to half precision; `what` names the texts in progress."""
        parts = []
        for start in range(0, len(texts), _CHUNK):
            if on_progress:
                on_progress(what, start, len(texts))
            parts.append(self._chunk(list(texts[start : start + _CHUNK])))
        # Rounded when first computed as well, so that the first run and later ones agree to the last digit.
        return np.concatenate(parts).astype(np.float32)

    def _chunk(self, texts: list[str]) -> npt.NDArray[np.float16]:
        key = hashlib.sha256("\0".join(texts).encode("utf-8")).hexdigest()[:32]
        path = self._folder / f"{key}.npy"
        try:
            kept: npt.NDArray[np.float16] = np.load(path, allow_pickle=False)
            if len(kept) == len(texts):
                return kept
        except (OSError, ValueError):
            pass  # not there yet, or cut off: it is computed again
        found = self._encoder.encode(texts).astype(np.float16)
        self._folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(suffix=".tmp", dir=self._folder)
        with os.fdopen(handle, "wb") as stream:
            np.save(stream, found)
        os.replace(temporary, path)
        return found
