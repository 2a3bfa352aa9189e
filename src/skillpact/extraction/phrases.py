"""Finds the words of skills in a sentence: the longest phrase from left to right, over preferred and other labels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from skillpact.extraction.genericwords import (
    CAPITAL_WORDS,
    GENERIC_PHRASES,
    GENERIC_WORDS,
)
from skillpact.extraction.inflection import InflectionCheck, changes_gender
from skillpact.ordering import tie_break
from skillpact.taxonomy.build import ALTERNATIVE, DERIVED, HIDDEN, PREFERRED
from skillpact.taxonomy.model import ConceptTable, PhraseEntry, PhraseIndex
from skillpact.taxonomy.wordindex import STEM, WordIndex
from skillpact.taxonomy.words import WordAnalyser, Words, fold

LABEL_KINDS = {PREFERRED: "preferred", ALTERNATIVE: "alternative", HIDDEN: "hidden", DERIVED: "derived"}
# How far a match can be trusted. Set by reading mentions in real advertisements; calibrated figures replace them later.
_KIND_SCORES = {PREFERRED: 0.95, ALTERNATIVE: 0.88, HIDDEN: 0.8, DERIVED: 0.75}
_INFLECTED = 0.08  # the word form differs from the label's
_ONE_WORD_INFLECTED = 0.15  # one word alone in another number or gender
_ACCENT_LOST = 0.2  # one word alone without the label's accents in a text that has small letters: "fines", "finés"
_FOREIGN_ONE_WORD = 0.15  # an English word in a text of another language, not written as a name
_LOWER_CASE_NAME = 0.3  # "swift", "oracle", "sage" in small letters are more often words than names
_AMBIGUOUS = 0.15  # several concepts carry the same phrase
_MAX_KEY = 160  # characters; a longer phrase never stands in running text
# One word alone is taken in another number or gender only; a stem would make "valorará" the plural of "valor".
_NOMINAL_ENDINGS = {
    "en": ("s", "es"),
    "es": ("s", "es", "a", "o", "as", "os"),
    "fr": ("s", "e", "es", "x"),
    "de": ("e", "en", "n", "s", "er", "es", "em"),
    "it": ("a", "o", "i", "e"),
    "pt": ("s", "es", "a", "o", "as", "os"),
    "nl": ("s", "en", "n", "e"),
    "eu": ("a", "ak", "an", "ko", "ren", "aren", "n", "k", "etan", "z", "ean", "ekin", "aren", "en"),
}
_OTHER_ENDINGS = ("a", "e", "en", "er", "n", "s", "y", "i", "u", "om", "et")
_MIN_INFLECTED = 5  # letters; shorter words are too alike
# One ordinary word given as another name ("engineering" for packaging engineering) that stands in more labels than this
# names something wider; names of tools and methods stand in six at most. Effect of more: more such words are read.
_MAX_LABELS_OF_NAME = 12
_WIDE_WORD = 0.35
_ELLIPSIS = 0.1  # "soldadura TIG y MIG": the second lacks its first word
_ELLIPSIS_GLUE = re.compile(r"\s?(?:,|/|-?\s(?:y|e|o|u|and|or|und|oder|et|ou|ed|eta|edo|en|of|ou)\b)\s?", re.IGNORECASE)
_CONJUNCTIONS = frozenset(("y", "e", "o", "u", "and", "or", "und", "oder", "et", "ou", "ed", "eta", "edo", "en", "of"))
# Of all languages, since English names are looked for in every text.
_CAPITAL_WORDS = frozenset(word for words in CAPITAL_WORDS.values() for word in words.split())
_GENDERED = frozenset(("es", "it", "pt"))
_BREAK = "\x00"  # stands among the tokens of a sentence where no phrase goes on; a character that no key holds


class PhraseMatch(NamedTuple):
    """A stretch of tokens that names a concept: code points in the text, the concept's row, kind of label, score."""

    start: int
    end: int
    row: int
    kind: int
    score: float


class _Openings(dict[str, bool]):
    """Whether a label begins with a stem: most words of a text are passed over by one look-up."""

    _MAX_REMEMBERED = 400_000

    def __init__(self, index: PhraseIndex):
        super().__init__()
        self._trie = index.trie

    def __missing__(self, stem: str) -> bool:
        if len(self) >= self._MAX_REMEMBERED:
            self.clear()
        opens = self[stem] = bool(stem) and next(self._trie.iterkeys(stem + " "), None) is not None
        return opens


class PhraseLinker:
    """Links phrases of one language's labels in texts of that or of another language."""

    _MAX_REMEMBERED = 100_000  # spellings of phrases, with what they name; about 20 MB. Effect of more: only speed.

    def __init__(self, table: ConceptTable, index: PhraseIndex, *, is_foreign: bool, words: WordIndex | None = None):
        self._table = table
        self._index = index
        self._words = words
        self._prefix_id = index.trie.iter_prefixes_with_ids
        self._openings = _Openings(index)
        self._known: dict[tuple[int, str], tuple[int, int, float] | None] = {}
        self._is_foreign = is_foreign
        self.analyser = WordAnalyser(index.language)
        language = index.language
        self._generic = frozenset(GENERIC_WORDS.get(language, "").split())
        phrases = GENERIC_PHRASES.get(language, "").split("|")
        self._generic_keys = frozenset(key + " " for phrase in phrases for key in self.analyser.phrase_keys(phrase))
        self._endings = _NOMINAL_ENDINGS.get(language, _OTHER_ENDINGS)
        self._inflections = InflectionCheck(self.analyser)
        self._is_wide: dict[str, bool] = {}

    def matches(self, text: str, words: Words) -> list[PhraseMatch]:
        """Return the non-overlapping matches among the words of one sentence of `text`, from left to right."""
        stems = self.analyser.stems(words)
        openings = self._openings
        if not any(map(openings.__getitem__, stems)):
            return []
        tokens, places = _without_function_words(stems, words.are_after_breaks)
        joined = " ".join(tokens) + " "
        offsets = list(accumulate([len(token) + 1 for token in tokens], initial=0))
        found: list[PhraseMatch] = []
        n_tokens, first_free = len(tokens), 0
        for i in [i for i, token in enumerate(tokens) if openings[token]]:
            if i < first_free:
                continue
            longest = None
            for longest in self._prefix_id(joined[offsets[i] : offsets[i] + _MAX_KEY]):  # noqa: B007 (the last is the longest)
                pass
            if longest is None:
                continue
            key, phrase_id = longest
            n_used = key.count(" ")
            start, end = words.starts[places[i]], words.ends[places[i + n_used - 1]]
            match = self._match(text, start, end, tokens[i : i + n_used], phrase_id)
            if match is None:
                continue
            found.append(match)
            first_free = i + n_used
            if n_used > 1 and first_free + 1 < n_tokens:
                first_free += self._add_shortened(text, words, tokens, places, first_free, n_used, found)
        return found

    def _add_shortened(
        self,
        text: str,
        words: Words,
        tokens: Sequence[str],
        places: Sequence[int],
        i: int,
        n_tokens: int,
        found: list[PhraseMatch],
    ) -> int:
        """Add what shares its first words with the match that ends before token `i`: "soldadura TIG y MIG-MAG".

        Only where the whole phrase is a label, and what is left of it is not one by itself. Returns the tokens used.
        """
        first = i - n_tokens
        head = "".join(token + " " for token in tokens[first : i - 1])
        place = i + 1 if tokens[i] == _BREAK else i
        # A conjunction is a token of its own, without a meaning that a label would hold.
        if place < len(tokens) and tokens[place] in _CONJUNCTIONS:
            place += 1
        if place == i or place >= len(tokens) or tokens[place] == _BREAK:
            return 0
        if not _ELLIPSIS_GLUE.fullmatch(text[words.ends[places[i - 1]] : words.starts[places[place]]]):
            return 0
        for n_more in (2, 1):
            rest = tokens[place : place + n_more]
            if len(rest) < n_more or _BREAK in rest:
                continue
            own = "".join(token + " " for token in rest)
            key = head + own
            if key not in self._index.trie or key in self._generic_keys or own in self._index.trie:
                continue
            entries = self._index.entries(self._index.trie.key_id(key))
            entry = min(entries, key=lambda e: (e.kind, tie_break(self._table.uri(e.row))))
            score = round(_KIND_SCORES[entry.kind] - _ELLIPSIS - (_AMBIGUOUS if len(entries) > 1 else 0.0), 4)
            start, end = words.starts[places[place]], words.ends[places[place + n_more - 1]]
            found.append(PhraseMatch(start, end, entry.row, entry.kind, score))
            return place + n_more - i
        return 0

    def _match(self, text: str, start: int, end: int, stems: Sequence[str], phrase_id: int) -> PhraseMatch | None:
        """Return what text[start:end] names, if it is trusted where it stands."""
        # "you're", "don't": what follows the apostrophe is no word of its own.
        if len(stems) == 1 and start and text[start - 1] in "'’" and self._index.language == "en":
            return None
        surface = text[start:end]
        key = (phrase_id, surface)
        try:
            best = self._known[key]
        except KeyError:
            if len(self._known) >= self._MAX_REMEMBERED:
                self._known.clear()
            best = self._known[key] = self._best(surface, stems, phrase_id)
        if best is None:
            return None
        if (
            len(stems) == 1
            and surface.isupper()
            and fold(surface) in _CAPITAL_WORDS
            and _is_in_capitals(text, start, end)
        ):
            return None
        return PhraseMatch(start, end, *best)

    def _best(self, surface: str, stems: Sequence[str], phrase_id: int) -> tuple[int, int, float] | None:
        """Return row, kind of label and score of the concept that `surface` names best; the same in every text."""
        if stems[0] in _CONJUNCTIONS:
            return None  # some lists of labels were cut: "and procedures"
        if "".join(stem + " " for stem in stems) in self._generic_keys:
            return None
        scored = []
        for entry in self._index.entries(phrase_id):
            score = self._score(surface, entry, stems)
            if score is not None:
                scored.append((round(score, 4), entry))
        if not scored:
            return None
        best = max(score for score, _entry in scored)
        equals = [entry for score, entry in scored if score == best]
        entry = equals[0]
        if len(equals) > 1:
            entry = min(equals, key=lambda e: (e.kind, tie_break(self._table.uri(e.row))))
        score = max(best - (_AMBIGUOUS if len(equals) > 1 else 0.0), 0.0)
        return entry.row, entry.kind, round(score, 4)

    def _score(self, surface: str, entry: PhraseEntry, stems: Sequence[str]) -> float | None:
        """Return how far `surface` is trusted to mean the entry, or None where it cannot."""
        spelling = entry.spelling.split(" (")[0]
        score = _KIND_SCORES[entry.kind]
        is_same = fold(surface) == fold(spelling)
        if len(stems) == 1:
            if not is_same and self._table.kind(entry.row) == "language":
                return None  # "empresa española" does not ask for Spanish
            return self._one_word_score(surface, spelling, score, entry.kind, stems[0], is_same=is_same)
        if is_same:
            return score
        return score - _INFLECTED if self._inflections.allows(surface, spelling) else None

    def _one_word_score(
        self, surface: str, spelling: str, score: float, kind: int, stem: str, *, is_same: bool
    ) -> float | None:
        folded = fold(surface)
        if len(surface) == 1 or folded in self._generic or (len(surface) == 2 and surface.islower()):
            return None
        # Acronyms (CAD, ERP, SAP) are read only as they are written.
        if spelling.isupper() and len(spelling) <= 5 and not surface.isupper():
            return None
        if spelling.islower() and surface.isupper() and len(surface) <= 3:
            return None
        if "ñ" in surface.casefold() and "ñ" not in spelling.casefold():
            return None  # another letter, not an accent: "daños" are not "danés"
        if not is_same:
            if len(folded) < _MIN_INFLECTED or self._bare(folded) != self._bare(fold(spelling)):
                return None
            if "ñ" in spelling.casefold() and "ñ" not in surface.casefold():
                return None
            if (
                changes_gender(folded, fold(spelling))
                and self._index.language in _GENDERED
                and self._table.name == "skills"
            ):
                return None
            score -= _ONE_WORD_INFLECTED
        elif surface.casefold() != spelling.casefold():
            if spelling.isascii() and not surface.isascii():
                return None  # an accent too many makes another word: the river Gállego
            if not surface.isupper():
                score -= _ACCENT_LOST
        if self._is_name(spelling) and surface.islower():
            score -= _LOWER_CASE_NAME
        if self._is_foreign and surface.islower():
            score -= _FOREIGN_ONE_WORD
        is_foreign_word = self._is_foreign and surface.islower()
        if kind != PREFERRED and spelling.islower() and (is_foreign_word or self._stands_everywhere(stem)):
            score -= _WIDE_WORD
        return max(score, 0.0)

    def _stands_everywhere(self, stem: str) -> bool:
        """Say whether many labels hold the stem, so that alone it names nothing in particular."""
        known = self._is_wide.get(stem)
        if known is None:
            known = self._words is not None and len(self._words.phrases(STEM + stem)) > _MAX_LABELS_OF_NAME
            self._is_wide[stem] = known
        return known

    def _bare(self, folded: str) -> str:
        """Return a folded word without its longest ending of number or gender."""
        fitting = [e for e in self._endings if folded.endswith(e) and len(folded) - len(e) >= _MIN_INFLECTED - 2]
        return folded[: -len(max(fitting, key=len))] if fitting else folded

    def _is_name(self, spelling: str) -> bool:
        # German nouns are capitalised, so a capital says nothing there.
        return self._index.language != "de" and spelling[:1].isupper() and spelling[1:].islower()


def _without_function_words(stems: Sequence[str], are_after_breaks: Sequence[bool]) -> tuple[list[str], list[int]]:
    """Return the stems that carry meaning, with breaks between them, and which word each is."""
    if True not in are_after_breaks[1:]:
        return [stem for stem in stems if stem], [place for place, stem in enumerate(stems) if stem]
    tokens: list[str] = []
    places: list[int] = []
    for place, (stem, is_after_break) in enumerate(zip(stems, are_after_breaks, strict=True)):
        if is_after_break and tokens and tokens[-1] != _BREAK:
            tokens.append(_BREAK)
            places.append(place)
        if stem:
            tokens.append(stem)
            places.append(place)
    return tokens, places


def _is_in_capitals(text: str, start: int, end: int) -> bool:
    """Say whether the words around text[start:end] are in capitals too, so that capitals mark no acronym."""
    around = text[max(0, start - 20) : start] + text[end : end + 20]
    return sum(map(str.islower, around)) == 0 and any(map(str.isupper, around))
