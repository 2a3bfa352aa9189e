"""Search over the labels of a taxonomy: what a person types, whole or in part, to concepts, best first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from skillpact.errors import TaxonomyError
from skillpact.taxonomy.model import ConceptTable, PhraseIndex, Taxonomy
from skillpact.taxonomy.wordindex import STEM, WRITTEN, WordIndex
from skillpact.taxonomy.words import WordAnalyser, fold

# By kind of label: preferred, alternative, hidden, derived. An exact label stands before an inflected one, an inflected
# one before one that only holds the words; within each, the preferred label comes first.
_EXACT = np.array([1.0, 0.98, 0.97, 0.97])
_INFLECTED = np.array([0.96, 0.94, 0.93, 0.93])
_HOLDING = np.array([0.9, 0.86, 0.84, 0.84])
_BEGINNING = 0.85  # quality of a word of which only the beginning was typed, at most
_TYPO = 0.6  # quality of a word that needs a correction
_MIN_BEGINNING = 2  # letters; one letter begins half of all words


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A concept that was found, and the label by which.

    label : preferred label in the language asked for, else in that of `matched_label`
    kind : skill, knowledge, attitude, language or occupation
    score : in (0, 1], 4 decimals; 1.0 is the preferred label itself
    """

    uri: str
    label: str
    kind: str
    matched_label: str
    language: str
    score: float


def search_concepts(
    taxonomy: Taxonomy, words: str, *, language: str | None = None, table: str = "skills", limit: int = 10
) -> list[SearchHit]:
    """Return at most `limit` concepts for what a person typed, best first.

    Inflected words, beginnings of words and one misspelt word are found. Labels that hold all words come before those
    that hold some; the latter are given only where nothing holds all. A concept URI finds its concept.

    language : search labels of this language only; None: of all languages of the taxonomy
    table : "skills" or "occupations"
    Raises TaxonomyError where the taxonomy has no labels in `language`.
    """
    if table not in ("skills", "occupations"):
        raise ValueError(f"table is {table!r}, expected 'skills' or 'occupations'")
    if limit < 1:
        raise ValueError(f"limit is {limit}, expected at least 1")
    concepts: ConceptTable = taxonomy.skills if table == "skills" else taxonomy.occupations
    if language is not None and language not in concepts.languages:
        raise TaxonomyError(
            f"taxonomy {taxonomy.id} has no labels of {table} in language {language!r} "
            f"(it has: {', '.join(concepts.languages) or 'none'})"
        )
    words = words.strip()
    if words in concepts:
        row = concepts.row(words)
        label = concepts.label(row, language or "en")
        return [SearchHit(words, label, concepts.kind(row), label, language or "en", 1.0)]
    # English first: a name that is the same in several languages is shown as English.
    languages = [language] if language else sorted(concepts.languages, key=lambda code: (code != "en", code))
    for allow_some in (False, True):
        best: dict[int, tuple[float, str, str]] = {}
        for code in languages:
            phrases, index = taxonomy.phrases(table, code), taxonomy.words(table, code)
            if phrases is None or index is None:
                continue
            for row, score, spelling in _found(words, phrases, index, limit, allow_some):
                if row not in best or score > best[row][0]:
                    best[row] = (score, spelling, code)
        if best:
            break
    hits = [
        SearchHit(concepts.uri(row), concepts.label(row, language or code), concepts.kind(row), spelling, code, score)
        for row, (score, spelling, code) in best.items()
    ]
    return sorted(hits, key=lambda hit: (-hit.score, len(hit.matched_label), hit.label, hit.uri))[:limit]


def _found(
    words: str, phrases: PhraseIndex, index: WordIndex, limit: int, allow_some: bool
) -> Iterable[tuple[int, float, str]]:
    """Yield (row, score, spelling) of the best concepts of one language, at least `limit` of them where there are."""
    analyser = WordAnalyser(phrases.language)
    wanted = [
        (fold(words[token.start : token.end]), token.stem) for token in analyser.tokens(words) if not token.is_break
    ]
    if not wanted:  # only articles and prepositions: they may be beginnings of words ("for" of "forklift")
        wanted = [(fold(word), "") for word in words.split()]
    scores = _phrase_scores(wanted, index, analyser, allow_some)
    best: dict[int, tuple[float, str]] = {}
    exact = {key + " " for key in analyser.phrase_keys(words)} if not allow_some else set()
    for key in sorted(exact):
        if key in phrases.trie:
            for entry in phrases.entries(phrases.trie.key_id(key)):
                tier = _EXACT if fold(entry.spelling) == fold(" ".join(words.split())) else _INFLECTED
                candidate = (float(tier[entry.kind]), entry.spelling)
                if entry.row not in best or candidate[0] > best[entry.row][0]:
                    best[entry.row] = candidate
    chosen: npt.NDArray[np.int64] = np.flatnonzero(scores)
    places, entry_ids, rows, kinds = phrases.expand(chosen)
    totals = np.round(scores[chosen][places] * _HOLDING[kinds], 4)
    order = np.lexsort((entry_ids, rows, -totals))
    floor = 0.0
    for place in order:
        row, total = int(rows[place]), float(totals[place])
        if total < floor:
            break
        if row not in best:
            best[row] = (total, phrases.spelling(int(entry_ids[place])))
            if len(best) >= limit and not floor:
                floor = total  # what is as good as the last one still counts
    return [(row, score, spelling) for row, (score, spelling) in best.items()]


def _phrase_scores(
    wanted: list[tuple[str, str]], index: WordIndex, analyser: WordAnalyser, allow_some: bool
) -> npt.NDArray[np.float64]:
    """Return (n_phrases,), in [0, 1]: how well each phrase holds the wanted words, 0 where it does not."""
    n_phrases = len(index.phrase_lengths)
    quality = np.zeros((len(wanted), n_phrases))
    is_corrected = False
    for place, (written, stem) in enumerate(wanted):
        row = quality[place]
        if len(written) >= _MIN_BEGINNING:
            for marked in index.beginning_with(written):
                share = len(written) / (len(marked) - len(WRITTEN))
                ids = index.phrases(marked)
                row[ids] = np.maximum(row[ids], _BEGINNING * (0.7 + 0.3 * share))
        row[index.phrases(STEM + stem)] = 1.0
        row[index.phrases(WRITTEN + written)] = 1.0
        if not row.any() and not is_corrected:
            for close in _close_words(written, index.written()):
                row[index.phrases(WRITTEN + close)] = _TYPO
                row[index.phrases(STEM + analyser.stem(close))] = _TYPO
            is_corrected = bool(row.any())
    n_held = (quality > 0).sum(axis=0)
    coverage = np.minimum(n_held / np.maximum(index.phrase_lengths, 1), 1.0)
    scores: npt.NDArray[np.float64] = quality.sum(axis=0) / max(len(wanted), 1) * (0.5 + 0.5 * coverage)
    if allow_some:
        scores *= 0.5
        n_needed = (len(wanted) + 1) // 2
    else:
        n_needed = len(wanted)
    scores[n_held < n_needed] = 0.0
    return scores


def _close_words(written: str, vocabulary: list[str]) -> list[str]:
    """Return the words one letter away, of long ones two; the first letter is seldom the wrong one."""
    if len(written) < 4:
        return []
    allowed = 2 if len(written) > 7 else 1
    near = [word for word in vocabulary if word[0] == written[0] and abs(len(word) - len(written)) <= allowed]
    distances = [(_distance(written, word, allowed), word) for word in near]
    closest = min((distance for distance, _word in distances), default=allowed + 1)
    return [word for distance, word in distances if distance == closest <= allowed]


def _distance(first: str, second: str, allowed: int) -> int:
    """Return the number of letters to add, drop, change or swap with the next, or allowed + 1 where it is more."""
    before: list[int] = []
    previous = list(range(len(second) + 1))
    for i, letter in enumerate(first, start=1):
        current = [i]
        for j, other in enumerate(second, start=1):
            cost = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == second[j - 2] and first[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        if min(current) > allowed:
            return allowed + 1
        before, previous = previous, current
    return previous[-1]
