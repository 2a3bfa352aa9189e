"""The concept whose labels share most words with a phrase: proposed as the broader one of a local skill."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skillpact.ordering import tie_break
from skillpact.taxonomy import Taxonomy
from skillpact.taxonomy.wordindex import STEM
from skillpact.taxonomy.words import WordAnalyser

_LEAST = 0.5  # effect of less: more proposals, most of them share a word and nothing else


@dataclass(frozen=True, slots=True)
class NearConcept:
    """A concept and how near its nearest label is. score in (0, 1], 4 decimals: 1 where all words are the same."""

    uri: str
    label: str
    score: float


class NearestConcept:
    """Finds near skills by whole words, inflected or not; rare words count more. A misspelt word finds nothing."""

    def __init__(self, taxonomy: Taxonomy):
        self._taxonomy = taxonomy
        self._analysers: dict[str, WordAnalyser] = {}

    def find(self, phrase: str, language: str) -> NearConcept | None:
        """Return the nearest skill by its labels in `language`, else in English; None where no word is shared."""
        for code in dict.fromkeys((language, "en")):
            found = self._find(phrase, code, language)
            if found is not None:
                return found
        return None

    def _find(self, phrase: str, code: str, language: str) -> NearConcept | None:
        words, index = self._taxonomy.words("skills", code), self._taxonomy.phrases("skills", code)
        if words is None or index is None:
            return None
        analyser = self._analysers.setdefault(code, WordAnalyser(code))
        stems = sorted({token.stem for token in analyser.tokens(phrase) if token.stem})
        n_phrases = len(words.phrase_lengths)
        if not stems or not n_phrases:
            return None
        shared, n_shared = np.zeros(n_phrases), np.zeros(n_phrases)
        known = []
        for stem in stems:
            ids = words.phrases(STEM + stem)
            if len(ids):
                known.append(float(np.log(1 + n_phrases / len(ids))))
                shared[ids] += known[-1]
                n_shared[ids] += 1
        if not known:
            return None
        # Words that no label holds, and what else stands in a label, count as words of middling rarity.
        middling = sum(known) / len(known)
        own = middling * len(stems)
        other = np.maximum(words.phrase_lengths - n_shared, 0) * middling
        scores = np.round(2 * shared / (own + shared + other), 4)
        best = float(scores.max())
        if best < _LEAST:
            return None
        rows: dict[int, int] = {}
        for phrase_id in np.flatnonzero(scores == best):
            for entry in index.entries(int(phrase_id)):
                rows[entry.row] = min(entry.kind, rows.get(entry.row, entry.kind))
        skills = self._taxonomy.skills
        row = min(rows, key=lambda r: (rows[r], tie_break(skills.uri(r))))
        return NearConcept(skills.uri(row), skills.label(row, language), best)
