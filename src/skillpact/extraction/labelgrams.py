"""How alike a text and a concept's labels are spelt: cosines of rarity-weighted character grams within words."""

from __future__ import annotations

import os
import zlib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from skillpact.taxonomy.model import ConceptTable

if TYPE_CHECKING:
    from scipy.sparse import csr_array

# Lengths of the grams. Effect of shorter ones: more is alike by chance; of longer ones: inflected words match less.
SHORTEST, LONGEST = 3, 5
_FORMAT = 1
_MAX_REMEMBERED = 100_000  # words, and grams


Numbers = npt.NDArray[np.int64]


class GramVectors:
    """Labels as unit vectors over their character grams: sublinear counts times smooth inverse document frequency.

    Grams do not cross words; each word is bounded by a blank on both sides ("char_wb" in scikit-learn, whose
    `TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)` gives the same cosines).
    """

    def __init__(self, labels: Sequence[str]):
        counts, fingerprints = _label_counts(labels)
        n_labels = len(labels)
        holding = np.bincount(counts.indices, minlength=len(fingerprints))
        rarity: npt.NDArray[np.float64] = np.log((1 + n_labels) / (1 + holding)) + 1
        weights = (1 + np.log(counts.data)) * rarity[counts.indices]
        own = np.repeat(np.arange(n_labels), np.diff(counts.indptr))
        lengths = np.sqrt(np.bincount(own, weights * weights, minlength=n_labels))
        counts.data = (weights / lengths[own]).astype(np.float32)
        self._set(fingerprints, rarity, counts)

    @classmethod
    def load(cls, path: Path) -> GramVectors:
        """Return the vectors saved in `path`. Raises OSError or ValueError where they are missing or damaged."""
        from zipfile import BadZipFile

        from scipy.sparse import csr_array

        try:
            with np.load(path, allow_pickle=False) as stored:  # each member is checked against its CRC-32
                if int(stored["format"]) != _FORMAT:
                    raise ValueError(f"format {int(stored['format'])}")
                shape = (len(stored["indptr"]) - 1, len(stored["fingerprints"]))
                by_label = csr_array((stored["data"], stored["indices"], stored["indptr"]), shape=shape)
                found = cls.__new__(cls)
                found._set(stored["fingerprints"], stored["rarity"], by_label)
                return found
        except (BadZipFile, KeyError, EOFError) as error:
            raise ValueError(str(error)) from error

    def save(self, path: Path) -> None:
        """Write the vectors to `path`, at once or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f"{path.name}.new")
        with open(temporary, "wb") as stream:
            np.savez(
                stream, format=np.array(_FORMAT), fingerprints=self._fingerprints, rarity=self._rarity,
                data=self._by_label.data, indices=self._by_label.indices, indptr=self._by_label.indptr,
            )  # fmt: skip
        os.replace(temporary, path)

    def _set(self, fingerprints: npt.NDArray[np.uint64], rarity: npt.NDArray[np.float64], by_label: csr_array) -> None:
        self.n_labels: int = by_label.shape[0]
        by_label.indices = by_label.indices.astype(np.int32)  # a third less memory
        by_label.indptr = by_label.indptr.astype(np.int32)
        self._fingerprints = fingerprints
        self._rarity = rarity
        self._by_label = by_label
        self._by_gram: csr_array | None = None
        self._columns_of: dict[str, npt.NDArray[np.int64]] = {}
        self._column_of: dict[int, int] | None = None  # of fingerprints; made on first use
        self._column_of_gram: dict[str, int] = {}

    def cosines(self, text: str) -> npt.NDArray[np.float32]:
        """Return how alike `text` and each label are, (n_labels,), in [0, 1]; it depends on nothing but the two."""
        columns, weights = self._vector(text)
        if not len(columns):
            return np.zeros(self.n_labels, np.float32)
        if self._by_gram is None:
            # Gram by label: a text has a hundred grams, and only the labels that hold one of them are touched.
            self._by_gram = self._by_label.T.tocsr()
        found: npt.NDArray[np.float32] = self._by_gram[columns].T @ weights
        return found

    def cosines_of(self, text: str, starts: Numbers, counts: Numbers) -> npt.NDArray[np.float32]:
        """Return how alike `text` and some labels are, (counts.sum(),), in [0, 1]; for a few labels much faster.

        starts, counts : runs of labels, (n_runs,): the first of each and how many, at least one
        """
        columns, weights = self._vector(text)
        whole = np.zeros(len(self._fingerprints), np.float32)
        whole[columns] = weights
        # A run of labels is a run of stored numbers: by hand, since picking rows of a sparse array takes twice as long.
        pointers = self._by_label.indptr
        runs = [slice(*own) for own in zip(pointers[starts].tolist(), pointers[starts + counts].tolist(), strict=True)]
        likeness = whole.take(np.concatenate([self._by_label.indices[run] for run in runs]))
        likeness *= np.concatenate([self._by_label.data[run] for run in runs])
        labels = _spread(starts, counts)
        lengths = pointers[labels + 1] - pointers[labels]
        found = np.zeros(len(labels), np.float32)
        has_grams = lengths > 0
        if has_grams.any():
            lengths = lengths[has_grams]
            found[has_grams] = np.add.reduceat(likeness, np.cumsum(lengths) - lengths)
        return found

    def _vector(self, text: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """Return (columns of a text's grams, their weights), a unit vector; grams that no label holds are left out."""
        own = [self._columns(word) for word in text.lower().split()]
        if not own:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        columns, counts = np.unique(np.concatenate(own), return_counts=True)
        weights = (1 + np.log(counts)) * self._rarity[columns]
        length = float(np.sqrt((weights * weights).sum()))
        return columns, (weights / (length or 1.0)).astype(np.float32)

    def _columns(self, word: str) -> npt.NDArray[np.int64]:
        """Return the columns of a word's grams that labels hold."""
        known = self._columns_of.get(word)
        if known is None:
            if len(self._columns_of) >= _MAX_REMEMBERED:
                self._columns_of.clear()
            found = [self._column(gram) for gram in _grams_of(word)]
            known = np.array([column for column in found if column >= 0], np.int64)
            self._columns_of[word] = known
        return known

    def _column(self, gram: str) -> int:
        """Return the column of a gram, -1 where no label holds it."""
        known = self._column_of_gram.get(gram)
        if known is None:
            if self._column_of is None:
                self._column_of = dict(zip(self._fingerprints.tolist(), range(len(self._fingerprints)), strict=True))
            if len(self._column_of_gram) >= _MAX_REMEMBERED:
                self._column_of_gram.clear()
            known = self._column_of.get(_fingerprint(gram), -1)
            self._column_of_gram[gram] = known
        return known


def _label_counts(labels: Sequence[str]) -> tuple[csr_array, npt.NDArray[np.uint64]]:
    """Return how often each label holds each gram, (n_labels, n_grams), and the grams' fingerprints, ascending.

    Labels share their words, so that grams are cut once for each of the few distinct words.
    """
    from scipy.sparse import csr_array

    word_rows: dict[str, int] = {}
    words_of = [[word_rows.setdefault(word, len(word_rows)) for word in label.lower().split()] for label in labels]
    grams_of = [[_fingerprint(gram) for gram in _grams_of(word)] for word in word_rows]
    fingerprints, places = np.unique(
        np.array([gram for own in grams_of for gram in own], np.uint64), return_inverse=True
    )
    by_word = _counts(places, [len(own) for own in grams_of], len(fingerprints))
    flat = np.array([row for own in words_of for row in own], np.int64)
    counts = csr_array(_counts(flat, [len(own) for own in words_of], len(word_rows)) @ by_word)
    counts.sort_indices()
    return counts, fingerprints


def _fingerprint(gram: str) -> int:
    """Return 64 bits that stand for a gram."""
    data = gram.encode("utf-8", "surrogatepass")  # JSON can hold halves of surrogate pairs
    return zlib.crc32(data) << 32 | zlib.adler32(data)


class LabelGrams:
    """The preferred and alternative labels of one table and language; a concept is as near as its nearest label.

    cache : file in which the vectors are kept for the next time
    """

    def __init__(self, concepts: ConceptTable, language: str, cache: Path | None = None):
        labels, owners = labels_of(concepts, language)
        self.n_concepts = len(concepts)
        self._vectors = kept_vectors(labels, cache)
        # The labels of a concept lie between its number and the next.
        self._bounds = np.searchsorted(np.array(owners, np.int64), np.arange(self.n_concepts + 1))
        self._named = np.flatnonzero(np.diff(self._bounds))

    @property
    def n_labels(self) -> int:
        """How many labels are compared."""
        return self._vectors.n_labels

    def scores(self, text: str) -> npt.NDArray[np.float32]:
        """Return the highest cosine of `text` with any label of each concept, (n_concepts,), in [0, 1].

        0 where a concept has no label in the language.
        """
        found = np.zeros(self.n_concepts, np.float32)
        if self.n_labels:
            found[self._named] = np.maximum.reduceat(self._vectors.cosines(text), self._bounds[self._named])
        return found

    def scores_of(self, text: str, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """Return `scores(text)[rows]` for a few concepts, (n_rows,), without looking at the others."""
        found = np.zeros(len(rows), np.float32)
        starts, counts = self._bounds[rows], self._bounds[rows + 1] - self._bounds[rows]
        is_named = counts > 0
        if is_named.any():
            starts, counts = starts[is_named], counts[is_named]
            cosines = self._vectors.cosines_of(text, starts, counts)
            found[is_named] = np.maximum.reduceat(cosines, np.cumsum(counts) - counts)
        return found


def labels_of(concepts: ConceptTable, language: str) -> tuple[list[str], list[int]]:
    """Return the preferred and alternative labels of one language, and the row of the concept that owns each."""
    labels: list[str] = []
    owners: list[int] = []
    for row in range(len(concepts)):
        if concepts.has_label(row, language):
            own = [concepts.label(row, language), *concepts.alternatives(row, language)]
            labels += own
            owners += [row] * len(own)
    return labels, owners


def kept_vectors(labels: Sequence[str], cache: Path | None) -> GramVectors:
    """Return the vectors of `labels`, read from `cache` where it holds them, else made and, where possible, kept."""
    if cache is None:
        return GramVectors(labels)
    try:
        found = GramVectors.load(cache)
        if found.n_labels == len(labels):
            return found
    except (OSError, ValueError):
        pass  # missing, damaged or of another format: made again below
    found = GramVectors(labels)
    with suppress(OSError):  # a folder that cannot be written costs time, nothing else
        found.save(cache)
    return found


def _spread(starts: npt.NDArray[np.int64], counts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return starts[0], starts[0] + 1, … (counts[0] of them), starts[1], …"""
    before = np.cumsum(counts) - counts
    return np.repeat(starts - before, counts) + np.arange(int(counts.sum()))


def _grams_of(word: str) -> list[str]:
    """Return the grams of a word, blanks at both ends, as often as they stand in it."""
    bounded = f" {word} "
    grams = []
    for size in range(SHORTEST, LONGEST + 1):
        if size > len(bounded):
            break
        grams += [bounded[start : start + size] for start in range(len(bounded) - size + 1)]
    return grams


def _counts(columns: npt.NDArray[np.int64], n_of: Sequence[int], n_columns: int) -> csr_array:
    """Return how often each row names each column; `columns` of all rows one after another, `n_of` of each."""
    from scipy.sparse import csr_array

    pointers = np.zeros(len(n_of) + 1, np.int64)
    np.cumsum(n_of, out=pointers[1:])
    counts = csr_array((np.ones(len(columns), np.float32), columns, pointers), shape=(len(n_of), n_columns))
    counts.sum_duplicates()
    return counts
