"""From single words to the phrases that hold them: what search needs and the extraction of mentions does not."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from skillpact.taxonomy.integrity import IndexFiles

# One trie holds both: stems, so that inflected words meet, and words as written, so that a beginning finds them.
STEM, WRITTEN = "s:", "w:"


def write_word_index(folder: Path, stem: str, n_phrases: int, phrases_of: Mapping[str, set[int]]) -> None:
    """Write the words of one language: `phrases_of` gives the phrase ids of each marked word (STEM or WRITTEN)."""
    import marisa_trie

    trie = marisa_trie.Trie(sorted(phrases_of))
    trie.save(str(folder / f"{stem}-words.marisa"))
    ordered = [sorted(phrases_of[word]) for _id, word in sorted((trie.key_id(word), word) for word in phrases_of)]
    pointers = np.zeros(len(ordered) + 1, dtype=np.int64)
    if ordered:
        np.cumsum([len(ids) for ids in ordered], out=pointers[1:])
    lengths = np.zeros(n_phrases, dtype=np.int16)
    for word, ids in phrases_of.items():
        if word.startswith(STEM):
            lengths[sorted(ids)] += 1
    np.save(folder / f"{stem}-word-pointers.npy", pointers)
    np.save(folder / f"{stem}-word-phrases.npy", np.array([i for ids in ordered for i in ids], dtype=np.int32))
    np.save(folder / f"{stem}-phrase-lengths.npy", lengths)


class WordIndex:
    """Words of one language's labels; phrase ids are those of its PhraseIndex.

    phrase_lengths : (n_phrases,), how many different stems each phrase has
    """

    def __init__(self, files: IndexFiles, table: str, language: str):
        import marisa_trie

        stem = f"{table}-{language}"
        self._trie = marisa_trie.Trie().mmap(str(files.path(f"{stem}-words.marisa")))
        self._pointers = files.array(f"{stem}-word-pointers.npy")
        self._phrases = files.array(f"{stem}-word-phrases.npy")
        self.phrase_lengths: npt.NDArray[np.int16] = files.array(f"{stem}-phrase-lengths.npy")
        self._written: list[str] | None = None

    def phrases(self, marked: str) -> npt.NDArray[np.int32]:
        """Return the ids of the phrases that hold a marked word, ascending; none where no label has it."""
        if marked not in self._trie:
            return np.zeros(0, dtype=np.int32)
        word_id = self._trie.key_id(marked)
        found: npt.NDArray[np.int32] = self._phrases[self._pointers[word_id] : self._pointers[word_id + 1]]
        return found

    def beginning_with(self, beginning: str) -> list[str]:
        """Return the marked words, as written in labels, that begin so."""
        found: list[str] = self._trie.keys(WRITTEN + beginning)
        return found

    def written(self) -> list[str]:
        """Return all words as labels have them, unmarked, in alphabetical order."""
        if self._written is None:
            self._written = sorted(marked[len(WRITTEN) :] for marked in self._trie.keys(WRITTEN))
        return self._written
