"""How alike a job title and the occupations of a taxonomy are spelt, in one language."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from skillpact.taxonomy.words import WordAnalyser

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = npt.NDArray[np.float32]

# Lengths of the grams, which do not cross words. Effect of shorter ones: three times the work for 0.002 of MRR.
_SHORTEST, _LONGEST = 3, 5
_GRAM_SHARE = 0.75  # of the squared length of a vector that its grams have; the rest belongs to its stems
_UNKNOWN_WEIGHT = 0.25  # of a word that no label holds (places, firms), as a share of the rarest word's weight
_SIDE_WEIGHT = 0.6  # of words after a dash or in brackets, where titles say for whom and under which conditions
_OTHER_HEAD = 0.85  # the title's first noun is not the label's: "ayudante de cocina" is no "jefe de cocina"
_LAST_WORD_IS_HEAD = frozenset(("en", "de", "nl", "sv", "da", "no", "fi", "et", "hu", "is", "eu"))
_WORD = re.compile(r"[^\W_]+[+#]*")


class LabelForm(NamedTuple):
    """One way to write one label: lower case and without accents; `row` is the occupation's."""

    text: str
    row: int
    is_preferred: bool


class TitleScores(NamedTuple):
    """How alike a title and each occupation are, three ways, each (n_occupations,) in [0, 1].

    label, preferred : the nearest label, the nearer form of the preferred label
    group : the labels of all occupations in the same ISCO unit group taken together
    """

    label: Floats
    preferred: Floats
    group: Floats


class TitleGrams:
    """The labels of one language as unit vectors over character grams and word stems, both weighted by rarity.

    Rarity counts the occupations, not the labels, that hold a gram: twenty labels with "pasta" are one occupation.
    """

    def __init__(self, forms: Sequence[LabelForm], groups: npt.NDArray[np.int64], language: str):
        """`forms` ascending by row; `groups` : (n_occupations,), which occupations share a unit group, -1 for none."""
        from scipy.sparse import csr_array, hstack, vstack

        self._analyser = WordAnalyser(language)
        self._head_place = -1 if language in _LAST_WORD_IS_HEAD else 0
        self._groups = groups
        self._grams: dict[str, int] = {}
        self._stems: dict[str, int] = {}
        rows = np.array([form.row for form in forms], np.int64)
        self._rows, self._starts = np.unique(rows, return_index=True)
        self._is_preferred = np.array([form.is_preferred for form in forms], bool)
        words: dict[str, int] = {}
        words_of = [[words.setdefault(word, len(words)) for word in _WORD.findall(form.text)] for form in forms]
        # Grams are cut once for each of the few distinct words.
        grams_of = [[self._grams.setdefault(gram, len(self._grams)) for gram in _cut(word)] for word in words]
        stem_of = [self._analyser.stem(word) for word in words]
        stems_of = [[self._stems.setdefault(stem, len(self._stems))] if stem else [] for stem in stem_of]
        by_word = _counts(words_of, len(words))
        grams = csr_array(by_word @ _counts(grams_of, len(self._grams)))
        stems = csr_array(by_word @ _counts(stems_of, len(self._stems)))
        grams.data = 1 + np.log(grams.data)
        stems.data = np.ones_like(stems.data)
        belongs = csr_array((np.ones(len(forms), np.float32), (rows, np.arange(len(forms)))),
                            shape=(len(groups), len(forms)))  # fmt: skip
        n_known = len(self._rows)
        self._gram_rarity = np.log((1 + n_known) / (1 + _holding(belongs, grams))) + 1
        self._stem_rarity = np.log(1 + n_known / np.maximum(_holding(belongs, stems), 1))
        self._rarest = math.log(1 + n_known)
        labels = csr_array(
            hstack([
                _unit(_scaled(grams, self._gram_rarity)) * np.float32(_GRAM_SHARE**0.5),
                _unit(_scaled(stems, self._stem_rarity)) * np.float32((1 - _GRAM_SHARE) ** 0.5),
            ])
        )  # fmt: skip
        wholes = _unit(csr_array(belongs @ labels))
        has_group = np.flatnonzero(groups >= 0)
        n_groups = int(groups.max(initial=-1)) + 1
        shares = csr_array((np.ones(len(has_group), np.float32), (groups[has_group], has_group)),
                           shape=(n_groups, len(groups)))  # fmt: skip
        self._n_labels, self._n_rows = len(forms), len(groups)
        # Row by gram: a title has a hundred grams, and only what holds one of them is touched.
        self._postings = csr_array(vstack([labels, _unit(csr_array(shares @ wholes))])).T.tocsr()
        self._postings.indices = self._postings.indices.astype(np.int32)  # half the memory to walk through
        self._postings.indptr = self._postings.indptr.astype(np.int32)
        stem_ids = [columns[0] if columns else -1 for columns in stems_of]
        self._heads = np.array([self._head([stem_ids[word] for word in found]) for found in words_of], np.int64)

    def scores(self, main: str, side: str) -> TitleScores | None:
        """Return how alike the parts of a title and all occupations are, None where they share nothing."""
        columns, weights = self._vector(main, side)
        if not len(columns) or not self._n_labels:
            return None
        cosines: Floats = self._postings[columns].T @ weights
        labels = cosines[: self._n_labels]
        head = self._head([self._stems.get(self._analyser.stem(word), -1) for word in _WORD.findall(main)])
        if head >= 0:
            labels = labels * np.where(self._heads == head, np.float32(1), np.float32(_OTHER_HEAD))
        by_group = np.append(cosines[self._n_labels :], np.float32(0))  # last: of those without a group
        preferred = np.where(self._is_preferred, labels, np.float32(0))
        return TitleScores(self._highest(labels), self._highest(preferred), by_group[self._groups])

    def _highest(self, labels: Floats) -> Floats:
        found = np.zeros(self._n_rows, np.float32)
        found[self._rows] = np.maximum.reduceat(labels, self._starts)
        return found

    def _head(self, stems: Sequence[int]) -> int:
        """Return the stem of the word that says what the person is, -1 where no label knows one."""
        known = [stem for stem in stems if stem >= 0]
        return known[self._head_place] if known else -1

    def _vector(self, main: str, side: str) -> tuple[npt.NDArray[np.int64], Floats]:
        """Return the columns of a title, ascending, and their weights."""
        grams: dict[int, float] = {}
        stems: dict[str, float] = {}
        for text, factor in ((main, 1.0), (side, _SIDE_WEIGHT)):
            for word in _WORD.findall(text):
                for gram in _cut(word):
                    column = self._grams.get(gram)
                    if column is not None:
                        grams[column] = grams.get(column, 0.0) + factor
                if stem := self._analyser.stem(word):
                    stems.setdefault(stem, factor)
        gram_columns = np.array(sorted(grams), np.int64)
        tally = np.array([grams[column] for column in sorted(grams)])
        gram_weights = np.where(tally > 1, 1 + np.log(np.maximum(tally, 1)), tally) * self._gram_rarity[gram_columns]
        known = sorted((self._stems[stem], factor) for stem, factor in stems.items() if stem in self._stems)
        stem_columns = np.array([column for column, _factor in known], np.int64)
        stem_weights = self._stem_rarity[stem_columns] * np.array([factor for _column, factor in known])
        unknown = sum(
            (factor * _UNKNOWN_WEIGHT * self._rarest) ** 2 for stem, factor in stems.items() if stem not in self._stems
        )
        gram_length = math.sqrt(float(gram_weights @ gram_weights)) or 1.0
        stem_length = math.sqrt(float(stem_weights @ stem_weights) + unknown) or 1.0
        weights = np.concatenate([
            gram_weights / gram_length * _GRAM_SHARE**0.5, stem_weights / stem_length * (1 - _GRAM_SHARE) ** 0.5
        ])  # fmt: skip
        return np.concatenate([gram_columns, stem_columns + len(self._grams)]), weights.astype(np.float32)


def _cut(word: str) -> list[str]:
    """Return the grams of a word, blanks at both ends, as often as they stand in it."""
    bounded = f" {word} "
    return [
        bounded[start : start + size]
        for size in range(_SHORTEST, min(_LONGEST, len(bounded)) + 1)
        for start in range(len(bounded) - size + 1)
    ]


def _counts(columns_of: Sequence[Sequence[int]], n_columns: int) -> csr_array:
    """Return how often each row names each column."""
    from scipy.sparse import csr_array

    columns = np.array([column for row in columns_of for column in row], np.int64)
    pointers = np.zeros(len(columns_of) + 1, np.int64)
    np.cumsum([len(row) for row in columns_of], out=pointers[1:])
    counts = csr_array((np.ones(len(columns), np.float32), columns, pointers), shape=(len(columns_of), n_columns))
    counts.sum_duplicates()
    return counts


def _holding(belongs: csr_array, counts: csr_array) -> npt.NDArray[np.float64]:
    """Return how many occupations hold each column."""
    held = (belongs @ counts).tocsr()
    found: npt.NDArray[np.float64] = np.bincount(held.indices, minlength=counts.shape[1]).astype(np.float64)
    return found


def _scaled(counts: csr_array, weights: npt.NDArray[np.float64]) -> csr_array:
    counts.data = (counts.data * weights[counts.indices]).astype(np.float32)
    return counts


def _unit(vectors: csr_array) -> csr_array:
    """Return the rows with length 1; empty rows stay empty."""
    vectors.sort_indices()
    own = np.repeat(np.arange(vectors.shape[0]), np.diff(vectors.indptr))
    lengths = np.sqrt(np.bincount(own, vectors.data.astype(np.float64) ** 2, minlength=vectors.shape[0]))
    vectors.data = (vectors.data / lengths[own]).astype(np.float32)
    return vectors
