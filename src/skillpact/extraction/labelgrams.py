"""How alike a text and a concept's labels are spelt: cosines of rarity-weighted character grams within words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from skillpact.taxonomy.model import ConceptTable

if TYPE_CHECKING:
    from scipy.sparse import csr_array

# Lengths of the grams. Effect of shorter ones: more is alike by chance; of longer ones: inflected words match less.
SHORTEST, LONGEST = 3, 5


class GramVectors:
    """Labels as unit vectors over their character grams: sublinear counts times smooth inverse document frequency.

    Grams do not cross words; each word is bounded by a blank on both sides ("char_wb" in scikit-learn, whose
    `TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)` gives the same cosines).
    """

    def __init__(self, labels: Sequence[str]):
        self.n_labels = len(labels)
        self._columns: dict[str, int] = {}
        self._words: dict[str, npt.NDArray[np.int32]] = {}
        counts = self._label_counts(labels)
        n_grams = len(self._columns)
        holding = np.bincount(counts.indices, minlength=n_grams)
        self._rarity: npt.NDArray[np.float64] = np.log((1 + self.n_labels) / (1 + holding)) + 1
        weights = (1 + np.log(counts.data)) * self._rarity[counts.indices]
        own = np.repeat(np.arange(self.n_labels), np.diff(counts.indptr))
        lengths = np.sqrt(np.bincount(own, weights * weights, minlength=self.n_labels))
        counts.data = (weights / lengths[own]).astype(np.float32)
        # Row by gram: a text has a hundred grams, and only the labels that hold one of them are touched.
        self._postings = counts.T.tocsr()
        self._by_label: csr_array | None = None

    def cosines(self, text: str) -> npt.NDArray[np.float32]:
        """Return how alike `text` and each label are, (n_labels,), in [0, 1]; it depends on nothing but the two."""
        vector = self._vector(text)
        if not vector:
            return np.zeros(self.n_labels, np.float32)
        rows = np.array(sorted(vector))
        chosen = self._postings[rows]
        found: npt.NDArray[np.float32] = chosen.T @ np.array([vector[row] for row in rows], np.float32)
        return found

    def cosines_of(self, text: str, labels: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """Return how alike `text` and some labels are, (n_chosen,), in [0, 1]; for a few labels much faster."""
        if self._by_label is None:
            self._by_label = self._postings.T.tocsr()
        vector = self._vector(text)
        weights = np.zeros(self._postings.shape[0], np.float32)
        for gram, weight in vector.items():
            weights[gram] = weight
        found: npt.NDArray[np.float32] = self._by_label[labels] @ weights
        return found

    def _vector(self, text: str) -> dict[int, float]:
        """Return gram → weight of a text, a unit vector; grams that no label holds are left out."""
        tally: dict[int, int] = {}
        for word in text.lower().split():
            for gram in _grams_of(word):
                column = self._columns.get(gram)
                if column is not None:
                    tally[column] = tally.get(column, 0) + 1
        weights = {column: (1 + math.log(n)) * float(self._rarity[column]) for column, n in tally.items()}
        length = math.sqrt(sum(weights[column] ** 2 for column in sorted(weights)))
        return {column: weight / length for column, weight in weights.items()}

    def _label_counts(self, labels: Sequence[str]) -> csr_array:
        """Return how often each label holds each gram, (n_labels, n_grams).

        Labels share their words, so that grams are cut once for each of the few distinct words.
        """
        from scipy.sparse import csr_array

        word_rows: dict[str, int] = {}
        words_of = [[word_rows.setdefault(word, len(word_rows)) for word in label.lower().split()] for label in labels]
        grams_of = [
            [self._columns.setdefault(gram, len(self._columns)) for gram in _grams_of(word)] for word in word_rows
        ]
        by_word = _counts(grams_of, len(self._columns))
        counts = csr_array(_counts(words_of, len(word_rows)) @ by_word)
        counts.sort_indices()
        return counts


class LabelGrams:
    """The preferred and alternative labels of one table and language; a concept is as near as its nearest label."""

    def __init__(self, concepts: ConceptTable, language: str):
        labels: list[str] = []
        owners: list[int] = []
        for row in range(len(concepts)):
            if concepts.has_label(row, language):
                own = [concepts.label(row, language), *concepts.alternatives(row, language)]
                labels += own
                owners += [row] * len(own)
        self.n_concepts = len(concepts)
        self._vectors = GramVectors(labels)
        self._owners, self._starts = np.unique(np.array(owners, np.int64), return_index=True)

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
            found[self._owners] = np.maximum.reduceat(self._vectors.cosines(text), self._starts)
        return found

    def scores_of(self, text: str, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """Return `scores(text)[rows]` for a few concepts, (n_rows,), without looking at the others."""
        found = np.zeros(len(rows), np.float32)
        places = np.searchsorted(self._owners, rows)
        is_named = (places < len(self._owners)) & (self._owners[np.minimum(places, len(self._owners) - 1)] == rows)
        if not is_named.any():
            return found
        starts = self._starts[places[is_named]]
        counts = np.append(self._starts, self.n_labels)[places[is_named] + 1] - starts
        cosines = self._vectors.cosines_of(text, _spread(starts, counts))
        found[is_named] = np.maximum.reduceat(cosines, np.cumsum(counts) - counts)
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


def _counts(columns_of: list[list[int]], n_columns: int) -> csr_array:
    """Return how often each row names each column."""
    from scipy.sparse import csr_array

    columns = np.array([column for row in columns_of for column in row], np.int32)
    pointers = np.zeros(len(columns_of) + 1, np.int64)
    np.cumsum([len(row) for row in columns_of], out=pointers[1:])
    counts = csr_array((np.ones(len(columns), np.float32), columns, pointers), shape=(len(columns_of), n_columns))
    counts.sum_duplicates()
    return counts
