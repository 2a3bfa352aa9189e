"""How near job titles and the occupations of a taxonomy are in meaning, by subword vectors of some thirty languages.

An occupation is one vector a language: the mean of the vectors of its labels. Titles in other languages lie in the same
space, so that they reach occupations that have labels in English only.
"""

from __future__ import annotations

import io
import os
import zlib
from contextlib import suppress
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from skillpact.extraction.encoder import Vectors
from skillpact.extraction.labelgrams import labels_of
from skillpact.extraction.subwords import SubwordEncoder, shipped_subwords
from skillpact.taxonomy import Taxonomy

_FORMAT = 1
_MAX_LANGUAGES = 16  # kept in memory, 5 MB each for the occupations of ESCO


class TitleMeaning:
    """Cosines of titles and occupations. Vectors of a language are made on first use and kept beside the taxonomy.

    encoder : default: the one that comes with the package, read on first use
    """

    def __init__(self, taxonomy: Taxonomy, encoder: SubwordEncoder | None = None):
        self._taxonomy = taxonomy
        self._stated = encoder
        self._vectors: dict[str, Vectors] = {}

    def vector(self, title: str) -> Vectors | None:
        """Return the unit vector of a title, (n_dimensions,), None where the encoder knows no part of its words.

        Raises ConfigurationError where the encoder is missing or damaged.
        """
        found: Vectors = self._encoder().encode([title])[0]
        return found if found.any() else None

    def cosines(self, vector: Vectors, language: str) -> npt.NDArray[np.float32]:
        """Return the cosine of a title's vector with each occupation's labels of one language, (n_occupations,).

        In [0, 1]: what points away counts as 0, and so does an occupation without a label in the language.
        """
        found: npt.NDArray[np.float32] = np.clip(self._vectors_of(language) @ vector, 0, 1)
        return found

    def _vectors_of(self, language: str) -> Vectors:
        found = self._vectors.pop(language, None)
        if found is None:
            if len(self._vectors) >= _MAX_LANGUAGES:
                del self._vectors[next(iter(self._vectors))]  # the one whose last use lies furthest back
            found = _kept_or_made(self._taxonomy, language, self._encoder())
        self._vectors[language] = found
        return found

    def _encoder(self) -> SubwordEncoder:
        return self._stated if self._stated is not None else shipped_subwords()


def _kept_or_made(taxonomy: Taxonomy, language: str, encoder: SubwordEncoder) -> Vectors:
    """Return the vectors kept in the taxonomy's folder; made, and where possible kept, where they are not whole."""
    path = taxonomy.folder / "dense" / f"occupations-{language}-{encoder.hash}.npz"
    shape = len(taxonomy.occupations), encoder.n_dimensions
    try:
        # Each member is checked against its CRC-32.
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as stored:
            kept: npt.NDArray[np.float16] = stored["vectors"]
            if int(stored["format"]) == _FORMAT and kept.shape == shape and kept.dtype == np.float16:
                return kept.astype(np.float32)
    except (OSError, ValueError, KeyError, EOFError, TypeError, zlib.error, BadZipFile):
        pass  # missing, damaged or of another format: made again below
    vectors = _made(taxonomy, language, encoder)
    with suppress(OSError):  # a folder that cannot be written costs time, nothing else
        _keep(path, vectors)
    return vectors.astype(np.float32)


def _made(taxonomy: Taxonomy, language: str, encoder: SubwordEncoder) -> npt.NDArray[np.float16]:
    """Return the unit mean of each occupation's labels, zero where it has none in the language."""
    occupations = taxonomy.occupations
    labels, owners = labels_of(occupations, language)
    found = np.zeros((len(occupations), encoder.n_dimensions), np.float32)
    if labels:
        named, starts = np.unique(np.array(owners, np.int64), return_index=True)
        found[named] = np.add.reduceat(encoder.encode(labels), starts, axis=0)
    lengths = np.sqrt((found * found).sum(axis=1, keepdims=True))
    return (found / np.where(lengths > 0, lengths, 1)).astype(np.float16)


def _keep(path: Path, vectors: npt.NDArray[np.float16]) -> None:
    """Write the vectors at once or not at all, also where another process writes the same ones."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}.new")
    with temporary.open("wb") as stream:
        np.savez(stream, format=np.array(_FORMAT), vectors=vectors)
    os.replace(temporary, path)
