"""Short texts of some thirty languages in the vector space of the English sentence encoder, by pieces of their words.

A word is the mean of its known character grams, a text the sum of its words, weighted by how much they matter: words
that only carry a sentence fade. A small layer turns that into the vector that the sentence encoder would give to the
English translation. The pieces were learned from ESCO's parallel labels and descriptions (training/subwords.md).

Sums are made of whole numbers small enough for float64 to hold exactly, so that neither the neighbours of a text nor
the order in which a machine adds can change a bit.
"""

from __future__ import annotations

import hashlib
import io
import math
import re
import unicodedata
import zlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from skillpact.errors import ConfigurationError
from skillpact.extraction.encoder import MODEL_CARD, Vectors, default_folder, read_model_card

FILE = "subwords.npz"
FORMAT = 1
SHORTEST, LONGEST = 3, 6  # letters of a gram, the word's bounds counted
MAX_WORDS = 256  # of a text; effect of more: long texts are read to their end, where labels and titles never get
_MAX_LETTERS = 32  # of a word
_MAX_CHARACTERS = 4096  # of a text
_TEXTS_AT_ONCE = 4096
_MAX_CACHED = 65_536  # words; the memory of them takes about 50 MB, and starts anew when it is full
_ONE = float(1 << 20)  # what stands for 1 in sums of whole numbers

_Numbers = npt.NDArray[np.float64]
_WORD = re.compile(r"[^\W_]+[+#]*")
_MARKS = re.compile("[\u0300-\u036f]+")  # of Latin, Greek and Cyrillic letters
# Letters that Unicode does not take apart into a base and a mark.
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ħ": "h", "ð": "d", "þ": "th", "ı": "i"})


def words_of(text: str) -> list[str]:
    """Return the words of a text in small letters without accents; [] for a text without letters."""
    text = text[:_MAX_CHARACTERS]
    if not any(map(str.isalpha, text)):
        return []
    if text.isascii():
        folded = text.lower()
    else:
        folded = _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold())).translate(_LETTERS)
    return [word[:_MAX_LETTERS] for word in _WORD.findall(folded)[:MAX_WORDS]]


def grams_of(word: str) -> list[str]:
    """Return the distinct grams of a word, in order, and last the whole word as a piece of its own."""
    bounded = f"<{word}>"
    sizes = range(SHORTEST, min(LONGEST, len(bounded) - 1) + 1)
    grams = dict.fromkeys(bounded[start : start + size] for size in sizes for start in range(len(bounded) - size + 1))
    return [*grams, f"={word}"]


def fingerprint(gram: str) -> int:
    """Return the 32 bits under which a gram is stored."""
    return zlib.crc32(gram.encode())


# Texts in these reach skills and occupations by their meaning even where the taxonomy has no labels in them: the
# languages whose words the encoder learned, English among them.
LANGUAGES = (
    "bg", "cs", "da", "de", "el", "en", "es", "et", "eu", "fi", "fr", "ga", "hr", "hu", "is", "it", "lt", "lv", "mt",
    "nl", "no", "pl", "pt", "ro", "sk", "sl", "sv",
)  # fmt: skip


class SubwordEncoder:
    """Vectors of short texts in many languages. Loading reads 10 MB; nothing is fetched.

    n_dimensions : length of a vector, that of the sentence encoder
    hash : 12 characters that name the weights; indexes made with others do not fit
    """

    def __init__(self, weights: dict[str, npt.NDArray[Any]], name: str):
        self.hash = name
        self._fingerprints: npt.NDArray[np.uint32] = weights["fingerprints"]
        self._rows: npt.NDArray[np.int8] = weights["rows"]
        self._scales: _Numbers = weights["scales"].astype(np.float64)
        self._importance: _Numbers = weights["importance"].astype(np.float64)
        self._layers = [
            (weights[f"layer{i}.int8"].astype(np.float64), weights[f"layer{i}.scale"].astype(np.float64))
            for i in range(sum(key.endswith(".int8") for key in weights))
        ]
        n_kept = len(self._fingerprints)
        if not len(self._rows) == len(self._scales) == len(self._importance) == n_kept or not self._layers:
            raise ValueError(f"{n_kept} fingerprints, rows of shape {self._rows.shape}, {len(self._layers)} layers")
        self.n_dimensions = int(self._layers[-1][0].shape[1])
        self._places: dict[str, int] = {}
        self._vectors: _Numbers = np.empty((0, self._rows.shape[1]))

    @classmethod
    def load(cls, folder: Path | None = None) -> SubwordEncoder:
        """Return the encoder whose file lies in `folder` (default: the one that comes with the package).

        A model card in the folder must list the file with its checksum; a folder without a card is believed. Raises
        ConfigurationError where the file is missing, was changed, or is of a newer format.
        """
        path = (default_folder() if folder is None else folder) / FILE
        try:
            data = path.read_bytes()
        except OSError as error:
            raise ConfigurationError(f"the model file {FILE} is missing; {_REMEDY}") from error
        digest = hashlib.sha256(data).hexdigest()
        if (folder is None or (folder / MODEL_CARD).exists()) and (
            read_model_card(path.parent)["files"].get(FILE) != digest
        ):
            raise ConfigurationError(f"the model file {FILE} is damaged (its checksum differs); {_REMEDY}")
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as stored:
                weights = {key: stored[key] for key in stored.files}
            if int(weights["format"]) > FORMAT:
                raise ConfigurationError(
                    f"{FILE} has format {int(weights['format'])}, this program reads up to {FORMAT}; upgrade skillpact"
                )
            return cls(weights, digest[:12])
        except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile, zlib.error) as error:
            raise ConfigurationError(f"the model file {FILE} cannot be read ({error}); {_REMEDY}") from error

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of the texts, (n_texts, n_dimensions); what stands beside a text does not matter.

        A text without letters, or without any piece of a word that the encoder knows, gets the zero vector.
        """
        found = np.zeros((len(texts), self.n_dimensions), np.float32)
        for start in range(0, len(texts), _TEXTS_AT_ONCE):
            words = [words_of(text) for text in texts[start : start + _TEXTS_AT_ONCE]]
            rows = np.array([row for row, own in enumerate(words) if own], np.int64)
            if len(rows):
                found[start + rows] = self._project(self._sums([words[row] for row in rows]))
        return found

    def _sums(self, words: Sequence[Sequence[str]]) -> _Numbers:
        """Return the sum of each text's words, (n_texts, n_inner); no text is without a word."""
        if len(self._places) > _MAX_CACHED:
            self._places, self._vectors = {}, self._vectors[:0]
        places = self._places
        new = list(dict.fromkeys(word for own in words for word in own if word not in places))
        if new:
            n_known = len(places)
            if n_known + len(new) > len(self._vectors):
                grown = np.empty((2 * (n_known + len(new)), self._rows.shape[1]))
                grown[:n_known] = self._vectors[:n_known]
                self._vectors = grown
            self._vectors[n_known : n_known + len(new)] = self._word_vectors(new)
            places.update(zip(new, range(n_known, n_known + len(new)), strict=True))
        ids = np.array([places[word] for own in words for word in own], np.int64)
        starts = np.zeros(len(words), np.int64)
        np.cumsum([len(own) for own in words[:-1]], out=starts[1:])
        sums: _Numbers = np.add.reduceat(self._vectors[ids], starts, axis=0)
        return sums

    def _word_vectors(self, words: Sequence[str]) -> _Numbers:
        """Return each word's vector times its importance in whole numbers, (n_words, n_inner)."""
        found = np.zeros((len(words), self._rows.shape[1]))
        pieces = [[fingerprint(gram) for gram in grams_of(word)] for word in words]
        owners = np.repeat(np.arange(len(words)), [len(own) for own in pieces])
        wanted = np.array([piece for own in pieces for piece in own], np.uint32)
        at = np.minimum(np.searchsorted(self._fingerprints, wanted), len(self._fingerprints) - 1)
        is_known = self._fingerprints[at] == wanted
        at, owners = at[is_known], owners[is_known]
        if not len(at):
            return found
        known, starts, counts = np.unique(owners, return_index=True, return_counts=True)
        sums = np.add.reduceat(self._rows[at].astype(np.float64) * self._scales[at, None], starts, axis=0)
        importance = np.add.reduceat(self._importance[at], starts) / counts
        factors = np.array([math.exp(value) for value in importance.tolist()]) / counts
        found[known] = np.rint(sums * factors[:, None] * _ONE)
        return found

    def _project(self, sums: _Numbers) -> Vectors:
        x = _unit(sums)
        for number, (matrix, scales) in enumerate(self._layers):
            if number:
                x = np.rint(np.maximum(x, 0))
            x = (x @ matrix) * scales
        return (_unit(x) / _ONE).astype(np.float32)


_REMEDY = "install skillpact again"


def _unit(x: _Numbers) -> _Numbers:
    """Return the rows at length 1, in whole numbers of 2**-20; zero rows stay zero."""
    largest = np.abs(x).max(axis=1, keepdims=True)
    whole = np.rint(x * (_ONE / np.where(largest > 0, largest, 1)))
    # Squares are below 2**40, so that their sum is exact in whatever order it is made.
    lengths = np.sqrt((whole * whole).sum(axis=1, keepdims=True))
    unit: _Numbers = np.rint(whole * (_ONE / np.where(lengths > 0, lengths, 1)))
    return unit


@lru_cache(maxsize=1)
def shipped_subwords() -> SubwordEncoder:
    """Return the encoder that comes with the package, read once. Raises ConfigurationError as `load` does."""
    return SubwordEncoder.load()
